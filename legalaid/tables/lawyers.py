"""志愿律师: profile, leave, past and present clients."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.accounts import Account
from legalaid.tables.base import Base, Versioned, key, one_of

LAWYER_STATES = {"ACTIVE": "可接单", "PAUSED": "暂停接单"}
SERVICES = {"CONSULTATION": "咨询", "DRAFTING": "代书", "MEDIATION": "调解代理", "REPRESENTATION": "代理"}


class Lawyer(Versioned, Base):
    """律师. `specialties` maps cause code → strength in permille; caps and quotas are by service class."""

    __tablename__ = "lawyers"
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), unique=True)
    licence_no: Mapped[str] = mapped_column(String(20), unique=True)
    licence_until: Mapped[date]
    firm: Mapped[str] = mapped_column(String(80))
    county: Mapped[str] = mapped_column(String(12))
    latitude: Mapped[float]
    longitude: Mapped[float]
    practising_since: Mapped[int]
    specialties: Mapped[dict[str, Any]]
    counties: Mapped[list[str]]
    languages: Mapped[list[str]]
    services: Mapped[list[str]]
    caps: Mapped[dict[str, Any]]
    month_caps: Mapped[dict[str, Any]]
    quotas: Mapped[dict[str, Any]]
    rating_count: Mapped[int] = mapped_column(default=0)
    rating_sum: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    answered_in_time: Mapped[int] = mapped_column(default=0)
    ex_judge_until: Mapped[date | None]
    state: Mapped[str] = one_of("state", LAWYER_STATES)
    account: Mapped[Account] = relationship(lazy="joined")
    leaves: Mapped[list["Leave"]] = relationship(back_populates="lawyer", order_by="Leave.starts")
    engagements: Mapped[list["Engagement"]] = relationship(back_populates="lawyer")

    @property
    def name(self) -> str:
        """The lawyer's name is public office data."""
        return self.account.name


class Leave(Base):
    """请假: both days inclusive."""

    __tablename__ = "leaves"
    id: Mapped[UUID] = key()
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(60))
    lawyer: Mapped[Lawyer] = relationship(back_populates="leaves")


class Engagement(Base):
    """A client the lawyer or the firm acts or acted for, or against: the conflict screen reads these."""

    __tablename__ = "engagements"
    id: Mapped[UUID] = key()
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    whose: Mapped[str] = one_of("whose", ("LAWYER", "FIRM"))
    side: Mapped[str] = one_of("side", ("FOR", "AGAINST"))
    employer_name: Mapped[str] = mapped_column(String(120))
    employer_key: Mapped[str] = mapped_column(String(120), index=True)
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime]
    lawyer: Mapped[Lawyer] = relationship(back_populates="engagements")
