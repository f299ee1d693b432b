"""延期: asked for by the handler with a reason, decided by somebody else before the limit is over; one is granted, a second is refused."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import accounts, audit, calendar, clear, history, limits, notices, scopes
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.limits import Extension
from legalaid.tables.tickets import CLOSED_STATES, IS_OPEN, TICKET_STATES, Ticket
from toolkit import officehours

LONGEST = 20  # working days [C]
ASKABLE = ("CONFIRMED", "DISPATCHED", "IN_PROGRESS")


def ask(session: Session, by: By, no: str, *, days: int, need: str) -> Extension:
    """The handler asks for more working days; the coordinators above are told."""
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    if not 1 <= days <= LONGEST:
        raise Refused(f"延期应在 1 至 {LONGEST} 个工作日之间。", field="days")
    need = clear.text("need", need, of=ticket.worker, shortest=4, short="请写明为什么需要延期。")
    before = {row.state for row in of_ticket(session, ticket)}
    if "GRANTED" in before:
        raise Conflict("这件诉求已经延期过一次，不能再延期。", field="days")
    if "ASKED" in before:
        raise Conflict("已有一份延期申请正在等待审批。", field="days")
    if ticket.state not in ASKABLE:
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，不能申请延期。", field="days")
    if by.now > ticket.due_at:
        raise Conflict("已经超过办理时限，不能再申请延期。", field="days")
    row = Extension(ticket=ticket, ticket_id=ticket.id, state="ASKED", days=days, need=need, asked_by=by.actor_id, asked_at=by.now, decided_by=None, decided_at=None,
                    decision_note=None)
    session.add(row)
    session.flush()
    history.note(session, by, ticket, "EXTENSION_ASKED", f"申请延期 {days} 个工作日：{need}")
    audit.record(session, by, "extension.ask", row, no=no, days=days)
    for account_id, _ in accounts.nearest_coordinators(session, by.now, ticket.organisation.path):
        if account_id != by.actor_id:
            notices.tell_account(session, by, account_id, "extension_asked", no, not_before=calendar.sending_time(session, by.now))
    return row


def decide(session: Session, by: By, ident: UUID, *, grant: bool, decision_note: str = "") -> Extension:
    """Grant it, or refuse it with a reason; nobody decides on their own. What is granted moves the limit by its working days."""
    by.must("tickets.supervise")
    row = session.get(Extension, ident)
    if row is None:
        raise NotFound
    ticket = scopes.hold_to_decide(session, by, row.ticket_id)
    session.refresh(row)
    if row.asked_by is not None and row.asked_by == by.actor_id:
        raise Forbidden("申请的人不能审批自己的延期，请另一位同事审批。")
    if row.state != "ASKED":
        raise Conflict("这份延期申请已经审批过。", field="grant")
    note = clear.text("decision_note", decision_note, of=ticket.worker, shortest=0 if grant else 4, short="请写明不同意的理由。")
    row.state, row.decided_by, row.decided_at, row.decision_note = "GRANTED" if grant else "REFUSED", by.actor_id, by.now, note or None
    if grant:
        if ticket.state in CLOSED_STATES:
            raise Conflict("诉求已经办结，不用延期。", field="grant")
        if ticket.state != "PAUSED" and by.now > ticket.due_at:
            raise Conflict("时限已过，不能再同意延期。", field="grant")
        ticket.due_at = officehours.add_working_time(ticket.due_at, timedelta(days=row.days), calendar.office_calendar(session))
        ticket.due_reason = [*ticket.due_reason, f"{limits.said(by.now)} 同意延期 {row.days} 个工作日，届满延至 {limits.said(ticket.due_at)}"]
    history.note(session, by, ticket, "EXTENSION_DECIDED", f"同意延期 {row.days} 个工作日" if grant else f"未同意延期：{note}")
    audit.record(session, by, "extension.decide", row, no=ticket.no, granted=grant, due_at=ticket.due_at)
    if row.asked_by is not None:
        notices.tell_account(session, by, row.asked_by, "extension_decided", ticket.no, not_before=calendar.sending_time(session, by.now))
    return row


def of_ticket(session: Session, ticket: Ticket) -> list[Extension]:
    """Every extension asked for a ticket, the newest first."""
    return list(session.scalars(select(Extension).where(Extension.ticket_id == ticket.id).order_by(Extension.asked_at.desc(), Extension.id)))


def waiting(session: Session, by: By) -> list[Extension]:
    """What waits for a decision in this person's scope, the nearest limit first."""
    query = select(Extension).join(Ticket).where(Extension.state == "ASKED", IS_OPEN, scopes.tickets(by)).order_by(Ticket.due_at, Extension.asked_at)
    return list(session.scalars(query.options(joinedload(Extension.ticket))))
