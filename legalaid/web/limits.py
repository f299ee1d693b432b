"""办理时限: what holds, what waits for a second person, a new rule. The administrator writes, another person approves."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import accounts, limits
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.limits import LimitSchema
from legalaid.tables.limits import LEVELS, MATTERS, STEPS, UNITS
from toolkit import causes

bp = Blueprint("limits", __name__, url_prefix="/admin/limits")


@bp.get("")
@needs("limits.approve")
def show():
    """办理时限."""
    return _page({}, {})


def _page(errors, typed, status: int = 200):
    session, today = current.reading(), current.today()
    rows = limits.rows(session)
    names = accounts.names(session, [x for r in rows for x in (r.author_id, r.approved_by, r.withdrawn_by)])
    found = sorted(limits.in_force(session, today), key=lambda x: (list(LEVELS).index(x.level), list(STEPS).index(x.step), list(MATTERS).index(x.matter), x.scope or ""))
    scopes = [(name, name if name in causes.SUBCLASSES else f"　{name}") for name in limits.scopes()]
    return render_template("admin/limits.html", now=found, rows=rows, names=names,
                           levels=LEVELS, steps_of=STEPS, matters=MATTERS, units=UNITS, said=limits.length_said, scopes=scopes, today=today, errors=errors, typed=typed), status


@bp.post("")
@needs("limits.edit")
def propose():
    """A new limit."""
    return _act(lambda s: limits.propose(s, current.by(), **{"scope": None, **LimitSchema().load_form(request.form)}))


@bp.post("/<uuid:ident>/approve")
@needs("limits.approve")
def approve(ident: UUID):
    """复核."""
    return _act(lambda s: limits.approve(s, current.by(), ident))


@bp.post("/<uuid:ident>/withdraw")
@needs("limits.edit")
def withdraw(ident: UUID):
    """撤回."""
    return _act(lambda s: limits.withdraw(s, current.by(), ident))


def _act(action):
    try:
        with current.writing() as s:
            action(s)
            return current.remember(s, url_for("limits.show"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(e.errors or {"_form": e.message}, request.form, e.status)
