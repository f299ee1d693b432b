"""看板: figures of a period, each leading to its records."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from legalaid import charts, current, gauges
from legalaid.actions import districts, drill_down, organisations, overdue, reports, scopes, trends
from legalaid.guard import needs
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES

bp = Blueprint("dashboard", __name__, url_prefix="/dashboard")
SHOWN = 8  # of the overdue ones


@bp.get("/")
@needs("reports.see")
def show():
    """运行看板."""
    session, by, now = current.reading(), current.by(), current.now()
    span = reports.period(request.args.get("period", "week"), now)
    tallied = reports.tallies(session, span, scopes.tickets(by), dashboard=True)
    found = reports.figures(session, by, span, tallied)

    def to(name: str, **more: Any) -> str:
        return url_for("dashboard.behind", name=name, period=span.code, **more)

    trend = charts.lines([w for w, _, _ in found.weeks], [charts.Series("收件", [r for _, r, _ in found.weeks], charts.BLUE), charts.Series("办结", [c for _, _, c in found.weeks], charts.GOLD)],
                         "每周收件与办结")
    types = charts.hbars([charts.Bar(name, n, to("registered", subclass=name)) for name, n in found.by_subclass], "诉求类型")
    load = charts.columns([charts.Bar(str(k), n) for k, n in enumerate(found.lawyer_load)], "律师在办件数", unit="人", head="在办件数", hot=range(6, len(found.lawyer_load)))
    aid = charts.hbars([charts.Bar(words, n, to("aid", form=code)) for code, words, n in found.aid_by_form if n], "法律援助", unit="件次")
    pressing = overdue.pressing(session, now, scopes.tickets(by))
    watched, late = overdue.listed(session, pressing, SHOWN), overdue.counts(pressing)
    courses = trends.counties(session, by, span, tallied)
    sparks = {code: gauges.spark(courses[code].weeks if code in courses else [0] * trends.WEEKS, f"{name}近 12 周收件") for code, name in organisations.COUNTIES.items()}
    counties = sorted(districts.compare(session, by, span, tallied), key=lambda c: c.code)
    return render_template("dashboard/show.html", figures=found, span=span, periods=reports.PERIODS, trend=trend, types=types, load=load, aid=aid, to=to, watched=watched,
                           late=late["overdue"], near=late["due_soon"], changes=trends.changes(session, by, span, found),
                           earlier=f"比{trends.EARLIER[span.code]}", courses=courses, sparks=sparks, counties=counties, balance=trends.balance(session, now),
                           left={w.ticket.id: overdue.left(w.ticket, now) for w in watched}, states=TICKET_STATES, aid_total=sum(n for _, _, n in found.aid_by_form))


@bp.get("/<name>")
@needs("reports.see")
def behind(name: str):
    """The records behind one figure."""
    session, by, now = current.reading(), current.by(), current.now()
    span = reports.period(request.args.get("period", "week"), now)
    page = current.page()
    found = drill_down.behind(session, by, name, span, county=request.args.get("county"), subclass=request.args.get("subclass"), form=request.args.get("form"), page=page)
    left = {t.id: (overdue.left(t, now) if t.state not in CLOSED_STATES else "—", "ok") for t in found.rows}
    order = drill_down.LATEST[name][1] if name in drill_down.LATEST else ""
    more = {k: request.args[k] for k in ("period", "county", "subclass", "form") if k in request.args}
    return render_template("dashboard/behind.html", rows=found.rows, total=found.total, order=order, title=drill_down.BEHIND[name], span=span, left=left, states=TICKET_STATES,
                           counties=organisations.COUNTIES, page=page, pages=-(-found.total // drill_down.PAGE), link=lambda n: url_for("dashboard.behind", name=name, **{**more, "page": n}))
