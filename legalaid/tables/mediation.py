"""争议的当事人、调解、协议、付款、递交和移送: what mediation and the hand-over to other bodies keep."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.groups import GroupMember
from legalaid.tables.sealed import Sealed, mask_name, mask_phone
from legalaid.tables.tickets import Dispute
from toolkit.filings import FILERS, KINDS

PARTY_ROLES = {
    "DISPATCHER": "劳务派遣单位", "HOST": "用工单位", "CONTRACTOR": "总包、发包单位", "SUBCONTRACTOR": "分包、挂靠单位", "AFFILIATE": "关联单位",
    "OWNER": "经营者、实际控制人", "BOSS": "包工头、招用人", "WORKER": "共同申请的职工", "OTHER": "其他第三人",
}
PERSONS = ("OWNER", "BOSS", "WORKER")  # roles that are natural persons: their names are sealed
MEDIATION_ENDS = {"AGREED": "达成协议", "REFUSED": "一方拒绝调解", "TIMED_OUT": "到期未达成协议"}
SIDES = {"WORKER": "职工", "EMPLOYER": "单位"}
ANSWERS = {"COMES": "会到场", "DECLINES": "拒绝调解", "LATER": "要求改期"}
RESULTS = {"NEXT": "约定下次再谈", "AGREED": "谈成，待签协议", "FAILED": "没有谈成", "ABSENT": "一方没有到场"}
PROOFS = {"TRANSFER": "银行转账凭证", "CASH": "现金签收单", "COURT": "法院执行到账", "GUARANTEE": "工资保证金、应急金垫付", "OTHER": "其他凭证"}


class Party(Base):
    """A further party of a dispute; the worker and the employer of the request itself have no row."""

    __tablename__ = "parties"
    id: Mapped[UUID] = key()
    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("disputes.id"), index=True)
    role: Mapped[str] = one_of("role", PARTY_ROLES)
    firm: Mapped[str | None] = mapped_column(String(80))
    firm_key: Mapped[str | None] = mapped_column(String(120))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    name_sealed: Mapped[bytes | None]
    contact_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]
    left_at: Mapped[datetime | None]
    name = Sealed("name", mask_name)
    contact = Sealed("contact", mask_name)
    phone = Sealed("phone", mask_phone)
    dispute: Mapped[Dispute] = relationship()

    def sealing_owner(self) -> Any:
        return self.dispute.ticket.worker


class Mediation(Base):
    """One mediation: applied for by the parties, or referred by the arbitration commission. `due_on` with its reason is frozen at the start."""

    __tablename__ = "mediations"
    id: Mapped[UUID] = key()
    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("disputes.id"), index=True)
    delegated: Mapped[bool]
    received_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    due_reason: Mapped[list[str]]
    extended_to: Mapped[date | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None]
    ended_as: Mapped[str | None] = one_of("ended_as", MEDIATION_ENDS, nullable=True)
    ended_on: Mapped[date | None]
    dispute: Mapped[Dispute] = relationship()
    meetings: Mapped[list["Meeting"]] = relationship(back_populates="mediation", order_by="Meeting.number")


class Meeting(Base):
    """One session of a mediation: invitation, both sides' answers, the record (笔录, sealed) and its result."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("mediation_id", "number"),)
    id: Mapped[UUID] = key()
    mediation_id: Mapped[UUID] = mapped_column(ForeignKey("mediations.id"), index=True)
    number: Mapped[int]
    meets_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(80))
    mediator_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    invited_at: Mapped[datetime]
    invited_by: Mapped[UUID | None]
    worker_answer: Mapped[str | None] = one_of("worker_answer", ANSWERS, nullable=True)
    worker_answered_at: Mapped[datetime | None]
    employer_answer: Mapped[str | None] = one_of("employer_answer", ANSWERS, nullable=True)
    employer_answered_at: Mapped[datetime | None]
    held_on: Mapped[date | None]
    result: Mapped[str | None] = one_of("result", RESULTS, nullable=True)
    record_sealed: Mapped[bytes | None]
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None]
    record = Sealed("record")
    mediation: Mapped[Mediation] = relationship(back_populates="meetings")

    def sealing_owner(self) -> Any:
        return self.mediation.dispute.ticket.worker


class Agreement(Versioned, Base):
    """调解协议, or 和解协议 without a mediation: what was promised. What was paid stands in `payments`, never here.

    `replaced_on`: the day on which the dispute left it for arbitration or a court, or its confirmation was refused.
    """

    __tablename__ = "agreements"
    id: Mapped[UUID] = key()
    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("disputes.id"), index=True)
    mediation_id: Mapped[UUID | None] = mapped_column(ForeignKey("mediations.id"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("groups.id"), index=True)
    subjects: Mapped[list[str]]
    total: Mapped[Decimal]
    signed_on: Mapped[date] = mapped_column(index=True)
    signed_at: Mapped[datetime]
    signed_by: Mapped[UUID | None]
    performed_on: Mapped[date | None]
    replaced_on: Mapped[date | None]
    dispute: Mapped[Dispute] = relationship()
    instalments: Mapped[list["Instalment"]] = relationship(back_populates="agreement", order_by="Instalment.number")
    shares: Mapped[list["Share"]] = relationship(back_populates="agreement", order_by="Share.position")


class Share(Base):
    """One worker's sum in an agreement that covers a group; `position` is the line in its roster."""

    __tablename__ = "agreement_shares"
    __table_args__ = (UniqueConstraint("agreement_id", "member_id"),)
    id: Mapped[UUID] = key()
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("group_members.id"), index=True)
    position: Mapped[int]
    amount: Mapped[Decimal]
    agreement: Mapped[Agreement] = relationship(back_populates="shares")
    member: Mapped[GroupMember] = relationship(lazy="joined")


class Instalment(Base):
    """One date and sum of an agreement, of all its workers together. `paid_on`: the day on which the last of it came in; `told`: reminders sent."""

    __tablename__ = "instalments"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)
    id: Mapped[UUID] = key()
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"), index=True)
    number: Mapped[int]
    due_on: Mapped[date] = mapped_column(index=True)
    amount: Mapped[Decimal]
    paid_on: Mapped[date | None]
    told: Mapped[list[str]] = mapped_column(default=list)
    agreement: Mapped[Agreement] = relationship(back_populates="instalments")


class Payment(Base):
    """Money that reached a worker, with its proof: by an agreement's instalment or by another paper. Withdrawn ones count no more."""

    __tablename__ = "payments"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    instalment_id: Mapped[UUID | None] = mapped_column(ForeignKey("instalments.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("group_members.id"), index=True)
    amount: Mapped[Decimal]
    paid_on: Mapped[date] = mapped_column(index=True)
    proof: Mapped[str] = one_of("proof", PROOFS)
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(200))


class Filing(Base):
    """递交、移送: what was handed to another body, its receipt and what it answered (kinds of `toolkit.filings`)."""

    __tablename__ = "filings"
    id: Mapped[UUID] = key()
    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("disputes.id"), index=True)
    kind: Mapped[str] = one_of("kind", KINDS)
    filer: Mapped[str] = one_of("filer", FILERS)
    receiver: Mapped[str] = mapped_column(String(80))
    sent_on: Mapped[date]
    papers: Mapped[list[str]]
    note: Mapped[str] = mapped_column(Text)
    case_no: Mapped[str | None] = mapped_column(String(60))
    received_on: Mapped[date | None]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None]
    dispute: Mapped[Dispute] = relationship()
    answers: Mapped[list["FilingAnswer"]] = relationship(back_populates="filing", order_by="FilingAnswer.recorded_at")


class FilingAnswer(Base):
    """One answer of the body: code of the kind's answers, the day it reached the worker, number of the paper."""

    __tablename__ = "filing_answers"
    id: Mapped[UUID] = key()
    filing_id: Mapped[UUID] = mapped_column(ForeignKey("filings.id"), index=True)
    code: Mapped[str] = mapped_column(String(24))
    answered_on: Mapped[date]
    reference: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    filing: Mapped[Filing] = relationship(back_populates="answers")
