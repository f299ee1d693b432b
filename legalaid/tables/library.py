"""典型案例、法条、参数、日历 and what was searched with a pasted story."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.sealed import Sealed

CASE_STATES = {"DRAFT": "草稿", "IN_REVIEW": "待复核", "PUBLISHED": "已发布", "RETIRED": "已下架"}


class Case(Versioned, Base):
    """典型案例: `ref` is the library's id (typ-01). The index is a copy: `indexed_revision` trails `revision`.

    `replaced_by` is the id of the case that readers of a retired one are led to.
    """

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_revision", "revision", "indexed_revision"),)
    id: Mapped[UUID] = key()
    ref: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = one_of("state", CASE_STATES, index=True)
    title: Mapped[str] = mapped_column(String(200))
    published_number: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    indexed_revision: Mapped[int] = mapped_column(default=0)
    replaced_by: Mapped[str | None] = mapped_column(String(64), default=None)
    versions: Mapped[list["CaseVersion"]] = relationship(back_populates="case", order_by="CaseVersion.number")


class CaseVersion(Versioned, Base):
    """A version of a case's text. `body` has the fields of casebank.case.Case; nobody reviews their own."""

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: Mapped[UUID] = key()
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = one_of("state", CASE_STATES)
    body: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(80))
    official: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[UUID | None]
    written_at: Mapped[datetime]
    reviewer_id: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str | None] = mapped_column(String(400))
    case: Mapped[Case] = relationship(back_populates="versions")


class CaseProposal(Base):
    """A closed matter that became the draft of a case, so that it is proposed once; only whoever sees the matter learns of it."""

    __tablename__ = "case_proposals"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), unique=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    proposed_at: Mapped[datetime]


class StatuteArticle(Base):
    """法条, one version of one article, keyed by (ref, version_date)."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("ref", "version_date"), Index("ix_articles_revision", "revision", "indexed_revision"),
        Index("ix_articles_short_number", "short", "number"),
    )
    id: Mapped[UUID] = key()
    ref: Mapped[str] = mapped_column(String(80), index=True)
    version_date: Mapped[date]
    law: Mapped[str] = mapped_column(String(120))
    short: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(24))
    region: Mapped[str] = mapped_column(String(24))
    article: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    chapter: Mapped[str | None] = mapped_column(String(80))
    section: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    repealed: Mapped[list[Any]] = mapped_column(default=list)
    source: Mapped[str] = mapped_column(String(160))
    mark: Mapped[str] = mapped_column(String(4))
    content_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    indexed_revision: Mapped[int] = mapped_column(default=0)


class CaseCitation(Base):
    """案例 ↔ 法条: which published case cites which article; unresolved citations are kept and listed."""

    __tablename__ = "case_citations"
    __table_args__ = (UniqueConstraint("case_id", "article_ref"),)
    id: Mapped[UUID] = key()
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    article_ref: Mapped[str] = mapped_column(String(80), index=True)
    resolved: Mapped[bool]


class Parameter(Base):
    """参数: dated value for a region, with its source. Append-only: a later row of the same key, region and start holds; a mistake is withdrawn."""

    __tablename__ = "parameters"
    id: Mapped[UUID] = key()
    key: Mapped[str] = mapped_column(String(60), index=True)
    region: Mapped[str] = mapped_column(String(24))
    value: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    mark: Mapped[str] = mapped_column(String(4))
    verified_by: Mapped[str | None] = mapped_column(String(64))
    author_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]


class CalendarDay(Base):
    """日历: one day of a year's notice; a year is loaded when it has rows."""

    __tablename__ = "calendar_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    # A notice may name days of the neighbouring year; it is replaced as a whole.
    notice_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = one_of("kind", ("WORKDAY", "REST", "STATUTORY_HOLIDAY", "ADJUSTED_WORKDAY", "ADJUSTED_REST"))
    name: Mapped[str | None] = mapped_column(String(24))
    source: Mapped[str] = mapped_column(String(160))
    recorded_at: Mapped[datetime]


class Story(Base):
    """A pasted dispute, sealed for 24 hours; its URL holds the random id only."""

    __tablename__ = "stories"
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    text_sealed: Mapped[bytes | None]
    dropped: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    text = Sealed("text")

    def sealing_owner(self) -> Any:
        return None
