"""劳动争议: opening, procedure, facts sheet, limitation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.roles import By
from legalaid.tables.tickets import Dispute, Ticket


def open_for(session: Session, by: By, ticket: Ticket) -> Dispute:
    """A dispute opens when a ticket is confirmed as one; it starts at TRIAGED."""
    found = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    if found is not None:
        return found
    dispute = Dispute(ticket=ticket, ticket_id=ticket.id, state="TRIAGED", limitation_due=None, employer_answer=None,
                      opened_at=by.now, changed_at=by.now)
    session.add(dispute)
    session.flush()
    audit.record(session, by, "dispute.open", dispute, no=ticket.no, cause=ticket.cause)
    return dispute
