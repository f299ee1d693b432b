"""Who sees which ticket: one function for lists and details alike; disputes and aid are seen through their ticket."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from legalaid.errors import Forbidden, NotFound
from legalaid.roles import By
from legalaid.tables.aid import AidRecord
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket

# what somebody may take up (`tickets.take`)
CLAIMABLE = ("CONFIRMED", "DISPATCHED")


def organisations_under(*paths: str) -> ColumnElement[bool]:
    """Organisations whose path starts with one of these."""
    # Not LIKE: on SQLite that takes upper and lower case for the same.
    return or_(false(), *(func.substr(Organisation.path, 1, len(p)) == p for p in paths))


def within(by: By, place: Organisation, role: str) -> bool:
    """Whether the organisation lies in the subtree of this role's posts; whoever does not hold the role is not limited by it."""
    paths = by.paths(role)
    return not paths or any(place.path.startswith(path) for path in paths)


def must_coordinate(by: By, ticket: Ticket) -> None:
    """Refuse a coordinator of elsewhere, who sees the ticket through another post (`tickets` unites them all): what coordinators decide, they decide below their own."""
    if not within(by, ticket.organisation, "coordinator"):
        raise Forbidden("这件诉求不在您担任统筹员的组织里，请由那里的统筹员办理。")


def tickets(by: By) -> ColumnElement[bool]:
    """The condition on Ticket that limits what this person sees.

    A post sees its own subtree and what was handed to its holder or to somebody they cover; a mediator also the pool of the level above their
    room, which is what may still be claimed there; a lawyer the matters they accepted and still hold; a worker their
    own; the system everything.
    """
    if by.system:
        return true()
    seen: list[ColumnElement[bool]] = []
    paths = by.paths("coordinator", "zone_staff", "mediator", "auditor", "api_client")
    if paths:
        seen.append(Ticket.organisation_id.in_(select(Organisation.id).where(organisations_under(*paths))))
    for path in by.paths("mediator"):
        parent = path.rstrip("/").rsplit("/", 1)[0] + "/"
        if parent.count("/") > 2:  # the pool of a county or town, never the whole city
            level = select(Organisation.id).where(Organisation.path == parent)
            seen.append(and_(Ticket.organisation_id.in_(level), Ticket.handler_id.is_(None), Ticket.state.in_(CLAIMABLE)))
    if by.actor_id is not None and by.roles & {"coordinator", "zone_staff", "mediator"}:
        seen.append(Ticket.handler_id.in_((by.actor_id, *by.covers)))
    if by.lawyer_id is not None:
        held = select(AidRecord.ticket_id).where(AidRecord.lawyer_id == by.lawyer_id, AidRecord.state != "TERMINATED")
        seen.append(Ticket.id.in_(held))
    if by.tickets:
        seen.append(Ticket.id.in_(by.tickets))
    return or_(false(), *seen)


def ticket(session: Session, by: By, no: str) -> Ticket:
    """The ticket of this number if this person may see it; the same NotFound otherwise."""
    found = session.scalar(select(Ticket).where(Ticket.no == no, tickets(by)))
    if found is None:
        raise NotFound
    return found


def ticket_for_change(session: Session, by: By, no: str) -> Ticket:
    """The same, held until the transaction ends: whoever comes second sees what the first one did."""
    found = session.scalar(_held(select(Ticket).where(Ticket.no == no, tickets(by))))
    if found is None:
        raise NotFound
    return found


def hold(session: Session, ident: UUID) -> Ticket:
    """Lock a ticket's row and read it anew. Whatever belongs to a ticket changes only while its row is held."""
    return session.scalars(_held(select(Ticket).where(Ticket.id == ident))).one()


def _held(query: Select[Ticket]) -> Select[Ticket]:
    return query.with_for_update(of=Ticket).execution_options(populate_existing=True)
