"""均衡看板: who carries how much, how offers fare, what waits and which knowledge is scarce; every figure with its records. Reading only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, String, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import assignment, duties, lawyers, matters, scopes, weights
from legalaid.errors import NotFound
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import Handover, Offer
from legalaid.tables.lawyers import SERVICES, Lawyer
from legalaid.tables.moments import microseconds
from legalaid.tables.tickets import Ticket
from matching import board as panel
from matching import figures, problem, roster
from toolkit.officehours import ZONE

SERVICE = "REPRESENTATION"
STATES = ("ACCEPTED", "DECLINED", "LAPSED", "OFFERED", "CANCELLED")
BY = {"lawyer": "律师", "county": "区县", "cause": "案由"}
PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line of a breakdown: matters taken and their share, how offers ended, and the mean wait from grant to acceptance in hours."""

    key: Any
    taken: int
    share: Fraction
    answers: figures.Answers
    wait: Fraction | None


DUTY = "DUTY"  # 值班, beside the classes of service


@dataclass(frozen=True)
class Ledger:
    """One class of service, or duties at posts: what the panel did in the year against the year's quotas, how evenly (Gini of
    the work over the quota, of all who have one), how many did none."""

    service: str
    people: int
    done: int
    quota: int
    gini: Fraction
    idle: int


@dataclass(frozen=True)
class Board:
    """The figures since the year's first day. `kept` are the points by which lawyers of a scarce field are kept for its matters."""

    since: datetime
    total: figures.Answers
    ledgers: tuple[Ledger, ...]
    busiest: Fraction | None
    people: int
    lines: Mapping[str, tuple[Line, ...]]
    scarce: tuple[figures.Demand, ...]
    waiting: int
    kept: Mapping[str, int]
    overrides: tuple[figures.Share, ...]

    @property
    def representation(self) -> Ledger:
        """The ledger that weighs most."""
        return next(one for one in self.ledgers if one.service == SERVICE)


def since(now: datetime) -> datetime:
    """The first moment of the year in Shanghai."""
    return now.astimezone(ZONE).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def board(session: Session, by: By) -> Board:
    """Everything at once, over the offers of tickets in scope; loads and quotas are the whole panel's."""
    by.must("assign.see")
    begins = since(by.now)
    given = select(Handover.offer_id).where(Handover.state.in_(("RELEASED", "TAKEN")))
    rows = (
        select(cast(Offer.lawyer_id, String).label("lawyer"), Ticket.county.label("county"), Ticket.cause.label("cause"), Offer.override_code.label("override"),
               case((Offer.id.in_(given), "ACCEPTED"), else_=Offer.state).label("state"), (microseconds(Offer.answered_at) - microseconds(AidRequest.decided_at)).label("wait"))
        .join(AidRequest, AidRequest.id == Offer.aid_request_id).join(Ticket, Ticket.id == AidRequest.ticket_id)
        .where(scopes.tickets(by), Offer.offered_at >= begins, Offer.state != "HELD").cte("rows")
    )
    parts = _parts(session, rows)
    states = sum((count for count, _ in parts["county"].values()), Counter[str]())
    lines = {name: _lines(parts[name]) for name in BY}
    people = lawyers.snapshot(session, by.now)
    requests = assignment.waiting(session, by)
    taken, count = sorted((line.taken for line in lines["lawyer"]), reverse=True), states["ACCEPTED"]
    return Board(
        begins, figures.answers(states), (*(_ledger(people, code) for code in SERVICES), _duties(session, people, by.now)),
        Fraction(sum(taken[: max(1, len(people) // 10)]), count) if count else None, len(people), lines,
        _scarce(matters.of(session, requests), people, by.now), len(requests), _kept(session, people, by.now),
        figures.shares({code: count.total() for code, (count, _) in parts["override"].items() if code}),
    )


def _parts(session: Session, rows: CTE) -> dict[str, dict[Any, tuple[Counter[str], Fraction | None]]]:
    """By column and key: how the offers ended and the mean wait of those accepted, in hours. Added up by the database: however many offers there are, these are few."""
    found: dict[str, dict[Any, tuple[Counter[str], Fraction | None]]] = {name: {} for name in (*BY, "override")}
    asked = union_all(*(
        select(literal(name).label("name"), rows.c[name].label("key"), rows.c.state, func.count(), func.sum(rows.c.wait), func.count(rows.c.wait)).group_by(rows.c[name], rows.c.state)
        for name in found
    ))
    for name, text, state, n, wait, known in session.execute(asked):
        key = UUID(text) if name == "lawyer" else text
        count, mean = found[name].get(key, (Counter(), None))
        count[state] = n
        found[name][key] = count, Fraction(int(wait) // 1_000_000, 3600 * known) if state == "ACCEPTED" and known else mean
    return found


def _ledger(people: list[problem.Lawyer], service: str) -> Ledger:
    own = [p for p in people if service in p.services and p.quotas.get(service)]
    done = [p.year.get(service, 0) for p in own]
    return Ledger(service, len(own), sum(done), sum(p.quotas[service] for p in own), figures.gini(figures.yearly_shares(own, service).values()), done.count(0))


def _duties(session: Session, people: list[problem.Lawyer], now: datetime) -> Ledger:
    """Duties up to this week, over the same yearly number for everybody who gives advice."""
    own, today = [p for p in people if "CONSULTATION" in p.services], now.astimezone(ZONE).date()
    done = list(roster.tally(duties.held(session, duties.monday(today.replace(month=1, day=1)), duties.monday(today)), own).values())
    return Ledger(DUTY, len(own), sum(done), duties.QUOTA * len(own), figures.gini(done), done.count(0))


def _kept(session: Session, people: list[problem.Lawyer], now: datetime) -> dict[str, int]:
    day, asked = now.astimezone(ZONE).date(), assignment.demand(session, now).get(SERVICE, {})
    found = panel.Board(people, SERVICE, day, assignment.causes_tree(), weights.in_force(session, now), asked).price
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _scarce(asking: list[problem.Matter], people: list[problem.Lawyer], now: datetime) -> tuple[figures.Demand, ...]:
    return figures.scarcity(asking, people, SERVICE, now.astimezone(ZONE).date(), assignment.causes_tree())


def _lines(parts: Mapping[Any, tuple[Counter[str], Fraction | None]]) -> tuple[Line, ...]:
    shares = {s.key: s for s in figures.shares({key: count["ACCEPTED"] for key, (count, _) in parts.items() if count["ACCEPTED"]})}
    order = [*shares, *sorted((key for key in parts if key not in shares), key=str)]
    return tuple(Line(key, shares[key].count if key in shares else 0, shares[key].share if key in shares else Fraction(), figures.answers(count), wait)
                 for key in order for count, wait in (parts[key],))


@dataclass(frozen=True)
class Behind:
    """A page of the records behind a figure."""

    rows: list[Offer]
    total: int


def behind(session: Session, by: By, *, lawyer: UUID | None = None, county: str | None = None, cause: str | None = None, state: str | None = None, service: str | None = None,
           override: str | None = None, page: int = 1) -> Behind:
    """The offers of the year behind a figure of the board, the newest first."""
    by.must("assign.see")
    if state is not None and state not in STATES:
        raise NotFound
    where: list[ColumnElement[bool]] = [scopes.tickets(by), Offer.offered_at >= since(by.now), Offer.state != "HELD"]
    given = select(Handover.offer_id).where(Handover.state.in_(("RELEASED", "TAKEN")))
    if lawyer is not None:
        where.append(Offer.lawyer_id == lawyer)
    if county is not None:
        where.append(Ticket.county == county)
    if service is not None:
        where.append(Offer.service == service)
    if cause is not None:
        where.append(Ticket.cause == cause if cause else Ticket.cause.is_(None))
    if state == "ACCEPTED":
        where.append(or_(Offer.state == "ACCEPTED", Offer.id.in_(given)))
    elif state is not None:
        where += [Offer.state == state, Offer.id.not_in(given)]
    if override is not None:
        where.append(Offer.override_code.is_not(None) if override == "any" else Offer.override_code == override)
    query = select(Offer).join(AidRequest, AidRequest.id == Offer.aid_request_id).join(Ticket, Ticket.id == AidRequest.ticket_id).where(*where)
    total = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    rows = query.order_by(Offer.offered_at.desc(), Offer.id).offset((page - 1) * PAGE).limit(PAGE)
    return Behind(list(session.scalars(rows.options(joinedload(Offer.aid_request), joinedload(Offer.lawyer).joinedload(Lawyer.account)))), total)
