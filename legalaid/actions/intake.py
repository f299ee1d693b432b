"""收件: requests registered elsewhere (12345, other offices) come in by file, each number of a channel once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from legalaid.actions import audit, merges, numbers, scopes, tickets
from legalaid.errors import Conflict, FaultyFile, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.tickets import Ticket, TicketEvent
from legalaid.tables.transfers import Transfer
from toolkit import workdays


def register_once(session: Session, by: By, calendar: workdays.Calendar, *, channel: str, external_no: str | None = None, **values: Any) -> Ticket:
    """Register for another system: a number of its that is registered already gives the ticket there is, whatever is said now.

    Refused when that ticket is out of the system's sight.
    """
    source = tickets.source_of(by, channel)
    known = tickets.registered_as(session, source, external_no)
    if known is None:
        try:
            with session.begin_nested():  # undone whole, our number too, when somebody else was first
                return tickets.register(session, by, calendar, channel=channel, external_no=external_no, **values).ticket
        except (Conflict, IntegrityError):
            known = tickets.registered_as(session, source, external_no)
            if known is None:
                raise
    if session.scalar(select(Ticket.id).where(Ticket.id == known.id, scopes.tickets(by))) is None:
        raise Conflict(f"外部编号 {external_no} 已由别的组织登记。", field="external_no")
    return known


@dataclass(frozen=True)
class Answer:
    """What a source is told about its number: the ticket, the one as which it goes on, the result in public words, where it went."""

    ticket: Ticket
    leading: Ticket
    result: str | None
    merged_into: str | None
    transferred_to: str | None


def answer(session: Session, by: By, *, channel: str, external_no: str) -> Answer:
    """回复: where the request of this number stands; a merged one answers with the result of what it was merged into, one taken up again with none."""
    by.must("tickets.see")
    found = session.scalar(select(Ticket).where(Ticket.source == tickets.source_of(by, channel), Ticket.external_no == external_no, scopes.tickets(by)))
    if found is None:
        raise NotFound("没有登记过这个编号，或者不归本令牌所在的组织。")
    leading = merges.followed(session, found)
    said = select(TicketEvent.text).where(TicketEvent.ticket_id == leading.id, TicketEvent.public, TicketEvent.kind.in_(("RESOLVED", "TRANSFER_ANSWERED")))
    office = session.scalar(select(Transfer.office).where(Transfer.ticket_id == leading.id, Transfer.state != "REFUSED").order_by(Transfer.sent_at.desc()))
    result = session.scalar(said.order_by(TicketEvent.seq.desc()).limit(1)) if leading.state in ("RESOLVED", "CLOSED", "TRANSFERRED") else None
    return Answer(found, leading, result, leading.no if leading is not found else None, office)


def import_rows(session: Session, by: By, calendar: workdays.Calendar, rows: Iterable[tuple[int, Mapping[str, Any]]],
                faults: Iterable[tuple[int, str, str]] = ()) -> dict[str, Any]:
    """Register rows, the arguments of `tickets.register` with their line, all or nothing; `faults` are those found before.

    A (channel, external_no) that is registered already stays as it is, whatever the row says now: the ticket has gone on.
    """
    by.must("tickets.register")
    batch = numbers.take(session, "IMPORT")  # its row is locked: of two imports at once the second sees the first
    found, listed = list(faults), list(rows)
    held = {(t.source, t.external_no): t.no for t in session.scalars(select(Ticket).where(Ticket.external_no.in_({str(row["external_no"]) for _, row in listed})))}
    seen: dict[tuple[str, str], int] = {}
    done: list[dict[str, Any]] = []
    for line, row in listed:
        key = (tickets.source_of(by, row["channel"]), row["external_no"])
        first = seen.setdefault(key, line)
        if first != line:
            found.append((line, "external_no", f"与第 {first} 行重复。"))
        elif key in held:
            done.append({"external_no": key[1], "no": held[key], "new": False})
        else:
            try:
                done.append({"external_no": key[1], "no": tickets.register(session, by, calendar, **row).ticket.no, "new": True})
            except Refused as e:
                found += [(line, field, message) for field, message in (e.errors or {"内容": e.message}).items()]
    if found:
        raise FaultyFile(sorted(found))
    counts = {"added": sum(d["new"] for d in done), "unchanged": sum(not d["new"] for d in done)}
    audit.record(session, by, "tickets.import", "tickets", "", batch=batch, **counts)
    return {**counts, "tickets": done}
