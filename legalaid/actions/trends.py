"""How figures move: against the period before, week by week in each county, and how evenly lawyers are asked."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import reports, scopes
from legalaid.actions.reports import Period
from legalaid.roles import By
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.moments import WEEK, microsecond, microseconds
from legalaid.tables.tickets import Ticket
from toolkit.officehours import ZONE

WEEKS = 12
EARLIER = {"week": "上周同期", "month": "上月同期", "year": "去年同期"}


@dataclass(frozen=True)
class Change:
    """A figure of the period and the same figure of the period before."""

    now: Decimal
    before: Decimal

    @property
    def difference(self) -> Decimal:
        return self.now - self.before


@dataclass(frozen=True)
class Course:
    """One county: requests registered in each of the last weeks, oldest first; average days from registration to closing."""

    weeks: tuple[int, ...]
    days: Decimal | None


def before(span: Period) -> Period:
    """The same stretch of the week, month or year before, never longer than up to this one's start."""
    starts = span.starts.astimezone(ZONE)
    if span.code == "week":
        earlier = starts - timedelta(days=7)
    elif span.code == "month":
        earlier = (starts - timedelta(days=1)).replace(day=1)
    else:
        earlier = starts.replace(year=starts.year - 1)
    return Period(span.code, EARLIER[span.code], earlier, min(earlier + (span.ends - span.starts), span.starts))


def changes(session: Session, by: By, span: Period, now: reports.Figures) -> dict[str, Change]:
    """Registered requests and money received, as the figures of the period have them, against the period before."""
    by.must("reports.see")
    seen, earlier = scopes.tickets(by), before(span)
    registered = session.scalar(select(func.count()).select_from(Ticket).where(seen, *reports.registered_in(earlier))) or 0
    return {"registered": Change(Decimal(now.registered), Decimal(registered)), "recovered": Change(now.recovered, reports.money(session, earlier, seen)[0])}


def counties(session: Session, by: By, span: Period, tallied: reports.Tallies) -> dict[str, Course]:
    """The course of every county that has requests, by code; `tallied` are the dashboard's."""
    by.must("reports.see")
    seen = scopes.tickets(by)
    last = span.ends.astimezone(ZONE) - timedelta(days=1)
    first = (last - timedelta(days=last.weekday(), weeks=WEEKS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    # added up by the database: however many requests there are, the counties are few
    week = ((microseconds(Ticket.registered_at) - microsecond(first)) // WEEK).label("week")
    rows = select(Ticket.county, week).where(seen, Ticket.registered_at >= first, Ticket.registered_at < span.ends).subquery()
    weekly: dict[str, list[int]] = {}
    for county, number, count in session.execute(select(rows.c.county, rows.c.week, func.count()).group_by(rows.c.county, rows.c.week)):
        weekly.setdefault(county, [0] * WEEKS)[int(number)] = count
    days = {county: (Decimal(of["spent"] // 1_000_000) / of["closed"] / 86400).quantize(Decimal("0.1"), ROUND_HALF_UP) for county, of in tallied.counties.items() if of["closed"]}
    return {county: Course(tuple(weekly.get(county, [0] * WEEKS)), days.get(county)) for county in {*weekly, *days}}


def taken(session: Session, since: datetime) -> dict[UUID, int]:
    """How many matters each lawyer has accepted since then."""
    rows = session.execute(select(Offer.lawyer_id, func.count()).where(Offer.state == "ACCEPTED", Offer.answered_at >= since).group_by(Offer.lawyer_id))
    return dict(rows.all())


@dataclass(frozen=True)
class Balance:
    """How evenly matters fall on the panel: accepted in the month, mean a lawyer, share of the busiest tenth in whole percent."""

    accepted: int
    mean: Decimal
    busiest: int


def balance(session: Session, now: datetime) -> Balance:
    """This month's balance over all lawyers who may take matters."""
    month = now.astimezone(ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    held = Counter(taken(session, month))
    people = session.scalar(select(func.count()).select_from(Lawyer).where(Lawyer.state == "ACTIVE")) or 0
    total = sum(held.values())
    if not people or not total:
        return Balance(total, Decimal("0.0"), 0)
    tenth = sum(n for _, n in held.most_common(max(1, people // 10)))
    return Balance(total, (Decimal(total) / people).quantize(Decimal("0.1"), ROUND_HALF_UP), round(tenth * 100 / total))
