"""回执: a new code for a worker who lost theirs, and everything that one receipt leads to."""

from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import audit, history, merges, scopes, splits
from legalaid.roles import By
from legalaid.tables.tickets import Ticket

_IN_PERSON = ("WALK_IN", "ZONE")


def renew(session: Session, by: By, no: str) -> str:
    """A new receipt code for the person standing there, whose identity was checked; the old one opens nothing any more."""
    by.must("tickets.register")
    ticket = scopes.ticket_for_change(session, by, no)
    code = crypto.new_receipt_code()
    ticket.receipt_hash = crypto.receipt_hash(session.info["keys"], ticket.no, code)
    history.note(session, by, ticket, "REISSUED", "重新开具回执，原查询码作废", public=True)
    audit.record(session, by, "ticket.receipt", ticket)
    return code


def in_person(ticket: Ticket) -> bool:
    """Whether its receipt was given to the person themselves, and so may show and touch all that is kept of them.

    Anybody who knows name and phone gets a receipt on the portal, an employer too, and the request then stands with the real worker. Whatever such
    a receipt is told must be the same whether that worker has asked before or not.
    """
    return ticket.channel in _IN_PERSON or any(e.kind == "REISSUED" for e in ticket.events)


def led_to(session: Session, ticket: Ticket) -> list[Ticket]:
    """What the receipt of this ticket opens: itself, what it was merged into if that is the same worker's, and what was split off from these.

    Only a receipt given to the person themselves leads on.
    """
    main = merges.followed(session, ticket)
    own = main.worker_id == ticket.worker_id and in_person(ticket)
    found = [ticket, *([main] if main is not ticket and own else [])]
    for one in found:
        found += [part for part in splits.parts_of(session, one) if part not in found]
    return found
