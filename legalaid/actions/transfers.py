"""移送: to another department with the worker's consent; its receipt, its answer or its refusal, and the limits of both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import accounts, aid_requests, audit, calendar, clear, history, notices, scopes, ticket_states
from legalaid.errors import Conflict, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.tickets import Consent, Ticket
from legalaid.tables.transfers import DEPARTMENTS, TRANSFER_STATES, Transfer
from toolkit import officehours, workdays
from toolkit.officehours import ZONE

# working days from sending to the receipt and to the answer [C]
RECEIPT_WORKDAYS, ANSWER_WORKDAYS = 3, 15
CONSENT_VERSION = "2026-11"


def send(session: Session, by: By, held: workdays.Calendar, no: str, *, department: str, office: str, reason: str, agreed: bool) -> Transfer:
    """移送 to an office that is responsible. The worker's consent is recorded with it; personal data go to nobody without."""
    by.must("tickets.dispatch", "tickets.move")
    ticket = scopes.ticket_to_decide(session, by, no)
    errors = {}
    if department not in DEPARTMENTS:
        errors["department"] = "请选择移送到哪个部门。"
    if not agreed:
        errors["agreed"] = "职工同意以后才能移送，请先征得同意。"
    if errors:
        raise Invalid(errors)
    office = clear.text("office", office, shortest=2, longest=80, short="请写明移送到的具体单位。")
    reason = clear.text("reason", reason, of=ticket.worker, shortest=4, short="请写明为什么移送。")
    aid_requests.must_be_none(session, ticket)
    before = ticket.state
    ticket_states.move(ticket, "TRANSFERRED")
    ticket.closed_at = by.now
    row = Transfer(
        ticket=ticket, ticket_id=ticket.id, department=department, office=office, reason=reason, state="SENT", from_state=before, sent_at=by.now,
        sent_by=by.actor_id if by.can("tickets.dispatch") else None,  # another system has no account
        receipt_due_at=officehours.add_workdays_at(by.now, RECEIPT_WORKDAYS, held), answer_due_at=officehours.add_workdays_at(by.now, ANSWER_WORKDAYS, held),
        received_at=None, receipt_no=None, answered_at=None, answer=None,
    )
    session.add(row)
    session.flush()
    session.add(Consent(ticket_id=ticket.id, kind="TRANSFER", text_version=CONSENT_VERSION, given_at=by.now, channel=by.channel, recorded_by=by.actor_id))
    due = row.answer_due_at.astimezone(ZONE)
    history.note(session, by, ticket, "TRANSFERRED", f"移送{office}办理，对方应在 {due.month} 月 {due.day} 日前答复", public=True, reason=reason)
    audit.record(session, by, "ticket.transfer", ticket, department=department, transfer=row.id)
    notices.tell_worker(session, by, ticket.worker_id, "transferred", ticket.no)
    return row


def receive(session: Session, by: By, no: str, *, receipt_no: str = "") -> Transfer:
    """签收: the department has it, under a number of its own if it gave one."""
    ticket, row = _live(session, by, no)
    if row.state != "SENT":
        raise Conflict(f"这次移送{TRANSFER_STATES[row.state]}，不用再登记签收。", field="receipt_no")
    row.receipt_no = clear.text("receipt_no", receipt_no, longest=64) or None
    row.state, row.received_at = "RECEIVED", by.now
    history.note(session, by, ticket, "TRANSFER_RECEIVED", f"{row.office}已签收", public=True)
    audit.record(session, by, "transfer.receive", row, late=by.now > row.receipt_due_at)
    return row


def answered(session: Session, by: By, no: str, *, answer: str) -> Transfer:
    """答复: what the department decided, in words for the worker."""
    ticket, row = _live(session, by, no)
    answer = clear.text("answer", answer, of=ticket.worker, shortest=4, short="请写明对方怎么答复。")
    row.received_at = row.received_at or by.now
    row.state, row.answered_at, row.answer = "ANSWERED", by.now, answer
    history.note(session, by, ticket, "TRANSFER_ANSWERED", f"{row.office}答复：{answer}", public=True)
    audit.record(session, by, "transfer.answer", row, late=by.now > row.answer_due_at)
    notices.tell_worker(session, by, ticket.worker_id, "transfer_answered", ticket.no)
    return row


def refused(session: Session, by: By, no: str, *, reason: str) -> Transfer:
    """对方退回: the department does not take it; the ticket is open again where it was, and its limit ran on."""
    ticket, row = _live(session, by, no)
    reason = clear.text("reason", reason, of=ticket.worker, shortest=4, short="请写明对方为什么退回。")
    row.state, row.answered_at, row.answer = "REFUSED", by.now, reason
    ticket_states.take_back(ticket, row.from_state)
    history.note(session, by, ticket, "TRANSFER_REFUSED", f"{row.office}没有受理，由工会继续办理", public=True, reason=reason)
    audit.record(session, by, "transfer.refuse", row)
    notices.tell_worker(session, by, ticket.worker_id, "transfer_refused", ticket.no)
    return row


def of_ticket(session: Session, ticket: Ticket) -> list[Transfer]:
    """All transfers of a ticket, the newest first."""
    return list(session.scalars(select(Transfer).where(Transfer.ticket_id == ticket.id).order_by(Transfer.sent_at.desc())))


def _live(session: Session, by: By, no: str) -> tuple[Ticket, Transfer]:
    by.must("tickets.dispatch", "tickets.move")
    ticket = scopes.ticket_to_decide(session, by, no)
    query = select(Transfer).where(Transfer.ticket_id == ticket.id, Transfer.state.in_(("SENT", "RECEIVED"))).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound("这件诉求没有等待签收或者答复的移送。")
    return ticket, row


@dataclass(frozen=True)
class Waiting:
    """A transfer that is not answered: by when the next step is due, and whether that is past."""

    transfer: Transfer
    due_at: datetime
    late: bool


def waiting(session: Session, by: By) -> list[Waiting]:
    """Transfers in scope without receipt or answer, the most overdue first."""
    by.must("tickets.dispatch")
    rows = session.scalars(
        select(Transfer).join(Ticket, Ticket.id == Transfer.ticket_id).where(Transfer.state.in_(("SENT", "RECEIVED")), scopes.tickets(by)).options(joinedload(Transfer.ticket))
    )
    found = [(row, row.receipt_due_at if row.state == "SENT" else row.answer_due_at) for row in rows]
    return [Waiting(row, due, by.now > due) for row, due in sorted(found, key=lambda pair: (pair[1], str(pair[0].id)))]


def overdue(_runtime: Any, session: Session, by: By) -> list[tuple[UUID, str]]:
    """Who sent what is not received or answered in time, of what another system sent the nearest coordinators; nobody is reminded on a day off."""
    if calendar.office_calendar(session).is_off(by.now.astimezone(ZONE).date()):
        return []
    found = []
    for row in (w.transfer for w in waiting(session, by) if w.late):
        told = [row.sent_by] if row.sent_by else [i for i, _ in accounts.nearest_coordinators(session, by.now, row.ticket.organisation.path)]
        found += [(ident, row.ticket.no) for ident in told]
    return found


def remind(session: Session, by: By, prepared: list[tuple[UUID, str]]) -> dict[str, Any]:
    """One notice for each."""
    for account_id, no in prepared:
        notices.tell_account(session, by, account_id, "transfer_late", no)
    return {"warned": len(prepared)}
