"""办案补贴: closed aid records and how far the payment of their lawyers has come."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, lazyload, load_only

from legalaid.actions import scopes
from legalaid.roles import By
from legalaid.tables.aid import SUBSIDY_STATES, AidRecord, LogEntry
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket

PAGE = 50
# which rate holds depends on whose the ticket is, and on nothing else of it
_PLACE = joinedload(AidRecord.ticket).options(load_only(Ticket.organisation_id), lazyload(Ticket.worker))


@dataclass(frozen=True)
class Item:
    """A record for the cashier: nothing in it tells who the worker is. `entries` and `minutes` are from the lawyer's log."""

    record: AidRecord
    entries: int
    minutes: int


def seen(by: By) -> tuple[ColumnElement[bool], ...]:
    """Closed records of tickets under the offices whose money this person pays."""
    under = select(Organisation.id).where(scopes.organisations_under(*by.paths("finance")))
    # of each record, not of all tickets that there ever were
    return (AidRecord.state == "CLOSED", select(Ticket.id).where(Ticket.id == AidRecord.ticket_id, Ticket.organisation_id.in_(under)).exists())


def counts(session: Session, by: By) -> list[tuple[str, str, int]]:
    """(code, words, number) of every state of payment."""
    by.must("subsidies.see")
    found: dict[str, int] = dict(session.execute(select(AidRecord.subsidy, func.count()).where(*seen(by)).group_by(AidRecord.subsidy)).all())
    return [(code, words, found.get(code, 0)) for code, words in SUBSIDY_STATES.items()]


def listing(session: Session, by: By, state: str, page: int) -> list[Item]:
    """One page of the records in this state of payment, the longest closed first."""
    by.must("subsidies.see")
    query = select(AidRecord).where(*seen(by), AidRecord.subsidy == state).options(joinedload(AidRecord.lawyer), _PLACE).order_by(AidRecord.closed_at, AidRecord.no)
    rows = list(session.scalars(query.offset((page - 1) * PAGE).limit(PAGE)))
    logs = session.execute(
        select(LogEntry.record_id, func.count(), func.sum(LogEntry.minutes)).where(LogEntry.record_id.in_([r.id for r in rows])).group_by(LogEntry.record_id)
    )
    worked = {record: (entries, minutes or 0) for record, entries, minutes in logs}
    return [Item(row, *worked.get(row.id, (0, 0))) for row in rows]
