"""统一身份认证: which person of an identity provider an account belongs to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from legalaid.tables.base import Base, key


class Identity(Base):
    """绑定: a person of a provider belongs to one account, an account to one person of each provider.

    Only the blind index of issuer and person is kept: some providers name people by their ID number.
    """

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("account_id", "issuer"),)
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject_index: Mapped[str] = mapped_column(String(64), unique=True)
    since: Mapped[datetime]
    used_at: Mapped[datetime | None]
