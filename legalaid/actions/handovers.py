"""移交: a lawyer asks to give a matter up, the coordinator releases it, and it is placed again; who took over stays on record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import aid_records, assignment, audit, clear, history, lawyers, notices, scopes, screening
from legalaid.errors import Conflict, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import HANDOVER_REASONS, Handover, Offer
from legalaid.tables.tickets import CLOSED_STATES, IS_OPEN, Ticket
from matching import problem, reassign

_OPEN = ("OPEN", "DELIVERED")


def ask(session: Session, by: By, no: str, *, reason: str, note: str = "") -> Handover:
    """The lawyer asks to hand a matter over; nothing moves until a coordinator decides."""
    row = aid_records.own(session, by, no)
    _known(reason)
    if row.state not in _OPEN:
        raise Conflict("这项援助已经结束，不用移交。")
    offer = _accepted(session, row.aid_request_id)
    if offer is None or offer.lawyer_id != row.lawyer_id:
        raise Conflict("这件援助不是经指派承办的，请与工会联系。")
    if asked_for(session, row.aid_request_id) is not None:
        raise Conflict("已经申请过移交，正等统筹员决定。")
    return _note(session, by, offer, "ASKED", reason, note)


def release(session: Session, by: By, ident: UUID, *, answer: str = "") -> Handover:
    """Agree to what a lawyer asked: the matter leaves them and waits for another."""
    row = _to_decide(session, by, ident)
    row.answer = clear.text("answer", answer, of=row.aid_request.ticket.worker, longest=200) or None
    return _released(session, by, row)


def take_away(session: Session, by: By, offer_id: UUID, *, reason: str, note: str = "") -> Handover:
    """移交 by the coordinator, of a lawyer who is ill, gone, or in conflict."""
    by.must("assign.make")
    _known(reason)
    offer = session.get(Offer, offer_id)
    if offer is None:
        raise NotFound
    scopes.hold_to_decide(session, by, offer.aid_request.ticket_id)
    session.refresh(offer)
    if offer.state != "ACCEPTED":
        raise Conflict("这件援助不在这位律师手里。")
    if (asked := asked_for(session, offer.aid_request_id)) is not None:
        return _released(session, by, asked)
    return _released(session, by, _note(session, by, offer, "ASKED", reason, note))


def refuse(session: Session, by: By, ident: UUID, *, answer: str) -> Handover:
    """Not agreed, with the reason; the lawyer keeps the matter and is told."""
    row = _to_decide(session, by, ident)
    row.answer = clear.text("answer", answer, of=row.aid_request.ticket.worker, shortest=4, longest=200, short="请写明为什么不同意（不少于 4 个字）。")
    row.state, row.decided_at, row.decided_by = "REFUSED", by.now, by.actor_id
    audit.record(session, by, "handover.refuse", row, no=row.aid_request.ticket.no)
    notices.tell_account(session, by, row.giver.account_id, "handover_refused", row.aid_request.ticket.no)
    return row


def taken(session: Session, by: By, offer: Offer) -> None:
    """A part of accepting: whoever takes a matter that was handed over is written down as its new lawyer."""
    row = session.scalar(select(Handover).where(Handover.aid_request_id == offer.aid_request_id, Handover.state == "RELEASED"))
    if row is not None:
        row.state, row.to_id, row.taken_at = "TAKEN", offer.lawyer_id, by.now
        history.note(session, by, offer.aid_request.ticket, "HANDED_OVER", f"{row.giver.name}律师承办的事项已移交{offer.lawyer.name}律师", public=True)


def listing(session: Session, by: By, *states: str) -> list[Handover]:
    """Hand-overs of tickets in scope, the newest first; all states when none is named."""
    by.must("assign.see")
    seen = select(AidRequest.id).join(Ticket, Ticket.id == AidRequest.ticket_id).where(scopes.tickets(by))
    query = select(Handover).where(Handover.aid_request_id.in_(seen)).order_by(Handover.asked_at.desc(), Handover.id)
    return list(session.scalars(query.where(Handover.state.in_(states)) if states else query.limit(200)))


def of_lawyer(session: Session, by: By) -> list[Handover]:
    """What the lawyer who acts gave or asks to give away, and what came to them."""
    me = lawyers.me(session, by)
    query = select(Handover).where((Handover.from_id == me.id) | (Handover.to_id == me.id)).order_by(Handover.asked_at.desc())
    return list(session.scalars(query.limit(50)))


@dataclass(frozen=True)
class Proposal:
    """A live matter of a lawyer and who would be best to take it, all of the lawyer's placed at once around everybody else's."""

    offer: Offer
    to: lawyers.Listed | None
    why: Mapping[str, int] | None


def proposals(session: Session, by: By, lawyer_id: UUID) -> list[Proposal]:
    """改派建议: where the matters of a lawyer who goes away would best go. Nobody else's move, nothing is changed."""
    by.must("assign.see")
    seen = select(AidRequest.id).join(Ticket, Ticket.id == AidRequest.ticket_id).where(scopes.tickets(by), IS_OPEN)
    rows = list(session.scalars(select(Offer).where(Offer.lawyer_id == lawyer_id, screening.live(), Offer.aid_request_id.in_(seen)).order_by(Offer.due_at)))
    if not rows:
        return []
    away = str(lawyer_id)
    asked = assignment.problem_of(session, [o.aid_request for o in rows], by.now)
    asked = replace(asked, matters=tuple(replace(m, excluded=m.excluded | {away}) for m in asked.matters))
    current = {str(o.aid_request_id): away for o in rows if any(p.id == away for p in asked.lawyers)}
    found = reassign.reassign(asked, current, current)
    people = lawyers.by_id(session)
    return [Proposal(o, people.get(found.plan.pairs.get(str(o.aid_request_id), "")), _stopped(found.plan, str(o.aid_request_id))) for o in rows]


def _stopped(plan: problem.Plan, ident: str) -> Mapping[str, int] | None:
    return next((u.rules for u in plan.unassigned if u.matter == ident), None)


def _known(reason: str) -> None:
    if reason not in HANDOVER_REASONS:
        raise Invalid({"reason": "请选择移交的原因。"})


def in_hand(session: Session, offer: Offer) -> bool:
    """Whether the lawyer of an offer works on any of its records."""
    return session.scalar(select(AidRecord.id).where(AidRecord.aid_request_id == offer.aid_request_id, AidRecord.lawyer_id == offer.lawyer_id, AidRecord.state.in_(_OPEN)).limit(1)) is not None


def _accepted(session: Session, request_id: UUID) -> Offer | None:
    return session.scalar(select(Offer).where(Offer.aid_request_id == request_id, Offer.state == "ACCEPTED"))


def asked_for(session: Session, request_id: UUID) -> Handover | None:
    """The hand-over of a request that waits for a decision."""
    return session.scalar(select(Handover).where(Handover.aid_request_id == request_id, Handover.state == "ASKED"))


def _note(session: Session, by: By, offer: Offer, state: str, reason: str, note: str) -> Handover:
    kept = clear.text("note", note, of=offer.aid_request.ticket.worker, longest=200)
    row = Handover(aid_request_id=offer.aid_request_id, aid_request=offer.aid_request, from_id=offer.lawyer_id, giver=offer.lawyer, to_id=None, offer_id=offer.id, state=state, reason=reason,
                   note=kept or None, asked_at=by.now, asked_by=by.actor_id, decided_at=None, decided_by=None, answer=None, taken_at=None)
    session.add(row)
    session.flush()
    audit.record(session, by, "handover.ask", row, no=offer.aid_request.ticket.no, reason=reason)
    return row


def _to_decide(session: Session, by: By, ident: UUID) -> Handover:
    by.must("assign.make")
    row = session.get(Handover, ident)
    if row is None:
        raise NotFound
    scopes.hold_to_decide(session, by, row.aid_request.ticket_id)
    session.refresh(row)
    if row.state != "ASKED":
        raise Conflict("这份移交申请已经处理过。")
    return row


def _released(session: Session, by: By, row: Handover) -> Handover:
    """The records of the old lawyer end, the offer ends, the request waits again."""
    offer, request = session.get_one(Offer, row.offer_id), row.aid_request
    lawyer = lawyers.hold(session, row.from_id)
    if request.ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求已经办结，不用移交。")
    ended = list(session.scalars(select(AidRecord).where(AidRecord.aid_request_id == request.id, AidRecord.lawyer_id == lawyer.id, AidRecord.state.in_(_OPEN))))
    if not ended:
        raise Conflict("这位律师手里已经没有这件援助的在办事项。")
    for record in ended:
        record.state = "TERMINATED"
    offer.state = "CANCELLED"
    request.assigned_at, request.waiting_reason = None, {}
    row.state, row.decided_at, row.decided_by = "RELEASED", by.now, by.actor_id
    session.flush()
    history.note(session, by, request.ticket, "RELEASED", "承办律师因故不再办理，正在另行安排律师", public=True)
    audit.record(session, by, "handover.release", row, no=request.ticket.no, records=len(ended))
    notices.tell_account(session, by, lawyer.account_id, "handover_released", request.ticket.no)
    return row
