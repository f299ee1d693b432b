"""Which state of a ticket may follow which, and the one place where it changes."""

from legalaid.errors import Conflict, Gone
from legalaid.tables.tickets import TICKET_STATES, Ticket

# status -> allowed next
NEXT = {
    "REGISTERED": {"CONFIRMED", "MERGED", "WITHDRAWN", "TRANSFERRED"},
    "CONFIRMED": {"DISPATCHED", "IN_PROGRESS", "MERGED", "WITHDRAWN", "TRANSFERRED"},
    "DISPATCHED": {"IN_PROGRESS", "RETURNED", "WITHDRAWN", "TRANSFERRED"},
    "RETURNED": {"DISPATCHED", "WITHDRAWN", "TRANSFERRED"},
    "IN_PROGRESS": {"PAUSED", "RESOLVED", "WITHDRAWN", "TRANSFERRED"},
    "PAUSED": {"IN_PROGRESS", "WITHDRAWN"},
    "RESOLVED": {"CLOSED", "IN_PROGRESS"},
    "CLOSED": {"IN_PROGRESS"},
    "MERGED": set(), "WITHDRAWN": set(), "TRANSFERRED": set(),
}


def move(ticket: Ticket, state: str) -> None:
    """Change the state if the table of next states allows it."""
    if state not in NEXT[ticket.state]:
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，不能改为“{TICKET_STATES[state]}”。", field="state")
    if state == "IN_PROGRESS" and ticket.worker.erased_at is not None:
        raise Gone("这位职工的个人信息已经删除，不能再办理这件诉求。职工还有困难的，请重新登记。")
    if state == "IN_PROGRESS" and ticket.state in ("RESOLVED", "CLOSED"):
        # Taken up again: it is open once more, and reopening a closed one is counted.
        ticket.reopened += ticket.state == "CLOSED"
        ticket.resolved_at = ticket.closed_at = None
        if ticket.group is not None and ticket.group.state == "CLOSED":
            ticket.group.state, ticket.group.closed_at = "OPEN", None
    ticket.state = state


def take_back(ticket: Ticket, state: str) -> None:
    """Undo a merger, or a transfer that was refused: the ticket is where it was, as if it had not left."""
    if ticket.state not in ("MERGED", "TRANSFERRED"):
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，没有并入也没有移送。", field="state")
    ticket.state, ticket.closed_at = state, None
