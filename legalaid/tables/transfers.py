"""移送: a ticket handed over to another department, its receipt and its answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from legalaid.tables.base import Base, Versioned, key, one_of
from legalaid.tables.tickets import Ticket

DEPARTMENTS = {
    "LABOUR": "人力资源和社会保障部门", "INSPECTION": "劳动保障监察机构", "POLICE": "公安机关", "COURT": "人民法院", "PETITION": "信访部门",
    "HOUSING": "住房和城乡建设部门", "HEALTH": "医疗保障部门", "CIVIL": "民政部门", "OTHER": "其他部门",
}
TRANSFER_STATES = {"SENT": "等待签收", "RECEIVED": "已签收", "ANSWERED": "已答复", "REFUSED": "对方退回"}


class Transfer(Versioned, Base):
    """移送. `from_state` is where the ticket goes back to when the department does not take it; both limits are frozen when it is sent."""

    __tablename__ = "transfers"
    id: Mapped[UUID] = key()
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), index=True)
    department: Mapped[str] = one_of("department", DEPARTMENTS)
    office: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = one_of("state", TRANSFER_STATES)
    from_state: Mapped[str] = mapped_column(String(24))
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    receipt_due_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    receipt_no: Mapped[str | None] = mapped_column(String(64))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    ticket: Mapped[Ticket] = relationship()
