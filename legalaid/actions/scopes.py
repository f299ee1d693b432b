"""Who sees which ticket: one function for lists and details alike; disputes and aid are seen through their ticket."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

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


def coordinates(by: By, ticket: Ticket) -> bool:
    """Whether the ticket lies below a post as coordinator, of whoever has one: what they see through other posts (`tickets` unites them all) is not theirs to decide."""
    return within(by, ticket.organisation, "coordinator")


def must_coordinate(by: By, ticket: Ticket) -> None:
    """Refuse a coordinator of elsewhere: what coordinators decide, they decide below their own posts."""
    if not coordinates(by, ticket):
        raise Forbidden("这件诉求不在您担任统筹员的组织里，请由那里的统筹员办理。")


@dataclass(frozen=True)
class _Reach:
    """What of somebody decides which tickets they see."""

    everything: bool
    below: tuple[str, ...]  # paths of posts
    rooms: tuple[str, ...]  # paths of posts as mediator
    handlers: tuple[UUID, ...]
    lawyer_id: UUID | None
    own: frozenset[UUID]


def _reach(by: By) -> _Reach:
    handlers = (by.actor_id, *by.covers) if by.actor_id is not None and by.roles & {"coordinator", "zone_staff", "mediator"} else ()
    return _Reach(by.system, by.paths("coordinator", "zone_staff", "mediator", "auditor", "api_client"), by.paths("mediator"), handlers, by.lawyer_id, by.tickets)


def tickets(by: By) -> ColumnElement[bool]:
    """The condition on Ticket that limits what this person sees.

    A post sees its own subtree and what was handed to its holder or to somebody they cover; a mediator also the pool of the level above their
    room, which is what may still be claimed there; a lawyer the matters they accepted and that nobody took
    from them; a worker their own; the system everything.
    """
    return _seen(_reach(by))


def how_many(by: By, *where: ColumnElement[bool]) -> Select[int]:
    """The number of tickets like this that the person sees, to be asked by `database.numbers`."""
    return select(func.count()).select_from(Ticket).where(tickets(by), *where)


# Kept: SQLAlchemy spends as long on building and naming such a query as on asking it.
@lru_cache(maxsize=256)
def _seen(reach: _Reach) -> ColumnElement[bool]:
    if reach.everything:
        return true()
    seen: list[ColumnElement[bool]] = []
    if any(path.count("/") == 2 for path in reach.below):
        # at the top of the tree nothing lies elsewhere: the database finds that once, and need not look for each row where it lies
        elsewhere = select(Organisation.id).where(~organisations_under(*reach.below)).correlate(None)
        seen.append(~elsewhere.exists())
    if reach.below:
        seen.append(Ticket.organisation_id.in_(select(Organisation.id).where(organisations_under(*reach.below))))
    for path in reach.rooms:
        parent = path.rstrip("/").rsplit("/", 1)[0] + "/"
        if parent.count("/") > 2:  # the pool of a county or town, never the whole city
            level = select(Organisation.id).where(Organisation.path == parent)
            seen.append(and_(Ticket.organisation_id.in_(level), Ticket.handler_id.is_(None), Ticket.state.in_(CLAIMABLE)))
    if reach.handlers:
        seen.append(Ticket.handler_id.in_(reach.handlers))
    if reach.lawyer_id is not None:
        # What they closed there keeps a matter open for them only as long as nothing of it was taken from them.
        other = aliased(AidRecord)
        taken = select(other.id).where(other.ticket_id == AidRecord.ticket_id, other.lawyer_id == AidRecord.lawyer_id, other.state == "TERMINATED").exists()
        held = or_(AidRecord.state.in_(("OPEN", "DELIVERED")), and_(AidRecord.state == "CLOSED", ~taken))
        seen.append(Ticket.id.in_(select(AidRecord.ticket_id).where(AidRecord.lawyer_id == reach.lawyer_id, held)))
    if reach.own:
        seen.append(Ticket.id.in_(reach.own))
    return or_(false(), *seen)


@lru_cache(maxsize=256)
def _of_number(reach: _Reach, *, held: bool) -> Select[Ticket]:
    query = select(Ticket).where(Ticket.no == bindparam("no"), _seen(reach))
    return _held(query) if held else query


def ticket(session: Session, by: By, no: str) -> Ticket:
    """The ticket of this number if this person may see it; the same NotFound otherwise."""
    return _found(session, by, no, held=False)


def ticket_for_change(session: Session, by: By, no: str) -> Ticket:
    """The same, held until the transaction ends: whoever comes second sees what the first one did."""
    return _found(session, by, no, held=True)


def ticket_to_decide(session: Session, by: By, no: str) -> Ticket:
    """The same for what only coordinators decide (`must_coordinate`)."""
    found = ticket_for_change(session, by, no)
    must_coordinate(by, found)
    return found


def must_see(session: Session, by: By, ident: UUID) -> None:
    """NotFound unless this person may see the ticket of this id: for whatever belongs to a ticket and is asked for by an id of its own."""
    if session.scalar(select(Ticket.id).where(Ticket.id == ident, tickets(by))) is None:
        raise NotFound


def hold_to_decide(session: Session, by: By, ident: UUID) -> Ticket:
    """The ticket of this id, seen and held, for what only coordinators decide."""
    must_see(session, by, ident)
    found = hold(session, ident)
    must_coordinate(by, found)
    return found


def _found(session: Session, by: By, no: str, *, held: bool) -> Ticket:
    found = session.scalar(_of_number(_reach(by), held=held), {"no": no})
    if found is None:
        raise NotFound
    return found


def hold(session: Session, ident: UUID) -> Ticket:
    """Lock a ticket's row and read it anew. Whatever belongs to a ticket changes only while its row is held."""
    return session.scalars(_held(select(Ticket).where(Ticket.id == ident))).one()


def _held(query: Select[Ticket]) -> Select[Ticket]:
    return query.with_for_update(of=Ticket).execution_options(populate_existing=True)
