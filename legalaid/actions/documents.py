"""代书: papers from the facts, in versions, reviewed and delivered; the file is sealed under the worker's key."""

import base64
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import aid_records, audit, history, scopes
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, Document
from legalaid.tables.tickets import Ticket
from toolkit import documents, facts


def draft(session: Session, by: By, record_no: str, rendered: documents.Rendered, sheet_json: str, *, ticket_no: str | None = None) -> Document:
    """Keep a rendered paper as the next version of its kind. Rendering is done before, outside the transaction.

    `ticket_no` is the matter whose facts the paper holds: a record of another matter does not take it.
    """
    record = aid_records.own(session, by, record_no)
    if ticket_no is not None and record.ticket.no != ticket_no:
        raise NotFound
    if record.state in ("CLOSED", "TERMINATED"):
        raise Conflict("这件援助已经结束，不能再起草文书。")
    number = session.scalar(select(func.count()).where(Document.ticket_id == record.ticket_id, Document.name == rendered.name)) or 0
    row = Document(
        ticket=record.ticket, ticket_id=record.ticket_id, record_id=record.id, name=rendered.name, number=number + 1,
        template_version=rendered.template_version, law_as_of=rendered.law_as_of, blanks=len(rendered.blanks), sha256=rendered.sha256,
        written_at=by.now, written_by=by.actor_id, reviewed_at=None, reviewed_by=None, delivered_at=None,
    )
    row.content, row.facts = base64.b64encode(rendered.docx).decode("ascii"), sheet_json
    session.add(row)
    session.flush()
    history.note(session, by, record.ticket, "DRAFTED", f"律师起草了{rendered.title}（第 {row.number} 稿）", public=True)
    audit.record(session, by, "document.draft", row, name=rendered.name, number=row.number, blanks=row.blanks, sha256=rendered.sha256)
    return row


def render(name: str, sheet: facts.Facts, law_as_of: date) -> documents.Rendered:
    """The paper of this name from the facts (slow: call it outside a write transaction)."""
    return documents.render(name, sheet, law_as_of)


def deliver(session: Session, by: By, ident: UUID) -> Document:
    """Hand the paper to the worker. One with open blanks is not handed over."""
    by.must("aid.work")
    row = session.get(Document, ident)
    if row is None or row.record_id is None:
        raise NotFound
    found = session.scalar(select(AidRecord.no).where(AidRecord.id == row.record_id, aid_records.seen(by)))
    if found is None:
        raise NotFound
    record = aid_records.own(session, by, found)
    session.refresh(row)
    if row.blanks:
        raise Refused(f"文书还有 {row.blanks} 处【待补充】，补齐后再交给职工。", field="blanks")
    if row.delivered_at is None:
        row.delivered_at = by.now
        if by.actor_id != row.written_by:
            row.reviewed_at, row.reviewed_by = by.now, by.actor_id  # nobody reviews what they wrote themselves
        aid_records.delivered(session, by, record)
        history.note(session, by, record.ticket, "DELIVERED", f"{documents.DOCUMENTS[row.name].title}已交给您", public=True)
        audit.record(session, by, "document.deliver", row)
    return row


def of_ticket(session: Session, by: By, no: str) -> list[Document]:
    """All versions of all papers of a ticket in scope; a worker sees the delivered ones."""
    ticket = scopes.ticket(session, by, no)
    query = select(Document).where(Document.ticket_id == ticket.id).order_by(Document.name, Document.number.desc())
    if not by.can("disputes.work"):
        query = query.where(Document.delivered_at.is_not(None))
    return list(session.scalars(query))


def read(session: Session, by: By, ident: UUID) -> tuple[Document, bytes]:
    """The file for whoever works on the ticket, and for the worker once it is delivered; the download is audited."""
    if not (by.can("disputes.work") or by.can("tickets.own")):
        raise Forbidden  # papers name people: who only looks at masked rows does not get them
    row = session.get(Document, ident)
    if row is None or session.scalar(select(Ticket.id).where(Ticket.id == row.ticket_id, scopes.tickets(by))) is None:
        raise NotFound
    if not by.can("disputes.work") and row.delivered_at is None:
        raise NotFound
    audit.record(session, by, "document.read", row)
    return row, base64.b64decode(row.content.open())
