"""超时与临期: which tickets, and the daily warning to those who hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import calendar, first_steps, limits, notices, pauses, scopes
from legalaid.roles import By
from legalaid.tables.tickets import CLOSED_STATES, IS_OPEN, Ticket
from toolkit.officehours import ZONE


@dataclass(frozen=True)
class Watch:
    """A ticket whose clock matters: state is overdue or due_soon."""

    ticket: Ticket
    state: str


def pressing(session: Session, now: datetime, seen: ColumnElement[bool]) -> dict[UUID, str]:
    """The state of each ticket seen that is overdue or past 70 % of its time, by id; the most overdue first."""
    rows = session.execute(select(Ticket.id, Ticket.state, Ticket.registered_at, Ticket.due_at, Ticket.paused_seconds).where(IS_OPEN, seen).order_by(Ticket.due_at))
    found = ((ident, stands(state, registered_at, due_at, paused, now)) for ident, state, registered_at, due_at, paused in rows)
    return {ident: state for ident, state in found if state}


def late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions on Ticket under which `stands` says overdue."""
    return IS_OPEN, Ticket.state != "PAUSED", Ticket.due_at < now


def counts(found: Mapping[UUID, str]) -> dict[str, int]:
    """How many of those `pressing` are overdue and due_soon."""
    return {state: list(found.values()).count(state) for state in ("overdue", "due_soon")}


def listed(session: Session, found: Mapping[UUID, str], first: int | None = None) -> list[Watch]:
    """Those `pressing` with their tickets; all, or so many."""
    idents = list(found)[:first]
    rows = {t.id: t for t in session.scalars(select(Ticket).where(Ticket.id.in_(idents)).options(joinedload(Ticket.handler)))}
    return [Watch(rows[ident], found[ident]) for ident in idents]


def watch(session: Session, by: By) -> list[Watch]:
    """All in this person's scope that are overdue or due_soon, the most overdue first."""
    return listed(session, pressing(session, by.now, scopes.tickets(by)))


def state_of(ticket: Ticket, now: datetime) -> str | None:
    """overdue, due_soon or None. A closed ticket is neither, nor is one whose clock stands."""
    return stands(ticket.state, ticket.registered_at, ticket.due_at, ticket.paused_seconds, now)


def stands(state: str, registered_at: datetime, due_at: datetime, paused_seconds: int, now: datetime) -> str | None:
    """`state_of` for columns read without their row."""
    if state in (*CLOSED_STATES, "PAUSED"):
        return None
    # time paused is neither used up nor part of the limit
    return limits.pace(registered_at + timedelta(seconds=paused_seconds), due_at, now)


def prepare(_runtime: Any, session: Session, by: By) -> list[tuple[UUID, str, str]]:
    """Who has to be warned of what today; nobody on a day off."""
    days = calendar.office_calendar(session)
    if days.is_off(by.now.astimezone(ZONE).date()):
        return []
    late = [(w.ticket.handler_id, w.ticket.no, w.state) for w in watch(session, by) if w.ticket.handler_id]
    late += [(p.owner_id, p.ticket.no, "pause_over") for p in pauses.over(session, by) if p.owner_id]
    return late + first_steps.to_warn(session, by, days)


def warn(session: Session, by: By, prepared: list[tuple[UUID, str, str]]) -> dict[str, Any]:
    """Queue one notice for each, for office hours when this runs late."""
    when = calendar.sending_time(session, by.now)
    for account_id, no, state in prepared:
        notices.tell_account(session, by, account_id, state, no, not_before=when)
    return {"warned": len(prepared)}


def standing(ticket: Ticket, now: datetime) -> tuple[str, str]:
    """The time left in words, and how urgent it is: over, soon or ok."""
    return left(ticket, now), {"overdue": "over", "due_soon": "soon", None: "ok"}[state_of(ticket, now)]


def left(ticket: Ticket, now: datetime) -> str:
    """剩 3 小时 / 超 1 天 2 小时: the time left in words; 已暂停 while the clock stands."""
    if ticket.state == "PAUSED":
        return "已暂停"
    return limits.left(ticket.due_at, now)
