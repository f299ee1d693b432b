"""删除个人信息: what a worker asked for or what has run out, who decided, when it was done."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.tickets import Ticket
from legalaid.tables.workers import Worker

ERASURE_STATES = {"ASKED": "职工要求删除", "DUE": "保存期满，待放行", "RELEASED": "已放行，待删除", "KEPT": "暂不删除", "REFUSED": "没有同意", "ERASED": "已删除"}
PENDING = "state in ('ASKED', 'DUE', 'RELEASED', 'KEPT')"


class Erasure(Versioned, Base):
    """One row from the wish or the end of the period to the deed; at most one is pending for a worker (partial unique index).

    `ticket_id` is the request with which the worker asked, none where the period ran out; `until` its last day.
    """

    __tablename__ = "erasures"
    __table_args__ = (Index("uq_erasures_pending", "worker_id", unique=True, sqlite_where=text(PENDING), postgresql_where=text(PENDING)),)
    id: Mapped[UUID] = key()
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), index=True)
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    state: Mapped[str] = one_of("state", ERASURE_STATES, index=True)
    until: Mapped[date | None]
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(String(400))
    erased_at: Mapped[datetime | None]
    worker: Mapped[Worker] = relationship()
    ticket: Mapped[Ticket | None] = relationship()
