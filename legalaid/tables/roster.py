"""值班: posts, who is planned for each week, changes among lawyers, their wishes, and the plans made."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation

HALVES = {"AM": "上午", "PM": "下午"}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
CHANGE_KINDS = {"TAKE_OVER": "顶班", "SWAP": "换班", "FILL": "补缺", "EMPTY": "空出"}
ASK_STATES = {"OPEN": "等人接", "DONE": "已换", "WITHDRAWN": "已撤回"}


class DutyPost(Versioned, Base):
    """值班岗位: a half day of every week at a place; `rooms` are the ids of further places it serves. Both days inclusive."""

    __tablename__ = "duty_posts"
    id: Mapped[UUID] = key()
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    weekday: Mapped[int]
    half: Mapped[str] = one_of("half", HALVES)
    rooms: Mapped[list[str]] = mapped_column(default=list)
    starts: Mapped[date]
    ends: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship(lazy="joined")

    def day(self, week: date) -> date:
        """Its day in the week of that Monday."""
        return week + timedelta(days=self.weekday)

    @property
    def title(self) -> str:
        """海曙第一调处室 周一上午."""
        return f"{self.organisation.name} {WEEKDAYS[self.weekday]}{HALVES[self.half]}"


class Duty(Base):
    """值班: whom a plan (or by hand a coordinator, without one) gave a post in the week of that Monday. Changes are rows of their own."""

    __tablename__ = "duties"
    __table_args__ = (UniqueConstraint("week", "post_id"),)
    id: Mapped[UUID] = key()
    week: Mapped[date]
    post_id: Mapped[UUID] = mapped_column(ForeignKey("duty_posts.id"), index=True)
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("duty_plans.id"), index=True)


class DutyChange(Base):
    """换班和顶班: from whom to whom a duty went, to nobody for one that was emptied. Append-only; the newest of a duty holds, whatever is
    planned later; an emptied one is a gap like any other."""

    __tablename__ = "duty_changes"
    __table_args__ = (UniqueConstraint("week", "post_id", "number"),)
    id: Mapped[UUID] = key()
    week: Mapped[date] = mapped_column(index=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("duty_posts.id"), index=True)
    number: Mapped[int]
    before_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    after_id: Mapped[UUID | None] = mapped_column(ForeignKey("lawyers.id"), index=True)
    kind: Mapped[str] = one_of("kind", CHANGE_KINDS)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class DutyAsk(Versioned, Base):
    """请人代班: a lawyer who cannot come asks one colleague to swap for a duty of theirs (`other_*`), or anybody to step in."""

    __tablename__ = "duty_asks"
    id: Mapped[UUID] = key()
    week: Mapped[date]
    post_id: Mapped[UUID] = mapped_column(ForeignKey("duty_posts.id"), index=True)
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), index=True)
    other_week: Mapped[date | None]
    other_post_id: Mapped[UUID | None] = mapped_column(ForeignKey("duty_posts.id"))
    asked_id: Mapped[UUID | None] = mapped_column(ForeignKey("lawyers.id"), index=True)
    state: Mapped[str] = one_of("state", ASK_STATES, index=True)
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    lawyer: Mapped[Lawyer] = relationship(foreign_keys=[lawyer_id], lazy="joined")
    post: Mapped[DutyPost] = relationship(foreign_keys=[post_id], lazy="joined")
    other_post: Mapped[DutyPost | None] = relationship(foreign_keys=[other_post_id], lazy="joined")


class DutyWish(Versioned, Base):
    """值班意愿: points by post (positive liked, negative unloved), impossible weekdays, most duties a quarter; the calendar link's hash."""

    __tablename__ = "duty_wishes"
    id: Mapped[UUID] = key()
    lawyer_id: Mapped[UUID] = mapped_column(ForeignKey("lawyers.id"), unique=True)
    posts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    never: Mapped[list[Any]] = mapped_column(default=list)
    most: Mapped[int | None]
    feed_hash: Mapped[str | None] = mapped_column(String(64), unique=True)


class DutyPlan(Base):
    """排班: one planning of a quarter and how good it is; `unfilled` are (week, post, reason)."""

    __tablename__ = "duty_plans"
    id: Mapped[UUID] = key()
    first: Mapped[date] = mapped_column(index=True)
    weeks: Mapped[int]
    planned_at: Mapped[datetime]
    planned_by: Mapped[UUID | None]
    objective: Mapped[int]
    optimal: Mapped[bool]
    unfilled: Mapped[list[Any]]
