"""账号、岗位、会话 and other systems' tokens."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.roles import HELD
from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.organisations import Organisation

ACCOUNT_STATES = {"INVITED": "已邀请", "ACTIVE": "在用", "DISABLED": "已停用"}


class Account(Versioned, Base):
    """账号 of a member of staff or a lawyer. Staff names are office data and stay in clear."""

    __tablename__ = "accounts"
    id: Mapped[UUID] = key()
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = one_of("state", ACCOUNT_STATES)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    password_changed_at: Mapped[datetime | None]
    invite_hash: Mapped[str | None] = mapped_column(String(64))  # of the code with which its owner may set a password
    invite_until: Mapped[datetime | None]
    contact: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]
    posts: Mapped[list["Post"]] = relationship(back_populates="account", order_by="Post.valid_from")


class Post(Base):
    """岗位: a role at an organisation over a span of days, both ends inclusive."""

    __tablename__ = "posts"
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = one_of("role", HELD)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    account: Mapped[Account] = relationship(back_populates="posts")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Cover(Base):
    """代班: who stands in for an account over a span of days, both ends inclusive; `ended_at` is set when it is called off."""

    __tablename__ = "covers"
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    cover_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    arranged_at: Mapped[datetime]
    arranged_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    cover: Mapped[Account] = relationship(foreign_keys=[cover_id])


class Session(Base):
    """会话: only the hash of the cookie is kept; `data` is sealed under the office key."""

    __tablename__ = "sessions"
    id: Mapped[UUID] = key()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    data: Mapped[bytes | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ApiClient(Base):
    """外部系统 (12345, 基层治理平台): a bearer token with scopes, acting at an organisation."""

    __tablename__ = "api_clients"
    id: Mapped[UUID] = key()
    name: Mapped[str] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Submission(Base):
    """One unsafe call that must not happen twice: a form's `form_id` or an API idempotency key."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("client", "key"),)
    id: Mapped[UUID] = key()
    client: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(128))
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    location: Mapped[str | None] = mapped_column(String(400))
    answer: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = mapped_column(index=True)


class Counter(Base):
    """流水号: one row a series; the next number is taken in the same transaction as what it numbers."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]
