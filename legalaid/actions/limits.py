"""时限: the office's rules as dated rows, and the limits frozen into a ticket with their explanation line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, clear, memory
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.limits import FIRST_STEPS, LEVELS, MATTERS, STEPS, UNITS, LimitRule
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Split, Ticket
from toolkit import causes, deadlines, officehours
from toolkit.workdays import Calendar

LONGEST = 250  # working days: a year
_LEVEL_OF = {"CITY": "CITY", "DISTRICT": "DISTRICT"}  # every other kind of organisation is ZONE
_ALWAYS = date(2000, 1, 1)
# 预警 at 70 % of the time between registration and limit [C]
WARN_PERCENT = 70
# What holds where the office has set nothing [C]: 咨询 3, 一般 10, 疑难 20 working days; 受理 1, 首次联系 2, both 24 hours when urgent
_SHIPPED = (
    ("WHOLE", "ORDINARY", None, 10, "WORKDAY"), ("WHOLE", "ORDINARY", "政策咨询", 3, "WORKDAY"), ("WHOLE", "COMPLEX", None, 20, "WORKDAY"),
    ("ACCEPT", "ORDINARY", None, 1, "WORKDAY"), ("ACCEPT", "COMPLEX", None, 1, "DAY"),
    ("CONTACT", "ORDINARY", None, 2, "WORKDAY"), ("CONTACT", "COMPLEX", None, 1, "DAY"),
)


@dataclass(frozen=True)
class Limit:
    """A rule in force: `days` of a unit from registration. `scope` is a class, a subclass, or None for all."""

    level: str
    step: str
    matter: str
    scope: str | None
    days: int
    unit: str
    valid_from: date

    @property
    def shipped(self) -> bool:
        """Whether it came with the product."""
        return self.valid_from == _ALWAYS

    @property
    def words(self) -> str:
        """2 个工作日 / 24 小时."""
        return length_said(self.days, self.unit)


def level_of(place: Organisation) -> str:
    """The level whose limits an organisation keeps."""
    return _LEVEL_OF.get(place.kind, "ZONE")


def scopes() -> list[str]:
    """Every class, each followed by its subclasses."""
    return [name for cls, subs in causes.SUBCLASSES.items() for name in (cls, *(s for s in subs if s != cls))]


def rows(session: Session) -> list[LimitRule]:
    """Every rule that somebody of this office wrote, the newest first."""
    return list(session.scalars(select(LimitRule).order_by(LimitRule.recorded_at.desc(), LimitRule.id)))


def in_force(session: Session, day: date, level: str | None = None) -> list[Limit]:
    """The limits that hold on a day, shipped ones too: one for each level, step, matter and scope."""
    return list(memory.once(session, LimitRule, (day, level), lambda: _in_force(session, day, level)))


def _in_force(session: Session, day: date, level: str | None) -> list[Limit]:
    found = {(lv, st, m, s): Limit(lv, st, m, s, n, unit, _ALWAYS) for lv in LEVELS if level in (None, lv) for st, m, s, n, unit in _SHIPPED}
    query = select(LimitRule).where(LimitRule.approved_at.is_not(None), LimitRule.withdrawn_at.is_(None), LimitRule.valid_from <= day)
    if level is not None:
        query = query.where(LimitRule.level == level)
    for row in session.scalars(query.order_by(LimitRule.valid_from, LimitRule.approved_at, LimitRule.id)):
        found[row.level, row.step, row.matter, row.scope] = Limit(row.level, row.step, row.matter, row.scope, row.days, row.unit, row.valid_from)
    return list(found.values())


def limit(session: Session, day: date, level: str, matter: str, names: Iterable[str | None] = (), *, step: str = "WHOLE") -> Limit:
    """The limit of a matter or of one of its first steps; `names` are its subclass and class, the most special first."""
    known = {x.scope: x for x in in_force(session, day, level) if (x.step, x.matter) == (step, matter)}
    return next((known[name] for name in names if name is not None and name in known), known[None])


def matter_of(head_count: int, flags: Iterable[str]) -> str:
    """COMPLEX for ten people or more and for anything urgent."""
    return "COMPLEX" if head_count >= 10 or any(flags) else "ORDINARY"


def ends(found: Limit, start: datetime, calendar: Calendar) -> datetime:
    """When a limit that begins at `start` is over."""
    if found.unit == "WORKDAY":
        return officehours.add_workdays_at(start, found.days, calendar)
    return start.astimezone(officehours.ZONE) + timedelta(days=found.days)


def freeze(session: Session, calendar: Calendar, start: datetime, place: Organisation, matter: str, names: Iterable[str | None] = (), *,
           step: str = "WHOLE") -> tuple[datetime, list[str]]:
    """The moment a request registered at `start` has to be done by, or accepted, or its worker contacted, with the reason line by line.

    The rule is the one of the day of registration.
    """
    began = start.astimezone(officehours.ZONE)
    found = limit(session, began.date(), level_of(place), matter, names, step=step)
    end = ends(found, start, calendar)
    what = MATTERS[found.matter] + (f"（{found.scope}）" if found.scope else "")
    lines = [
        f"{what}{STEPS[step]}时限 {found.words}（{LEVELS[found.level]}，{'随产品提供的规定' if found.shipped else f'{found.valid_from} 起施行的规定'}）",
        f"自登记时 {said(began)} 起算，届满 {said(end)}",
        deadlines.working_line(began.date() + timedelta(days=1), end.date(), calendar).rstrip("。") if found.unit == "WORKDAY" else "连续计算，休息日、节假日也计入",
    ]
    if found.unit == "WORKDAY" and calendar.is_provisional(began.date(), end.date()):
        lines.append("其中有的年份放假安排尚未公布，按周末和固定的法定节假日推算")
    return end, lines


def freeze_confirmed(session: Session, calendar: Calendar, ticket: Ticket) -> None:
    """Where the confirmed class or subclass has a limit of its own: freeze anew, still from registration."""
    found = special(session, calendar, ticket, "WHOLE")
    if found is not None:
        ticket.due_at, ticket.due_reason = found


def special(session: Session, calendar: Calendar, ticket: Ticket, step: str) -> tuple[datetime, list[str]] | None:
    """The limit that the confirmed class or subclass has of its own, None without one. What was split off keeps the limits it took over."""
    if session.scalar(select(Split.id).where(Split.ticket_id == ticket.id)) is not None:
        return None
    matter, names = matter_of(ticket.head_count, ticket.flags), (ticket.subclass, ticket.class_name)
    began = ticket.registered_at.astimezone(officehours.ZONE).date()
    if limit(session, began, level_of(ticket.organisation), matter, names, step=step).scope is None:
        return None
    return freeze(session, calendar, ticket.registered_at, ticket.organisation, matter, names, step=step)


def pace(began: datetime, due_at: datetime, now: datetime) -> str | None:
    """overdue, due_soon (70 % of the time is used up) or None."""
    if now > due_at:
        return "overdue"
    return "due_soon" if (now - began) * 100 >= (due_at - began) * WARN_PERCENT else None


def left(due_at: datetime, now: datetime) -> str:
    """剩 3 小时 / 超 1 天 2 小时: the time left by the clock in words."""
    span = due_at - now
    word = "剩" if span >= timedelta() else "超"
    minutes = int(abs(span).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{word} {days} 天" + (f" {hours} 小时" if hours and days < 3 else "")
    return f"{word} {hours} 小时" if hours else f"{word} {minutes} 分钟"


def length_said(days: int, unit: str) -> str:
    """2 个工作日 / 24 小时."""
    return f"{days} 个工作日" if unit == "WORKDAY" else f"{24 * days} 小时"


def said(moment: datetime) -> str:
    """A moment as the lines of an explanation write it."""
    return f"{moment.astimezone(officehours.ZONE):%Y-%m-%d %H:%M}"


def span_said(span: timedelta) -> str:
    """Working time in words, a working day being 24 hours: 2 个工作日 3 小时 5 分钟."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{n} {unit}" for n, unit in ((days, "个工作日"), (hours, "小时"), (rest, "分钟")) if n]
    return " ".join(parts) or "0 分钟"


def propose(session: Session, by: By, *, level: str, matter: str, scope: str | None, days: int, valid_from: date, reason: str, step: str = "WHOLE",
            unit: str = "WORKDAY") -> LimitRule:
    """Write down a new limit; it holds from its day on once a second person has approved it."""
    by.must("limits.edit")
    errors = {}
    if level not in LEVELS:
        errors["level"] = "请选择层级。"
    if matter not in MATTERS:
        errors["matter"] = "请选择诉求种类。"
    if scope is not None and scope not in scopes():
        errors["scope"] = "没有这个类别或者小类。"
    if step not in STEPS:
        errors["step"] = "请选择哪一步的时限。"
    elif step == "ACCEPT" and scope is not None:
        errors["scope"] = "受理时才确认类别，受理时限只能对全部类别规定。"
    if unit not in UNITS or (unit != "WORKDAY" and step not in FIRST_STEPS):
        errors["unit"] = "整件诉求的办理时限按工作日计算。" if unit in UNITS else "请选择按什么计算。"
    if not 1 <= days <= LONGEST:
        errors["days"] = f"天数应在 1 至 {LONGEST} 之间。"
    if valid_from <= _today(by):
        errors["valid_from"] = "新的时限最早从明天起施行，已经登记的诉求不变。"
    if errors:
        raise Invalid(errors)
    reason = clear.text("reason", reason, shortest=4, longest=200, short="请写明依据或者原因（不少于 4 个字）。")
    row = LimitRule(level=level, step=step, matter=matter, scope=scope, days=days, unit=unit, valid_from=valid_from, reason=reason, author_id=by.actor_id, recorded_at=by.now,
                    approved_by=None, approved_at=None, withdrawn_by=None, withdrawn_at=None)
    session.add(row)
    session.flush()
    audit.record(session, by, "limit.propose", row, level=level, step=step, matter=matter, scope=scope, days=days, unit=unit, valid_from=valid_from)
    return row


def approve(session: Session, by: By, ident: UUID) -> LimitRule:
    """A second person agrees; nobody approves their own."""
    by.must("limits.approve")
    row = _waiting(session, ident)
    if row.approved_at is not None:
        raise Conflict("这条时限已经复核过。")
    if row.author_id is not None and row.author_id == by.actor_id:
        raise Forbidden("录入的人不能自己复核，请另一位同事复核。")
    if row.valid_from <= _today(by):
        raise Conflict("施行日期已到，不能再复核，请录入新的施行日期。")
    row.approved_by, row.approved_at = by.actor_id, by.now
    session.flush()
    audit.record(session, by, "limit.approve", row, level=row.level, step=row.step, matter=row.matter, days=row.days, unit=row.unit, valid_from=row.valid_from)
    return row


def withdraw(session: Session, by: By, ident: UUID) -> LimitRule:
    """Take back a limit that does not hold yet; one that does is replaced by a later one."""
    by.must("limits.edit")
    row = _waiting(session, ident)
    if row.approved_at is not None and row.valid_from <= _today(by):
        raise Refused("已经施行的时限不能撤回，可以录入新的时限取代。", field="valid_from")
    row.withdrawn_by, row.withdrawn_at = by.actor_id, by.now
    session.flush()
    audit.record(session, by, "limit.withdraw", row, level=row.level, step=row.step, matter=row.matter, days=row.days, unit=row.unit)
    return row


def _waiting(session: Session, ident: UUID) -> LimitRule:
    row = session.scalar(select(LimitRule).where(LimitRule.id == ident).with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    if row.withdrawn_at is not None:
        raise Conflict("这条时限已经撤回。")
    return row


def _today(by: By) -> date:
    return by.now.astimezone(officehours.ZONE).date()
