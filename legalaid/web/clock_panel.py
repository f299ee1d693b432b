"""What the file of a ticket shows about its clock: the limit line by line, pauses, extensions, slips, and what may be done now."""

from types import SimpleNamespace

from sqlalchemy.orm import Session

from legalaid import current
from legalaid.actions import accounts, extensions, first_steps, overdue, pauses, scopes, slips
from legalaid.roles import By
from legalaid.tables.limits import EXTENSION_STATES, PAUSE_GROUNDS, SLIP_STATES
from legalaid.tables.tickets import CLOSED_STATES, Ticket


def collect(session: Session, by: By, ticket: Ticket) -> SimpleNamespace:
    """Rows and what is open to this person now; an action not listed here would be refused."""
    now, is_open = current.now(), ticket.state not in CLOSED_STATES
    stopped, asked, issued = pauses.of_ticket(session, ticket), extensions.of_ticket(session, ticket), slips.of_ticket(session, ticket)
    in_time, handles = now <= ticket.due_at, by.can("tickets.handle")
    people = [x for row in (*stopped, *asked, *issued) for x in (getattr(row, "owner_id", None), getattr(row, "asked_by", None), getattr(row, "answered_by", None))]
    pausing = handles and ticket.state == "IN_PROGRESS" and in_time
    return SimpleNamespace(
        state=overdue.state_of(ticket, now), steps=[first_steps.standing(row, ticket, now) for row in first_steps.of_ticket(session, ticket)],
        pauses=stopped, extensions=asked, slips=issued, names=accounts.names(session, people),
        grounds=PAUSE_GROUNDS, extension_states=EXTENSION_STATES, slip_states=SLIP_STATES, now=now,
        ways=first_steps.WAYS, may_contact=handles and is_open,
        may_pause=pausing, owners=pauses.owners(session, now, ticket) if pausing else [],
        may_resume=handles and ticket.state == "PAUSED",
        may_ask=handles and in_time and ticket.state in extensions.ASKABLE and not any(row.state in ("ASKED", "GRANTED") for row in asked),
        may_issue=by.can("tickets.supervise") and scopes.coordinates(by, ticket) and is_open and not any(row.state in slips.OPEN for row in issued),
    )
