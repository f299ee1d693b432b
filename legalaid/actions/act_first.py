"""先行援助 (法律援助法 44): granted at once when less than seven days remain or property has to be secured; its papers follow, then it is confirmed or ended."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import aid_endings, aid_papers, aid_requests, audit, calendar, clear, history, notices
from legalaid.errors import Conflict
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.aid_steps import ActFirst
from legalaid.tables.tickets import CLOSED_STATES
from toolkit import deadlines
from toolkit.officehours import ZONE

DAYS = 7  # [C] for the papers to follow


def grant(session: Session, by: By, no: str, *, reason: str) -> ActFirst:
    """Grant before the review. Where the facts do not say that it is urgent, the reason has to."""
    ticket, row = aid_papers.to_decide(session, by, no)
    if row.state not in ("SUBMITTED", "NEEDS_PAPERS"):
        raise Conflict("这份申请已经作出决定，不用先行援助。")
    if ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求已经办结。")
    aid_requests.not_own(session, by, row)
    known = row.eligibility.get("act_first_reason", "") if row.eligibility.get("act_first") is True else ""
    reason = clear.text("reason", reason, of=ticket.worker, shortest=0 if known else 6, longest=200, short="请写明为什么紧急，例如离时效届满不足七日、要申请财产保全。")
    today = by.now.astimezone(ZONE).date()
    found = ActFirst(aid_request=row, aid_request_id=row.id, reason="；".join(x for x in (known, reason) if x), papers_due=today + timedelta(days=DAYS), decided_at=by.now,
                     decided_by=by.actor_id, confirmed=None, confirmed_at=None, confirmed_by=None)
    session.add(found)
    row.state, row.urgent, row.decided_at, row.decided_by, row.decision_reason = "GRANTED", True, by.now, by.actor_id, f"先行援助：{found.reason}"
    row.assign_due = deadlines.deadline("AID_ASSIGN_3D", today, calendar.office_calendar(session)).due_date
    session.flush()
    due = found.papers_due
    history.note(session, by, ticket, "AID_ACT_FIRST", f"情况紧急，先安排律师；请在 {due.month} 月 {due.day} 日以前补办手续、补齐材料", public=True)
    audit.record(session, by, "aid_request.act_first", row, no=ticket.no, papers_due=due)
    notices.tell_worker(session, by, ticket.worker_id, "aid_granted", ticket.no)
    return found


def confirm(session: Session, by: By, no: str, *, entitled: bool, reason: str = "") -> ActFirst:
    """补办审查: entitled, the aid goes on; not, it ends with the reason."""
    ticket, row = aid_papers.to_decide(session, by, no)
    found = of_request(session, row)
    if found is None or found.confirmed is not None:
        raise Conflict("这件援助没有等着补办审查的先行援助。")
    aid_requests.not_own(session, by, row)
    reason = clear.text("reason", reason, of=ticket.worker, shortest=0 if entitled else 6, longest=200, short="不符合条件的，请写明理由。")
    found.confirmed, found.confirmed_at, found.confirmed_by = entitled, by.now, by.actor_id
    audit.record(session, by, "aid_request.confirm_first", row, no=ticket.no, entitled=entitled)
    if entitled:
        history.note(session, by, ticket, "AID_ACT_FIRST", "补办的手续已经审查，符合援助条件", public=True)
    else:
        aid_endings.end(session, by, no, reason="NOT_ENTITLED", note=reason)
    return found


def of_request(session: Session, row: AidRequest) -> ActFirst | None:
    """The aid before the decision of this request, if there was any."""
    return session.scalar(select(ActFirst).where(ActFirst.aid_request_id == row.id))


def waiting(session: Session) -> list[ActFirst]:
    """Those whose papers are still to come, the oldest day first."""
    return list(session.scalars(select(ActFirst).where(ActFirst.confirmed.is_(None)).options(joinedload(ActFirst.aid_request)).order_by(ActFirst.papers_due)))
