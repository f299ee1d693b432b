"""我的值班: own duties, asking and stepping in, wishes; the calendar link for phones."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import calendar, duties, lawyers, shifts
from legalaid.errors import Refused
from legalaid.guard import needs, open_to_all
from legalaid.schemas.duties import LIKES, AskSchema, WishSchema
from legalaid.tables.roster import WEEKDAYS, DutyPost
from toolkit.officehours import ZONE

bp = Blueprint("duty", __name__)
AHEAD, BEHIND = 15, 4  # weeks shown


@bp.get("/lawyer/duties")
@needs("offers.answer")
def mine():
    """我的值班."""
    return _page({}, {})


def _page(errors, typed, status: int = 200, link: str = ""):
    session, by = current.reading(), current.by()
    me, this, today = lawyers.me(session, by), duties.monday(current.today()), current.today()
    last = this + timedelta(weeks=AHEAD)
    posts = {str(p.id): p for p in duties.posts(session, this, last + timedelta(days=6))}
    held = [d for d in duties.held(session, this, last) if d.post in posts and posts[d.post].day(d.week) >= today]
    own = [(d, posts[d.post]) for d in held if d.lawyer == str(me.id)]
    names = {str(p.id): p.name for p in lawyers.everybody(session)}
    others = [(f"{d.week}/{d.post}", f"{posts[d.post].day(d.week):%m月%d日} {posts[d.post].title}·{names[d.lawyer]}律师") for d in held if d.lawyer != str(me.id) and _reach(me, posts[d.post])]
    open_ = shifts.asks(session, by)
    return render_template(
        "lawyer/duties.html", own=own, asks=open_, mine=me.id, asked={(a.week, str(a.post_id)) for a in open_ if a.lawyer_id == me.id}, others=others, wish=duties.wish_of(session, me.id),
        posts=[p for p in posts.values() if _reach(me, p) and p.ends is None], weekdays=list(enumerate(WEEKDAYS)), likes=LIKES, errors=errors, typed=typed, link=link,
    ), status


def _reach(me, post: DutyPost) -> bool:
    return not me.counties or post.organisation.county in me.counties


@bp.post("/lawyer/duties/ask")
@needs("offers.answer")
def ask():
    """请人代班."""
    try:
        values = AskSchema().load_form(request.form)
        with current.writing() as s:
            shifts.ask(s, current.by(), post_id=values.pop("post"), **values)
            return current.remember(s, url_for("duty.mine"))
    except Refused as e:
        return _refused(e)


@bp.post("/lawyer/duties/asks/<uuid:ident>")
@needs("offers.answer")
def answer(ident: UUID):
    """接班 or 撤回."""
    try:
        with current.writing() as s:
            if request.form.get("do") == "withdraw":
                shifts.withdraw(s, current.by(), ident)
            else:
                shifts.agree(s, current.by(), ident)
                navigation.flash("ok", "这个班已经归您，值班表已更新。")
            return current.remember(s, url_for("duty.mine"))
    except Refused as e:
        return _refused(e)


@bp.post("/lawyer/duties/wishes")
@needs("offers.answer")
def wish():
    """值班意愿."""
    try:
        values = WishSchema().load_form(request.form)
        liked = {name.removeprefix("post-"): int(v) for name, v in request.form.items() if name.startswith("post-") and v in LIKES}
        with current.writing() as s:
            duties.wish(s, current.by(), liked=liked, never=values["never"], most=values.get("most"))
            navigation.flash("ok", "意愿已保存，下一次排班时使用。")
            return current.remember(s, url_for("duty.mine"))
    except Refused as e:
        return _refused(e)


def _refused(e: Refused):
    if e.status in (401, 403, 404):
        raise e
    return _page(e.errors or {"_form": e.message}, request.form, e.status)


@bp.post("/lawyer/duties/feed")
@needs("offers.answer")
def feed_link():
    """A new calendar link, shown this once; the old one ends."""
    with current.writing() as s:
        token = duties.new_feed(s, current.by())
    return _page({}, {}, link=url_for("duty.feed", token=token, _external=True))


@bp.get("/roster/<token>.ics")
@open_to_all
def feed(token: str):
    """The duties of whoever has this secret link, as iCalendar."""
    session = current.reading()
    lawyer = duties.by_feed(session, token)
    this = duties.monday(current.today())
    first, last = this - timedelta(weeks=BEHIND), this + timedelta(weeks=AHEAD)
    posts = {str(p.id): p for p in duties.posts(session, first, last + timedelta(days=6))}
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//legalaid//duty roster//ZH", "CALSCALE:GREGORIAN", "X-WR-CALNAME:法律援助值班"]
    for d in duties.held(session, first, last):
        if d.lawyer == str(lawyer.id):
            begins, ends = _hours(session, posts[d.post].day(d.week), posts[d.post].half)
            lines += ["BEGIN:VEVENT", f"UID:{d.week}-{d.post}@legalaid", f"DTSTAMP:{_utc(current.now())}", f"DTSTART:{_utc(begins)}", f"DTEND:{_utc(ends)}",
                      f"SUMMARY:{_plain('值班：' + posts[d.post].organisation.name)}", f"LOCATION:{_plain(posts[d.post].organisation.name)}", "END:VEVENT"]
    body = "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])
    return Response(body, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"})


def _hours(session, day: date, half: str) -> tuple[datetime, datetime]:
    spans = calendar.office_hours(session, day).spans
    begins, ends = spans[0] if half == "AM" else spans[-1]
    return datetime.combine(day, begins, ZONE), datetime.combine(day, ends, ZONE)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _plain(text: str) -> str:
    """Text as RFC 5545 writes it."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 bytes a line, a longer one goes on after a blank (RFC 5545 3.1)."""
    parts, rest = [], line
    while len(rest.encode()) > 73:
        cut = 73
        while len(rest[:cut].encode()) > 73:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return "\r\n ".join([*parts, rest]) + "\r\n"
