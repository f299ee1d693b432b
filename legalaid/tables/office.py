"""审计、通知、定时任务: what the platform itself keeps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from legalaid.tables.base import Base, key


class AuditEntry(Base):
    """审计: a link of the hash chain; no personal data in the text."""

    __tablename__ = "audit_entries"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(16))
    request_id: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(64), index=True)
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain: one row, taken last in each transaction."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class Notice(Base):
    """待发通知 (outbox): number and plain state only, never names or facts; the address is read when sent."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_waiting", "sent_at", "not_before"),)
    id: Mapped[UUID] = key()
    worker_id: Mapped[UUID | None] = mapped_column(ForeignKey("workers.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    subject_no: Mapped[str | None] = mapped_column(String(28))
    template: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(200))


class JobRun(Base):
    """定时任务: the claim of a slot, made in the transaction that does the work."""

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "slot"),)
    id: Mapped[UUID] = key()
    job: Mapped[str] = mapped_column(String(40))
    slot: Mapped[datetime]
    manual: Mapped[bool] = mapped_column(default=False)
    finished_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)


class JobFailure(Base):
    """A run that failed, recorded in a transaction of its own; five for one slot raise the alarm."""

    __tablename__ = "job_failures"
    __table_args__ = (Index("ix_job_failures_job_slot", "job", "slot"),)
    id: Mapped[UUID] = key()
    job: Mapped[str] = mapped_column(String(40))
    slot: Mapped[datetime]
    at: Mapped[datetime]
    error: Mapped[str] = mapped_column(Text)
