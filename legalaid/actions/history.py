"""经过: the lines of a ticket's history, in plain words without personal data."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import memory
from legalaid.roles import By
from legalaid.tables.tickets import Ticket, TicketEvent


def begin(session: Session, ticket: Ticket) -> None:
    """A new ticket, of which nobody else can know yet: it has no line, and none is looked for."""
    _last(session)[ticket.id] = 0


def note(session: Session, by: By, ticket: Ticket, kind: str, text: str, *, public: bool = False, **detail: Any) -> TicketEvent:
    """Add a line to the history. `text` holds no personal data; `public` lines the worker sees."""
    last = _last(session)
    if ticket.id not in last:
        if session.get_bind().dialect.name != "sqlite":  # where every writer is alone anyway
            # The row is locked, so that of two at once the second counts on from the first.
            session.execute(select(Ticket.id).where(Ticket.id == ticket.id).with_for_update())
        last[ticket.id] = session.scalar(select(func.coalesce(func.max(TicketEvent.seq), 0)).where(TicketEvent.ticket_id == ticket.id)) or 0
    last[ticket.id] += 1
    line = TicketEvent(ticket_id=ticket.id, seq=last[ticket.id], at=by.now, kind=kind, text=text, public=public, actor_id=by.actor_id,
                       actor_name=by.name, handed_to=ticket.organisation.id if by.actor_id and _is_handed(ticket, by.now) else None, detail=detail)
    session.add(line)
    return line


def _is_handed(ticket: Ticket, now: datetime) -> bool:
    return ticket.dispatched_at is not None and ticket.dispatched_at < now


def _last(session: Session) -> dict[UUID, int]:
    """The number of each ticket's last line: until this transaction ends nobody else adds one to these tickets."""
    kept: dict[UUID, int] = memory.of_transaction(session).setdefault("history", {})
    return kept
