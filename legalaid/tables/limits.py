"""时限: the office's rules, limits of the first steps, pauses, extensions and supervision slips."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.accounts import Account
from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.tickets import Ticket

LEVELS = {"CITY": "市级", "DISTRICT": "县（市、区）级", "ZONE": "镇街和片区"}
MATTERS = {"ORDINARY": "一般诉求", "COMPLEX": "疑难、紧急或集体诉求"}
STEPS = {"WHOLE": "办理", "ACCEPT": "受理", "CONTACT": "首次联系"}
FIRST_STEPS = ("ACCEPT", "CONTACT")
UNITS = {"WORKDAY": "个工作日", "DAY": "天，按 24 小时连续计算"}
PAUSE_GROUNDS = {
    "PAPERS": "等职工补充材料", "APPRAISAL": "等认定或者鉴定结论", "TRIBUNAL": "等仲裁或者法院程序", "DEPARTMENT": "等其他部门答复",
    "WISH": "职工要求暂缓", "FORCE": "不可抗力",
}
EXTENSION_STATES = {"ASKED": "待审批", "GRANTED": "已同意", "REFUSED": "未同意"}
SLIP_STATES = {"ISSUED": "待答复", "ANSWERED": "待审核", "ACCEPTED": "已通过"}
ASKED = "state = 'ASKED'"
GRANTED = "state = 'GRANTED'"
OPEN_SLIP = "state in ('ISSUED', 'ANSWERED')"
UNMET = "met_at is null"
RUNNING = "ended_at is null"


class LimitRule(Base):
    """时限规定: days by level, step, kind of matter and class or subclass, from a day on.

    `step` is the whole request or one of its first steps; `scope` is a class or a subclass, null for all. Append-only: it holds once a second person has approved it, and never before `valid_from`.
    """

    __tablename__ = "limit_rules"
    id: Mapped[UUID] = key()
    level: Mapped[str] = one_of("level", LEVELS)
    step: Mapped[str] = one_of("step", STEPS)
    matter: Mapped[str] = one_of("matter", MATTERS)
    scope: Mapped[str | None] = mapped_column(String(40))
    days: Mapped[int]
    unit: Mapped[str] = one_of("unit", UNITS)
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]


class StepLimit(Base):
    """受理时限、首次联系时限 of a ticket, as frozen; `met_at` is when the step was taken, null as long as it was not.

    What was registered before these limits existed has none.
    """

    __tablename__ = "step_limits"
    __table_args__ = (
        UniqueConstraint("ticket_id", "step"),
        Index("ix_step_limits_due", "due_at", "step", "ticket_id"),
        Index("ix_step_limits_unmet", "due_at", sqlite_where=text(UNMET), postgresql_where=text(UNMET)),  # few are, of ever more
    )
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    step: Mapped[str] = one_of("step", FIRST_STEPS)
    due_at: Mapped[datetime]
    reason: Mapped[list[str]] = mapped_column(default=list)
    met_at: Mapped[datetime | None]
    ticket: Mapped[Ticket] = relationship()


class Pause(Base):
    """暂停: why, on what proof, who watches over it and until when it is expected; at most one runs for a ticket (partial unique index)."""

    __tablename__ = "pauses"
    __table_args__ = (Index("uq_pauses_running", "ticket_id", unique=True, sqlite_where=text(RUNNING), postgresql_where=text(RUNNING)),)
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    ground: Mapped[str] = one_of("ground", PAUSE_GROUNDS)
    proof: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    expected_on: Mapped[date]
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ticket: Mapped[Ticket] = relationship()
    owner: Mapped[Account | None] = relationship()


class Extension(Versioned, Base):
    """延期: asked for by the handler, decided by somebody else; at most one waits and one is granted for a ticket (partial unique indexes)."""

    __tablename__ = "extensions"
    __table_args__ = (
        Index("uq_extensions_asked", "ticket_id", unique=True, sqlite_where=text(ASKED), postgresql_where=text(ASKED)),
        Index("uq_extensions_granted", "ticket_id", unique=True, sqlite_where=text(GRANTED), postgresql_where=text(GRANTED)),
    )
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    state: Mapped[str] = one_of("state", EXTENSION_STATES, index=True)
    days: Mapped[int]
    need: Mapped[str] = mapped_column(String(400))
    asked_by: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None] = mapped_column(String(400))
    ticket: Mapped[Ticket] = relationship()


class Slip(Versioned, Base):
    """督办单: what is demanded by when, the answer, its review; at most one is open for a ticket (partial unique index).

    `overdue_of` is the limit that was missed when the office issued it by itself: once for each limit.
    """

    __tablename__ = "slips"
    __table_args__ = (
        UniqueConstraint("ticket_id", "number"),
        Index("uq_slips_open", "ticket_id", unique=True, sqlite_where=text(OPEN_SLIP), postgresql_where=text(OPEN_SLIP)),
    )
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = one_of("state", SLIP_STATES, index=True)
    demand: Mapped[str] = mapped_column(String(400))
    overdue_of: Mapped[datetime | None]
    issued_by: Mapped[UUID | None]
    issued_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(400))
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    remark: Mapped[str | None] = mapped_column(String(400))
    sent_back: Mapped[int] = mapped_column(default=0)
    ticket: Mapped[Ticket] = relationship()
