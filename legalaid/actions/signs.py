"""苗头: what repeats before it becomes large: one employer, one street, one cause that rises. Nothing is told below a minimum count."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from legalaid.actions import scopes
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.tables.tickets import Ticket
from toolkit import causes

KINDS = {"employer": "同一单位", "place": "同一镇街", "cause": "案由上升"}
WINDOW = timedelta(days=30)
FEWEST = {"employer": 3, "place": 5, "cause": 5}  # different workers, requests, requests [C]
RISE = 2  # times as many as in the 30 days before
SHOWN = 4  # of each kind


@dataclass(frozen=True)
class Sign:
    """One early sign: `count` requests of the last 30 days, `before` of the 30 days before them (for a cause)."""

    kind: str
    key: str
    words: str
    count: int
    before: int | None = None


def of(by: By, kind: str, key: str) -> tuple[ColumnElement[bool], ...]:
    """The condition on Ticket that a sign counts by: what is listed behind it is the same."""
    if kind not in KINDS:
        raise Refused("没有这种苗头。", field="of")
    if kind == "employer":
        return *_recent(by, by.now), Ticket.group_id.is_(None), Ticket.employer_key == key
    if kind == "cause":
        return *_recent(by, by.now), Ticket.cause == key
    county, _, place = key.partition(":")
    return *_recent(by, by.now), Ticket.county == county, Ticket.place == place


def found(session: Session, by: By) -> list[Sign]:
    """Every sign in this person's scope, by kind, the strongest first."""
    by.must("tickets.supervise")
    return [*_employers(session, by), *_places(session, by), *_causes(session, by)]


def _recent(by: By, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return scopes.tickets(by), Ticket.state != "MERGED", Ticket.registered_at > until - WINDOW, Ticket.registered_at <= until


def _employers(session: Session, by: By) -> list[Sign]:
    # what stands in a group file is known already
    query = (
        select(Ticket.employer_key, func.max(Ticket.employer_name), func.count()).where(*_recent(by, by.now), Ticket.group_id.is_(None)).group_by(Ticket.employer_key)
        .having(func.count(Ticket.worker_id.distinct()) >= FEWEST["employer"]).order_by(func.count().desc(), Ticket.employer_key).limit(SHOWN)
    )
    return [Sign("employer", key, name, n) for key, name, n in session.execute(query)]


def _places(session: Session, by: By) -> list[Sign]:
    query = (
        select(Ticket.county, Ticket.place, func.count()).where(*_recent(by, by.now), Ticket.place.is_not(None)).group_by(Ticket.county, Ticket.place)
        .having(func.count() >= FEWEST["place"]).order_by(func.count().desc(), Ticket.county, Ticket.place).limit(SHOWN)
    )
    return [Sign("place", f"{county}:{place}", str(place), n) for county, place, n in session.execute(query)]


def _causes(session: Session, by: By) -> list[Sign]:
    def counted(until: datetime) -> dict[str | None, int]:
        return dict(session.execute(select(Ticket.cause, func.count()).where(*_recent(by, until), Ticket.cause.is_not(None)).group_by(Ticket.cause)).all())

    now, before = counted(by.now), counted(by.now - WINDOW)
    risen = [(n, code) for code, n in now.items() if code and n >= FEWEST["cause"] and n >= RISE * before.get(code, 0)]
    return [Sign("cause", code, causes.NAMES[code], n, before.get(code, 0)) for n, code in sorted(risen, key=lambda r: (-r[0], r[1]))[:SHOWN]]
