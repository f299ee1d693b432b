"""The files of a ticket as pages list them: what each is, how far it was scanned, whether this person may open or withdraw it."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from legalaid.actions import accounts, attachments
from legalaid.filters import moment
from legalaid.roles import By
from legalaid.tables.attachments import ATTACHMENT_KINDS, SCAN_STATES, Attachment
from legalaid.tables.tickets import Ticket
from legalaid.uploads import KINDS

_COLOURS = {"CLEAN": "green", "WAITING": "amber", "INFECTED": "red"}


@dataclass(frozen=True)
class Line:
    """One file; without `url` it cannot be opened now."""

    id: UUID
    title: str
    meta: str
    state: str
    colour: str
    url: str | None
    may_withdraw: bool


@dataclass(frozen=True)
class Panel:
    """All files, and by the row that they prove those that still stand."""

    lines: list[Line]
    proofs: dict[UUID | None, list[Line]]


def collect(session: Session, by: By, ticket: Ticket) -> Panel:
    """Names of files stand only where whoever handed them in looks: people name files after people."""
    rows = attachments.listed(session, by, ticket)
    names = accounts.names(session, [row.added_by for row in rows])
    own = not by.can("disputes.work")
    lines = {row.id: _line(by, ticket, row, "" if own else names.get(row.added_by, "—") if row.added_by else "职工") for row in rows}
    return Panel(list(lines.values()), {about: [lines[row.id] for row in found] for about, found in attachments.proofs(rows).items()})


def _line(by: By, ticket: Ticket, row: Attachment, who: str) -> Line:
    mine = attachments.mine(by, row)
    name = row.name.open() if mine and row.name and row.withdrawn_at is None else ""
    state = "已撤回" if row.withdrawn_at else "已删除" if row.gone and row.scan != "INFECTED" else SCAN_STATES[row.scan]
    size = f"{row.size / 2**20:.1f} MB" if row.size >= 2**20 else f"{max(1, row.size // 1024)} KB"
    endpoint = "attachments.file" if by.can("disputes.work") else "attachments.own_file"
    return Line(
        row.id, ATTACHMENT_KINDS[row.kind] + (f"：{name}" if name else ""), "·".join(x for x in (KINDS[row.format][0], size, who, moment(row.added_at), row.withdrawn_reason) if x),
        state, "" if row.withdrawn_at else _COLOURS.get(row.scan, ""), url_for(endpoint, no=ticket.no, ident=row.id) if attachments.opens(by, row) else None,
        mine and row.withdrawn_at is None and not row.gone)
