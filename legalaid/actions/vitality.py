"""工会活力指数: activity, response, satisfaction and membership of each basic union, from what the tables hold; parts without enough records are left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, and_, case, column, func, not_, select, values
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, clear, organisations, scopes
from legalaid.actions.reports import Period, within
from legalaid.errors import Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.base import Moment
from legalaid.tables.moments import microsecond, microseconds
from legalaid.tables.organisations import Organisation
from legalaid.tables.reports import Membership
from legalaid.tables.tickets import Rating, Ticket, TicketEvent
from toolkit import officehours, proportions

KINDS = {"UNION": "基层工会", "TOWN": "镇街总工会"}
LEAST = 5  # records below which a rate is no part of the index
PARTS_NEEDED = 3
WEEK = timedelta(days=7)
# the formula: Σ weight × part over the parts known, divided by the sum of their weights; each part is 0 to 100
WEIGHTS: Mapping[str, int] = {"activity": 30, "response": 30, "satisfaction": 20, "membership": 20}
PARTS: Mapping[str, tuple[str, str]] = {
    "activity": ("活跃", "期间内各周中，本会（含所属片区、调处室）经办人员对派给本会的诉求有办理动作的周数 ÷ 全部周数"),
    "response": ("响应", "期间派给本会的诉求中，一个工作日以内开始办理的 ÷ 全部"),
    "satisfaction": ("满意", "期间收到的对本会所办诉求的评价中，满意和非常满意的 ÷ 全部评价"),
    "membership": ("入会", "期末前最近一次登记的会员数 ÷ 职工数"),
}


@dataclass(frozen=True)
class Part:
    """numerator/denominator and whether it is enough to count."""

    numerator: int
    denominator: int
    counts: bool

    @property
    def percent(self) -> Decimal | None:
        return proportions.percent(self.numerator, self.denominator)


@dataclass(frozen=True)
class Index:
    """A union with its parts; `value` None: too few of them are known."""

    place: Organisation
    parts: Mapping[str, Part]
    as_of: date | None

    @property
    def value(self) -> Decimal | None:
        known = [(WEIGHTS[name], part) for name, part in self.parts.items() if part.counts]
        if len(known) < PARTS_NEEDED:
            return None
        exact = sum((Decimal(weight * 100 * part.numerator) / part.denominator for weight, part in known), Decimal(0))
        return (exact / sum(weight for weight, _ in known)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def listing(session: Session, by: By, span: Period, kind: str = "UNION") -> list[Index]:
    """Every union of the kind in this person's places, the liveliest first, those without an index last."""
    by.must("reports.see")
    if kind not in KINDS:
        raise Refused("没有这个类别。", field="kind")
    seen = scopes.organisations_under("/") if by.system else scopes.organisations_under(*by.paths("coordinator", "mediator", "auditor", "admin"))
    places = list(session.scalars(select(Organisation).where(Organisation.kind == kind, Organisation.active.is_(True), seen).order_by(Organisation.path)))
    weeks = max(1, -(-(span.ends - span.starts) // WEEK))
    owner = _owners(session, places)
    active, answered, marks, held = _activity(session, span, owner), _response(session, span, owner), _marks(session, span, owner), members(session, span.ends)
    found = []
    for place in places:
        done, asked = answered.get(place.id, (0, 0))
        good, rated = marks.get(place.id, (0, 0))
        entry = held.get(place.id)
        parts = {
            # a union to which nothing was handed had nothing to do: that is no inactivity
            "activity": Part(min(len(active.get(place.id, ())), weeks), weeks, asked > 0 or place.id in active),
            "response": Part(done, asked, asked >= LEAST), "satisfaction": Part(good, rated, rated >= LEAST),
            "membership": Part(entry.members, entry.workers, entry.workers > 0) if entry else Part(0, 0, False),
        }
        found.append(Index(place, parts, entry.as_of if entry else None))
    return sorted(found, key=lambda i: (i.value is None, -(i.value or 0), i.place.path))


def _owners(session: Session, places: list[Organisation]) -> dict[UUID, UUID]:
    """Organisation → the union whose work it is: itself, or the one above it (a town's zones and rooms are the town's)."""
    paths = {place.path: place.id for place in places}
    found: dict[UUID, UUID] = {}
    for ident, path in session.execute(select(Organisation.id, Organisation.path)):
        codes = path.strip("/").split("/")
        above = next((paths[p] for n in range(len(codes), 0, -1) if (p := f"/{'/'.join(codes[:n])}/") in paths), None)
        if above is not None:
            found[ident] = above
    return found


def _activity(session: Session, span: Period, owner: Mapping[UUID, UUID]) -> dict[UUID, set[int]]:
    """Weeks of the span, counted from its start, in which somebody worked on what was handed to the union."""
    starts = [span.starts + n * WEEK for n in range(-(-(span.ends - span.starts) // WEEK))]
    weeks = values(column("number", Integer), column("starts", Moment), column("ends", Moment), name="weeks").data(
        [(n, start, min(start + WEEK, span.ends)) for n, start in enumerate(starts)]).cte("weeks")
    # one look into an index for each union and week, however much was done in it
    worked = select(TicketEvent.at).where(TicketEvent.handed_to == Organisation.id, TicketEvent.at >= weeks.c.starts, TicketEvent.at < weeks.c.ends)
    found: dict[UUID, set[int]] = defaultdict(set)
    for place, number in session.execute(select(Organisation.id, weeks.c.number).join(weeks, worked.exists()).where(Organisation.id.in_(owner))):
        found[owner[place]].add(number)
    return found


def _response(session: Session, span: Period, owner: Mapping[UUID, UUID]) -> dict[UUID, tuple[int, int]]:
    """(taken up within one working day, handed over) by place; what was handed over less than a working day before the end has time left."""
    office = calendar.office_calendar(session)
    days = [span.starts + n * timedelta(days=1) for n in range((span.ends - span.starts).days)]
    # a working day later is so many days later at the same time of the day, the same for most days that follow each other
    alike = [(given, list(those)) for given, those in groupby(days, lambda day: officehours.add_workdays_at(day, 1, office) - day)]
    spans = values(column("starts", Moment), column("ends", Moment), column("given", BigInteger), name="spans").data(
        [(those[0], those[-1] + timedelta(days=1), given // timedelta(microseconds=1)) for given, those in alike]).cte("spans")
    taken = (
        select(func.min(microseconds(TicketEvent.at)))
        .where(TicketEvent.ticket_id == Ticket.id, TicketEvent.kind == "IN_PROGRESS", TicketEvent.at >= Ticket.dispatched_at).scalar_subquery()
    )
    limit = microseconds(Ticket.dispatched_at) + spans.c.given
    still_time = and_(Ticket.dispatched_at > span.ends - max(given for given, _ in alike), limit > microsecond(span.ends), taken.is_(None))
    rows = session.execute(
        select(Ticket.organisation_id, func.sum(case((taken <= limit, 1), else_=0)), func.count())
        .join(spans, and_(Ticket.dispatched_at >= spans.c.starts, Ticket.dispatched_at < spans.c.ends))
        .where(Ticket.organisation_id.in_(owner), not_(still_time)).group_by(Ticket.organisation_id)
    )
    return _of_owners(rows, owner)


def _marks(session: Session, span: Period, owner: Mapping[UUID, UUID]) -> dict[UUID, tuple[int, int]]:
    rows = session.execute(
        select(Ticket.organisation_id, func.sum(case((Rating.level >= 4, 1), else_=0)), func.count()).select_from(Rating).join(Ticket, Ticket.id == Rating.ticket_id)
        .where(within(Rating.rated_at, span)).group_by(Ticket.organisation_id))
    return _of_owners(rows, owner)


def _of_owners(rows: Iterable[Any], owner: Mapping[UUID, UUID]) -> dict[UUID, tuple[int, int]]:
    """(part, whole) by organisation, added up by union."""
    found: dict[UUID, tuple[int, int]] = {}
    for place, part, whole in rows:
        if place in owner:
            before = found.get(owner[place], (0, 0))
            found[owner[place]] = (before[0] + int(part), before[1] + whole)
    return found


def members(session: Session, until: datetime) -> dict[UUID, Membership]:
    """The entry in force of every union: the latest day before `until`, of several for one day the last entered."""
    last = until.astimezone(officehours.ZONE).date()
    rows = session.scalars(select(Membership).where(Membership.as_of < last).order_by(Membership.as_of, Membership.entered_at, Membership.id))
    return {row.organisation_id: row for row in rows}


def enter(session: Session, by: By, *, code: str, as_of: date, workers: int, members: int, source: str) -> Membership:
    """登记职工数和会员数 as of a day; entries are never changed, a later one for the same day stands."""
    by.must("members.enter")
    place = session.scalar(select(Organisation).where(Organisation.code == code))
    errors = {}
    if place is None or place.kind not in KINDS:
        errors["code"] = "没有这个代码的基层工会或者镇街总工会。"
    if as_of > by.now.astimezone(officehours.ZONE).date():
        errors["as_of"] = "日期不能晚于今天。"
    if not 0 < workers < 10**7:
        errors["workers"] = "职工数应为正整数。"
    if not 0 <= members <= workers:
        errors["members"] = "会员数不能是负数，也不能超过职工数。"
    if errors or place is None:
        raise Invalid(errors)
    kept = clear.text("source", source, shortest=2, longest=120, short="请写明数字的来源，例如年报、建会台账。")
    row = Membership(organisation_id=place.id, organisation=place, as_of=as_of, workers=workers, members=members, source=kept, entered_at=by.now, entered_by=by.actor_id)
    session.add(row)
    session.flush()
    audit.record(session, by, "membership.enter", row, code=code, as_of=as_of, workers=workers, members=members)
    return row


def entries(session: Session, by: By, code: str | None = None) -> list[Membership]:
    """What was entered, the newest first; of one union, or the last hundred."""
    by.must("members.enter")
    query = select(Membership).order_by(Membership.entered_at.desc(), Membership.id)
    if code is not None:
        place = session.scalar(select(Organisation.id).where(Organisation.code == code))
        if place is None:
            raise NotFound("没有这个代码的组织。")
        query = query.where(Membership.organisation_id == place)
    return list(session.scalars(query.limit(100)))


def sheet(rows: list[Index]) -> list[list[Any]]:
    """The indexes as rows of a table file, the head first."""
    head = ["组织", "区县", "指数", *(f"{words}{what}" for words, _ in PARTS.values() for what in ("（%）", "分子", "分母")), "会员数截至"]
    found: list[list[Any]] = [head]
    for index in rows:
        parts = [cell for name in PARTS for cell in (index.parts[name].percent if index.parts[name].counts else None, index.parts[name].numerator, index.parts[name].denominator)]
        found.append([index.place.name, organisations.COUNTIES.get(index.place.county or "", ""), index.value, *parts, index.as_of])
    return found
