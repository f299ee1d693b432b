"""权重 of the matching: what holds, what held before, a new version."""

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import accounts, weights
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.placing import FAIRNESS, WEIGHTS, WeightsSchema, flat, nested

bp = Blueprint("weights", __name__, url_prefix="/admin/weights")


@bp.get("")
@needs("weights.edit")
def show():
    """权重."""
    return _page({}, {})


def _page(errors, typed, status: int = 200):
    session = current.reading()
    rows, now = weights.versions(session), weights.in_force(session, current.now())
    # the matching names a weight as `fairness.MEDIATION`, the form calls it `fairness_MEDIATION`
    faults = {name.replace(".", "_"): words for name, words in errors.items()}
    return render_template("admin/weights.html", now=flat(now), number=now.number, rows=rows, names=accounts.names(session, (r.author_id for r in rows)), words=WEIGHTS,
                           fairness=FAIRNESS, errors=faults, typed=typed), status


@bp.post("")
@needs("weights.edit")
def change():
    """The next version."""
    try:
        values = WeightsSchema().load_form(request.form)
        reason, known = values.pop("reason", ""), values.pop("known", None)
        with current.writing() as s:
            weights.change(s, current.by(), values=nested(values, weights.in_force(s, current.now())), reason=reason, known=known)
            return current.remember(s, url_for("weights.show"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(e.errors or {"_form": e.message}, request.form, e.status)
