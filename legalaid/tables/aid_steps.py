"""What happens to an aid request and its records beside the main way: papers asked for, aid before the decision, objection, termination, the file, the subsidy."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.aid import FORMS, AidRecord, AidRequest
from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.organisations import Organisation

# 法律援助法 48
ENDINGS = {
    "FRAUD": "以欺骗或者其他不正当手段获得援助", "HIDDEN": "故意隐瞒重要事实或者提供虚假证据", "ILLEGAL_USE": "利用法律援助从事违法活动",
    "NO_LONGER": "经济状况发生变化，不再符合条件", "CASE_ENDED": "案件终止审理或者已经被撤销", "OWN_LAWYER": "自行委托了律师或者其他代理人",
    "OWN_WISH": "受援人自愿终止", "NOT_ENTITLED": "先行援助后查明不符合条件",
}
OBJECTION_KINDS = {"REFUSAL": "对不予援助有异议", "ENDING": "对终止援助有异议"}


class PapersAsked(Base):
    """一次性告知: what is missing from an application, all at once; not answered by the day, it counts as withdrawn."""

    __tablename__ = "aid_papers_asked"
    id: Mapped[UUID] = key()
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), index=True)
    papers: Mapped[list[str]]
    due: Mapped[date] = mapped_column(index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    came_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]
    aid_request: Mapped[AidRequest] = relationship()


class ActFirst(Versioned, Base):
    """先行援助 (法律援助法 44): granted before the review, whose papers follow by a day; `confirmed` says how that ended."""

    __tablename__ = "aid_act_first"
    id: Mapped[UUID] = key()
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(400))
    papers_due: Mapped[date] = mapped_column(index=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    confirmed: Mapped[bool | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    aid_request: Mapped[AidRequest] = relationship()


class AidEnding(Base):
    """终止援助 with its legal reason; the records of the request end with it."""

    __tablename__ = "aid_endings"
    id: Mapped[UUID] = key()
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), index=True)
    reason: Mapped[str] = one_of("reason", ENDINGS)
    note: Mapped[str] = mapped_column(String(400))
    ended_at: Mapped[datetime]
    ended_by: Mapped[UUID | None]
    aid_request: Mapped[AidRequest] = relationship()


class Objection(Versioned, Base):
    """异议 against a refusal or a termination; answered by the next higher union, for state aid by the justice bureau, in five days (法律援助法 49)."""

    __tablename__ = "aid_objections"
    id: Mapped[UUID] = key()
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), index=True)
    kind: Mapped[str] = one_of("kind", OBJECTION_KINDS)
    reason: Mapped[str] = mapped_column(String(400))
    filed_at: Mapped[datetime]
    filed_by: Mapped[UUID | None]
    answer_due: Mapped[date] = mapped_column(index=True)
    upheld: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(String(400))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    aid_request: Mapped[AidRequest] = relationship()


class CaseFile(Versioned, Base):
    """结案归档: what the lawyer handed in of the checklist, and what the check said; sent back as often as needed."""

    __tablename__ = "aid_files"
    id: Mapped[UUID] = key()
    record_id: Mapped[UUID] = mapped_column(ForeignKey("aid_records.id"), unique=True)
    items: Mapped[list[str]]
    filed_at: Mapped[datetime]
    filed_by: Mapped[UUID | None]
    accepted: Mapped[bool | None]
    note: Mapped[str | None] = mapped_column(String(400))
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[UUID | None]
    record: Mapped[AidRecord] = relationship()


class SubsidyRate(Base):
    """补贴标准 of an office for a form of aid, valid from a day until the next entry; append-only."""

    __tablename__ = "subsidy_rates"
    id: Mapped[UUID] = key()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    form: Mapped[str] = one_of("form", FORMS)
    amount: Mapped[Decimal]
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID | None]
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Subsidy(Versioned, Base):
    """办案补贴 of one record: by which rate, how much, who approved it, when it was paid with which voucher."""

    __tablename__ = "subsidies"
    id: Mapped[UUID] = key()
    record_id: Mapped[UUID] = mapped_column(ForeignKey("aid_records.id"), unique=True)
    rate_id: Mapped[UUID] = mapped_column(ForeignKey("subsidy_rates.id"))
    amount: Mapped[Decimal]
    approved_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    paid_at: Mapped[datetime | None]
    paid_by: Mapped[UUID | None]
    voucher: Mapped[str | None] = mapped_column(String(60))
    record: Mapped[AidRecord] = relationship()
