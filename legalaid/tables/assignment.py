"""指派: offers and what they were chosen from, runs and settings of the placing, weights, decisions on conflicts, hand-overs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.aid import AidRequest
from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.lawyers import Lawyer

OFFER_STATES = {
    "HELD": "占位", "OFFERED": "待答复", "ACCEPTED": "已接单", "DECLINED": "已婉拒", "LAPSED": "逾期失效", "CANCELLED": "已取消",
}
LIVE_OFFER = "state in ('HELD', 'OFFERED', 'ACCEPTED')"
DECLINE_REASONS = {"CONFLICT": "有利益冲突，需回避", "BUSY": "近期办不过来", "LEAVE": "请假", "FIELD": "不熟悉这类案件", "OTHER": "其他"}
VERDICTS = {"CLEARED": "排除冲突", "BLOCKED": "确有冲突"}
HANDOVER_STATES = {"ASKED": "待统筹员决定", "RELEASED": "正在另派", "TAKEN": "已移交", "REFUSED": "未同意"}
HANDOVER_REASONS = {"LEAVE": "长期请假或者离任", "CONFLICT": "发现利益冲突", "BUSY": "无力继续办理", "WISH": "职工要求更换", "OTHER": "其他"}


class Offer(Versioned, Base):
    """指派: one lawyer asked for one aid request. At most one is live for a request (partial unique index)."""

    __tablename__ = "offers"
    __table_args__ = (
        Index("uq_offers_live", "aid_request_id", unique=True, sqlite_where=text(LIVE_OFFER), postgresql_where=text(LIVE_OFFER)),
        Index("ix_offers_offered", "offered_at", "state", "due_at", "lawyer_id", "service", "aid_request_id"),
    )
    id: Mapped[UUID] = key()
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), index=True)
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    state: Mapped[str] = one_of("state", OFFER_STATES, index=True)
    service: Mapped[str] = mapped_column(String(16))
    score: Mapped[int]
    components: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    conflict: Mapped[dict[str, Any]] = mapped_column(default=dict)
    weights_number: Mapped[int]
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("match_runs.id"))
    offered_at: Mapped[datetime]
    offered_by: Mapped[UUID | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    message: Mapped[str | None] = mapped_column(String(400))
    next_when_lapsed: Mapped[bool] = mapped_column(default=True)
    answered_at: Mapped[datetime | None]
    conflict_declared: Mapped[bool | None]
    decline_reason: Mapped[str | None] = one_of("decline_reason", DECLINE_REASONS, nullable=True)
    decline_note: Mapped[str | None] = mapped_column(String(200))
    override_code: Mapped[str | None] = mapped_column(String(24))
    override_note: Mapped[str | None] = mapped_column(String(200))
    aid_request: Mapped[AidRequest] = relationship(lazy="joined")
    lawyer: Mapped[Lawyer] = relationship(lazy="joined")

    @classmethod
    def standing(cls, now: datetime) -> ColumnElement[bool]:
        """Offers that keep request and place from others: unanswered, accepted, or reserved and not yet run out."""
        return or_(cls.state == "ACCEPTED", cls.unanswered(now))

    @classmethod
    def unanswered(cls, now: datetime) -> ColumnElement[bool]:
        """Those of them that are not accepted: few at any time, however many there were."""
        return or_(cls.state == "OFFERED", and_(cls.state == "HELD", cls.due_at > now))


class MatchRun(Base):
    """排案: a run of the scheduled placing with all that a replay needs."""

    __tablename__ = "match_runs"
    id: Mapped[UUID] = key()
    slot: Mapped[str] = mapped_column(String(32), index=True)
    ran_at: Mapped[datetime]
    instance: Mapped[dict[str, Any]]
    input_hash: Mapped[str] = mapped_column(String(64))
    weights_number: Mapped[int]
    objective: Mapped[int]
    bound: Mapped[int]
    placed: Mapped[int]
    unassigned: Mapped[list[Any]]


class WeightsVersion(Base):
    """权重: append-only; every offer and run keeps the number it used."""

    __tablename__ = "weights"
    id: Mapped[UUID] = key()
    number: Mapped[int] = mapped_column(unique=True)
    values: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None]
    valid_from: Mapped[date]


class OfferGround(Base):
    """依据: what an offer made by hand was chosen from, so that it can be explained and replayed later. Offers of a run share the run's."""

    __tablename__ = "offer_grounds"
    id: Mapped[UUID] = key()
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"), unique=True)
    instance: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))


class ConflictDecision(Base):
    """利益冲突核查: what a person decided about a possible conflict, with the evidence they saw. Append-only; the newest holds."""

    __tablename__ = "conflict_decisions"
    id: Mapped[UUID] = key()
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), index=True)
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    verdict: Mapped[str] = one_of("verdict", VERDICTS)
    reason: Mapped[str] = mapped_column(String(200))
    evidence: Mapped[list[Any]]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    lawyer: Mapped[Lawyer] = relationship()


class PlacingSetting(Base):
    """排案设置: when the placing runs and which classes of service it confirms by itself. Append-only; the newest holds."""

    __tablename__ = "placing_settings"
    id: Mapped[UUID] = key()
    number: Mapped[int] = mapped_column(unique=True)
    times: Mapped[list[str]]
    automatic: Mapped[list[str]]
    reason: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class Handover(Versioned, Base):
    """移交: a matter that leaves its lawyer; who asked, who decided, who took over."""

    __tablename__ = "handovers"
    id: Mapped[UUID] = key()
    aid_request_id: Mapped[UUID] = mapped_column(ForeignKey("aid_requests.id"), index=True)
    from_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    to_id: Mapped[UUID | None] = mapped_column(ForeignKey("lawyers.id"), index=True)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    state: Mapped[str] = one_of("state", HANDOVER_STATES, index=True)
    reason: Mapped[str] = one_of("reason", HANDOVER_REASONS)
    note: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    answer: Mapped[str | None] = mapped_column(String(200))
    taken_at: Mapped[datetime | None]
    aid_request: Mapped[AidRequest] = relationship(lazy="joined")
    giver: Mapped[Lawyer] = relationship(foreign_keys=[from_id], lazy="joined")
    taker: Mapped[Lawyer | None] = relationship(foreign_keys=[to_id], lazy="joined")
