"""时效雷达: open matters by the days left of the right itself, with filters."""

from collections import Counter
from typing import Any

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import organisations, radar
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.tables.tickets import TICKET_STATES

bp = Blueprint("radar", __name__, url_prefix="/desk/radar")
PAGE = 50


@bp.get("")
@needs("disputes.work")
def show():
    """All open matters in scope; `?level=`, `?county=` and `?mine=1` narrow them."""
    level, county, mine, page = request.args.get("level", ""), request.args.get("county", ""), "mine" in request.args, current.page()
    if level and level not in radar.LEVELS:
        raise Refused("没有这个范围。", field="level")
    if county and county not in organisations.COUNTIES:
        raise Refused("没有这个县（市、区）。", field="county")
    by = current.by()
    found = [one for one in radar.watch(current.reading(), by) if county in ("", one.ticket.county) and (not mine or one.ticket.handler_id == by.actor_id)]
    counts, rows = Counter(one.level for one in found), [one for one in found if level in ("", one.level)]
    kept: dict[str, Any] = {"county": county or None, "mine": 1 if mine else None}
    tabs = [("全部", url_for("radar.show", **kept), not level, len(found))]
    tabs += [(words, url_for("radar.show", **kept, level=code), level == code, counts[code]) for code, words in radar.LEVELS.items()]
    return render_template("desk/radar.html", rows=rows[(page - 1) * PAGE : page * PAGE], total=len(rows), tabs=tabs, level=level, county=county, mine=mine, counties=organisations.COUNTIES,
                           states=TICKET_STATES, page=page, pages=-(-len(rows) // PAGE), link=lambda n: url_for("radar.show", **kept, level=level or None, page=n))
