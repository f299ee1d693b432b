"""指派的答复: accept, decline, take back, lapse and go on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import aid_records, assignment, audit, clear, handovers, history, lawyers, matters, notices, scopes, ticket_states
from legalaid.errors import Conflict, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import DECLINE_REASONS, Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import CLOSED_STATES
from matching import rules
from matching.rules import Rule
from toolkit.officehours import ZONE


def own_offer(session: Session, by: By, ident: UUID) -> Offer:
    """An offer made to the lawyer who acts."""
    by.must("offers.answer")
    row = session.get(Offer, ident)
    if row is None or row.lawyer_id != by.lawyer_id or row.state == "HELD":
        raise NotFound  # a reservation is nothing the lawyer has been told of
    return row


def _hold(session: Session, row: Offer) -> Offer:
    """The offer as it is once its ticket is held."""
    scopes.hold(session, row.aid_request.ticket_id)
    return session.scalars(select(Offer).where(Offer.id == row.id).execution_options(populate_existing=True)).one()


def seen(session: Session, by: By, ident: UUID) -> Offer:
    """An offer whose ticket this person may see."""
    row = session.get(Offer, ident)
    if row is None:
        raise NotFound
    scopes.must_see(session, by, row.aid_request.ticket_id)
    return row


def _answerable(row: Offer, now: datetime) -> None:
    if row.state != "OFFERED":
        raise Conflict("这件指派已经答复过，或者已经收回。")
    if now > row.due_at:
        raise Conflict("答复时限已过，这件指派正转给其他律师。")


# what may have changed since the offer was made and still forbids it
_AT_ACCEPTANCE = Rule.CONFLICT_LAWYER | Rule.CONFLICT_FIRM | Rule.CONFLICT_POSSIBLE | Rule.LICENCE | Rule.NEUTRAL | Rule.EX_JUDGE


def accept(session: Session, by: By, ident: UUID, *, no_conflict: bool | None) -> Offer:
    """接单: conflict declared first, rules checked again; records open and the full data become visible."""
    row = _hold(session, own_offer(session, by, ident))
    _answerable(row, by.now)
    if no_conflict is None:
        raise Refused("请先回答是否有利益冲突。", field="conflict")
    if not no_conflict:
        raise Refused("您表示有利益冲突，请选择“不便接单”。", field="conflict")
    request, ticket = row.aid_request, row.aid_request.ticket
    if request.state != "GRANTED" or ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求已经办结或者撤回，不用再接单。")
    lawyer = lawyers.hold(session, row.lawyer_id)
    _still_clear(session, by, request, lawyer)
    row.state, row.answered_at, row.conflict_declared = "ACCEPTED", by.now, False
    row.conflict = {**row.conflict, "accepted": "clear", "accepted_at": by.now.isoformat()}
    lawyer.answered += 1
    lawyer.answered_in_time += 1
    request.assigned_at = by.now
    aid_records.open_for(session, by, request, lawyer)
    handovers.taken(session, by, row)
    if ticket.state in ("CONFIRMED", "DISPATCHED"):
        ticket_states.move(ticket, "IN_PROGRESS")
    history.note(session, by, ticket, "ACCEPTED", f"派给了律师，{lawyer.name}律师已接单", public=True)
    audit.record(session, by, "offer.accept", row, no=ticket.no)
    notices.tell_worker(session, by, ticket.worker_id, "lawyer_accepted", ticket.no)
    return row


def _still_clear(session: Session, by: By, request: AidRequest, lawyer: Lawyer) -> None:
    mine = lawyers.snapshot(session, by.now, only=lawyer.id)
    if not mine:
        raise Conflict("您已暂停接单，恢复后才能接。")
    me = mine[0]
    broken = rules.broken(me, matters.one(session, request), by.now.astimezone(ZONE).date()) & _AT_ACCEPTANCE
    if broken & Rule.LICENCE:
        raise Conflict("您的执业证已到期，请先更新。", field="licence")
    if broken:
        raise Conflict(f"系统核对到{'、'.join(rules.words(broken))}，不能接单。", field="conflict")


def decline(session: Session, by: By, ident: UUID, *, reason: str, note: str = "", no_conflict: bool | None = None) -> Offer:
    """婉拒 with a reason. A conflict is kept, so that it stops every later offer too. The pair never returns."""
    row = _hold(session, own_offer(session, by, ident))
    # Whoever says that there is a conflict has said the reason.
    reason = "CONFLICT" if no_conflict is False else reason
    if reason not in DECLINE_REASONS:
        raise Invalid({"reason": "请选择不便接单的原因。"})
    _answerable(row, by.now)
    ticket, lawyer = row.aid_request.ticket, lawyers.hold(session, row.lawyer_id)
    note = clear.text("note", note, of=ticket.worker, longest=200)
    row.state, row.answered_at, row.decline_reason, row.decline_note = "DECLINED", by.now, reason, note or None
    row.conflict_declared = reason == "CONFLICT"
    lawyer.answered += 1
    lawyer.answered_in_time += 1
    if reason == "CONFLICT":
        lawyers.engage(session, by, lawyer, employer=ticket.employer_name, side="FOR", whose="LAWYER", source="律师申报")
    history.note(session, by, ticket, "DECLINED", "律师不便办理，正在另行安排")
    audit.record(session, by, "offer.decline", row, no=ticket.no, reason=reason)
    return row


def cancel(session: Session, by: By, ident: UUID, *, reason: str) -> Offer:
    """收回 an unanswered offer."""
    by.must("assign.make")
    row = _hold(session, seen(session, by, ident))
    scopes.must_coordinate(by, row.aid_request.ticket)
    if row.state != "OFFERED":
        raise Conflict("这件指派已经答复，不能收回。")
    reason = clear.text("reason", reason, of=row.aid_request.ticket.worker, shortest=2, longest=60, short="请写明收回原因。")
    row.state, row.answered_at = "CANCELLED", by.now
    audit.record(session, by, "offer.cancel", row, reason=reason)
    return row


def offers_of(session: Session, by: By) -> list[Offer]:
    """The lawyer's open offers, the most urgent first."""
    by.must("offers.answer")
    query = select(Offer).where(Offer.lawyer_id == by.lawyer_id, Offer.state == "OFFERED").order_by(Offer.due_at)
    return list(session.scalars(query))


def lapsed(_runtime: Any, session: Session, by: By) -> list[UUID]:
    """Offers and reservations past their limit: what `lapse` has to do."""
    return list(session.scalars(select(Offer.id).where(Offer.state.in_(("OFFERED", "HELD")), Offer.due_at < by.now)))


def lapse(session: Session, by: By, prepared: list[UUID]) -> dict[str, Any]:
    """逾期失效: the offer ends, the lawyer is told, the matter goes on to the next lawyer unless the coordinator wanted otherwise.
    A reservation only ends."""
    ended, passed_on, freed = 0, 0, 0
    # all tickets before any lawyer, as everybody locks them: whoever holds a ticket may be waiting for a lawyer of the one before
    for ticket_id in session.scalars(select(AidRequest.ticket_id).join(Offer).where(Offer.id.in_(prepared)).distinct().order_by(AidRequest.ticket_id)).all():
        scopes.hold(session, ticket_id)
    for ident in prepared:
        found = session.get(Offer, ident)
        if found is None:
            continue  # a reservation that was used or given up while we were reading
        row = _hold(session, found)
        if row.state == "HELD" and row.due_at < by.now:
            audit.record(session, by, "offer.release", row, no=row.aid_request.ticket.no)
            session.delete(row)
            session.flush()
            freed += 1
            continue
        if row.state != "OFFERED" or row.due_at >= by.now:
            continue  # answered or taken back while we were reading
        row.state, row.answered_at = "LAPSED", by.now
        lawyers.hold(session, row.lawyer_id).answered += 1
        ended += 1
        session.flush()
        history.note(session, by, row.aid_request.ticket, "LAPSED", "律师未在时限内答复，正在另行安排")
        audit.record(session, by, "offer.lapse", row, no=row.aid_request.ticket.no)
        notices.tell_account(session, by, row.lawyer.account_id, "offer_lapsed", row.aid_request.ticket.no)
        if row.next_when_lapsed:
            passed_on += _pass_on(session, by, row)
    return {"lapsed": ended, "passed_on": passed_on, "freed": freed}


def _pass_on(session: Session, by: By, row: Offer) -> int:
    request = row.aid_request
    if request.state != "GRANTED" or request.ticket.state in CLOSED_STATES:
        return 0
    try:
        made, found = assignment.offer_first(session, by, request.ticket.no)
    except Conflict as e:
        # Somebody else took the place a moment ago: the next placing finds another; the other lapses go on.
        request.waiting_reason = {"reason": "changed", "rules": {e.message: 1}}
        return 0
    if made is None:
        request.waiting_reason = {"reason": "no_eligible_lawyer", "rules": dict(found.counts)}
    return int(made is not None)
