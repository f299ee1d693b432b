"""暂停: the clock of a ticket stands while somebody waits for what is not in the office's hands; the limit moves by the working time paused."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import accounts, audit, calendar, clear, history, limits, notices, scopes
from legalaid.actions.ticket_states import move
from legalaid.errors import Conflict, Invalid
from legalaid.roles import By
from legalaid.tables.limits import PAUSE_GROUNDS, Pause
from legalaid.tables.tickets import Ticket
from toolkit import officehours

LONGEST = timedelta(days=180)  # what takes longer is resumed and paused again, with a new proof


def pause(session: Session, by: By, no: str, *, ground: str, proof: str, expected_on: date, owner_id: UUID | None = None) -> Pause:
    """Stop the clock from now on. `proof` refers to the paper it rests on; `owner_id` watches over it, the actor unless said otherwise."""
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    today, errors = by.now.astimezone(officehours.ZONE).date(), {}
    owner_id = owner_id or by.actor_id
    if ground not in PAUSE_GROUNDS:
        errors["ground"] = "请选择暂停事由。"
    if not today < expected_on <= today + LONGEST:
        errors["expected_on"] = f"预计恢复日期应在明天至 {(today + LONGEST).isoformat()} 之间。"
    if owner_id is None or owner_id not in dict(owners(session, by.now, ticket)):
        errors["owner_id"] = "请选择本单位在岗的责任人。"
    if errors:
        raise Invalid(errors)
    proof = clear.text("proof", proof, of=ticket.worker, shortest=4, longest=200, short="请写明依据的材料（名称、日期或者文号）。")
    if by.now > ticket.due_at:
        raise Conflict("已经超过办理时限，不能再暂停。", field="ground")
    move(ticket, "PAUSED")
    row = Pause(ticket=ticket, ticket_id=ticket.id, ground=ground, proof=proof, owner_id=owner_id, expected_on=expected_on, started_at=by.now, started_by=by.actor_id,
                ended_at=None, ended_by=None)
    session.add(row)
    session.flush()
    history.note(session, by, ticket, "PAUSED", f"暂停办理：{PAUSE_GROUNDS[ground]}，预计 {expected_on.isoformat()} 前恢复", public=True, ground=ground)
    audit.record(session, by, "ticket.pause", ticket, ground=ground, expected_on=expected_on, owner=owner_id)
    notices.tell_worker(session, by, ticket.worker_id, "paused", ticket.no, due=expected_on.isoformat())
    return row


def resume(session: Session, by: By, no: str) -> Pause:
    """The clock runs again; the limit has moved by the working time paused."""
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    if ticket.state != "PAUSED":
        raise Conflict("工单没有暂停，不用恢复。", field="state")
    row = end(session, by, ticket)
    move(ticket, "IN_PROGRESS")
    history.note(session, by, ticket, "RESUMED", "恢复办理", public=True, due_at=limits.said(ticket.due_at))
    audit.record(session, by, "ticket.resume", ticket, ground=row.ground, due_at=ticket.due_at)
    return row


def end(session: Session, by: By, ticket: Ticket) -> Pause:
    """End the running pause of a held ticket: move its limit and say so. The state is the caller's."""
    row = session.scalars(select(Pause).where(Pause.ticket_id == ticket.id, Pause.ended_at.is_(None))).one()
    row.ended_at, row.ended_by = by.now, by.actor_id
    days = calendar.office_calendar(session)
    stood = officehours.working_time(row.started_at, by.now, days)
    ticket.due_at = officehours.add_working_time(ticket.due_at, stood, days)
    ticket.paused_seconds += int((by.now - row.started_at).total_seconds())
    ticket.due_reason = [*ticket.due_reason, f"{limits.said(row.started_at)} 至 {limits.said(by.now)} 暂停（{PAUSE_GROUNDS[row.ground]}），"
                         f"其间工作日的时间 {limits.span_said(stood)} 不计入，届满顺延至 {limits.said(ticket.due_at)}"]
    return row


def owners(session: Session, now: datetime, ticket: Ticket) -> list[tuple[UUID, str]]:
    """(id, name) of those who may watch over a pause: the handlers at the ticket's place and below, the coordinators nearest above, and its handler."""
    found = dict(accounts.handlers_under(session, now, ticket.organisation.path))
    found |= dict(accounts.nearest_coordinators(session, now, ticket.organisation.path))
    if ticket.handler is not None and ticket.handler.state == "ACTIVE":
        found.setdefault(ticket.handler.id, ticket.handler.name)
    return list(found.items())


def of_ticket(session: Session, ticket: Ticket) -> list[Pause]:
    """Every pause of a ticket, the newest first."""
    return list(session.scalars(select(Pause).where(Pause.ticket_id == ticket.id).order_by(Pause.started_at.desc())))


def running(session: Session, by: By) -> list[Pause]:
    """The pauses that run in this person's scope, those expected to end first at the top."""
    query = select(Pause).join(Ticket).where(Pause.ended_at.is_(None), scopes.tickets(by)).order_by(Pause.expected_on, Pause.started_at)
    return list(session.scalars(query.options(joinedload(Pause.ticket), joinedload(Pause.owner))))


def over(session: Session, by: By) -> list[Pause]:
    """The running pauses whose expected end has passed."""
    today = by.now.astimezone(officehours.ZONE).date()
    return [row for row in running(session, by) if row.expected_on < today]


def before(moment: datetime) -> ColumnElement[bool]:
    """The condition on Ticket: it was paused at some time before this."""
    return Ticket.id.in_(select(Pause.ticket_id).where(Pause.started_at < moment))


def ever() -> ColumnElement[bool]:
    """The condition on Ticket: it stood still at some time, or does now."""
    return Ticket.id.in_(select(Pause.ticket_id))
