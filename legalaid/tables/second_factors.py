"""两步验证: the second factor of an account and its recovery codes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, key
from legalaid.tables.sealed import Sealed


class SecondFactor(Base):
    """The secret of an account's codes (RFC 6238), sealed under the office key. `last_step` is the time step of the newest code that counted."""

    __tablename__ = "second_factors"
    id: Mapped[UUID] = key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), unique=True)
    secret_sealed: Mapped[bytes]
    last_step: Mapped[int]
    since: Mapped[datetime]
    codes: Mapped[list["RecoveryCode"]] = relationship(cascade="all, delete-orphan")
    secret = Sealed("secret")

    def sealing_owner(self) -> None:
        return None


class RecoveryCode(Base):
    """备用码: signs in once in place of a code; only its keyed hash is kept."""

    __tablename__ = "recovery_codes"
    id: Mapped[UUID] = key()
    factor_id: Mapped[UUID] = mapped_column(ForeignKey("second_factors.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
