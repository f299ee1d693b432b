"""督办单: issued by a coordinator, or by the office itself when a limit is missed; answered by the handler, reviewed by somebody else."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import accounts, audit, calendar, clear, history, limits, notices, overdue, scopes
from legalaid.errors import Conflict, Forbidden, NotFound
from legalaid.roles import By
from legalaid.tables.limits import SLIP_STATES, Slip
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES, Ticket
from toolkit import officehours

ANSWER_WORKDAYS = 2  # [C]
OPEN = ("ISSUED", "ANSWERED")
AT_ONCE = 50  # by the job, each hour: its transaction stays short
_OVERDUE = "已超过办理时限，请说明原因、进展和预计办结日期，并抓紧办理。"


def issue(session: Session, by: By, no: str, *, demand: str) -> Slip:
    """A coordinator demands an answer about an open ticket."""
    by.must("tickets.supervise")
    ticket = scopes.ticket_to_decide(session, by, no)
    demand = clear.text("demand", demand, of=ticket.worker, shortest=4, short="请写明督办要求。")
    if ticket.state in CLOSED_STATES:
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，不用督办。", field="demand")
    if any(row.state in OPEN for row in of_ticket(session, ticket)):
        raise Conflict("这件诉求还有一份督办单没有办完。", field="demand")
    return _issue(session, by, ticket, demand, overdue_of=None)


def prepare(_runtime: Any, session: Session, by: By) -> list[UUID]:
    """Which tickets get a slip now because their limit is over; none on a day off."""
    if calendar.office_calendar(session).is_off(by.now.astimezone(officehours.ZONE).date()):
        return []
    return [w.ticket.id for w in overdue.watch(session, by) if w.state == "overdue" and _lacking(session, w.ticket)][:AT_ONCE]


def issue_overdue(session: Session, by: By, prepared: Iterable[UUID]) -> dict[str, Any]:
    """One slip for each limit that was missed; looked at again, because the ticket may have been closed or paused meanwhile."""
    issued = 0
    for ident in prepared:
        ticket = scopes.hold(session, ident)
        if overdue.state_of(ticket, by.now) == "overdue" and _lacking(session, ticket):
            _issue(session, by, ticket, _OVERDUE, overdue_of=ticket.due_at)
            issued += 1
    return {"issued": issued}


def _lacking(session: Session, ticket: Ticket) -> bool:
    return not any(row.state in OPEN or row.overdue_of == ticket.due_at for row in of_ticket(session, ticket))


def _issue(session: Session, by: By, ticket: Ticket, demand: str, overdue_of: datetime | None) -> Slip:
    number = session.scalar(select(func.count()).select_from(Slip).where(Slip.ticket_id == ticket.id)) or 0
    row = Slip(ticket=ticket, ticket_id=ticket.id, number=number + 1, state="ISSUED", demand=demand, overdue_of=overdue_of, issued_by=by.actor_id, issued_at=by.now,
               answer_due_at=_answer_due(session, by), answer=None, answered_by=None, answered_at=None, reviewed_by=None, reviewed_at=None, remark=None)
    session.add(row)
    session.flush()
    history.note(session, by, ticket, "SLIP", f"督办单（第 {row.number} 份）：{demand}", answer_due_at=limits.said(row.answer_due_at))
    audit.record(session, by, "slip.issue", row, no=ticket.no, number=row.number, automatic=overdue_of is not None)
    _tell_handler(session, by, row, "slip_issued")
    return row


def answer(session: Session, by: By, ident: UUID, *, answer: str) -> Slip:
    """The handler, or whoever has taken the ticket over, answers."""
    by.must("tickets.handle")
    row = _held(session, by, ident)
    said = clear.text("answer", answer, of=row.ticket.worker, shortest=4, short="请写明原因、进展和预计办结日期。")
    if row.state != "ISSUED":
        raise Conflict(f"督办单现在是“{SLIP_STATES[row.state]}”，不能答复。", field="answer")
    row.state, row.answer, row.answered_by, row.answered_at = "ANSWERED", said, by.actor_id, by.now
    late = by.now > row.answer_due_at
    history.note(session, by, row.ticket, "SLIP_ANSWERED", f"{'逾期' if late else ''}答复督办单（第 {row.number} 份）：{said}")
    audit.record(session, by, "slip.answer", row, no=row.ticket.no, late=late)
    when = calendar.sending_time(session, by.now)
    for account_id, _ in accounts.nearest_coordinators(session, by.now, row.ticket.organisation.path):
        if account_id != by.actor_id:
            notices.tell_account(session, by, account_id, "slip_answered", row.ticket.no, not_before=when)
    return row


def review(session: Session, by: By, ident: UUID, *, accept: bool, remark: str = "") -> Slip:
    """Accept the answer, or send it back with a reason and a new time to answer; nobody reviews their own."""
    by.must("tickets.supervise")
    row = _held(session, by, ident)
    scopes.must_coordinate(by, row.ticket)
    if row.answered_by is not None and row.answered_by == by.actor_id:
        raise Forbidden("答复的人不能审核自己的答复，请另一位同事审核。")
    if row.state != "ANSWERED":
        raise Conflict(f"督办单现在是“{SLIP_STATES[row.state]}”，不能审核。", field="accept")
    said = clear.text("remark", remark, of=row.ticket.worker, shortest=0 if accept else 4, short="请写明哪里没有答清楚。")
    row.reviewed_by, row.reviewed_at, row.remark = by.actor_id, by.now, said or None
    if accept:
        row.state = "ACCEPTED"
    else:
        row.state, row.sent_back, row.answer_due_at = "ISSUED", row.sent_back + 1, _answer_due(session, by)
        _tell_handler(session, by, row, "slip_sent_back")
    history.note(session, by, row.ticket, "SLIP_REVIEWED", f"督办答复已通过（第 {row.number} 份）" if accept else f"督办答复退回（第 {row.number} 份）：{said}")
    audit.record(session, by, "slip.review", row, no=row.ticket.no, accepted=accept)
    return row


def of_ticket(session: Session, ticket: Ticket) -> list[Slip]:
    """Every slip of a ticket, the newest first."""
    return list(session.scalars(select(Slip).where(Slip.ticket_id == ticket.id).order_by(Slip.number.desc())))


def open_ones(session: Session, by: By) -> list[Slip]:
    """The slips of this person's scope that are not accepted yet, the one to be answered first at the top."""
    query = select(Slip).join(Ticket).where(Slip.state.in_(OPEN), scopes.tickets(by)).order_by(Slip.answer_due_at, Slip.id)
    return list(session.scalars(query.options(joinedload(Slip.ticket).joinedload(Ticket.handler))))


def _held(session: Session, by: By, ident: UUID) -> Slip:
    row = session.get(Slip, ident)
    if row is None:
        raise NotFound
    scopes.must_see(session, by, row.ticket_id)
    scopes.hold(session, row.ticket_id)
    session.refresh(row)
    return row


def _answer_due(session: Session, by: By) -> datetime:
    # counted from when the office is open, so that what is issued at night leaves the whole time
    return officehours.add_workdays_at(calendar.sending_time(session, by.now), ANSWER_WORKDAYS, calendar.office_calendar(session))


def _tell_handler(session: Session, by: By, row: Slip, template: str) -> None:
    ticket = row.ticket
    told = [ticket.handler_id] if ticket.handler_id else [i for i, _ in accounts.nearest_coordinators(session, by.now, ticket.organisation.path)]
    for account_id in told:
        if account_id != by.actor_id:
            notices.tell_account(session, by, account_id, template, ticket.no, not_before=calendar.sending_time(session, by.now), due=limits.said(row.answer_due_at))
