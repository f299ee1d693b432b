"""夜间复核: live matters against clients that lawyers added since, licences about to run out, strengths that grow with closed matters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, audit, conflicts, lawyers, notices, scopes
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import IS_OPEN, Ticket
from matching import explain, problem
from toolkit.officehours import ZONE

WARN_DAYS = (30, 7, 1)  # before a licence runs out
BASE, EACH, MOST, NEEDED = 700, 30, 1000, 3  # strength in permille: after so many closed matters of a cause, that much more for each


@dataclass(frozen=True)
class Screened:
    """What a night's reading found: conflicts by offer in words, licences to warn of, strengths by lawyer and cause."""

    conflicts: dict[UUID, list[str]] = field(default_factory=dict)
    licences: list[UUID] = field(default_factory=list)
    strengths: dict[UUID, dict[str, int]] = field(default_factory=dict)


def live() -> ColumnElement[bool]:
    """Offers whose lawyer has or may take the matter."""
    working = select(AidRecord.aid_request_id).where(AidRecord.lawyer_id == Offer.lawyer_id, AidRecord.state.in_(("OPEN", "DELIVERED")))
    return or_(Offer.state == "OFFERED", and_(Offer.state == "ACCEPTED", Offer.aid_request_id.in_(working)))


def prepare(_runtime: Any, session: Session, by: By) -> Screened:
    """Compare every live matter with what its lawyer and the firm's other lawyers registered by now."""
    found: dict[UUID, list[str]] = {}
    rows = list(session.scalars(select(Offer).join(AidRequest, AidRequest.id == Offer.aid_request_id).join(Ticket, Ticket.id == AidRequest.ticket_id)
                                .where(live(), IS_OPEN).order_by(Offer.offered_at, Offer.id)))
    for row, words in zip(rows, doubts(session, rows), strict=True):
        if words and words != row.conflict.get("found"):
            found[row.id] = words
    return Screened(found, _ending(session, by), strengths(session))


def doubts(session: Session, offers: Iterable[Offer]) -> list[list[str]]:
    """For each offer, the conflicts between the matter and its lawyer that nobody has cleared, in words."""
    rows = [(o.aid_request, str(o.lawyer_id)) for o in offers]
    standing = conflicts.of_requests(session, [request for request, _ in rows])
    return [
        [explain.conflict(c) for c in standing[request.id].conflicts.get(lawyer, ()) if c.verdict == problem.BLOCKED or lawyer not in standing[request.id].cleared]
        for request, lawyer in rows
    ]


def apply(session: Session, by: By, prepared: Screened) -> dict[str, Any]:
    """Mark the offers and tell whoever made them; warn of licences; write strengths down. A person decides what follows."""
    for ident, words in prepared.conflicts.items():
        row = session.get_one(Offer, ident)
        ticket = scopes.hold(session, row.aid_request.ticket_id)
        row.conflict = {**row.conflict, "found": words, "found_at": by.now.isoformat()}
        audit.record(session, by, "conflict.found", row, no=ticket.no, lawyer=row.lawyer_id, count=len(words))
        for account_id in _concerned(session, by, row, ticket):
            notices.tell_account(session, by, account_id, "conflict_found", ticket.no)
    for ident in prepared.licences:
        lawyer = session.get_one(Lawyer, ident)
        notices.tell_account(session, by, lawyer.account_id, "licence_expiring", lawyer.licence_no[-4:], due=f"{lawyer.licence_until:%Y年%m月%d日}")
    grown = 0
    for ident, causes in prepared.strengths.items():
        lawyer = lawyers.hold(session, ident)
        more = {c: s for c, s in causes.items() if s > lawyer.specialties.get(c, 0)}
        if more:
            lawyer.specialties = {**lawyer.specialties, **more}
            grown += len(more)
            audit.record(session, by, "lawyer.strengthen", lawyer, causes=sorted(more))
    return {"conflicts": len(prepared.conflicts), "warned": len(prepared.licences), "grown": grown}


def _concerned(session: Session, by: By, row: Offer, ticket: Ticket) -> list[UUID]:
    """Who made the offer, else the coordinators of the ticket's place."""
    return [row.offered_by] if row.offered_by in accounts.names(session, [row.offered_by]) and row.offered_by else accounts.coordinators_at(session, by.now, ticket.organisation_id)


def _ending(session: Session, by: By) -> list[UUID]:
    days = [by.now.astimezone(ZONE).date() + timedelta(days=n) for n in WARN_DAYS]
    return list(session.scalars(select(Lawyer.id).where(Lawyer.state == "ACTIVE", Lawyer.licence_until.in_(days)).order_by(Lawyer.id)))


def closed_matters(session: Session, lawyer_id: UUID | None = None) -> dict[UUID, Counter[str]]:
    """By lawyer, how many matters of each cause they closed with a result for the worker or a paper delivered."""
    query = (
        select(AidRecord.lawyer_id, Ticket.cause, AidRecord.aid_request_id).join(Ticket, Ticket.id == AidRecord.ticket_id)
        .where(AidRecord.state == "CLOSED", AidRecord.outcome.in_(("FULL", "PARTIAL", "MEDIATED", "SETTLED", "DELIVERED")), Ticket.cause.is_not(None)).distinct()
    )
    found: dict[UUID, Counter[str]] = {}
    for ident, cause, _ in session.execute(query if lawyer_id is None else query.where(AidRecord.lawyer_id == lawyer_id)):
        found.setdefault(ident, Counter())[str(cause)] += 1
    return found


def strengths(session: Session) -> dict[UUID, dict[str, int]]:
    """Strength by lawyer and cause that closed matters speak for: from the third on, 70 % and 3 more for each, never above 100 %."""
    return {ident: {c: min(MOST, BASE + EACH * n) for c, n in count.items() if n >= NEEDED} for ident, count in closed_matters(session).items()}


def to_review(session: Session, by: By) -> list[Offer]:
    """Live offers in scope with a conflict that a night found and that still stands."""
    by.must("assign.see")
    seen = select(AidRequest.id).join(Ticket, Ticket.id == AidRequest.ticket_id).where(scopes.tickets(by), IS_OPEN)
    rows = session.scalars(select(Offer).where(live(), Offer.aid_request_id.in_(seen)).order_by(Offer.offered_at))
    marked = [o for o in rows if o.conflict.get("found")]
    return [o for o, words in zip(marked, doubts(session, marked), strict=True) if words]
