"""个人信息删除: what workers ask for; the administrator decides by number and period, and sees no person."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import accounts, erasures
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.erasures import Decided
from legalaid.tables.erasures import ERASURE_STATES

bp = Blueprint("erasures", __name__, url_prefix="/admin/erasures")
PAGE = 50


@bp.get("")
@needs("personal.erase")
def show():
    """What waits, and what was decided lately."""
    return _page({}, {})


def _page(errors, typed, status: int = 200):
    session, page = current.reading(), current.page()
    asked = [(row, erasures.numbers(session, row), erasures.against(session, row.worker, current.today())) for row in erasures.listed(session, "ASKED")]
    total, rows = erasures.past(session, (page - 1) * PAGE, PAGE)
    names = accounts.names(session, [row.decided_by for row in rows])
    return render_template("admin/erasures.html", asked=asked, rows=[(row, erasures.numbers(session, row)) for row in rows], states=ERASURE_STATES, names=names, errors=errors,
                           typed=typed, page=page, pages=-(-total // PAGE), link=lambda n: url_for("erasures.show", page=n)), status


@bp.post("/<uuid:ident>")
@needs("personal.erase")
def decide(ident: UUID):
    """Erase, or say why not."""
    return _act(Decided(), lambda s, by, decision, reason="": erasures.decide(s, by, ident, erase=decision == "erase", reason=reason))


def _act(schema, action):
    try:
        values = schema.load_form(request.form)
        with current.writing() as s:
            action(s, current.by(), **values)
            return current.remember(s, url_for("erasures.show"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(e.errors or {"_form": e.message}, request.form, e.status)
