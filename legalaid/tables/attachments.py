"""材料: files that workers and staff hand in, each sealed under a data key of its own, in pieces."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, key, one_of
from legalaid.tables.sealed import Sealed, is_erased
from legalaid.tables.tickets import Ticket

# what a worker may say it is, and what else staff may
OWN_KINDS = {"PAY": "工资材料", "CONTRACT": "劳动合同", "ATTENDANCE": "考勤", "INJURY": "工伤材料", "IDENTITY": "身份材料", "OTHER": "其他"}
ATTACHMENT_KINDS = {**OWN_KINDS, "PAUSE": "暂停凭证", "TRANSFER": "移送回执", "PAYMENT": "付款凭证"}
SCAN_STATES = {"UNSCANNED": "未扫描", "WAITING": "待检查", "CLEAN": "已检查", "INFECTED": "有病毒，已销毁"}
# what a file may be the proof of: the table of the row that `about_id` names
ABOUT = ("pauses", "transfers", "filings", "payments")


class Attachment(Base):
    """One file. Its name is sealed, too, since people name files after people; `sha256` is of the content as it is kept.

    Emptying `data_key` destroys it, and the row stays: with the erasure of its worker, or when the scanner finds something.
    """

    __tablename__ = "attachments"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[str] = one_of("kind", ATTACHMENT_KINDS)
    name_sealed: Mapped[bytes | None]
    format: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    data_key: Mapped[bytes | None]
    scan: Mapped[str] = one_of("scan", SCAN_STATES, index=True)
    about: Mapped[str | None] = one_of("about", ABOUT, nullable=True)
    about_id: Mapped[UUID | None]
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]  # none: the worker, with the receipt of the ticket
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(200))
    name = Sealed("name")
    ticket: Mapped[Ticket] = relationship()

    def sealing_owner(self) -> Any:
        return self

    @property
    def gone(self) -> bool:
        """Whether its content was destroyed."""
        return is_erased(self)


class AttachmentPiece(Base):
    """A piece of a file's content, sealed under the file's data key; read a few at a time when all rows are copied."""

    __tablename__ = "attachment_pieces"
    __table_args__ = (UniqueConstraint("attachment_id", "number"), {"info": {"rows_at_once": 16}})
    id: Mapped[UUID] = key()
    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachments.id"))
    number: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
