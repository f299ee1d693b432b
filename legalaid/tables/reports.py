"""What reports keep: weekly reports as they were made, the cases told in them, members of basic unions by date."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket

REPORT_STATES = {"MADE": "待发布", "PUBLISHED": "已发布"}
REPORT_CASE_STATES = {"PROPOSED": "待确认", "CONFIRMED": "已确认", "DROPPED": "不采用"}


class WeeklyReport(Versioned, Base):
    """《工情通动态情况报告》 of one ISO week. `content` is never changed once it is made; `sha256` is that of its canonical JSON.

    `published_sha256` is that of the whole paper with its cases as it went out.
    """

    __tablename__ = "weekly_reports"
    __table_args__ = (UniqueConstraint("year", "week"), UniqueConstraint("year", "number"))
    id: Mapped[UUID] = key()
    year: Mapped[int]
    week: Mapped[int]
    number: Mapped[int]
    first_day: Mapped[date] = mapped_column(index=True)
    made_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = one_of("state", REPORT_STATES)
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    published_sha256: Mapped[str | None] = mapped_column(String(64))
    cases: Mapped[list["ReportCase"]] = relationship(back_populates="report", order_by="ReportCase.position", lazy="selectin")


class ReportCase(Versioned, Base):
    """本周案例: an anonymised case, in the report only when a person has confirmed its words."""

    __tablename__ = "report_cases"
    __table_args__ = (UniqueConstraint("report_id", "ticket_id"),)
    id: Mapped[UUID] = key()
    report_id: Mapped[UUID] = mapped_column(ForeignKey("weekly_reports.id"), index=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = one_of("state", REPORT_CASE_STATES)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    report: Mapped[WeeklyReport] = relationship(back_populates="cases")
    ticket: Mapped[Ticket] = relationship()


class Membership(Base):
    """职工数和会员数 of a union as of a day; a later entry for the same day corrects an earlier one."""

    __tablename__ = "memberships"
    id: Mapped[UUID] = key()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    as_of: Mapped[date]
    workers: Mapped[int]
    members: Mapped[int]
    source: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID | None]
    organisation: Mapped[Organisation] = relationship()
