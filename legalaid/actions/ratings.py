"""评价: five levels; a low mark opens a call-back with a one-day clock."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, notices, scopes, tickets
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRecord
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import Rating
from toolkit.officehours import ZONE

LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
LOW = 2
CALL_BACK = timedelta(days=1)


def rate(session: Session, by: By, no: str, *, level: int, comment: str = "") -> Rating:
    """The worker's mark for a closed ticket, once."""
    if not (by.can("tickets.own") or by.system):
        raise Forbidden
    ticket = scopes.ticket(session, by, no)
    if ticket.state != "CLOSED":
        raise Conflict("办结以后才能评价。")
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
    for ident in set(session.scalars(select(AidRecord.lawyer_id).where(AidRecord.ticket_id == ticket.id))):
        lawyer = session.get_one(Lawyer, ident)
        lawyer.rating_count += 1
        lawyer.rating_sum += level
    tickets.note(session, by, ticket, "RATED", f"您评价：{LEVELS[level]}", public=True)
    audit.record(session, by, "ticket.rate", ticket, level=level)
    if low and ticket.handler_id:
        notices.tell_account(session, by, ticket.handler_id, "callback", ticket.no, due=f"{(by.now + CALL_BACK).astimezone(ZONE):%m月%d日 %H:%M}")
    return row


def call_back(session: Session, by: By, no: str, *, note: str) -> Rating:
    """回访: what was said and done about a low mark."""
    by.must("ratings.callback")
    ticket = scopes.ticket(session, by, no)
    row = ticket.rating
    if row is None or row.callback_due_at is None:
        raise NotFound("这件诉求没有需要回访的评价。")
    if row.callback_done_at is not None:
        raise Conflict("已经回访过了。")
    if len(note.strip()) < 4:
        raise Refused("请写明回访情况。", field="note")
    row.callback_done_at, row.callback_note = by.now, note.strip()[:400]
    tickets.note(session, by, ticket, "CALLED_BACK", "工会已回访")
    audit.record(session, by, "ticket.call_back", ticket, late=by.now > row.callback_due_at)
    return row
