"""值班表 for the office: the week to print, gaps, posts, planning."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import accounts, duties, duty_posts, lawyers, shifts
from legalaid.errors import Refused
from legalaid.guard import needs
from legalaid.schemas.duties import AppointSchema, PlanSchema, PostSchema, RoomsSchema, SlotSchema
from legalaid.tables.roster import CHANGE_KINDS, HALVES, WEEKDAYS
from matching import roster

bp = Blueprint("roster", __name__, url_prefix="/desk/roster")
WHY = {"no_eligible_lawyer": "没有可以值这个班的律师", "all_resting": "可以值的律师都在轮休"}


def week_of(text: str | None) -> date:
    """The Monday asked for; anything unreadable is this week."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        found = current.today()
    return duties.monday(found if 2000 <= found.year <= 2100 else current.today())


@bp.get("/")
@needs("lawyers.see")
def week():
    """One week: who is where, what is missing; printable."""
    return _week(week_of(request.args.get("week")), {}, {})


def _week(first: date, errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    last = first + timedelta(days=6)
    off, people = duties.closed(session, first, last), lawyers.by_id(session)
    holders = {d.post: people[d.lawyer] for d in duties.held(session, first, first)}
    rows = [p for p in duties.posts(session, first, last) if p.starts <= p.day(first) and (p.ends is None or p.day(first) <= p.ends)]
    reasons = {post: why for plan in reversed(duties.plans(session)) for monday, post, why in plan.unfilled if monday == first.isoformat()}
    changed = shifts.history(session, first, first)
    return render_template(
        "roster/week.html", first=first, last=last, rows=rows, holders=holders, off=off, reasons=reasons, why=WHY, weekdays=WEEKDAYS, halves=HALVES, kinds=CHANGE_KINDS, people=people,
        changed=changed, posts={p.id: p for p in rows}, today=current.today(), faults=[shifts.named(session, f) for f in duties.faults(session, by, first, first)],
        back=first - timedelta(weeks=1), ahead=first + timedelta(weeks=1), errors=errors, typed=typed, choices=[(i, f"{p.name}律师·{p.firm}") for i, p in people.items()],
    ), status


@bp.post("/appoint")
@needs("roster.plan")
def appoint():
    """补缺 or 指定顶班."""
    try:
        values = AppointSchema().load_form(request.form)
        with current.writing() as s:
            shifts.appoint(s, current.by(), week=values["week"], post_id=values["post"], lawyer_id=values["lawyer"])
            return current.remember(s, url_for("roster.week", week=values["week"]))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _week(week_of(request.form.get("week")), e.errors or {"_form": e.message}, request.form, e.status)


@bp.post("/vacate")
@needs("roster.plan")
def vacate():
    """空出."""
    try:
        values = SlotSchema().load_form(request.form)
        with current.writing() as s:
            shifts.vacate(s, current.by(), week=values["week"], post_id=values["post"])
            return current.remember(s, url_for("roster.week", week=values["week"]))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _week(week_of(request.form.get("week")), e.errors or {"_form": e.message}, request.form, e.status)


@bp.get("/plan")
@needs("roster.plan")
def plan():
    """岗位, planning, gaps and who serves how often."""
    return _plan({}, {})


def _plan(errors, typed, status: int = 200):
    session = current.reading()
    this = duties.monday(current.today())
    last = this + timedelta(weeks=duties.WEEKS + 1)
    posts, held, people = duties.posts(session, this, last + timedelta(days=6)), duties.held(session, this, last), lawyers.everybody(session)
    off, filled = duties.closed(session, this, last + timedelta(days=6)), {(d.week, d.post) for d in held}
    planned_to = max((d.week for d in held), default=None)
    gaps = [(w, p) for w in roster.mondays(this, duties.WEEKS + 2) if planned_to and w <= planned_to for p in posts
            if p.starts <= p.day(w) and (p.ends is None or p.day(w) <= p.ends) and p.day(w) >= current.today() and p.day(w) not in off and (w, str(p.id)) not in filled]
    year = duties.held(session, duties.monday(date(this.year, 1, 1)), last)
    count = Counter(d.lawyer for d in year)
    plans = duties.plans(session, 8)
    return render_template(
        "roster/plan.html", posts=posts, gaps=gaps, planned_to=planned_to, plans=plans, names=accounts.names(session, (p.planned_by for p in plans)), weekdays=list(enumerate(WEEKDAYS)),
        halves=HALVES, places=[(o.id, o.name) for o in duty_posts.places(session)],
        counts=sorted(((n, p) for p in people if (n := count[str(p.id)])), key=lambda x: (-x[0], x[1].name)), never=sum(not count[str(p.id)] for p in people),
        next_first=this + timedelta(weeks=2), today=current.today(), weeks=duties.WEEKS, errors=errors, typed=typed,
    ), status


@bp.post("/posts")
@needs("roster.plan")
def add_post():
    """设岗."""
    try:
        values = PostSchema().load_form(request.form)
        with current.writing() as s:
            duty_posts.add(s, current.by(), **values)
            return current.remember(s, url_for("roster.plan"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _plan(e.errors or {"_form": e.message}, request.form, e.status)


@bp.get("/posts/<uuid:ident>")
@needs("roster.plan")
def post(ident: UUID):
    """One post and the further rooms it serves."""
    return _post(ident, {}, None)


def _post(ident: UUID, errors, chosen, status: int = 200):
    session = current.reading()
    row = duty_posts.get(session, current.by(), ident)
    near = duty_posts.rooms_near(session, row)
    return render_template("roster/post.html", post=row, rooms=[(o.id, o.name) for o in near], chosen=row.rooms if chosen is None else chosen, errors=errors), status


@bp.post("/posts/<uuid:ident>")
@needs("roster.plan")
def serve(ident: UUID):
    """兼顾."""
    try:
        values = RoomsSchema().load_form(request.form)
        with current.writing() as s:
            duty_posts.serve(s, current.by(), ident, **values)
            return current.remember(s, url_for("roster.plan"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _post(ident, e.errors or {"_form": e.message}, request.form.getlist("rooms"), e.status)


@bp.post("/posts/<uuid:ident>/end")
@needs("roster.plan")
def end_post(ident: UUID):
    """撤岗 after today."""
    with current.writing() as s:
        duty_posts.end(s, current.by(), ident, ends=current.today())
        return current.remember(s, url_for("roster.plan"))


@bp.post("/plan")
@needs("roster.plan")
def make_plan():
    """排班: thought out first, over a reading; written down in a short transaction that checks again."""
    try:
        values = PlanSchema().load_form(request.form)
        prepared = duties.prepare(current.reading(), current.by(), **values)
        with current.writing() as s:
            row = duties.keep(s, current.by(), prepared)
            navigation.flash("ok" if not row.unfilled else "warn", f"已排 {row.weeks} 周，{len(prepared.plan.duties)} 个班{'，' + str(len(row.unfilled)) + ' 个缺人' if row.unfilled else ''}。")
            return current.remember(s, url_for("roster.plan"))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _plan(e.errors or {"_form": e.message}, request.form, e.status)
