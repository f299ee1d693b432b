"""收件: requests registered elsewhere (12345, other offices) come in by file, each number of a channel once."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, numbers, tickets
from legalaid.errors import FaultyFile, Refused
from legalaid.roles import By
from legalaid.tables.tickets import Ticket
from toolkit import workdays


def import_rows(session: Session, by: By, calendar: workdays.Calendar, rows: Iterable[tuple[int, Mapping[str, Any]]],
                faults: Iterable[tuple[int, str, str]] = ()) -> dict[str, Any]:
    """Register rows, the arguments of `tickets.register` with their line, all or nothing; `faults` are those found before.

    A (channel, external_no) that is registered already stays as it is, whatever the row says now: the ticket has gone on.
    """
    by.must("tickets.register")
    batch = numbers.take(session, "IMPORT")  # its row is locked: of two imports at once the second sees the first
    found, listed = list(faults), list(rows)
    held = {(t.channel, t.external_no): t.no for t in session.scalars(select(Ticket).where(Ticket.external_no.in_({str(row["external_no"]) for _, row in listed})))}
    seen: dict[tuple[str, str], int] = {}
    done: list[dict[str, Any]] = []
    for line, row in listed:
        key = (row["channel"], row["external_no"])
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
