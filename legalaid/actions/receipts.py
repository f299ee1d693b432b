"""回执: a new code for a worker who lost theirs, and everything that one receipt leads to."""

from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import audit, history, merges, scopes, splits
from legalaid.roles import By
from legalaid.tables.tickets import Ticket


def renew(session: Session, by: By, no: str) -> str:
    """A new receipt code for the person standing there, whose identity was checked; the old one opens nothing any more."""
    by.must("tickets.register")
    ticket = scopes.ticket_for_change(session, by, no)
    code = crypto.new_receipt_code()
    ticket.receipt_hash = crypto.receipt_hash(session.info["keys"], ticket.no, code)
    history.note(session, by, ticket, "RECEIPT", "重新开具回执，原查询码作废", public=True)
    audit.record(session, by, "ticket.receipt", ticket)
    return code


def led_to(session: Session, ticket: Ticket) -> list[Ticket]:
    """What the receipt of this ticket opens: itself, what it was merged into if that is the same worker's, and what was split off from these."""
    main = merges.followed(session, ticket)
    found = [ticket, *([main] if main is not ticket and main.worker_id == ticket.worker_id else [])]
    for one in found:
        found += [part for part in splits.parts_of(session, one) if part not in found]
    return found
