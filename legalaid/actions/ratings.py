"""评价: five levels; a low mark opens a call-back with a one-day clock."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, audit, clear, history, lawyers, notices, organisations, scopes
from legalaid.errors import Conflict, Forbidden, Gone, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRecord
from legalaid.tables.tickets import Rating, Ticket

LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
LOW = 2
CALL_BACK = timedelta(days=1)


def rate(session: Session, by: By, no: str, *, level: int, comment: str = "") -> Rating:
    """The worker's mark for a closed ticket, once."""
    if not (by.can("tickets.own") or by.system):
        raise Forbidden
    ticket = scopes.ticket_for_change(session, by, no)
    if ticket.state != "CLOSED":
        raise Conflict("办结以后才能评价。")
    if ticket.worker.erased_at is not None:
        raise Gone("个人信息已经删除，没有办法再回访，不能再评价。")
    if ticket.rating is not None:
        raise Conflict("您已经评价过了，谢谢。")
    if level not in LEVELS:
        raise Refused("请选择满意程度。", field="level")
    low = level <= LOW
    row = Rating(ticket=ticket, ticket_id=ticket.id, level=level, rated_at=by.now, callback_due_at=by.now + CALL_BACK if low else None,
                 callback_done_at=None, callback_note=None)
    row.comment = comment or None
    session.add(row)
    session.flush()
    for ident in sorted(set(session.scalars(select(AidRecord.lawyer_id).where(AidRecord.ticket_id == ticket.id)))):
        lawyer = lawyers.hold(session, ident)
        lawyer.rating_count += 1
        lawyer.rating_sum += level
    history.note(session, by, ticket, "RATED", f"您评价：{LEVELS[level]}", public=True)
    audit.record(session, by, "ticket.rate", ticket, level=level)
    for account_id in _callers(session, by, ticket) if low else ():
        notices.tell_account(session, by, account_id, "callback", ticket.no, due=notices.when(by.now + CALL_BACK))
    return row


def _callers(session: Session, by: By, ticket: Ticket) -> list[UUID]:
    """Whose task the call-back is: coordinators of the office responsible, else of the one above; never who is complained of."""
    office = organisations.responsible_for(session, ticket.county)
    for place in (office.id, office.parent_id):
        found = [ident for ident in accounts.coordinators_at(session, by.now, place) if ident != ticket.handler_id] if place else []
        if found:
            return found
    return []


def call_back(session: Session, by: By, no: str, *, note: str) -> Rating:
    """回访: what was said and done about a low mark."""
    by.must("ratings.callback")
    ticket = scopes.ticket_to_decide(session, by, no)
    row = ticket.rating
    if row is None or row.callback_due_at is None:
        raise NotFound("这件诉求没有需要回访的评价。")
    if row.callback_done_at is not None:
        raise Conflict("已经回访过了。")
    if ticket.handler_id is not None and ticket.handler_id == by.actor_id:
        raise Forbidden("不能回访自己经办的诉求，请另一位同事回访。")
    note = clear.text("note", note, of=ticket.worker, shortest=4, short="请写明回访情况。")
    row.callback_done_at, row.callback_note = by.now, note
    history.note(session, by, ticket, "CALLED_BACK", "工会已回访")
    audit.record(session, by, "ticket.call_back", ticket, late=by.now > row.callback_due_at)
    return row
