"""个人信息删除: what workers ask for, and whose period is over; the administrator decides by number and period, and sees no person."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import accounts, erased_list, erasures, erasures_due
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.erasures import Decided, Releasing, Why
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
    asked, due, released, kept = (erasures.listed(session, state) for state in ("ASKED", "DUE", "RELEASED", "KEPT"))
    total, past = erasures.past(session, (page - 1) * PAGE, PAGE)
    everything = [*asked, *due, *released, *kept, *past]
    return render_template(
        "admin/erasures.html", asked=[(row, erasures.against(session, row.worker, current.today())) for row in asked], due=due, released=released, kept=kept, past=past,
        numbers=erasures.numbers(session, everything), states=ERASURE_STATES, names=accounts.names(session, [row.decided_by for row in everything]), errors=errors, typed=typed,
        page=page, pages=-(-total // PAGE), link=lambda n: url_for("erasures.show", page=n)), status


@bp.post("/<uuid:ident>")
@needs("personal.erase")
def decide(ident: UUID):
    """Erase, or say why not."""
    return _act(Decided(), lambda s, by, decision, reason: erasures.decide(s, by, ident, erase=decision == "erase", reason=reason))


@bp.post("/release")
@needs("personal.erase")
def release():
    """放行 of the list."""
    return _act(Releasing(), erasures_due.release)


@bp.post("/<uuid:ident>/keep")
@needs("personal.erase")
def keep(ident: UUID):
    """暂不删除."""
    return _act(Why(), lambda s, by, reason: erasures_due.keep(s, by, ident, reason=reason))


@bp.post("/<uuid:ident>/resume")
@needs("personal.erase")
def resume(ident: UUID):
    """Back into the list."""
    with current.writing() as s:
        erasures_due.resume(s, current.by(), ident)
        return current.remember(s, url_for("erasures.show"))


def _act(schema, action):
    try:
        values = schema.load_form(request.form)
        with current.writing() as s:
            action(s, current.by(), **values)
            answer = current.remember(s, url_for("erasures.show"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _page(e.errors or {"_form": e.message}, request.form, e.status)
    erased_list.keep_or_log(current.runtime().settings.home, current.reading())
    return answer
