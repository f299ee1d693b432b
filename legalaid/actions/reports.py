"""看板: figures with numerator, denominator and the records behind each; n/0 is no figure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import Session

from legalaid.actions import pauses, recoveries, scopes
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.tables.aid import FORMS, AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.moments import WEEK, microsecond, microseconds
from legalaid.tables.tickets import Rating, Ticket
from toolkit import proportions
from toolkit.officehours import ZONE

PERIODS = {"week": "本周", "month": "本月", "year": "今年"}


@dataclass(frozen=True)
class Period:
    """Half-open span in Asia/Shanghai days."""

    code: str
    words: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Rate:
    """A rate with what it is made of; `percent` is None for n/0, two decimals half-up otherwise."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        return proportions.percent(self.numerator, self.denominator)

    @property
    def text(self) -> str:
        return "—" if self.percent is None else f"{self.percent}"


def period(code: str, now: datetime) -> Period:
    """本周 (Monday to Sunday), 本月, 今年, each up to and including today."""
    today = now.astimezone(ZONE).date()
    if code == "week":
        start = today - timedelta(days=today.weekday())
    elif code == "month":
        start = today.replace(day=1)
    elif code == "year":
        start = today.replace(month=1, day=1)
    else:
        raise Refused("时间范围只能是本周、本月或今年。", field="period")
    end = today + timedelta(days=1)
    return Period(code, f"{PERIODS[code]}（{start.month} 月 {start.day} 日—{today.month} 月 {today.day} 日）", midnight(start), midnight(end))


def midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZONE)


def within(column: Any, span: Period) -> ColumnElement[bool]:
    return and_(column >= span.starts, column < span.ends)


@dataclass(frozen=True)
class Figures:
    """What the dashboard shows for one period and one person's scope."""

    registered: int
    closed: int
    closing: Rate
    satisfied: Rate
    rated: Rate
    on_time: Rate
    recovered: Decimal
    awarded_unpaid: Decimal
    to_acceptance_hours: Decimal | None
    aid_by_form: tuple[tuple[str, str, int], ...]
    by_subclass: tuple[tuple[str, int], ...]
    lawyer_load: tuple[int, ...]
    lawyers: int
    weeks: tuple[tuple[str, int, int], ...]
    # how many of the requests that a rate is about stood still at some time: shown beside it
    paused_registered: Rate
    paused_closed: Rate
    paused_rated: Rate


@dataclass(frozen=True)
class Tallies:
    """What figures of a period are made of, by county: of what was registered in it (`registered`, `closed_of_them`, `registered_paused`), closed (`closed`, `on_time`)
    and rated (`rated`, `satisfied`); for the dashboard also `rated_of_them`, `closed_paused`, `rated_paused` and microseconds `spent`. And registered by subclass."""

    counties: Mapping[str, Counter[str]]
    subclasses: Counter[str | None]


def tallies(session: Session, span: Period, seen: ColumnElement[bool], *, dashboard: bool = False) -> Tallies:
    """One look at each of the three, however many figures show something of it. Closed and paused: by the period's end."""
    counties: defaultdict[str, Counter[str]] = defaultdict(Counter)
    subclasses: Counter[str | None] = Counter()

    def add(county: str, names: str, numbers: Iterable[Any]) -> None:
        counties[county].update({name: int(n) for name, n in zip(names.split(), numbers, strict=False)})

    paused = pauses.before(span.ends)
    registered = select(Ticket.county, Ticket.subclass, func.count(), *_sums((and_(Ticket.state == "CLOSED", Ticket.closed_at < span.ends), paused)))
    for county, subclass, *numbers in session.execute(registered.where(seen, *registered_in(span)).group_by(Ticket.county, Ticket.subclass)):
        add(county, "registered closed_of_them registered_paused", numbers)
        subclasses[subclass] += numbers[0]
    # rated: of what was closed in the period, not of what was rated in it: the two cohorts differ
    spent = func.sum(microseconds(Ticket.closed_at) - microseconds(Ticket.registered_at))
    more = (*_sums((Ticket.id.in_(select(Rating.ticket_id)), paused)), spent) if dashboard else ()
    closed = select(Ticket.county, func.count(), *_sums((Ticket.closed_at <= Ticket.due_at,)), *more)
    for county, *numbers in session.execute(closed.where(seen, *closed_in(span)).group_by(Ticket.county)):
        add(county, "closed on_time rated_of_them closed_paused spent", numbers)
    rated = select(Ticket.county, func.count(), *_sums((Rating.level >= 4, *((paused,) if dashboard else ())))).select_from(Rating).join(Ticket)
    for county, *numbers in session.execute(rated.where(seen, within(Rating.rated_at, span)).group_by(Ticket.county)):
        add(county, "rated satisfied rated_paused", numbers)
    return Tallies(counties, subclasses)


def figures(session: Session, by: By, span: Period, tallied: Tallies | None = None) -> Figures:
    """All figures of the dashboard; each can be listed by `drill_down.behind`. `tallied`: the dashboard's of this period and person, where they are known."""
    by.must("reports.see")
    seen = scopes.tickets(by)
    tallied = tallied or tallies(session, span, seen, dashboard=True)
    all_ = sum(tallied.counties.values(), Counter[str]())
    recovered, unpaid = money(session, span, seen)
    return Figures(
        registered=all_["registered"],
        closed=all_["closed"],
        closing=Rate(all_["closed_of_them"], all_["registered"]),
        satisfied=Rate(all_["satisfied"], all_["rated"]),
        rated=Rate(all_["rated_of_them"], all_["closed"]),
        on_time=Rate(all_["on_time"], all_["closed"]),
        recovered=recovered,
        awarded_unpaid=unpaid,
        to_acceptance_hours=_to_acceptance(session, seen, span),
        aid_by_form=_by_form(session, seen, span),
        by_subclass=tuple(sorted(((name, n) for name, n in tallied.subclasses.items() if name), key=lambda pair: (-pair[1], pair[0]))[:8]),
        lawyer_load=_load(session),
        lawyers=session.scalar(select(func.count()).select_from(Lawyer)) or 0,
        weeks=_weeks(session, seen, span.ends.date() - timedelta(days=1)),
        paused_registered=Rate(all_["registered_paused"], all_["registered"]),
        paused_closed=Rate(all_["closed_paused"], all_["closed"]),
        paused_rated=Rate(all_["rated_paused"], all_["rated"]),
    )


def _sums(parts: Iterable[ColumnElement[bool]]) -> list[ColumnElement[Any]]:
    return [func.sum(case((part, 1), else_=0)) for part in parts]


def registered_in(span: Period) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """归集: registered in the period; merged duplicates count once, with what they were merged into."""
    return within(Ticket.registered_at, span), Ticket.state != "MERGED"


def closed_in(span: Period) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Ticket.state == "CLOSED", within(Ticket.closed_at, span)


def money(session: Session, span: Period, seen: ColumnElement[bool]) -> tuple[Decimal, Decimal]:
    """(received, awarded or agreed and still unpaid) that the period adds: each matter once, whatever its stages and in which periods they end."""
    return recoveries.money(session, span.starts, span.ends, seen)


def _to_acceptance(session: Session, seen: ColumnElement[bool], span: Period) -> Decimal | None:
    rows = session.execute(
        select(Offer.offered_at, Offer.answered_at).join(AidRequest, AidRequest.id == Offer.aid_request_id).join(Ticket, Ticket.id == AidRequest.ticket_id)
        .where(seen, Offer.state == "ACCEPTED", Offer.answered_at.is_not(None), within(Offer.answered_at, span))
    ).all()
    if not rows:
        return None
    seconds = sum((answered - offered).total_seconds() for offered, answered in rows if answered is not None)
    return (Decimal(int(seconds)) / len(rows) / 3600).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _by_form(session: Session, seen: ColumnElement[bool], span: Period) -> tuple[tuple[str, str, int], ...]:
    rows: dict[str, int] = dict(session.execute(
        select(AidRecord.form, func.count()).join(Ticket, Ticket.id == AidRecord.ticket_id).where(seen, within(AidRecord.opened_at, span))
        .group_by(AidRecord.form)
    ).all())
    return tuple((code, words, rows.get(code, 0)) for code, words in FORMS.items())


def _load(session: Session) -> tuple[int, ...]:
    """How many lawyers hold 0, 1, 2, … open records."""
    held: dict[Any, int] = dict(session.execute(
        select(AidRecord.lawyer_id, func.count()).where(AidRecord.state == "OPEN").group_by(AidRecord.lawyer_id)
    ).all())
    numbers = [held.get(ident, 0) for ident in session.scalars(select(Lawyer.id))]
    return tuple(sum(n == k for n in numbers) for k in range(max(numbers, default=0) + 1))


def _weeks(session: Session, seen: ColumnElement[bool], last: date, weeks: int = 12) -> tuple[tuple[str, int, int], ...]:
    """Registered and closed by calendar week, oldest first."""
    monday = last - timedelta(days=last.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    whole = Period("w", "", midnight(starts[0]), midnight(monday + timedelta(weeks=1)))

    def by_week(column: Any, *where: ColumnElement[bool]) -> list[int]:
        # one question for all weeks, and no row of a request leaves the database
        number = ((microseconds(column) - microsecond(whole.starts)) // WEEK).label("number")
        found = dict(session.execute(select(number, func.count()).where(seen, within(column, whole), *where).group_by(number)).all())
        return [found.get(n, 0) for n in range(weeks)]

    registered, closed = by_week(Ticket.registered_at, Ticket.state != "MERGED"), by_week(Ticket.closed_at, Ticket.state == "CLOSED")
    return tuple((f"{start.isocalendar().week} 周", *pair) for start, pair in zip(starts, zip(registered, closed, strict=True), strict=True))


@dataclass(frozen=True)
class PublicFacts:
    """This year's figures for the front page: whole-city counts, nothing about anybody."""

    aid_items: int
    recovered: Decimal
    satisfied: Rate
    lawyers: int


def public_facts(session: Session, now: datetime) -> PublicFacts | None:
    """None while there is nothing worth showing."""
    span = period("year", now)
    items = session.scalar(select(func.count()).select_from(AidRecord).where(within(AidRecord.opened_at, span))) or 0
    if items < 10:
        return None
    recovered, _ = money(session, span, true())
    levels = list(session.scalars(select(Rating.level).where(within(Rating.rated_at, span))))
    people = session.scalar(select(func.count()).select_from(Lawyer).where(Lawyer.state == "ACTIVE")) or 0
    return PublicFacts(items, recovered, Rate(sum(x >= 4 for x in levels), len(levels)), people)
