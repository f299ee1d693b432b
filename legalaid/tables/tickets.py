"""诉求 and their history, consents, ratings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.accounts import Account
from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.groups import Group
from legalaid.tables.organisations import Organisation
from legalaid.tables.sealed import Sealed, mask_name, mask_phone
from legalaid.tables.workers import Worker
from toolkit.industries import INDUSTRIES

TICKET_STATES = {
    "REGISTERED": "已登记", "CONFIRMED": "已确认", "DISPATCHED": "已派单", "RETURNED": "已退回", "IN_PROGRESS": "办理中",
    "PAUSED": "已暂停", "RESOLVED": "待办结", "CLOSED": "已办结", "MERGED": "已并入", "WITHDRAWN": "已撤回", "TRANSFERRED": "已移送",
}
CLOSED_STATES = ("CLOSED", "MERGED", "WITHDRAWN", "TRANSFERRED")
OPEN = "state not in ({})".format(", ".join(f"'{state}'" for state in CLOSED_STATES))  # few are, of ever more: they have an index of their own
# 安全联系: when and how the worker can be reached without harm, and who may speak for them
CONTACT_HOURS = {"ANY": "随时可以", "NOON": "午休时（12:00—13:30）", "EVENING": "下班以后（18:00—20:30）", "WEEKEND": "周末（9:00—20:30）"}
CONTACT_WAYS = {"CALL": "直接打电话", "MESSAGE_FIRST": "先发短信再打", "NO_MESSAGE": "不要发短信，别人会看到"}
RELATIONS = {"SPOUSE": "配偶", "PARENT": "父母", "CHILD": "子女", "SIBLING": "兄弟姐妹", "WORKMATE": "工友", "OTHER": "其他人"}
CHANNELS = {"PORTAL": "网上", "WALK_IN": "窗口", "ZONE": "片区", "HOTLINE": "12345", "API": "外部系统", "IMPORT": "批量导入"}


class Ticket(Versioned, Base):
    """诉求（工单）. `summary` is redacted and in clear: with the employer's name it is what staff search and chart."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_state_due_at", "state", "due_at"),
        # figures are counted from these without a look at the rows, which are long
        Index("ix_tickets_registered", "registered_at", "state", "county", "subclass", "closed_at", "organisation_id", "handler_id", "id"),
        Index("ix_tickets_closed", "closed_at", "state", "county", "due_at", "registered_at", "organisation_id", "handler_id", "id"),
        Index("ix_tickets_handled", "handler_id", "state", "organisation_id"),
        Index("ix_tickets_dispatched", "dispatched_at", "organisation_id", "id"),
        Index("ix_tickets_open", "due_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        # hardly any request is in a group: of an index of all, the database thinks that it leads to all
        Index("ix_tickets_group", "group_id", sqlite_where=text("group_id is not null"), postgresql_where=text("group_id is not null")),
        # another system's number counts once for each source; hardly any request has one, and an index of all misleads the database likewise
        Index("ix_tickets_external_no", "external_no", "source", unique=True, sqlite_where=text("external_no is not null"), postgresql_where=text("external_no is not null")),
    )
    id: Mapped[UUID] = key()
    no: Mapped[str] = mapped_column(String(24), unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(64))
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("workers.id"), index=True)
    channel: Mapped[str] = one_of("channel", CHANNELS)
    source: Mapped[str | None] = mapped_column(String(40))
    external_no: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = one_of("state", TICKET_STATES)
    topic: Mapped[str] = mapped_column(String(24))
    statement_sealed: Mapped[bytes | None]
    summary: Mapped[str] = mapped_column(Text)
    employer_name: Mapped[str] = mapped_column(String(120))
    employer_key: Mapped[str] = mapped_column(String(120), index=True)
    county: Mapped[str] = mapped_column(String(12), index=True)
    place: Mapped[str | None] = mapped_column(String(80))
    head_count: Mapped[int] = mapped_column(default=1)
    amount: Mapped[Decimal | None]
    class_name: Mapped[str | None] = mapped_column(String(24))
    subclass: Mapped[str | None] = mapped_column(String(40), index=True)
    cause: Mapped[str | None] = mapped_column(String(12), index=True)
    cause_version: Mapped[str] = mapped_column(String(8), default="2025")
    industry: Mapped[str | None] = one_of("industry", INDUSTRIES, nullable=True)  # the employer's, once a person has confirmed it
    flags: Mapped[list[str]] = mapped_column(default=list)
    suggestion: Mapped[dict[str, Any]] = mapped_column(default=dict)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("groups.id"))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    wants_lawyer: Mapped[bool] = mapped_column(default=False)
    consent_version: Mapped[str | None] = mapped_column(String(24))
    registered_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    due_reason: Mapped[list[str]] = mapped_column(default=list)
    paused_seconds: Mapped[int] = mapped_column(default=0)  # by the wall clock, of pauses that have ended
    returns: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)

    statement = Sealed("statement")
    worker: Mapped[Worker] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    handler: Mapped[Account | None] = relationship()
    group: Mapped[Group | None] = relationship()
    events: Mapped[list["TicketEvent"]] = relationship(back_populates="ticket", order_by="TicketEvent.seq")
    rating: Mapped["Rating | None"] = relationship(back_populates="ticket", uselist=False)
    contact: Mapped["Contact | None"] = relationship(back_populates="ticket", uselist=False)

    def sealing_owner(self) -> Any:
        return self.worker


# word for word as the index has it, or the database does not know that it serves
IS_OPEN: ColumnElement[bool] = Ticket.state.not_in([literal_column(f"'{state}'") for state in CLOSED_STATES])


class Contact(Base):
    """安全联系: the worker's wishes, shown beside the phone number and kept to by notices. Without wishes there is no row."""

    __tablename__ = "contacts"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), unique=True)
    hours: Mapped[str] = one_of("hours", CONTACT_HOURS)
    way: Mapped[str] = one_of("way", CONTACT_WAYS)
    not_at_work: Mapped[bool] = mapped_column(default=False)
    relation: Mapped[str | None] = one_of("relation", RELATIONS, nullable=True)
    speaker_name_sealed: Mapped[bytes | None]
    speaker_phone_sealed: Mapped[bytes | None]
    speaker_name = Sealed("speaker_name", mask_name)
    speaker_phone = Sealed("speaker_phone", mask_phone)
    ticket: Mapped[Ticket] = relationship(back_populates="contact")

    def sealing_owner(self) -> Any:
        return self.ticket.worker

    @property
    def words(self) -> str:
        """All wishes on one line; the name of whoever speaks for the worker is masked."""
        said = ["不要打到单位"] if self.not_at_work else []
        said += [CONTACT_HOURS[self.hours]] if self.hours != "ANY" else []
        said += [CONTACT_WAYS[self.way]] if self.way != "CALL" else []
        said += [f"由{RELATIONS[self.relation]}{self.speaker_name or ''}代为联系"] if self.relation else []
        return "·".join(said)


class Split(Base):
    """拆分: a ticket that was made out of another one."""

    __tablename__ = "splits"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), unique=True)
    from_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]


class TicketEvent(Base):
    """What happened to a ticket, in plain words without personal data; `public` ones the worker sees.

    `handed_to` is the organisation to which the ticket had been handed when somebody of the staff did this: it is that organisation's work, wherever
    the ticket goes later. Null for what was done before, in the same moment, or by nobody of the staff.
    """

    __tablename__ = "ticket_events"
    __table_args__ = (
        UniqueConstraint("ticket_id", "seq"),
        Index("ix_ticket_events_kind", "ticket_id", "kind", "at"),
        Index("ix_ticket_events_handed", "handed_to", "at", sqlite_where=text("handed_to is not null"), postgresql_where=text("handed_to is not null")),
    )
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(Text)
    public: Mapped[bool] = mapped_column(default=False)
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str | None] = mapped_column(String(64))
    handed_to: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ticket: Mapped[Ticket] = relationship(back_populates="events")


class Consent(Base):
    """Consent as given: which text in which version, when, through which door."""

    __tablename__ = "consents"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[str] = one_of("kind", ("DATA", "SENSITIVE", "MEDIATION", "TRANSFER"))
    text_version: Mapped[str] = mapped_column(String(24))
    given_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(16))
    recorded_by: Mapped[UUID | None]


class Rating(Versioned, Base):
    """评价: 1 很不满意 … 5 非常满意. A low mark opens a call-back with a clock."""

    __tablename__ = "ratings"
    __table_args__ = (Index("ix_ratings_rated", "rated_at", "level", "ticket_id"),)
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), unique=True)
    level: Mapped[int]
    comment_sealed: Mapped[bytes | None]
    rated_at: Mapped[datetime]
    callback_due_at: Mapped[datetime | None]
    callback_done_at: Mapped[datetime | None]
    callback_note: Mapped[str | None] = mapped_column(String(400))
    comment = Sealed("comment")
    ticket: Mapped[Ticket] = relationship(back_populates="rating")

    def sealing_owner(self) -> Any:
        return self.ticket.worker


class Dispute(Versioned, Base):
    """劳动争议: the procedure (domain: procedure map) and the facts sheet, sealed.

    `limits` are the last days that follow from the facts (toolkit/rights.py), null while there are no facts.
    """

    __tablename__ = "disputes"
    __table_args__ = (Index("ix_disputes_opened", "opened_at", "ticket_id"),)
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), unique=True)
    state: Mapped[str] = mapped_column(String(24), index=True)
    admin_track: Mapped[bool] = mapped_column(default=False)
    facts_sealed: Mapped[bytes | None]
    limitation_due: Mapped[date | None] = mapped_column(index=True)
    limitation_reason: Mapped[list[str]] = mapped_column(default=list)
    limits: Mapped[list[Any] | None]
    employer_answer: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    facts = Sealed("facts")
    ticket: Mapped[Ticket] = relationship()

    def sealing_owner(self) -> Any:
        return self.ticket.worker
