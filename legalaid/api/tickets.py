"""诉求: register once, list, read, history."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Response, url_for
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from legalaid import current
from legalaid.actions import calendar, extensions, first_steps, intake, overdue, pauses, scopes, slips
from legalaid.api.blueprint import Blueprint
from legalaid.api.idempotency import once
from legalaid.roles import By
from legalaid.schemas.api import paging
from legalaid.schemas.api_deadlines import Deadline
from legalaid.schemas.api_tickets import Answer, AnswerQuery, History, NewTicket, Receipt, TicketOut, TicketPage, TicketQuery
from legalaid.schemas.base import SHANGHAI
from legalaid.schemas.tickets import as_registration
from legalaid.tables.tickets import Ticket, TicketEvent

bp = Blueprint("tickets", __name__, url_prefix="/api/v1/tickets", description="诉求")


@bp.operation("POST", "", "tickets.register", Receipt, body=NewTicket, creates=True)
def register(headers: dict[str, str], values: dict[str, Any]) -> Response:
    """登记一件诉求

    登记后由单位所在区县的总工会受理。职工应当已经知道并同意个人信息的用途（consent、sensitive 都为 true）。
    同一来源的同一 external_no 无论发来几次，得到的都是第一次登记的那一件。查询码不经外部系统转交，职工需要时由工会核对身份后提供。
    """

    def create(session: Session, by: By) -> tuple[Ticket, str]:
        made = intake.register_once(session, by, calendar.office_calendar(session), **as_registration(values))
        return made, url_for("tickets.read", no=made.no)

    return once(headers["key"], Receipt, create)


@bp.operation("GET", "", "tickets.see", TicketPage, query=TicketQuery)
def listing(query: dict[str, Any]) -> dict[str, Any]:
    """列出诉求

    只列出令牌所在组织及其下级的诉求，新的在前。按 external_no 可以查到自己登记的那一件。
    """
    session, wanted = current.reading(), [scopes.tickets(current.by()), *_where(query)]
    total = session.scalar(select(func.count()).select_from(Ticket).where(*wanted)) or 0
    rows = select(Ticket).where(*wanted).order_by(Ticket.registered_at.desc(), Ticket.no.desc()).limit(query["size"]).offset((query["page"] - 1) * query["size"])
    return {"items": list(session.scalars(rows)), "page": paging(query, total)}


def _where(query: dict[str, Any]) -> list[ColumnElement[bool]]:
    found = [column == query[column.key] for column in (Ticket.external_no, Ticket.state, Ticket.county) if query.get(column.key)]
    if "registered_from" in query:
        found.append(Ticket.registered_at >= datetime.combine(query["registered_from"], time(), SHANGHAI))
    if "registered_to" in query:
        found.append(Ticket.registered_at < datetime.combine(query["registered_to"], time(), SHANGHAI) + timedelta(days=1))
    return found


@bp.operation("GET", "/external/<ref:external_no>", "tickets.see", Answer, query=AnswerQuery)
def answer(query: dict[str, Any], external_no: str) -> dict[str, Any]:
    """按外部编号查办理状态

    用调用方自己的编号取回办理状态和结果，用来答复原来的系统。并入其他诉求的，结果和办结时间是主件的，main_state 是主件的状态；移送其他部门的，写明移送到哪里。
    12345 的编号请注明 channel=HOTLINE。
    """
    found = intake.answer(current.reading(), current.by(), external_no=external_no, **query)
    return {**{name: getattr(found.ticket, name) for name in Receipt().fields if name != "state_text"}, "closed_at": found.leading.closed_at,
            "main_state": found.leading.state if found.merged_into else None, "result": found.result, "merged_into": found.merged_into, "transferred_to": found.transferred_to}


@bp.operation("GET", "/<no:no>", "tickets.see", TicketOut)
def read(no: str) -> Ticket:
    """查阅一件诉求"""
    return scopes.ticket(current.reading(), current.by(), no)


@bp.operation("GET", "/<no:no>/history", "tickets.see", History)
def history(no: str) -> dict[str, Any]:
    """一件诉求的办理经过"""
    session = current.reading()
    ticket = scopes.ticket(session, current.by(), no)
    events = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.public).order_by(TicketEvent.seq))
    return {"no": ticket.no, "state": ticket.state, "events": list(events)}


@bp.operation("GET", "/<no:no>/deadline", "tickets.see", Deadline)
def deadline(no: str) -> dict[str, Any]:
    """一件诉求的办理时限

    时限怎么来的逐行说明；受理和首次联系的时限、暂停、延期、督办单一并列出。
    """
    session, by = current.reading(), current.by()
    ticket = scopes.ticket(session, by, no)
    stands = "paused" if ticket.state == "PAUSED" else overdue.state_of(ticket, by.now)
    return {"no": ticket.no, "due_at": ticket.due_at, "stands": stands, "due_reason": ticket.due_reason,
            "steps": [first_steps.standing(row, ticket, by.now) for row in first_steps.of_ticket(session, ticket)], "pauses": pauses.of_ticket(session, ticket),
            "extensions": extensions.of_ticket(session, ticket), "slips": slips.of_ticket(session, ticket)}
