"""调解: applying, inviting both sides, their answers, the record of each session, extension and end."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, audit, calendar, clear, days, disputes, history, notices
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.mediation import ANSWERS, MEDIATION_ENDS, RESULTS, SIDES, Mediation, Meeting
from legalaid.tables.tickets import Dispute
from toolkit import deadlines

RAISED = {"BOTH": "both_consent", "BODY": "body_asks_both"}  # how the mediation came about → the fact of the procedure map
LONGEST_RECORD = 8000
STATES = ("MED_APPLIED", "MEDIATING", "ARB_DELEGATED_MED")  # of a dispute whose mediation is going on


def current(session: Session, dispute: Dispute) -> Mediation | None:
    """The mediation that is going on; one that the dispute left for another way is none."""
    rows = of(session, dispute) if dispute.state in STATES else []
    return next((row for row in rows if row.ended_as is None), None)


def of(session: Session, dispute: Dispute) -> list[Mediation]:
    """All of a dispute, the newest first."""
    return list(session.scalars(select(Mediation).where(Mediation.dispute_id == dispute.id).order_by(Mediation.opened_at.desc(), Mediation.id)))


def _going_on(session: Session, by: By, no: str) -> tuple[Dispute, Mediation]:
    by.must("disputes.mediate")
    dispute = disputes.for_change(session, by, no)
    found = current(session, dispute)
    if found is None:
        raise Conflict("现在没有正在进行的调解。")
    return dispute, found


def apply(session: Session, by: By, no: str, *, received_on: date, raised: str) -> Mediation:
    """申请调解: both sides agree, or the union asked both; the worker's consent has to be on record. The 15 days begin (调解仲裁法 14)."""
    by.must("disputes.mediate")
    dispute = disputes.for_change(session, by, no)
    if raised not in RAISED:
        raise Refused("请选择调解是怎样提起的。", field="raised")
    days.past(by, "received_on", received_on)
    disputes.moved(session, by, dispute, "apply_mediation", (RAISED[raised],))
    return opened(session, by, dispute, received_on, delegated=False)


def opened(session: Session, by: By, dispute: Dispute, received_on: date, *, delegated: bool) -> Mediation:
    """A mediation's row with its limit and the reason of it, frozen."""
    due = deadlines.deadline("MED_15D", received_on, calendar.office_calendar(session))
    row = Mediation(dispute_id=dispute.id, dispute=dispute, delegated=delegated, received_on=received_on, due_on=due.due_date, due_reason=list(due.lines), extended_to=None,
                    opened_at=by.now, opened_by=by.actor_id, ended_as=None, ended_on=None)
    session.add(row)
    audit.record(session, by, "mediation.open", row, delegated=delegated, received_on=received_on, due_on=row.due_on)
    return row


def invite(session: Session, by: By, no: str, *, meets_at: datetime, place: str, mediator_id: UUID | None = None) -> Meeting:
    """邀请双方: when, where, who mediates. The first invitation begins the mediation; the worker is told."""
    dispute, row = _going_on(session, by, no)
    if any(m.result is None for m in row.meetings):
        raise Conflict("上一次调解还没有登记笔录和结果，请先登记，或者给它改期。", field="meets_at")
    place, mediator = _session(session, by, dispute, meets_at, place, mediator_id)
    if dispute.state == "MED_APPLIED":
        disputes.moved(session, by, dispute, "start_mediation")
    meeting = Meeting(mediation=row, mediation_id=row.id, number=len(row.meetings) + 1, meets_at=meets_at, place=place, mediator_id=mediator, invited_at=by.now,
                      invited_by=by.actor_id, worker_answer=None, employer_answer=None, held_on=None, result=None)
    session.add(meeting)
    history.note(session, by, dispute.ticket, "INVITED", f"第 {meeting.number} 次调解定在 {notices.when(meets_at)}，{place}", public=True)
    audit.record(session, by, "mediation.invite", meeting, number=meeting.number, meets_at=meets_at, mediator=mediator)
    notices.tell_worker(session, by, dispute.ticket.worker_id, "mediation_invited", dispute.ticket.no, due=notices.when(meets_at))
    return meeting


def move(session: Session, by: By, no: str, *, meets_at: datetime, place: str, mediator_id: UUID | None = None) -> Meeting:
    """改期: the session that has not been held yet gets another time; both sides are asked anew and the worker is told."""
    dispute, row = _going_on(session, by, no)
    meeting = row.meetings[-1] if row.meetings else None
    if meeting is None or meeting.result is not None:
        raise Conflict("没有等待进行的调解，请发出新的邀请。", field="meets_at")
    if "DECLINES" in (meeting.worker_answer, meeting.employer_answer):
        raise Conflict("有一方明确拒绝调解，不能改期，请登记终止。", field="meets_at")
    before = meeting.meets_at
    meeting.place, meeting.mediator_id = _session(session, by, dispute, meets_at, place, mediator_id)
    meeting.meets_at, meeting.invited_at, meeting.invited_by = meets_at, by.now, by.actor_id
    meeting.worker_answer = meeting.worker_answered_at = meeting.employer_answer = meeting.employer_answered_at = None
    history.note(session, by, dispute.ticket, "INVITED", f"第 {meeting.number} 次调解改到 {notices.when(meets_at)}，{meeting.place}", public=True)
    audit.record(session, by, "mediation.move", meeting, number=meeting.number, before=before, meets_at=meets_at, mediator=meeting.mediator_id)
    notices.tell_worker(session, by, dispute.ticket.worker_id, "mediation_invited", dispute.ticket.no, due=notices.when(meets_at))
    return meeting


def _session(session: Session, by: By, dispute: Dispute, meets_at: datetime, place: str, mediator_id: UUID | None) -> tuple[str, UUID | None]:
    """The place and the mediator of a session to come, checked."""
    place = clear.text("place", place, of=dispute.ticket.worker, shortest=2, longest=80, short="请填写调解的地点。")
    if meets_at <= by.now:
        raise Refused("调解时间应在现在以后。", field="meets_at")
    if mediator_id is not None and mediator_id not in {ident for ident, _ in mediators(session, by)}:
        raise Refused("这位调解员不在您的组织里，或者岗位已经停用。", field="mediator_id")
    return place, mediator_id or by.actor_id


def mediators(session: Session, by: By) -> list[tuple[UUID, str]]:
    """Who may mediate where this person works: (id, name with place)."""
    return accounts.handlers_under(session, by.now, *by.paths("mediator", "coordinator", "zone_staff"))


def answer(session: Session, by: By, no: str, *, side: str, reply: str) -> Meeting:
    """What a side says to the last invitation: the worker for themselves, staff for both."""
    own = by.can("tickets.own")
    if not own and not by.can("disputes.mediate"):
        raise Forbidden
    dispute = disputes.for_change(session, by, no)
    if side not in SIDES or (own and side != "WORKER"):
        raise Refused("请选择是哪一方的答复。", field="side")
    if reply not in ANSWERS:
        raise Refused("请选择答复。", field="reply")
    found = current(session, dispute)
    meeting = found.meetings[-1] if found and found.meetings else None
    if meeting is None or meeting.result is not None:
        raise Conflict("现在没有等待答复的调解邀请。")
    if side == "WORKER":
        meeting.worker_answer, meeting.worker_answered_at = reply, by.now
    else:
        meeting.employer_answer, meeting.employer_answered_at = reply, by.now
    history.note(session, by, dispute.ticket, "ANSWERED", f"{SIDES[side]}对第 {meeting.number} 次调解的答复：{ANSWERS[reply]}", public=True)
    audit.record(session, by, "mediation.answer", meeting, side=side, reply=reply)
    return meeting


def record(session: Session, by: By, no: str, *, held_on: date, result: str, text: str) -> Meeting:
    """调解笔录 of the last session with its result; the text is sealed, it names people."""
    dispute, row = _going_on(session, by, no)
    meeting = row.meetings[-1] if row.meetings else None
    if meeting is None or meeting.result is not None:
        raise Conflict("没有等待登记的调解，请先发出邀请。")
    errors = {}
    if result not in RESULTS:
        errors["result"] = "请选择这次调解的结果。"
    if not 10 <= len(text.strip()) <= LONGEST_RECORD:
        errors["text"] = f"请写明双方的意见和经过，10 到 {LONGEST_RECORD:,} 个字。"
    if errors:
        raise Invalid(errors)
    days.past(by, "held_on", held_on)
    if held_on < row.received_on:
        raise Refused("调解日期早于收到申请的日期。", field="held_on")
    meeting.held_on, meeting.result, meeting.recorded_at, meeting.recorded_by = held_on, result, by.now, by.actor_id
    meeting.record = text.strip()
    history.note(session, by, dispute.ticket, "MEDIATED", f"第 {meeting.number} 次调解：{RESULTS[result]}", public=True)
    audit.record(session, by, "mediation.record", meeting, number=meeting.number, result=result)
    return meeting


def extend(session: Session, by: By, no: str, *, until: date, both_agree: bool) -> Mediation:
    """延长: only both sides together may (浙江省条例 10)."""
    dispute, row = _going_on(session, by, no)
    if not both_agree:
        raise Refused("延长调解期限要双方都同意。", field="both_agree")
    if until <= (row.extended_to or row.due_on):
        raise Refused("新的期限应晚于现在的期限。", field="until")
    row.extended_to = until
    history.note(session, by, dispute.ticket, "EXTENDED", f"双方同意把调解期限延长到 {until}", public=True)
    audit.record(session, by, "mediation.extend", row, until=until)
    return row


def end(session: Session, by: By, no: str, *, how: str, ended_on: date) -> Mediation:
    """调解终止 without agreement: a side refuses, or the limit has passed and nobody extended it. A delegated one goes back to arbitration."""
    dispute, row = _going_on(session, by, no)
    if how not in ("REFUSED", "TIMED_OUT"):
        raise Refused("请选择终止的原因。", field="how")
    days.past(by, "ended_on", ended_on)
    if ended_on < row.received_on:
        raise Refused("终止日期早于收到申请的日期。", field="ended_on")
    if how == "TIMED_OUT" and ended_on <= (row.extended_to or row.due_on):
        raise Refused(f"调解期限到 {row.extended_to or row.due_on}，还没有过。", field="how")
    if how == "REFUSED" or row.delegated:
        disputes.moved(session, by, dispute, "refuse_mediation")
    else:
        disputes.moved(session, by, dispute, "mediation_times_out", ("limit_passed",))
    closed(session, by, row, how, ended_on)
    return row


def closed(session: Session, by: By, row: Mediation, how: str, on: date) -> None:
    """The mediation is over: agreed, refused or timed out."""
    row.ended_as, row.ended_on = how, on
    audit.record(session, by, "mediation.end", row, how=how, words=MEDIATION_ENDS[how])


def opened_record(session: Session, by: By, no: str, ident: UUID, purpose: str) -> tuple[Meeting, str]:
    """A session's record in full, for whoever works the dispute: the look is audited."""
    dispute = disputes.of(session, by, no)
    meeting = session.scalar(select(Meeting).join(Mediation).where(Mediation.dispute_id == dispute.id, Meeting.id == ident))
    if meeting is None or meeting.result is None:
        raise NotFound("没有这次调解的笔录。")
    return meeting, audit.reveal(session, by, meeting, "record", purpose)
