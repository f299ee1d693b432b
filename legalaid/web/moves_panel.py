"""What stands on a ticket's page about where it may go: duplicates, mergers, parts, transfers."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from legalaid.actions import doubles, merges, scopes, splits, transfers
from legalaid.actions.ticket_states import NEXT
from legalaid.roles import By
from legalaid.tables.tickets import Ticket
from legalaid.tables.transfers import DEPARTMENTS, TRANSFER_STATES, Transfer


@dataclass(frozen=True)
class Moves:
    """What is shown, and what this person may do now."""

    doubles: list[Ticket]
    main: Ticket | None
    parts: list[Ticket]
    origin: Ticket | None
    transfers: list[Transfer]
    may_merge: bool
    may_split: bool
    may_transfer: bool
    departments: dict[str, str]
    states: dict[str, str]

    @property
    def some(self) -> bool:
        """Whether there is anything to show or to do."""
        return bool(self.doubles or self.main or self.parts or self.origin or self.transfers or self.may_merge or self.may_split or self.may_transfer)


def collect(session: Session, by: By, ticket: Ticket) -> Moves:
    """Everything of the panel; look-alikes only for those who may merge."""
    sorts = by.can("tickets.confirm")
    may_merge = sorts and "MERGED" in NEXT[ticket.state]
    main = merges.followed(session, ticket)
    return Moves(
        doubles=doubles.of_ticket(session, by, ticket) if may_merge else [], main=main if main is not ticket else None, parts=splits.parts_of(session, ticket),
        origin=splits.origin_of(session, ticket), transfers=transfers.of_ticket(session, ticket), may_merge=may_merge,
        may_split=sorts and ticket.state in ("REGISTERED", "CONFIRMED", "DISPATCHED", "RETURNED", "IN_PROGRESS"),
        may_transfer=by.can("tickets.dispatch") and scopes.coordinates(by, ticket) and "TRANSFERRED" in NEXT[ticket.state], departments=DEPARTMENTS, states=TRANSFER_STATES,
    )
