"""Deadlines: statutory periods as data, counted by the Civil Procedure Law, each with its explanation."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from toolkit.authority import Citation, cite
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar, DayKind, add_months

LIBRARY = Path(__file__).parent / "library" / "deadlines"
COUNTING = (cite("民法典-201"), cite("民法典-202"), cite("民法典-203"), cite("民事诉讼法-85"))
_UNITS = {"D": "日", "M": "个月", "Y": "年", "WD": "个工作日"}
_WEEKDAYS = "一二三四五六日"
WARN_DAYS = (1, 3, 7, 30)
_ALARM = {1: "紧急：", 3: "紧急：", 7: "请抓紧：", 30: "请留意："}


@dataclass(frozen=True)
class Rule:
    """One statutory period: `n` of `unit` (D days, M months, Y years, WD working days) from `trigger` to do `act`.

    `backward` counts towards the past; `roll` moves an end on a day off to the next (backward: previous) working day;
    `waiting` means that `act` becomes possible, or happens by itself, once the period is over: nobody can be late.
    """

    id: str
    n: int
    unit: str
    title: str
    trigger: str
    act: str
    cites: tuple[Citation, ...]
    roll: bool
    backward: bool = False
    waiting: bool = False
    note: str = ""
    mark: str = "V"

    @property
    def length(self) -> str:
        """十五日 as written in lines: "15 日", "前 5 日"."""
        return f"{'前 ' if self.backward else ''}{self.n} {_UNITS[self.unit]}"


@dataclass(frozen=True)
class Deadline:
    """The last day to act. `raw_date` is before rolling; `provisional` = rests on a year whose schedule is unknown.

    `warnings` tell how near the end is, seen from `as_of`, and to act by the earlier of the two dates.
    """

    rule: Rule
    trigger_date: date
    due_date: date
    raw_date: date
    provisional: bool
    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def rolled(self) -> bool:
        """Whether the end was moved off a day off."""
        return self.due_date != self.raw_date


@cache
def rules() -> MappingProxyType[str, Rule]:
    """Every rule by its id, in the order of the life of a dispute."""
    rows = json.loads((LIBRARY / "rules.json").read_text(encoding="utf-8"))
    found: dict[str, Rule] = {}
    for row in rows:
        cites = tuple(cite(*text.split("|")) for text in row.pop("cites"))
        found[row["id"]] = Rule(cites=cites, **row)
    return MappingProxyType(found)


def deadline(
    rule_id: str, trigger_date: date, calendar: Calendar, loaded_years: Iterable[int] | None = None, as_of: date | None = None
) -> Deadline:
    """Count one period: the trigger day is excluded, an end on a day off moves (民法典 201–203; 民事诉讼法 85).

    `loaded_years` restricts the calendar to these of its years (none of them when empty). `as_of` is the day from which
    the days left are told. An unknown rule is refused.
    """
    rule = rules().get(rule_id)
    if rule is None:
        raise Refusal("rule_id", f"没有名为“{rule_id}”的期限规则")
    if loaded_years is not None:
        calendar = calendar.only(loaded_years)
    raw = _end(rule, trigger_date, calendar)
    due = raw
    if rule.roll:
        due = calendar.previous_workday(raw) if rule.backward else calendar.next_workday(raw)
    # a working-day period looks at every day from the trigger on, the others only at their end
    used = (trigger_date + timedelta(days=1), due) if rule.unit == "WD" else (raw, due)
    lines = [
        f"起算：{rule.trigger}为 {trigger_date.isoformat()}，当日不计入。",
        f"期间：{rule.length}，届满日为 {_named(raw)}。",
    ]
    if rule.roll:
        lines.append(_rolling(raw, due, calendar, "提前" if rule.backward else "顺延"))
    elif rule.unit == "WD":
        lines.append(working_line(*used, calendar))
    else:
        lines.append("本期限届满日遇假期不顺延。")
    provisional = calendar.is_provisional(*used)
    if provisional:
        lines.append(provisional_line(calendar, *used))
    lines.append(f"{_named(due)}届满，{rule.act}。" if rule.waiting else f"应在 {_named(due)}前（含当日）{rule.act}。")
    if rule.note:
        lines.append(rule.note)
    warnings = () if rule.waiting else _urging(raw, due, as_of)
    return Deadline(rule, trigger_date, due, raw, provisional, tuple(lines), warnings)


def _urging(raw: date, due: date, as_of: date | None) -> tuple[str, ...]:
    """Advice to act by the safer of the two dates, and how many days are left to it."""
    safe = min(raw, due)
    found = [f"请最迟在 {safe.isoformat()} 办好" + ("，不要等到顺延后的最后一天。" if due > raw else "，能早就早。")]
    if as_of is None:
        return tuple(found)
    left = (safe - as_of).days
    if as_of > due:
        found.insert(0, f"期限已于 {due.isoformat()} 届满，已过 {(as_of - due).days} 天。")
    elif left < 0:
        found.insert(0, f"届满日 {safe.isoformat()} 已过，只能在 {due.isoformat()} 之前办理，请立即办理。")
    else:
        level = next((days for days in WARN_DAYS if left <= days), None)
        if level is not None:
            found.insert(0, f"{_ALARM[level]}离 {safe.isoformat()} 还有 {left} 天。")
    return tuple(found)


def working_line(first: date, last: date, calendar: Calendar) -> str:
    """The sentence that says how many days of first … last were left out and which weekend days were counted."""
    days = [calendar.day(first + timedelta(days=index)) for index in range((last - first).days + 1)]
    off = sum(calendar.is_off(day.date) for day in days)
    worked = "、".join(day.date.isoformat() for day in days if day.kind is DayKind.ADJUSTED_WORKDAY)
    return f"只计工作日：其间 {off} 天休息日、节假日不计入" + (f"，{worked} 调休上班，计入。" if worked else "。")


def _end(rule: Rule, trigger: date, calendar: Calendar) -> date:
    sign = -1 if rule.backward else 1
    if rule.unit == "WD":
        return calendar.add_workdays(trigger, rule.n)
    if rule.unit == "D":
        return trigger + timedelta(days=sign * rule.n)
    return add_months(trigger, sign * rule.n * (12 if rule.unit == "Y" else 1))


@dataclass(frozen=True)
class Interrupt:
    """An act on day `start` that begins the year anew: a claim to the employer or an authority, or an admission.

    调解仲裁法 27(2). Talking to the union alone is not safe unless it passes the demand on or mediates.
    """

    start: date
    what: str = ""


@dataclass(frozen=True)
class Suspend:
    """An obstacle from `start` to `end`, the day it ended (调解仲裁法 27(3))."""

    start: date
    end: date
    what: str = ""


@dataclass(frozen=True)
class Limitation:
    """The last day to apply for arbitration, and how each event moved it."""

    due_date: date
    raw_date: date
    provisional: bool
    lines: tuple[str, ...]
    warnings: tuple[str, ...]


def limitation(
    trigger_date: date, events: Iterable[Interrupt | Suspend], calendar: Calendar, as_of: date | None = None
) -> Limitation:
    """The one-year limit of 调解仲裁法 27 with its interruptions and suspensions, in order of date.

    An event counts if it begins on or before the limit then due; later ones do nothing. On one day an interruption goes
    before a suspension. Refused: an event before the trigger day, a suspension that ends before it begins, two
    suspensions that overlap.
    """
    raw = add_months(trigger_date, 12)
    lines = [f"起算：知道或者应当知道权利被侵害之日为 {trigger_date.isoformat()}，一年届满为 {raw.isoformat()}。"]
    warnings: list[str] = []
    provisional = False
    suspended: Suspend | None = None
    for event in sorted(events, key=_in_time):
        _check(event, trigger_date, suspended)
        due = calendar.next_workday(raw)
        provisional |= calendar.is_provisional(raw, due)
        if event.start > due:
            lines.append(f"{event.start.isoformat()} 的事由发生在时效届满（{due.isoformat()}）之后，不起作用。")
            warnings.append(f"{event.start.isoformat()} 之前时效已届满，请审查是否另有中断、中止事由或者对方同意履行。")
        elif isinstance(event, Interrupt):
            raw = add_months(event.start, 12)
            lines.append(f"{event.start.isoformat()} 时效中断，重新计算一年，届满为 {raw.isoformat()}。")
            if suspended is not None and event.start < suspended.end:
                warnings.append("中断发生在中止期间，中断后剩余的中止时间未再计入，需人工审查。")
        else:
            days = (event.end - event.start).days
            raw += timedelta(days=days)
            suspended = event
            span = f"{event.start.isoformat()} 至 {event.end.isoformat()}"
            lines.append(f"{span} 时效中止 {days} 天，届满延后为 {raw.isoformat()}。")
    due = calendar.next_workday(raw)
    lines.append(_rolling(raw, due, calendar, "顺延"))
    if calendar.is_provisional(raw, due):
        provisional = True
        lines.append(provisional_line(calendar, raw, due))
    return Limitation(due, raw, provisional, tuple(lines), (*warnings, *_urging(raw, due, as_of)))


def _in_time(event: Interrupt | Suspend) -> tuple[date, bool, date]:
    """Order of events; on one day an interruption first, then the shorter suspension."""
    return (event.start, True, event.end) if isinstance(event, Suspend) else (event.start, False, event.start)


def _check(event: Interrupt | Suspend, trigger: date, suspended: Suspend | None) -> None:
    if event.start < trigger:
        raise Refusal("events", f"事由日期 {event.start.isoformat()} 早于起算日 {trigger.isoformat()}，请核对")
    if isinstance(event, Suspend):
        if event.end < event.start:
            raise Refusal("events", f"中止事由 {event.start.isoformat()} 的结束日早于开始日")
        if suspended is not None and event.start < suspended.end:
            raise Refusal("events", f"两段中止时间在 {event.start.isoformat()} 重叠，请合并为一段")


def provisional_line(calendar: Calendar, first: date, last: date) -> str:
    """The sentence that says which years are not announced and what was assumed."""
    years = range(min(first, last).year, max(first, last).year + 1)
    unknown = "、".join(str(year) for year in years if not calendar.is_loaded(year))
    return f"{unknown} 年放假安排尚未导入，暂按周末和固定的法定节假日推算，导入后须重新计算。"


def _rolling(raw: date, due: date, calendar: Calendar, verb: str) -> str:
    day = calendar.day(raw)
    if raw == due:
        worked = "，为调休上班日" if day.kind is DayKind.ADJUSTED_WORKDAY else ""
        return f"届满日 {_named(raw)}{worked}，不需{verb}。"
    why = f"为{day.name}假期" if day.name else "为休息日"
    return f"届满日 {_named(raw)}{why}，{verb}至 {_named(due)}。"


def _named(day: date) -> str:
    return f"{day.isoformat()}（星期{_WEEKDAYS[day.weekday()]}）"
