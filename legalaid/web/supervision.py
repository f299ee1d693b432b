"""督办: overdue and nearly so by place, pauses, extensions, slips, early signs, and how the office itself works, in words."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from legalaid import current, health
from legalaid.actions import assignment, extensions, organisations, overdue, pauses, signs, slips, supervision
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.tables.limits import PAUSE_GROUNDS, SLIP_STATES
from legalaid.tables.tickets import TICKET_STATES

bp = Blueprint("supervision", __name__, url_prefix="/desk/overdue")
NOBODY = ("no_eligible_lawyer", "all_full")


@bp.get("")
@needs("tickets.supervise")
def board():
    """督办."""
    session, by, now = current.reading(), current.by(), current.now()
    code = request.args.get("under")
    under = supervision.below(session, by, code)
    found = supervision.board(session, by, under)

    def to(view: str, **more: Any) -> str:
        return url_for("supervision.listing", of=view, **{"under": code, **more})

    return render_template(
        "supervision/board.html", under=under, places=found.places, total=found.total, views=supervision.VIEWS, to=to, rows=found.late,
        left={t.id: (overdue.left(t, now), "over") for t in found.late}, slips=slips.open_ones(session, by), slip_states=SLIP_STATES, waiting=extensions.waiting(session, by),
        over=pauses.over(session, by), grounds=PAUSE_GROUNDS, signs=signs.found(session, by), kinds=signs.KINDS, troubles=_troubles(), states=TICKET_STATES,
        counties=organisations.COUNTIES, now=now,
    )


def _troubles() -> list[tuple[str, str]]:
    """What does not work and what waits for want of a lawyer: words, and where to look (may be empty)."""
    session, by = current.reading(), current.by()
    parts = health.report(session, current.runtime(), current.now())["parts"]
    found = [(part["text"], "") for part in parts.values() if not part["ok"] or part.get("behind")]
    lacking = sum((request.waiting_reason or {}).get("reason") in NOBODY for request in assignment.waiting(session, by))
    return found + ([(f"无可派律师 {lacking} 件", url_for("assign.waiting"))] if lacking else [])


@bp.get("/list")
@needs("tickets.supervise")
def listing():
    """The requests behind a number or a sign."""
    session, by, now, page = current.reading(), current.by(), current.now(), current.page()
    view, key, code = request.args.get("of", "overdue"), request.args.get("key", ""), request.args.get("under")
    if view not in {**supervision.VIEWS, **signs.KINDS}:
        raise Refused("没有这项。", field="of")
    under, here = supervision.below(session, by, code), "here" in request.args
    rows, count = supervision.behind(session, by, view, under=under, here=here, key=key, page=page)
    sign = next((s for s in signs.found(session, by) if (s.kind, s.key) == (view, key)), None)
    title = f"{signs.KINDS[view]}：{sign.words if sign else key}" if view in signs.KINDS else supervision.VIEWS[view]
    left = {t.id: overdue.standing(t, now) for t in rows}
    return render_template("supervision/list.html", rows=rows, total=count, title=title, under=under, left=left, states=TICKET_STATES, counties=organisations.COUNTIES, page=page,
                           pages=-(-count // supervision.PAGE), link=lambda n: url_for("supervision.listing", of=view, key=key or None, under=code, here=1 if here else None, page=n))
