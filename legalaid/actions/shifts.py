"""换班和顶班: a lawyer who cannot come asks, a colleague agrees, the office fills a gap; each is a row that no later plan overruns."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, duties, lawyers, notices
from legalaid.errors import Conflict, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.roster import Duty, DutyAsk, DutyChange, DutyPost
from matching import duties as lawful
from matching import problem
from toolkit.officehours import ZONE


def ask(session: Session, by: By, *, week: date, post_id: UUID, other_week: date | None = None, other_post_id: UUID | None = None) -> DutyAsk:
    """请人代班: anybody may step in, or the holder of the other duty is asked to swap."""
    by.must("offers.answer")
    me = lawyers.me(session, by)
    post = _post(session, post_id)
    _ahead(by, week, post)
    if _holder(session, week, post_id) != str(me.id):
        raise Conflict("这个班不在您名下。")
    open_ = select(DutyAsk.id).where(DutyAsk.week == week, DutyAsk.post_id == post_id, DutyAsk.state == "OPEN")
    if session.scalar(open_.limit(1)) is not None:
        raise Conflict("这个班已经在请人代了。")
    other, asked = None, None
    if other_post_id is not None and other_week is not None:
        other = _post(session, other_post_id)
        _ahead(by, other_week, other)
        holder = _holder(session, other_week, other_post_id)
        if holder is None or holder == str(me.id):
            raise Refused("请选择别的律师的一个班来换。", field="other")
        asked = session.get_one(Lawyer, UUID(holder))
    row = DutyAsk(week=week, post_id=post.id, post=post, lawyer_id=me.id, lawyer=me, other_week=other_week if other else None, other_post_id=other.id if other else None, other_post=other,
                  asked_id=asked.id if asked else None, state="OPEN", asked_at=by.now, settled_at=None)
    session.add(row)
    session.flush()
    audit.record(session, by, "duty.ask", row, week=week, swap=other is not None)
    if asked is not None:
        notices.tell_account(session, by, asked.account_id, "duty_asked", f"{post.day(week):%m月%d日}")
    return row


def agree(session: Session, by: By, ident: UUID) -> Sequence[DutyChange]:
    """顶班 or 换班 by the lawyer who acts: checked against leave, licence, county and rest, then it stands."""
    by.must("offers.answer")
    me, row = lawyers.me(session, by), session.get(DutyAsk, ident)
    if row is None or row.asked_id not in (None, me.id):
        raise NotFound
    session.refresh(session.scalars(select(DutyPost).where(DutyPost.id == row.post_id).with_for_update(of=DutyPost)).one())
    session.refresh(row)
    if row.state != "OPEN":
        raise Conflict("这个班已经有人接了，或者已经撤回。")
    if row.lawyer_id == me.id:
        raise Refused("不能接自己的班。", field="ask")
    _ahead(by, row.week, row.post)
    duty = lawful.Duty(row.week, str(row.post_id), str(row.lawyer_id))
    if row.other_post is not None and row.other_week is not None:
        _ahead(by, row.other_week, row.other_post)
        new, kind = lawful.swap(duty, lawful.Duty(row.other_week, str(row.other_post_id), str(me.id))), "SWAP"
    else:
        new, kind = lawful.take_over(duty, str(me.id)), "TAKE_OVER"
    made = _keep(session, by, new, kind)
    row.state, row.settled_at = "DONE", by.now
    audit.record(session, by, "duty.change", row, kind=kind, week=row.week)
    notices.tell_account(session, by, row.lawyer.account_id, "duty_changed", f"{row.post.day(row.week):%m月%d日}")
    return made


def withdraw(session: Session, by: By, ident: UUID) -> DutyAsk:
    """Not needed any more."""
    by.must("offers.answer")
    row = session.get(DutyAsk, ident)
    if row is None or row.lawyer_id != by.lawyer_id:
        raise NotFound
    session.refresh(row)
    if row.state != "OPEN":
        raise Conflict("这个班已经有人接了，或者已经撤回。")
    row.state, row.settled_at = "WITHDRAWN", by.now
    audit.record(session, by, "duty.withdraw", row)
    return row


def appoint(session: Session, by: By, *, week: date, post_id: UUID, lawyer_id: UUID) -> Sequence[DutyChange]:
    """补缺 or 指定顶班 by the office: one lawyer for one duty, by the same rules; no later plan changes it."""
    by.must("roster.plan")
    post, lawyer = _post(session, post_id), lawyers.hold(session, lawyer_id)
    session.refresh(session.scalars(select(DutyPost).where(DutyPost.id == post_id).with_for_update(of=DutyPost)).one())
    _ahead(by, week, post)
    if post.day(week) in duties.closed(session, week, week + timedelta(days=6)):
        raise Refused("这一天放假，不值班。", field="lawyer")
    now = _holder(session, week, post_id)
    if now is None:
        _lawful(session, by, lawful.Duty(week, str(post_id), str(lawyer.id)))
        session.add(Duty(week=week, post_id=post_id, lawyer_id=lawyer.id, plan_id=None))
        session.flush()
        made: Sequence[DutyChange] = [_row(session, by, week, post_id, lawyer.id, lawyer.id, "FILL")]
    elif now == str(lawyer.id):
        raise Conflict(f"{lawyer.name}律师已经在值这个班。")
    else:
        made = _keep(session, by, lawful.take_over(lawful.Duty(week, str(post_id), now), str(lawyer.id)), "TAKE_OVER")
        for gone in session.scalars(select(DutyAsk).where(DutyAsk.week == week, DutyAsk.post_id == post_id, DutyAsk.state == "OPEN")):
            gone.state, gone.settled_at = "DONE", by.now
        notices.tell_account(session, by, session.get_one(Lawyer, UUID(now)).account_id, "duty_changed", f"{post.day(week):%m月%d日}")
    audit.record(session, by, "duty.appoint", made[0], week=week, lawyer=lawyer.id)
    notices.tell_account(session, by, lawyer.account_id, "duty_changed", f"{post.day(week):%m月%d日}")
    return made


def vacate(session: Session, by: By, *, week: date, post_id: UUID) -> DutyChange:
    """空出 by the office: nobody has the duty any more; it is a gap that a plan or a person may fill."""
    by.must("roster.plan")
    post = _post(session, post_id)
    session.refresh(session.scalars(select(DutyPost).where(DutyPost.id == post_id).with_for_update(of=DutyPost)).one())
    _ahead(by, week, post)
    now = _holder(session, week, post_id)
    if now is None:
        raise Conflict("这个班本来就没有人。")
    holder = session.get_one(Lawyer, UUID(now))
    session.delete(session.scalars(select(Duty).where(Duty.week == week, Duty.post_id == post_id)).one())
    row = _row(session, by, week, post_id, holder.id, None, "EMPTY")
    for gone in session.scalars(select(DutyAsk).where(DutyAsk.week == week, DutyAsk.post_id == post_id, DutyAsk.state == "OPEN")):
        gone.state, gone.settled_at = "WITHDRAWN", by.now
    audit.record(session, by, "duty.vacate", row, week=week, lawyer=holder.id)
    notices.tell_account(session, by, holder.account_id, "duty_changed", f"{post.day(week):%m月%d日}")
    return row


def asks(session: Session, by: By) -> list[DutyAsk]:
    """What is open for the lawyer who acts: own asks, those to them, those to anybody."""
    me, today = lawyers.me(session, by), by.now.astimezone(ZONE).date()
    query = select(DutyAsk).where(DutyAsk.state == "OPEN", DutyAsk.week >= duties.monday(today), or_(DutyAsk.lawyer_id == me.id, DutyAsk.asked_id == me.id, DutyAsk.asked_id.is_(None)))
    return list(session.scalars(query.order_by(DutyAsk.week, DutyAsk.asked_at)))


def history(session: Session, first: date, last: date) -> list[DutyChange]:
    """All changes of these weeks, the newest first."""
    return list(session.scalars(select(DutyChange).where(DutyChange.week >= first, DutyChange.week <= last).order_by(DutyChange.made_at.desc(), DutyChange.number.desc())))


def _post(session: Session, ident: UUID) -> DutyPost:
    row = session.get(DutyPost, ident)
    if row is None:
        raise NotFound
    return row


def _ahead(by: By, week: date, post: DutyPost) -> None:
    if week.weekday() or post.day(week) < by.now.astimezone(ZONE).date() or (post.ends is not None and post.day(week) > post.ends):
        raise Refused("这个班已经过去，或者岗位已经撤销。", field="week")


def _holder(session: Session, week: date, post_id: UUID) -> str | None:
    return next((d.lawyer for d in duties.held(session, week, week) if d.post == str(post_id)), None)


def _around(*weeks: date) -> tuple[date, date]:
    rest = timedelta(weeks=duties.GAP + 1)
    return min(weeks) - rest, max(weeks) + rest


def _keep(session: Session, by: By, new: Sequence[lawful.Change], kind: str) -> list[DutyChange]:
    first, last = _around(*(c.week for c in new))
    before, changes = duties.planned(session, first, last), duties.changes(session, first, last)
    posts, people = [duties.as_post(p) for p in duties.posts(session, first, last + timedelta(days=6))], lawyers.snapshot(session, by.now)
    try:
        lawful.changed(before, changes, new, posts, people, duties.GAP)
    except problem.BadInstance as e:
        raise Conflict(named(session, e.message) + "。") from e
    return [_row(session, by, c.week, UUID(c.post), UUID(c.before), UUID(c.after), kind) for c in new]


def _lawful(session: Session, by: By, fill: lawful.Duty) -> None:
    first, last = _around(fill.week)
    posts, people = [duties.as_post(p) for p in duties.posts(session, first, last + timedelta(days=6))], lawyers.snapshot(session, by.now)
    now = duties.held(session, first, last)
    before = lawful.faults(now, posts, people, duties.GAP)
    worse = [f for f in lawful.faults([*now, fill], posts, people, duties.GAP) if f not in before]
    if worse:
        raise Conflict(named(session, "；".join(worse)) + "。")


def named(session: Session, words: str) -> str:
    """The planner knows ids only."""
    for ident, name in ((str(p.id), p.name) for p in lawyers.everybody(session)):
        words = words.replace(ident, f"{name}律师")
    return words


def _row(session: Session, by: By, week: date, post_id: UUID, before: UUID, after: UUID | None, kind: str) -> DutyChange:
    number = session.scalar(select(func.max(DutyChange.number)).where(DutyChange.week == week, DutyChange.post_id == post_id)) or 0
    row = DutyChange(week=week, post_id=post_id, number=number + 1, before_id=before, after_id=after, kind=kind, made_at=by.now, made_by=by.actor_id)
    session.add(row)
    session.flush()
    return row
