"""案件: aid requests as the matching reads them, with as many questions for one as for all that wait."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import conflicts
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Handover, Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket
from matching import problem


def one(session: Session, request: AidRequest) -> problem.Matter:
    """A single request."""
    return of(session, [request])[0]


def of(session: Session, requests: Sequence[AidRequest]) -> list[problem.Matter]:
    """Requests in their order, with every conflict that a comparison of names finds."""
    if not requests:
        return []
    found = conflicts.of_requests(session, requests)
    declined, earlier = _declined(session, requests), _earlier(session, requests)
    centres, neutrals = _centres(session, requests), _neutrals(session, requests)
    made = []
    for request in requests:
        ticket, standing = request.ticket, found[request.id]
        place = ticket.organisation if ticket.organisation.latitude is not None else centres.get(ticket.county)
        made.append(problem.Matter(
            id=str(request.id), cause=ticket.cause, county=ticket.county, latitude=(place.latitude if place else None) or 0.0,
            longitude=(place.longitude if place else None) or 0.0, service=request.service, urgent=request.urgent, group="GROUP" in ticket.flags,
            languages=frozenset(request.languages), employers=standing.employers, chosen=request.chosen_lawyer, excluded=frozenset(request.excluded_lawyers),
            declined=frozenset(declined[request.id]), continuity=_continuity(earlier[ticket.worker_id], request), court="LITIGATE" in request.forms,
            neutrals=frozenset(neutrals[ticket.handler_id] if ticket.handler_id else ()), conflicts=standing.conflicts, cleared=standing.cleared,
        ))
    return made


def _centres(session: Session, requests: Iterable[AidRequest]) -> dict[str, Organisation]:
    """By county: rooms and zones have no coordinates of their own, and the county's centre serves."""
    lacking = {r.ticket.county for r in requests if r.ticket.organisation.latitude is None}
    return {o.code: o for o in session.scalars(select(Organisation).where(Organisation.code.in_(lacking)))} if lacking else {}


def _declined(session: Session, requests: Iterable[AidRequest]) -> dict[UUID, list[str]]:
    """Whoever declined, let it lapse or gave it away does not get it again."""
    ids = [r.id for r in requests]
    declined = select(Offer.aid_request_id, Offer.lawyer_id).where(Offer.aid_request_id.in_(ids), Offer.state.in_(("DECLINED", "LAPSED")))
    given = select(Handover.aid_request_id, Handover.from_id).where(Handover.aid_request_id.in_(ids), Handover.state.in_(("RELEASED", "TAKEN")))
    found: dict[UUID, list[str]] = defaultdict(list)
    for ident, lawyer_id in session.execute(declined.union_all(given)):
        found[ident].append(str(lawyer_id))
    return found


def _earlier(session: Session, requests: Iterable[AidRequest]) -> dict[UUID, list[tuple[UUID, UUID]]]:
    """By worker, request and lawyer of every record, the newest first."""
    query = (
        select(Ticket.worker_id, AidRecord.aid_request_id, AidRecord.lawyer_id).join(Ticket, Ticket.id == AidRecord.ticket_id)
        .where(Ticket.worker_id.in_({r.ticket.worker_id for r in requests})).order_by(AidRecord.opened_at.desc())
    )
    found: dict[UUID, list[tuple[UUID, UUID]]] = defaultdict(list)
    for worker_id, request_id, lawyer_id in session.execute(query):
        found[worker_id].append((request_id, lawyer_id))
    return found


def _continuity(earlier: Iterable[tuple[UUID, UUID]], request: AidRequest) -> str | None:
    return next((str(lawyer_id) for request_id, lawyer_id in earlier if request_id != request.id), None)


def _neutrals(session: Session, requests: Iterable[AidRequest]) -> dict[UUID, list[str]]:
    """By handler of a ticket, the lawyer who handled it as mediator (律师法 39; convention)."""
    handlers = {r.ticket.handler_id for r in requests if r.ticket.handler_id}
    found: dict[UUID, list[str]] = defaultdict(list)
    for account_id, lawyer_id in session.execute(select(Lawyer.account_id, Lawyer.id).where(Lawyer.account_id.in_(handlers))) if handlers else ():
        found[account_id].append(str(lawyer_id))
    return found
