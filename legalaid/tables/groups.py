"""集体争议: one file for many workers of one employer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.organisations import Organisation
from legalaid.tables.sealed import Sealed
from legalaid.tables.workers import Worker

GROUP_STATES = {"OPEN": "办理中", "CLOSED": "已办结"}
MEMBER_STATES = {"LISTED": "已登记", "CONFIRMED": "已核对", "PARTLY_PAID": "部分支付", "PAID": "已付清", "LEFT": "已退出"}


class Group(Versioned, Base):
    """集体争议案件（并案）, number BA…."""

    __tablename__ = "groups"
    id: Mapped[UUID] = key()
    no: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    employer_name: Mapped[str] = mapped_column(String(240))
    employer_key: Mapped[str] = mapped_column(String(120), index=True)
    county: Mapped[str] = mapped_column(String(12))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[str] = one_of("state", GROUP_STATES)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    members: Mapped[list["GroupMember"]] = relationship(back_populates="group", order_by="GroupMember.position")


class GroupMember(Versioned, Base):
    """One worker's line in a group roster: who, which team, what is owed and what has been paid.

    `row` is the JSON of the worker's facts as the roster's workbook gave them (`toolkit.group_rows`), sealed under the worker's key.
    """

    __tablename__ = "group_members"
    id: Mapped[UUID] = key()
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id"), index=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), index=True)
    position: Mapped[int]
    employer_name: Mapped[str] = mapped_column(String(120))
    team: Mapped[str | None] = mapped_column(String(40))
    team_leader: Mapped[bool] = mapped_column(default=False)
    owed: Mapped[Decimal]
    owed_from: Mapped[date | None]
    owed_to: Mapped[date | None]
    settled: Mapped[Decimal] = mapped_column(default=Decimal("0.00"))
    state: Mapped[str] = one_of("state", MEMBER_STATES)
    row_sealed: Mapped[bytes | None]
    elected_at: Mapped[datetime | None]
    row = Sealed("row")
    group: Mapped[Group] = relationship(back_populates="members")
    worker: Mapped[Worker] = relationship(lazy="joined")

    def sealing_owner(self) -> Any:
        return self.worker
