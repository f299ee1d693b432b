"""均衡看板: load and share by lawyer, county and cause, waiting, answers, scarce knowledge; each figure leads to its records."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import charts, current
from legalaid.actions import assignment, fairness, lawyers, organisations
from legalaid.guard import needs
from legalaid.tables.assignment import DECLINE_REASONS, OFFER_STATES
from legalaid.tables.lawyers import SERVICES
from toolkit import causes

bp = Blueprint("fairness", __name__, url_prefix="/desk/assign/board")
SHOWN = 30


def percent(part: Fraction | None) -> str:
    """A share in percent with one decimal; — for nothing."""
    return "—" if part is None else f"{float(part) * 100:.1f}%"


def hours(span: Fraction | None) -> str:
    """A mean wait in words."""
    return "—" if span is None else f"{float(span):.1f} 小时" if span < 48 else f"{float(span) / 24:.1f} 天"


@bp.get("")
@needs("assign.see")
def show():
    """均衡看板."""
    session, by = current.reading(), current.by()
    found = fairness.board(session, by)
    people = {p.id: p for p in lawyers.everybody(session)}
    names = {"county": organisations.COUNTIES, "cause": causes.NAMES}

    def to(**values: Any) -> str:
        return url_for("fairness.offers", **values)

    def bars(kind: str, title: str) -> charts.Chart:
        return charts.hbars([charts.Bar(names[kind].get(line.key, "案由待确认"), line.taken, to(state="ACCEPTED", **{kind: line.key or ""})) for line in found.lines[kind] if line.taken][:12], title)

    everyone = request.args.get("all") == "1"
    return render_template("fairness/board.html", found=found, people=people, counties=bars("county", "各区县接单"), by_cause=bars("cause", "各案由接单"), to=to, percent=percent, hours=hours,
                           names=names, rows=found.lines["lawyer"] if everyone else found.lines["lawyer"][:SHOWN], everyone=everyone, overrides=assignment.OVERRIDES,
                           services=SERVICES, duty=fairness.DUTY)


@bp.get("/offers")
@needs("assign.see")
def offers():
    """The records behind a figure."""
    session, by, page = current.reading(), current.by(), current.page()
    asked = {name: request.args[name] for name in ("lawyer", "county", "cause", "state", "service", "override") if name in request.args}
    found = fairness.behind(session, by, lawyer=_uuid(asked["lawyer"]) if "lawyer" in asked else None, county=asked.get("county"), cause=asked.get("cause"), state=asked.get("state"),
                            service=asked.get("service"), override=asked.get("override"), page=page)
    people = {str(p.id): p.name for p in lawyers.everybody(session)}
    said = [f"{people.get(asked['lawyer'], '')}律师"] if "lawyer" in asked else []
    said += [organisations.COUNTIES.get(asked["county"], "")] if "county" in asked else []
    said += [causes.NAMES.get(asked["cause"], "案由待确认")] if "cause" in asked else []
    said += [OFFER_STATES.get(asked["state"], "")] if "state" in asked else []
    said += [SERVICES.get(asked["service"], "")] if "service" in asked else []
    said += ["没选第一名"] if "override" in asked else []
    return render_template("fairness/offers.html", rows=found.rows, total=found.total, said=[s for s in said if s], states=OFFER_STATES, overrides=assignment.OVERRIDES, declines=DECLINE_REASONS,
                           page=page, pages=-(-found.total // fairness.PAGE), link=lambda n: url_for("fairness.offers", **{**asked, "page": n}))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody
