"""法律援助申请 and 援助记录."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.sealed import Sealed
from legalaid.tables.tickets import Ticket

REQUEST_STATES = {
    "DRAFT": "草稿", "SUBMITTED": "待审查", "NEEDS_PAPERS": "待补材料", "GRANTED": "已给予援助", "REFUSED": "不予援助", "WITHDRAWN": "已撤回",
}
RECORD_STATES = {"OPEN": "办理中", "DELIVERED": "已交付", "CLOSED": "已结案", "TERMINATED": "已终止"}
TRACKS = {"UNION": "工会法律援助", "STATE": "国家法律援助"}
FORMS = {
    "CONSULT": "咨询", "DRAFT": "代书", "NEGOTIATE": "协商和解", "MEDIATE": "调解代理", "ARBITRATE": "仲裁代理", "LITIGATE": "诉讼代理",
}
OUTCOMES = {
    "FULL": "全部支持", "PARTIAL": "部分支持", "MEDIATED": "调解达成", "SETTLED": "协商和解", "REJECTED": "未支持", "DELIVERED": "已交付文书",
    "WITHDRAWN": "职工撤回",
}
SUBSIDY_STATES = {"DUE": "待审核", "FILE_OK": "案卷合格", "APPROVED": "已批准", "PAID": "已发放", "NONE": "不发放"}


class AidRequest(Versioned, Base):
    """法律援助申请: shares the ticket's number. `eligibility` keeps each condition with its answer and reason."""

    __tablename__ = "aid_requests"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    track: Mapped[str] = one_of("track", TRACKS)
    forms: Mapped[list[str]]
    service: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = one_of("state", REQUEST_STATES, index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    eligibility: Mapped[dict[str, Any]] = mapped_column(default=dict)
    urgent: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(default=list)
    excluded_lawyers: Mapped[list[str]] = mapped_column(default=list)
    chosen_lawyer: Mapped[str | None] = mapped_column(String(36))
    applied_at: Mapped[datetime]
    applied_by: Mapped[str] = mapped_column(String(16))
    decide_due: Mapped[date]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[UUID | None]
    decision_reason: Mapped[str | None] = mapped_column(String(400))
    assign_due: Mapped[date | None] = mapped_column(index=True)
    assigned_at: Mapped[datetime | None]
    waiting_reason: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ticket: Mapped[Ticket] = relationship(lazy="joined")
    records: Mapped[list["AidRecord"]] = relationship(back_populates="aid_request", order_by="AidRecord.no")


class AidRecord(Versioned, Base):
    """援助记录: one item = one form × one stage × one recipient. Awarded and recovered sums are never one figure."""

    __tablename__ = "aid_records"
    id: Mapped[UUID] = key()
    no: Mapped[str] = mapped_column(String(28), unique=True)
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), index=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    form: Mapped[str] = one_of("form", FORMS)
    stage: Mapped[str | None] = one_of("stage", ("FIRST", "SECOND", "ENFORCE"), nullable=True)
    state: Mapped[str] = one_of("state", RECORD_STATES, index=True)
    authority: Mapped[str | None] = one_of("authority", ("GENERAL", "SPECIAL"), nullable=True)
    tribunal: Mapped[str | None] = mapped_column(String(80))
    tribunal_no: Mapped[str | None] = mapped_column(String(60))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str | None] = one_of("outcome", OUTCOMES, nullable=True)
    awarded_amount: Mapped[Decimal | None]
    recovered_amount: Mapped[Decimal | None]
    report_due: Mapped[date | None]
    report_sealed: Mapped[bytes | None]
    subsidy: Mapped[str] = one_of("subsidy", SUBSIDY_STATES, default="NONE")
    report = Sealed("report")
    aid_request: Mapped[AidRequest] = relationship(back_populates="records")
    ticket: Mapped[Ticket] = relationship()
    lawyer: Mapped[Lawyer] = relationship()
    log: Mapped[list["LogEntry"]] = relationship(back_populates="record", order_by="LogEntry.happened_on, LogEntry.id")

    def sealing_owner(self) -> Any:
        return self.ticket.worker


LOG_KINDS = {"MEETING": "会见", "CALL": "电话", "FILING": "递交材料", "HEARING": "开庭", "MEDIATION": "调解", "OTHER": "其他"}


class LogEntry(Base):
    """办案日志: what the lawyer did; the text is sealed, it names people."""

    __tablename__ = "aid_log"
    id: Mapped[UUID] = key()
    record_id: Mapped[UUID] = mapped_column(ForeignKey("aid_records.id"), index=True)
    kind: Mapped[str] = one_of("kind", LOG_KINDS)
    happened_on: Mapped[date]
    minutes: Mapped[int | None]
    text_sealed: Mapped[bytes | None]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID | None]
    text = Sealed("text")
    record: Mapped[AidRecord] = relationship(back_populates="log")

    def sealing_owner(self) -> Any:
        return self.record.ticket.worker


DOCUMENT_STATES = {"DRAFT": "未审核", "SUBMITTED": "待律师审核", "SENT_BACK": "已退回", "APPROVED": "审核通过"}


class Document(Base):
    """代书文书: one version of one generated paper; content, facts and the reviewer's note are sealed under the worker's key.

    With a record, the lawyer of that record wrote it; without one, staff did, and a lawyer reviews it before the worker gets it.
    """

    __tablename__ = "documents"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("aid_records.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    template_version: Mapped[str] = mapped_column(String(24))
    law_as_of: Mapped[date]
    blanks: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content_sealed: Mapped[bytes | None]
    facts_sealed: Mapped[bytes | None]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None]
    approved: Mapped[bool | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    note_sealed: Mapped[bytes | None]
    delivered_at: Mapped[datetime | None]
    # base64 of the file: sealed attributes hold text
    content = Sealed("content")
    facts = Sealed("facts")
    note = Sealed("note")
    ticket: Mapped[Ticket] = relationship()

    @property
    def state(self) -> str:
        """A code of DOCUMENT_STATES."""
        if self.submitted_at is None:
            return "DRAFT"
        return "SUBMITTED" if self.approved is None else "APPROVED" if self.approved else "SENT_BACK"

    def sealing_owner(self) -> Any:
        return self.ticket.worker
