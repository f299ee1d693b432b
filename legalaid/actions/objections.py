"""异议 against a refusal or a termination: filed once against each, answered within five days by somebody above whoever decided (法律援助法 49)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import aid_endings, aid_requests, audit, calendar, clear, history, notices, scopes
from legalaid.errors import Conflict, Forbidden, NotFound
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.aid_steps import Objection
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import CLOSED_STATES, Ticket
from toolkit import deadlines
from toolkit.officehours import ZONE


def objectionable(session: Session, ticket: Ticket) -> AidRequest | None:
    """The refused or ended request against which an objection may still be filed: the last one, no other is under way, none was filed yet."""
    if aid_requests.of_ticket(session, ticket) is not None:
        return None
    row = session.scalar(select(AidRequest).where(AidRequest.ticket_id == ticket.id).order_by(AidRequest.applied_at.desc()).limit(1))
    if row is None or (row.state != "REFUSED" and aid_endings.of_request(session, row) is None) or of_request(session, row) is not None:
        return None
    return row


def file(session: Session, by: By, no: str, *, reason: str) -> Objection:
    """提出异议 by the worker, or by staff for them; the five days run from now."""
    by.must("aid.apply")
    ticket = scopes.ticket_for_change(session, by, no)
    row = objectionable(session, ticket)
    if row is None:
        raise Conflict("没有可以提出异议的决定，或者已经提出过。")
    reason = clear.text("reason", reason, of=ticket.worker, shortest=6, longest=400, short="请写明为什么不同意（不少于 6 个字）。")
    due = deadlines.deadline("AID_OBJ_5D", by.now.astimezone(ZONE).date(), calendar.office_calendar(session)).due_date
    found = Objection(aid_request=row, aid_request_id=row.id, kind="REFUSAL" if row.state == "REFUSED" else "ENDING", reason=reason, filed_at=by.now, filed_by=by.actor_id, answer_due=due,
                      upheld=None, answer=None, answered_at=None, answered_by=None)
    session.add(found)
    session.flush()
    to = "司法行政部门" if row.track == "STATE" else "上级工会"
    history.note(session, by, ticket, "AID_OBJECTION", f"提出了异议，由{to}在 {due.month} 月 {due.day} 日以前答复", public=True)
    audit.record(session, by, "aid_objection.file", found, no=ticket.no, kind=found.kind, due=due)
    return found


def answer(session: Session, by: By, ident: UUID, *, upheld: bool, answer: str) -> Objection:
    """答复 by the next higher union, never by whoever decided; of state aid the bureau's answer is recorded. Upheld, the aid goes on."""
    by.must("aid.decide")
    found = session.get(Objection, ident)
    if found is None:
        raise NotFound
    row, ticket = found.aid_request, scopes.hold_to_decide(session, by, found.aid_request.ticket_id)
    session.refresh(found)
    session.refresh(row)
    if found.answered_at is not None:
        raise Conflict("这份异议已经答复。")
    ending = aid_endings.of_request(session, row)
    decided = ending.ended_by if found.kind == "ENDING" and ending else row.decided_by
    if by.actor_id is not None and by.actor_id in (decided, found.filed_by):
        raise Forbidden("不能答复对自己所作决定或者自己代为提出的异议。")
    if row.track == "UNION" and not above(session, by, ticket):
        raise Forbidden("对工会决定的异议由上一级工会答复。")
    kept = clear.text("answer", answer, of=ticket.worker, shortest=6, longest=400, short="请写明答复和理由（不少于 6 个字）。")
    if upheld and ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求已经办结，要继续援助请先重新办理。")
    if upheld and aid_requests.of_ticket(session, ticket) is not None:
        raise Conflict("职工已经另行申请，请在新的申请里办理。")
    found.upheld, found.answer, found.answered_at, found.answered_by = upheld, kept, by.now, by.actor_id
    if upheld:
        row.state, row.assigned_at, row.waiting_reason = "GRANTED", None, {}
        row.assign_due = deadlines.deadline("AID_ASSIGN_3D", by.now.astimezone(ZONE).date(), calendar.office_calendar(session)).due_date
    history.note(session, by, ticket, "AID_OBJECTION", f"异议{'成立，给予法律援助' if upheld else '不成立'}：{kept}", public=True)
    audit.record(session, by, "aid_objection.answer", found, no=ticket.no, upheld=upheld, late=by.now.astimezone(ZONE).date() > found.answer_due)
    notices.tell_worker(session, by, ticket.worker_id, "aid_granted" if upheld else "aid_refused", ticket.no)
    return found


def above(session: Session, by: By, ticket: Ticket) -> bool:
    """Whether this person sits above the county that decides first; the city's own decisions are answered at the city."""
    if by.system:
        return True
    county = session.scalar(select(Organisation.path).where(Organisation.code == ticket.county))
    return any(county is None or (county.startswith(path) and county != path) for path in by.paths("coordinator"))


def of_request(session: Session, row: AidRequest) -> Objection | None:
    """The objection against this request's last decision, if there is one: a termination after an upheld objection is a decision of its own."""
    ending = aid_endings.of_request(session, row)
    decided = ending.ended_at if ending else row.decided_at
    if decided is None:
        return None
    return session.scalar(select(Objection).where(Objection.aid_request_id == row.id, Objection.filed_at >= decided).order_by(Objection.filed_at.desc()).limit(1))


def waiting(session: Session, by: By) -> list[Objection]:
    """Objections in scope without answer, the most urgent first."""
    by.must("aid.decide")
    query = select(Objection).join(AidRequest, AidRequest.id == Objection.aid_request_id).join(Ticket, Ticket.id == AidRequest.ticket_id).options(joinedload(Objection.aid_request))
    return list(session.scalars(query.where(Objection.answered_at.is_(None), scopes.tickets(by)).order_by(Objection.answer_due, Objection.filed_at)))
