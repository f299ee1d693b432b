"""值班表: the planned quarter, who is on duty after changes, gaps, wishes, the calendar link."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import audit, calendar, lawyers
from legalaid.errors import Conflict, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.roster import Duty, DutyChange, DutyPlan, DutyPost, DutyWish
from legalaid.tables.tickets import Ticket
from matching import duties, problem, roster
from toolkit.officehours import ZONE

WEEKS, GAP, QUOTA = 13, 1, 12
SECONDS = 20.0  # the planner's limit; what it has by then is used
MOST_POINTS = 200
_WALK_IN = "WALK_IN"


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def posts(session: Session, first: date, last: date) -> list[DutyPost]:
    """Posts that exist on some day between, by place, weekday and half."""
    rows = session.scalars(select(DutyPost).where(DutyPost.starts <= last, or_(DutyPost.ends.is_(None), DutyPost.ends >= first)))
    return sorted(rows, key=lambda p: (p.weekday, p.half, p.organisation.name, str(p.id)))


def as_post(row: DutyPost) -> duties.Post:
    """A post as the planner reads it."""
    place = row.organisation
    return duties.Post(str(row.id), place.county or "", row.weekday, row.half, place.latitude or 0.0, place.longitude or 0.0, frozenset({str(row.organisation_id), *row.rooms}))


def closed(session: Session, first: date, last: date) -> frozenset[date]:
    """The days off between, from the office calendar."""
    days = calendar.office_calendar(session)
    return frozenset(d for n in range((last - first).days + 1) if days.is_off(d := first + timedelta(days=n)))


def planned(session: Session, first: date, last: date) -> tuple[duties.Duty, ...]:
    """What plans gave, in the weeks between these Mondays."""
    rows = session.execute(select(Duty.week, Duty.post_id, Duty.lawyer_id).where(Duty.week >= first, Duty.week <= last))
    return tuple(sorted(duties.Duty(week, str(post), str(lawyer)) for week, post, lawyer in rows))


def changes(session: Session, first: date, last: date) -> tuple[duties.Change, ...]:
    """The swaps and take-overs of these weeks in their order; what came before a duty was emptied counts no more."""
    rows = session.scalars(select(DutyChange).where(DutyChange.week >= first, DutyChange.week <= last).order_by(DutyChange.week, DutyChange.post_id, DutyChange.number))
    found: dict[tuple[date, UUID], list[duties.Change]] = {}
    for r in rows:
        own = found.setdefault((r.week, r.post_id), [])
        if r.after_id is None:
            own.clear()
        else:
            own.append(duties.Change(r.week, str(r.post_id), str(r.before_id), str(r.after_id)))
    return tuple(change for own in found.values() for change in own)


def held(session: Session, first: date, last: date) -> tuple[duties.Duty, ...]:
    """Who has each duty after all changes; duties of posts that ended or of days off are none."""
    known, off = {str(p.id): p for p in posts(session, first, last + timedelta(days=6))}, closed(session, first, last + timedelta(days=6))
    found = []
    for d in duties.standing(planned(session, first, last), changes(session, first, last)):
        post = known.get(d.post)
        day = post and d.week + timedelta(days=post.weekday)
        if post and day and post.starts <= day and (post.ends is None or day <= post.ends) and day not in off:
            found.append(d)
    return tuple(found)


@dataclass(frozen=True)
class Prepared:
    """A planned quarter, not yet written down. `seen` are the changes and duties that the plan knew."""

    quarter: roster.Quarter
    plan: roster.Roster
    seen: tuple[Any, ...]


def quarter(session: Session, by: By, first: date, weeks: int = WEEKS) -> roster.Quarter:
    """What a plan from a week on depends on. The week under way and the next are kept as announced, and so is every change."""
    mondays = roster.mondays(first, weeks)
    last, today = mondays[-1], by.now.astimezone(ZONE).date()
    kept = tuple(d for d in held(session, mondays[0], last) if d.week <= monday(today) + timedelta(weeks=1))
    alive = [p for p in posts(session, mondays[0], last + timedelta(days=6)) if p.starts <= mondays[0] + timedelta(days=6) and (p.ends is None or p.ends >= last)]
    year = date(mondays[0].year, 1, 1)
    return roster.Quarter(
        weeks=mondays, posts=tuple(as_post(p) for p in alive), lawyers=tuple(lawyers.snapshot(session, by.now)), preferences=wishes(session),
        closed=closed(session, mondays[0], last + timedelta(days=6)), done=held(session, monday(year), mondays[0] - timedelta(weeks=1)), kept=kept,
        changes=changes(session, mondays[0], last), gap=GAP, quota=QUOTA,
    )


def prepare(session: Session, by: By, first: date, weeks: int = WEEKS, seconds: float = SECONDS) -> Prepared:
    """Plan, outside any write transaction: it may take its time."""
    by.must("roster.plan")
    if not 1 <= weeks <= 26:
        raise Invalid({"weeks": "请填 1 到 26 周。"})
    if monday(first) < monday(by.now.astimezone(ZONE).date()):
        raise Invalid({"first": "不能重排过去的周。"})
    asked = quarter(session, by, monday(first), weeks)
    if not asked.posts:
        raise Conflict("还没有值班岗位，请先设岗。")
    return Prepared(asked, roster.plan(asked, seconds), _seen(session, asked))


def _seen(session: Session, asked: roster.Quarter) -> tuple[Any, ...]:
    first, last = asked.weeks[0], asked.weeks[-1]
    return changes(session, first, last), planned(session, first, last)


def keep(session: Session, by: By, prepared: Prepared) -> DutyPlan:
    """Write a plan down. Whoever swapped while it was made is not overrun: the plan is then made again."""
    by.must("roster.plan")
    asked, found = prepared.quarter, prepared.plan
    first, last = asked.weeks[0], asked.weeks[-1]
    if _seen(session, asked) != prepared.seen:
        raise Conflict("排班期间有律师换了班，或者值班表有改动，请再排一次。")
    row = DutyPlan(first=first, weeks=len(asked.weeks), planned_at=by.now, planned_by=by.actor_id, objective=found.objective, optimal=found.optimal,
                   unfilled=[[week.isoformat(), post, why] for week, post, why in found.unfilled])
    session.add(row)
    session.flush()
    before = {(d.week, str(d.post_id)): d for d in session.scalars(select(Duty).where(Duty.week >= first, Duty.week <= last))}
    changed = {(c.week, c.post) for c in asked.changes}
    for duty in found.duties:
        old = before.pop((duty.week, duty.post), None)
        if old is None:
            session.add(Duty(week=duty.week, post_id=UUID(duty.post), lawyer_id=UUID(duty.lawyer), plan_id=row.id))
        elif (duty.week, duty.post) not in changed and str(old.lawyer_id) != duty.lawyer:
            old.lawyer_id, old.plan_id = UUID(duty.lawyer), row.id
    for key, gone in before.items():
        if key not in changed:
            session.delete(gone)
    session.flush()
    audit.record(session, by, "duty.plan", row, first=first, weeks=row.weeks, duties=len(found.duties), unfilled=len(found.unfilled), optimal=found.optimal)
    return row


def wishes(session: Session) -> dict[str, duties.Preference]:
    """What lawyers wish, as the planner reads it."""
    return {str(w.lawyer_id): duties.Preference(dict(w.posts), frozenset(w.never), w.most) for w in session.scalars(select(DutyWish))}


def wish_of(session: Session, lawyer_id: UUID) -> DutyWish | None:
    """One lawyer's wishes."""
    return session.scalar(select(DutyWish).where(DutyWish.lawyer_id == lawyer_id))


def wish(session: Session, by: By, *, liked: Mapping[str, int], never: Iterable[int], most: int | None) -> DutyWish:
    """值班意愿 of the lawyer who acts: points by post, impossible weekdays, at most so many a quarter."""
    by.must("offers.answer")
    lawyer = lawyers.hold(session, lawyers.me(session, by).id)
    off = sorted(set(never))
    known = {str(i) for i in session.scalars(select(DutyPost.id))}
    if not set(liked) <= known or any(abs(n) > MOST_POINTS for n in liked.values()):
        raise Invalid({"posts": "岗位不对。"})
    if not set(off) <= set(range(7)):
        raise Invalid({"never": "星期不对。"})
    if most is not None and not 0 <= most <= WEEKS:
        raise Invalid({"most": f"请填 0 到 {WEEKS} 之间的整数。"})
    row = wish_of(session, lawyer.id) or DutyWish(lawyer_id=lawyer.id, most=None, feed_hash=None)
    row.posts, row.never, row.most = {k: n for k, n in liked.items() if n}, off, most
    session.add(row)
    session.flush()
    audit.record(session, by, "duty.wish", row, never=off, most=most)
    return row


def new_feed(session: Session, by: By) -> str:
    """A new secret calendar link; only its hash is kept, and the old link ends."""
    by.must("offers.answer")
    lawyer = lawyers.hold(session, lawyers.me(session, by).id)
    row = wish_of(session, lawyer.id) or DutyWish(lawyer_id=lawyer.id, most=None, feed_hash=None)
    token = secrets.token_urlsafe(32)
    row.feed_hash = crypto.token_hash(session.info["keys"], "feed", token)
    session.add(row)
    session.flush()
    audit.record(session, by, "duty.feed", row)
    return token


def by_feed(session: Session, token: str) -> Lawyer:
    """Whose calendar a secret link is."""
    wanted = crypto.token_hash(session.info["keys"], "feed", token) if re.fullmatch(r"[\w-]{20,80}", token) else ""
    row = session.scalar(select(DutyWish).where(DutyWish.feed_hash == wanted))
    if row is None:
        raise NotFound
    return session.get_one(Lawyer, row.lawyer_id)


def on_duty(session: Session, ticket: Ticket, now: datetime) -> tuple[str, ...]:
    """The lawyers on duty where a worker walked in, for as long as that half day lasts: a walk-in goes to them first."""
    came, local = ticket.registered_at.astimezone(ZONE), now.astimezone(ZONE)
    if ticket.channel != _WALK_IN or came.date() != local.date():
        return ()
    week, half = monday(local.date()), "AM" if came.hour < 13 else "PM"
    rows = posts(session, local.date(), local.date())
    return duties.on_duty(held(session, week, week), (), (as_post(p) for p in rows), str(ticket.organisation_id), local.date(), half)


def faults(session: Session, by: By, first: date, last: date) -> list[str]:
    """What the roster of these weeks breaks by now (leave, licence, county, rest), whoever made it."""
    rows = posts(session, first, last + timedelta(days=6))
    people: list[problem.Lawyer] = lawyers.snapshot(session, by.now)
    return duties.faults(held(session, first, last), (as_post(p) for p in rows), people, GAP)


def plans(session: Session, limit: int = 12) -> list[DutyPlan]:
    """The latest plans."""
    return list(session.scalars(select(DutyPlan).order_by(DutyPlan.planned_at.desc()).limit(limit)))


def plan_job(_runtime: Any, session: Session, by: By) -> Prepared | None:
    """Plan the thirteen weeks after next when nothing is planned for their last week yet."""
    first = monday(by.now.astimezone(ZONE).date()) + timedelta(weeks=2)
    last = first + timedelta(weeks=WEEKS - 1)
    if planned(session, last, last) or not posts(session, last, last + timedelta(days=6)):
        return None
    return prepare(session, by, first)


def keep_job(session: Session, by: By, prepared: Prepared | None) -> dict[str, Any]:
    """Write down what the job planned."""
    if prepared is None:
        return {"skipped": "planned"}
    row = keep(session, by, prepared)
    return {"duties": len(prepared.plan.duties), "unfilled": len(row.unfilled)}
