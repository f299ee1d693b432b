"""代书: papers from the facts, in versions, reviewed by a lawyer and delivered; the file is sealed under the worker's key."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import aid_records, audit, history, notices, scopes
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, Document
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import CLOSED_STATES
from toolkit import documents, facts
from toolkit.outline import Outline

_WORKING = ("OPEN", "DELIVERED")


def draft(session: Session, by: By, record_no: str | None, rendered: documents.Rendered, sheet_json: str, *, ticket_no: str | None = None) -> Document:
    """Keep a rendered paper as the next version of its kind. Rendering is done before, outside the transaction.

    A lawyer writes under a record of their own; without `record_no` it is a paper of the staff for the matter `ticket_no`.
    `ticket_no` is the matter whose facts the paper holds: a record of another matter does not take it.
    """
    if record_no:
        record = aid_records.own(session, by, record_no)
        if ticket_no is not None and record.ticket.no != ticket_no:
            raise NotFound
        if record.state not in _WORKING:
            raise Conflict("这件援助已经结束，不能再起草文书。")
        ticket, record_id = record.ticket, record.id
    else:
        by.must("tickets.handle")
        ticket, record_id = scopes.ticket_for_change(session, by, ticket_no or ""), None
        if ticket.state in CLOSED_STATES:
            raise Conflict("这件诉求已经办结，不能再起草文书。")
    number = session.scalar(select(func.count()).where(Document.ticket_id == ticket.id, Document.name == rendered.name)) or 0
    row = Document(
        ticket=ticket, ticket_id=ticket.id, record_id=record_id, name=rendered.name, number=number + 1,
        template_version=rendered.template_version, law_as_of=rendered.law_as_of, blanks=len(rendered.blanks), sha256=rendered.sha256,
        written_at=by.now, written_by=by.actor_id, submitted_at=None, submitted_by=None, approved=None, reviewed_at=None, reviewed_by=None, delivered_at=None,
    )
    row.content, row.facts = base64.b64encode(rendered.docx).decode("ascii"), sheet_json
    session.add(row)
    session.flush()
    who = "律师" if record_id else "工会"
    history.note(session, by, ticket, "DRAFTED", f"{who}起草了{rendered.title}（第 {row.number} 稿）", public=True)
    audit.record(session, by, "document.draft", row, name=rendered.name, number=row.number, blanks=row.blanks, sha256=rendered.sha256)
    return row


def render(name: str, sheet: facts.Facts, law_as_of: date) -> documents.Rendered:
    """The paper of this name from the facts (slow: call it outside a write transaction)."""
    return documents.render(name, sheet, law_as_of)


def _for_change(session: Session, by: By, ident: UUID) -> Document:
    """The version of this id in scope, its matter held."""
    row = _in_scope(session, by, ident)
    scopes.hold(session, row.ticket_id)
    session.refresh(row)
    return row


def _in_scope(session: Session, by: By, ident: UUID) -> Document:
    row = session.get(Document, ident)
    if row is None:
        raise NotFound
    scopes.must_see(session, by, row.ticket_id)
    return row


def reviewers(session: Session, row: Document) -> list[Lawyer]:
    """Lawyers who work this matter and did not write the paper."""
    working = select(AidRecord.lawyer_id).where(AidRecord.ticket_id == row.ticket_id, AidRecord.state.in_(_WORKING))
    return [lawyer for lawyer in session.scalars(select(Lawyer).where(Lawyer.id.in_(working)).order_by(Lawyer.id)) if lawyer.account_id != row.written_by]


def submit(session: Session, by: By, ident: UUID) -> Document:
    """提交审核: to the lawyers of the matter; not with open blanks, not twice, and only the newest version."""
    by.must("tickets.handle")
    row = _for_change(session, by, ident)
    if row.record_id is not None:
        raise Refused("律师自己起草的文书不用再提交审核。", field="_form")
    if row.state != "DRAFT":
        raise Conflict("这一稿已经提交过。")
    if row.number != _newest(session, row):
        raise Conflict("已经有更新的一稿，请提交最新的一稿。")
    if row.blanks:
        raise Refused(f"文书还有 {row.blanks} 处【待补充】，补齐后再提交审核。", field="blanks")
    found = reviewers(session, row)
    if not found:
        raise Conflict("这件诉求还没有承办律师，不能提交审核。请先申请法律援助、指派律师。")
    row.submitted_at, row.submitted_by = by.now, by.actor_id
    for lawyer in found:
        notices.tell_account(session, by, lawyer.account_id, "paper_submitted", row.ticket.no)
    history.note(session, by, row.ticket, "SUBMITTED", f"{documents.DOCUMENTS[row.name].title}（第 {row.number} 稿）提交律师审核")
    audit.record(session, by, "document.submit", row, sha256=row.sha256)
    return row


def _newest(session: Session, row: Document) -> int:
    return session.scalar(select(func.max(Document.number)).where(Document.ticket_id == row.ticket_id, Document.name == row.name)) or 0


def may_review(session: Session, by: By, row: Document) -> bool:
    """Whether this person is a lawyer of the matter who neither wrote nor submitted the paper."""
    return by.actor_id not in (row.written_by, row.submitted_by) and any(lawyer.id == by.lawyer_id for lawyer in reviewers(session, row))


def review(session: Session, by: By, ident: UUID, *, approve: bool | None, sha256: str, note: str = "") -> Document:
    """审核: approve exactly the file that was read (`sha256`), or send it back with a note. Nobody reviews what they wrote."""
    by.must("aid.work")
    row = _for_change(session, by, ident)
    if not may_review(session, by, row):
        raise Forbidden("只有这件案件的承办律师可以审核，而且不能审核自己起草的文书。")
    if row.state != "SUBMITTED":
        raise Conflict("这一稿不在待审核状态，可能别人已经审过。")
    if sha256 != row.sha256:
        raise Conflict("您看的不是这一稿，请刷新后再审核。", field="sha256")
    if approve is None:
        raise Refused("请选择审核通过还是退回。", field="approve")
    if not approve and len(note.strip()) < 2:
        raise Refused("请写明要改什么。", field="note")
    if len(note.strip()) > 1000:
        raise Refused("审核意见不超过 1,000 个字。", field="note")
    row.approved, row.reviewed_at, row.reviewed_by = approve, by.now, by.actor_id
    row.note = note.strip() or None
    if row.submitted_by is not None:
        notices.tell_account(session, by, row.submitted_by, "paper_approved" if approve else "paper_sent_back", row.ticket.no)
    words = "律师审核通过" if approve else "律师退回修改"
    history.note(session, by, row.ticket, "REVIEWED", f"{documents.DOCUMENTS[row.name].title}（第 {row.number} 稿）{words}")
    audit.record(session, by, "document.review", row, approved=approve, sha256=row.sha256)
    return row


def deliver(session: Session, by: By, ident: UUID) -> Document:
    """Hand the paper to the worker: the lawyer their own, staff what a lawyer approved. One with open blanks is not handed over."""
    by.must("disputes.work")
    row = _for_change(session, by, ident)
    record = None
    if row.record_id is not None:
        by.must("aid.work")
        found = session.scalar(select(AidRecord.no).where(AidRecord.id == row.record_id, aid_records.seen(by)))
        if found is None:
            raise NotFound
        record = aid_records.own(session, by, found)
    elif row.state != "APPROVED":
        raise Conflict("律师审核通过以后才能交给职工。")
    if row.blanks:
        raise Refused(f"文书还有 {row.blanks} 处【待补充】，补齐后再交给职工。", field="blanks")
    if row.delivered_at is None:
        row.delivered_at = by.now
        if record is not None:
            aid_records.delivered(session, by, record)
        else:
            notices.tell_worker(session, by, row.ticket.worker_id, "document_ready", row.ticket.no)
        history.note(session, by, row.ticket, "DELIVERED", f"{documents.DOCUMENTS[row.name].title}已交给您", public=True)
        audit.record(session, by, "document.deliver", row, sha256=row.sha256)
    return row


def of_ticket(session: Session, by: By, no: str) -> list[Document]:
    """All versions of all papers of a ticket in scope; a worker sees the delivered ones."""
    ticket = scopes.ticket(session, by, no)
    query = select(Document).where(Document.ticket_id == ticket.id).order_by(Document.name, Document.number.desc())
    if not by.can("disputes.work"):
        query = query.where(Document.delivered_at.is_not(None))
    return list(session.scalars(query))


@dataclass(frozen=True)
class Opened:
    """A version with its file, out of the database; `sheet` is the JSON of the facts it was made from, `note` the reviewer's."""

    ident: UUID
    name: str
    number: int
    law_as_of: date
    sha256: str
    content: bytes
    sheet: str | None
    note: str | None

    @property
    def title(self) -> str:
        """What the paper is called, with its version."""
        return f"{documents.DOCUMENTS[self.name].title}（第 {self.number} 稿）"


def read(session: Session, by: By, ident: UUID) -> Opened:
    """A version for whoever works on the ticket, and for the worker once it is delivered; the look is audited."""
    if not (by.can("disputes.work") or by.can("tickets.own")):
        raise Forbidden  # papers name people: who only looks at masked rows does not get them
    row = _in_scope(session, by, ident)
    if not by.can("disputes.work") and row.delivered_at is None:
        raise NotFound
    content = base64.b64decode(row.content.open())
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Conflict("文件和登记的校验值不一致，没有打开。请联系管理员。")
    audit.record(session, by, "document.read", row)
    sheet, note = (sealed.open() if sealed else None for sealed in (row.facts, row.note))
    return Opened(row.id, row.name, row.number, row.law_as_of, row.sha256, content, sheet, note)


def outline_of(opened: Opened) -> Outline | None:
    """The paper that the file was made from; None when the template has changed since (slow: outside a write transaction).

    Equal facts and template give equal bytes: only a paper made anew with the stored hash is this version.
    """
    if opened.sheet is None:
        return None
    sheet = facts.from_json(json.loads(opened.sheet))
    if documents.render(opened.name, sheet, opened.law_as_of).sha256 != opened.sha256:
        return None
    return documents.outline(opened.name, sheet)
