"""The books of an office checked another way: rows as the database has them, a calendar and limits of its own, nothing of `legalaid.actions`."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.tables import Base

PLACE = ZoneInfo("Asia/Shanghai")
LIBRARY = Path(__file__).resolve().parents[2] / "toolkit" / "library" / "calendar"
FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
SHIPPED = {
    ("WHOLE", "ORDINARY", None): (10, "WORKDAY"), ("WHOLE", "ORDINARY", "政策咨询"): (3, "WORKDAY"), ("WHOLE", "COMPLEX", None): (20, "WORKDAY"),
    ("ACCEPT", "ORDINARY", None): (1, "WORKDAY"), ("ACCEPT", "COMPLEX", None): (1, "DAY"),
    ("CONTACT", "ORDINARY", None): (2, "WORKDAY"), ("CONTACT", "COMPLEX", None): (1, "DAY"),
}
GROUNDS = {"PAPERS": "等职工补充材料", "APPRAISAL": "等认定或者鉴定结论", "TRIBUNAL": "等仲裁或者法院程序", "DEPARTMENT": "等其他部门答复", "WISH": "职工要求暂缓", "FORCE": "不可抗力"}
Row = Mapping[str, Any]
Limit = tuple[datetime, list[str]]


def rows(session: Session, name: str) -> list[Row]:
    """All rows of a table."""
    return [dict(row) for row in session.execute(select(Base.metadata.tables[name])).mappings()]


class Days:
    """Which days are worked, by the schedules that were known at a moment; `later` are years announced in the course of time."""

    def __init__(self, later: Mapping[datetime, Mapping[str, Any]]) -> None:
        shipped = [(datetime.min.replace(tzinfo=PLACE), json.loads(p.read_text("utf-8"))) for p in sorted(LIBRARY.glob("*.json"))]
        self.years = [*shipped, *later.items()]

    def at(self, moment: datetime) -> "Known":
        known = [notice for since, notice in self.years if since <= moment]
        off = {date.fromisoformat(first) + timedelta(days=n) for notice in known for _, first, last in notice["off"]
               for n in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)}
        return Known({notice["year"] for notice in known}, off, {date.fromisoformat(d) for notice in known for d in notice["workdays"]})


@dataclass(frozen=True)
class Known:
    """The schedules of some years."""

    years: set[int]
    off: set[date]
    made_up: set[date]

    def works(self, day: date) -> bool:
        if day in self.made_up or day in self.off:
            return day in self.made_up
        return day.weekday() < 5 and (day.year in self.years or (day.month, day.day) not in FIXED)

    def _midnights(self, first: datetime, last: datetime) -> Iterator[datetime]:
        for n in range((last.date() - first.date()).days + 1):
            yield datetime.combine(first.date() + timedelta(days=n), time(), PLACE)

    def worked(self, first: datetime, last: datetime) -> timedelta:
        """What of the time between lies on working days."""
        parts = [min(last, m + timedelta(days=1)) - max(first, m) for m in self._midnights(first, last) if self.works(m.date())]
        return sum((p for p in parts if p > timedelta()), timedelta())

    def after(self, start: datetime, span: timedelta) -> datetime:
        """The first moment at which so much working time has passed, by halving."""
        low, high = start, start + 2 * span + timedelta(days=60)  # of seven days at least four are worked
        while span and high - low > timedelta(microseconds=1):
            middle = low + (high - low) / 2
            low, high = (low, middle) if self.worked(start, middle) >= span else (middle, high)
        return high if span else start

    def workday(self, start: datetime, count: int) -> datetime:
        days = [d for d in (start.date() + timedelta(days=n) for n in range(1, 3 * count + 30)) if self.works(d)]
        return datetime.combine(days[count - 1], start.time(), PLACE)


def said(moment: datetime) -> str:
    return moment.astimezone(PLACE).strftime("%Y-%m-%d %H:%M")


def span_said(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    words = [(minutes // 1440, "个工作日"), (minutes % 1440 // 60, "小时"), (minutes % 60, "分钟")]
    return " ".join(f"{n} {unit}" for n, unit in words if n) or "0 分钟"


class Books:
    """All rows that limits depend on, and every limit worked out anew from them."""

    def __init__(self, session: Session, days: Days) -> None:
        self.days = days
        self.tickets = {t["id"]: t for t in rows(session, "tickets")}
        self.rules = sorted((r for r in rows(session, "limit_rules") if r["approved_at"] and not r["withdrawn_at"]), key=lambda r: (r["valid_from"], r["approved_at"]))
        self.districts = {o["code"] for o in rows(session, "organisations") if o["kind"] == "DISTRICT"}
        self.splits = {s["ticket_id"]: s for s in rows(session, "splits")}
        self.steps = {(s["ticket_id"], s["step"]): s for s in rows(session, "step_limits")}
        self.pauses, self.extensions = defaultdict(list), defaultdict(list)
        for pause in rows(session, "pauses"):
            self.pauses[pause["ticket_id"]].append(pause)
        for extension in rows(session, "extensions"):
            self.extensions[extension["ticket_id"]].append(extension)

    def frozen(self, t: Row, step: str, names: tuple[str | None, ...], at: datetime) -> tuple[str | None, Limit]:
        """(the class whose rule it was, limit) by the rules of the day of registration and the schedules known at a moment."""
        began = t["registered_at"].astimezone(PLACE)
        level = "DISTRICT" if t["county"] in self.districts else "CITY"
        matter = "COMPLEX" if t["head_count"] >= 10 or t["flags"] else "ORDINARY"
        held: dict[Any, tuple[int, str, date | None]] = {key: (*value, None) for key, value in SHIPPED.items()}
        for r in self.rules:
            if r["level"] == level and r["valid_from"] <= began.date():
                held[r["step"], r["matter"], r["scope"]] = (r["days"], r["unit"], r["valid_from"])
        scope = next(name for name in (*names, None) if (step, matter, name) in held)
        count, unit, since = held[step, matter, scope]
        known = self.days.at(at)
        due = known.workday(began, count) if unit == "WORKDAY" else began + timedelta(days=count)
        what = {"ORDINARY": "一般诉求", "COMPLEX": "疑难、紧急或集体诉求"}[matter] + (f"（{scope}）" if scope else "") + {"WHOLE": "办理", "ACCEPT": "受理", "CONTACT": "首次联系"}[step]
        length = f"{count} 个工作日" if unit == "WORKDAY" else f"{count * 24} 小时"
        source = f"{since} 起施行的规定" if since else "随产品提供的规定"
        lines = [f"{what}时限 {length}（{'县（市、区）级' if level == 'DISTRICT' else '市级'}，{source}）", f"自登记时 {said(began)} 起算，届满 {said(due)}"]
        if unit == "DAY":
            return scope, (due, [*lines, "连续计算，休息日、节假日也计入"])
        between = [began.date() + timedelta(days=n) for n in range(1, (due.date() - began.date()).days + 1)]
        made_up = "、".join(str(d) for d in between if d in known.made_up and d.weekday() >= 5)
        lines.append(f"只计工作日：其间 {sum(not known.works(d) for d in between)} 天休息日、节假日不计入" + (f"，{made_up} 调休上班，计入" if made_up else ""))
        if not {began.year, due.year} <= known.years:
            lines.append("其中有的年份放假安排尚未公布，按周末和固定的法定节假日推算")
        return scope, (due, lines)

    def whole(self, t: Row, until: datetime | None = None) -> Limit:
        """The limit of a request as it stands at the end, or stood at a moment, and its explanation."""
        split = self.splits.get(t["id"])
        if split:
            due, lines = self.whole(self.tickets[split["from_id"]], split["at"])
            lines = [*lines, self._out_of(split)]
        else:
            _, (due, lines) = self.frozen(t, "WHOLE", (), t["registered_at"])
            if t["confirmed_at"] and (until is None or t["confirmed_at"] <= until):
                scope, own = self.frozen(t, "WHOLE", (t["subclass"], t["class_name"]), t["confirmed_at"])
                due, lines = own if scope else (due, lines)
        moved = [(p["ended_at"], p) for p in self.pauses[t["id"]] if p["ended_at"]] + [(e["decided_at"], e) for e in self.extensions[t["id"]] if e["state"] == "GRANTED"]
        for at, what in sorted(moved, key=lambda pair: pair[0]):
            if until is not None and at > until:
                break
            known, local = self.days.at(at), due.astimezone(PLACE)
            if "days" in what:
                due = known.after(local, timedelta(days=what["days"]))
                lines = [*lines, f"{said(at)} 同意延期 {what['days']} 个工作日，届满延至 {said(due)}"]
            else:
                stood = known.worked(what["started_at"].astimezone(PLACE), at.astimezone(PLACE))
                due = known.after(local, stood)
                lines = [*lines, f"{said(what['started_at'])} 至 {said(at)} 暂停（{GROUNDS[what['ground']]}），其间工作日的时间 {span_said(stood)} 不计入，届满顺延至 {said(due)}"]
        return due, lines

    def first(self, t: Row, step: str, until: datetime | None = None) -> Limit:
        """The limit of a first step."""
        split = self.splits.get(t["id"])
        if split:
            due, lines = self.first(self.tickets[split["from_id"]], step, split["at"])
            return due, [*lines, self._out_of(split)]
        met, confirmed = self.steps[t["id"], step]["met_at"], t["confirmed_at"]
        if step == "CONTACT" and confirmed and (met is None or met > confirmed) and (until is None or confirmed <= until):
            scope, own = self.frozen(t, step, (t["subclass"], t["class_name"]), confirmed)
            if scope:
                return own
        return self.frozen(t, step, (), t["registered_at"])[1]

    def _out_of(self, split: Row) -> str:
        return f"由 {self.tickets[split['from_id']]['no']} 拆出，时限从原登记时间算起"

    def wrong(self) -> list[str]:
        """Every limit that is not what these books say."""
        found = [f"{t['no']}: {t['due_reason']} {t['due_at']}, not {said_so}" for t in self.tickets.values() if (t["due_at"], t["due_reason"]) != (said_so := self.whole(t))]
        for (ident, step), s in self.steps.items():
            due = self.first(self.tickets[ident], step)
            if (s["due_at"], s["reason"]) != due:
                found.append(f"{self.tickets[ident]['no']} {step}: {s['reason']} {s['due_at']}, not {due}")
        return found + [f"{t['no']} has no limit of {step}" for t in self.tickets.values() for step in ("ACCEPT", "CONTACT") if (t["id"], step) not in self.steps]
