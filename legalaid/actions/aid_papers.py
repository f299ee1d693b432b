"""补充材料: what is missing is asked for once and all at once (法律援助法 43); unanswered by the day, the application counts as withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import aid_requests, audit, calendar, clear, history, notices, scopes
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.aid_steps import PapersAsked
from legalaid.tables.tickets import CLOSED_STATES, Ticket
from toolkit import deadlines
from toolkit.officehours import ZONE

DAYS = 7  # [C] for the worker to bring what is missing
MOST = 12


def ask(session: Session, by: By, no: str, *, papers: Iterable[str]) -> PapersAsked:
    """一次性告知 what is missing; a second time is refused, because the law allows one."""
    ticket, row = to_decide(session, by, no)
    if row.state != "SUBMITTED":
        raise Conflict("只有待审查的申请才能要求补充材料。")
    if ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求已经办结。")
    if asked(session, row) is not None:
        raise Conflict("已经一次性告知过要补的材料，不能再要求；请按现有材料决定。")
    wanted = [clear.text("papers", paper, of=ticket.worker, longest=60) for paper in papers if paper.strip()]
    if not 0 < len(wanted) <= MOST:
        raise Invalid({"papers": f"请逐行写明要补的材料，最多 {MOST} 项。"})
    due = by.now.astimezone(ZONE).date() + timedelta(days=DAYS)
    found = PapersAsked(aid_request=row, aid_request_id=row.id, papers=wanted, due=due, asked_at=by.now, asked_by=by.actor_id, came_at=None, lapsed_at=None)
    row.state = "NEEDS_PAPERS"
    session.add(found)
    session.flush()
    history.note(session, by, ticket, "AID_PAPERS", f"请在 {due.month} 月 {due.day} 日以前补充材料：{'、'.join(wanted)}。逾期不补，视为撤回申请", public=True)
    audit.record(session, by, "aid_request.ask_papers", row, no=ticket.no, count=len(wanted), due=due)
    notices.tell_worker(session, by, ticket.worker_id, "needs_papers", ticket.no)
    return found


def came(session: Session, by: By, no: str) -> AidRequest:
    """材料补齐: the application is complete; the seven days to decide run from today (从材料补齐之日起, 待核实)."""
    by.must("aid.apply_for")
    ticket, row = of(session, by, no)
    found = asked(session, row)
    if row.state != "NEEDS_PAPERS" or found is None:
        raise Conflict("这份申请没有在等补充材料。")
    row.state, found.came_at = "SUBMITTED", by.now
    row.decide_due = deadlines.deadline("AID_REVIEW_7D", by.now.astimezone(ZONE).date(), calendar.office_calendar(session)).due_date
    history.note(session, by, ticket, "AID_PAPERS", "要补的材料已经收齐，正在审查", public=True)
    audit.record(session, by, "aid_request.papers_came", row, no=ticket.no)
    return row


def withdraw(session: Session, by: By, no: str, *, reason: str = "") -> AidRequest:
    """撤回申请 by the worker, or recorded by staff; aid that a lawyer already gives is ended, not withdrawn."""
    if not (by.can("tickets.own") or by.can("aid.apply_for")):
        raise Forbidden
    ticket, row = of(session, by, no)
    if row.assigned_at is not None:
        raise Conflict("律师已经接手，不能撤回申请；不再需要援助的，请办理终止。")
    reason = clear.text("reason", reason, of=ticket.worker)
    row.state = "WITHDRAWN"
    history.note(session, by, ticket, "AID_WITHDRAWN", f"撤回了法律援助申请{'：' + reason if reason else ''}", public=True)
    audit.record(session, by, "aid_request.withdraw", row, no=ticket.no)
    return row


def lapsed(_runtime: Any, session: Session, by: By) -> list[UUID]:
    """Applications whose day for the missing papers is over."""
    today = by.now.astimezone(ZONE).date()
    query = select(PapersAsked.id).join(AidRequest, AidRequest.id == PapersAsked.aid_request_id)
    return list(session.scalars(query.where(AidRequest.state == "NEEDS_PAPERS", PapersAsked.came_at.is_(None), PapersAsked.due < today).order_by(PapersAsked.due, PapersAsked.id)))


def lapse(session: Session, by: By, prepared: Sequence[UUID]) -> dict[str, Any]:
    """视为撤回; whoever brought the papers meanwhile is left alone."""
    done = 0
    for ident in prepared:
        found = session.get_one(PapersAsked, ident)
        ticket = scopes.hold(session, found.aid_request.ticket_id)
        session.refresh(found.aid_request)
        if found.aid_request.state != "NEEDS_PAPERS":
            continue
        found.aid_request.state, found.lapsed_at = "WITHDRAWN", by.now
        audit.record(session, by, "aid_request.lapse", found.aid_request, no=ticket.no)
        if ticket.state not in CLOSED_STATES:  # whoever withdrew the whole request is not asked for papers any more
            history.note(session, by, ticket, "AID_WITHDRAWN", "没有在期限内补充材料，法律援助申请视为撤回；材料齐了可以再申请", public=True)
            notices.tell_worker(session, by, ticket.worker_id, "aid_lapsed", ticket.no)
        done += 1
    return {"lapsed": done}


def asked(session: Session, row: AidRequest) -> PapersAsked | None:
    """What was asked for, if anything."""
    return session.scalar(select(PapersAsked).where(PapersAsked.aid_request_id == row.id))


def of(session: Session, by: By, no: str) -> tuple[Ticket, AidRequest]:
    """The ticket held and its request that is neither refused nor withdrawn."""
    return _with_request(session, scopes.ticket_for_change(session, by, no))


def to_decide(session: Session, by: By, no: str) -> tuple[Ticket, AidRequest]:
    """The same for the coordinator who decides something about it."""
    by.must("aid.decide")
    return _with_request(session, scopes.ticket_to_decide(session, by, no))


def _with_request(session: Session, ticket: Ticket) -> tuple[Ticket, AidRequest]:
    row = aid_requests.of_ticket(session, ticket)
    if row is None:
        raise NotFound("这件诉求没有法律援助申请。")
    return ticket, row
