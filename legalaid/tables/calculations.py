"""测算: results of calculators kept with a matter."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, key
from legalaid.tables.sealed import Sealed
from legalaid.tables.tickets import Ticket


class Calculation(Base):
    """One saved result: inputs and answer as JSON, sealed under the worker's key; `sha256` is of both. Never changed."""

    __tablename__ = "calculations"
    __table_args__ = (UniqueConstraint("ticket_id", "number"),)
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[int]
    calculator: Mapped[str] = mapped_column(String(40))
    inputs_sealed: Mapped[bytes | None]
    answer_sealed: Mapped[bytes | None]
    law_as_of: Mapped[date]
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime]
    written_by: Mapped[UUID | None]
    inputs = Sealed("inputs")
    answer = Sealed("answer")
    ticket: Mapped[Ticket] = relationship()

    def sealing_owner(self) -> Any:
        return self.ticket.worker
