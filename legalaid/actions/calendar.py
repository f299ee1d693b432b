"""日历与参数: what is shipped, plus what this office entered."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, memory
from legalaid.errors import FaultyFile, Refused
from legalaid.reading import json_rows
from legalaid.roles import By
from legalaid.tables.library import CalendarDay
from legalaid.tables.library import Parameter as Row
from toolkit.officehours import ZONE, OfficeHours
from toolkit.parameters import Parameter, Parameters, region_named, shipped_parameters
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar, Day, DayKind, Year, parse_date, shipped_calendar


def office_calendar(session: Session) -> Calendar:
    """The shipped years, replaced or extended by the imported ones."""
    return memory.once(session, CalendarDay, "calendar", lambda: _calendar(session))


def _calendar(session: Session) -> Calendar:
    years: dict[int, list[CalendarDay]] = defaultdict(list)
    for row in session.scalars(select(CalendarDay).order_by(CalendarDay.day)):
        years[row.notice_year].append(row)
    calendar = shipped_calendar()
    for number, rows in years.items():
        days = tuple(Day(r.day, DayKind(r.kind), r.name or "") for r in rows)
        known = any(d.kind is DayKind.STATUTORY_HOLIDAY for d in days)
        calendar = calendar.with_years(Year(number, days, rows[0].source, known))
    return calendar


def office_parameters(session: Session) -> Parameters:
    """The shipped figures, overlaid by what this office entered and did not withdraw."""
    return memory.once(session, Row, "parameters", lambda: _parameters(session))


def _parameters(session: Session) -> Parameters:
    # entered and verified within one instant: the verified row is the later one
    rows = session.scalars(select(Row).where(Row.withdrawn_at.is_(None)).order_by(Row.recorded_at, Row.verified_by.is_not(None), Row.id))
    return shipped_parameters().with_values(*(
        Parameter(r.key, r.region, r.value, r.valid_from, r.valid_to, r.source, r.mark, r.verified_by) for r in rows
    ))


def office_hours(session: Session, day: date, region: str = "宁波市") -> OfficeHours:
    """The office hours in force on a day."""
    found = office_parameters(session).find("office_hours", region, day)
    return OfficeHours.parse(found.value) if found else OfficeHours()


def sending_time(session: Session, now: datetime) -> datetime:
    """When staff may be told of something that happens now: at once in office hours, else when the office opens next."""
    return office_hours(session, now.astimezone(ZONE).date()).open_from(now, office_calendar(session))


def import_year(session: Session, by: By, year: Year) -> dict[str, int]:
    """Keep one year's schedule; replaces what was imported for that year, all or nothing."""
    by.must("parameters.edit")
    if not year.days:
        raise Refused(f"{year.year} 年的放假安排没有列出任何日期，尚未公布的年份不能导入。", field="days")
    counts = {"year": year.year, "days": len(year.days)}
    session.execute(delete(CalendarDay).where(CalendarDay.notice_year == year.year))
    session.add_all(
        CalendarDay(day=d.date, notice_year=year.year, kind=d.kind.value, name=d.name, source=year.source, recorded_at=by.now)
        for d in year.days
    )
    session.flush()
    audit.record(session, by, "calendar.import", "calendar_days", str(year.year), days=len(year.days), source=year.source)
    return counts


_NEEDED = ("key", "region", "value", "valid_from", "source", "mark")
_LONGEST = {"key": 60, "region": 24, "value": 40, "valid_from": 10, "valid_to": 10, "source": 200, "mark": 4, "verified_by": 64}


def _lacking(row: dict[str, Any]) -> list[str]:
    return [name for name in _NEEDED if row.get(name) is None or not str(row[name]).strip()]


def figure(row: dict[str, Any], table: Parameters) -> Parameter:
    """One figure of texts, checked against the table of keys and regions. Raises Refusal under the field."""
    for name, value in row.items():
        if name not in _LONGEST:
            raise Refusal(name, "不认识的字段")
        if isinstance(value, bool) or not (value is None or isinstance(value, str) or (name == "value" and isinstance(value, int | float))):
            raise Refusal(name, "应为文字")
        if len(str(value)) > _LONGEST[name]:
            raise Refusal(name, f"超过 {_LONGEST[name]} 个字符")
    texts = {name: str(row[name]).strip() for name in row if row[name] is not None}
    if lacking := _lacking(row):
        raise Refusal(lacking[0], "缺少这一项")
    one = Parameter(
        key=texts["key"], region=region_named(texts["region"]), value=texts["value"], valid_from=parse_date(texts["valid_from"], "valid_from"),
        valid_to=parse_date(texts["valid_to"], "valid_to") if texts.get("valid_to") else None, source=texts["source"], mark=texts["mark"],
        verified_by=texts.get("verified_by") or None,
    )
    try:
        return Parameters(table.keys.values(), [one]).values[0]
    except Refusal as e:
        raise Refusal("value" if e.field == one.key else e.field, e.message) from e


def import_parameters(session: Session, by: By, lines: Iterable[str]) -> dict[str, int]:
    """Import JSONL `{"key","region","value","valid_from","valid_to","source","mark","verified_by"}`, all or nothing. Append-only:
    the same figure is unchanged, another one for the same key, region and start is a new version that holds from now on."""
    by.must("parameters.edit")
    found, faults = json_rows(lines)
    held = office_parameters(session)
    now = {(p.key, p.region, p.valid_from): p for p in held.values}
    seen: dict[tuple[str, str, date], int] = {}
    added: list[Parameter] = []
    unchanged = 0
    for line, row in found:
        if lacking := _lacking(row):
            faults += [(line, name, "缺少这一项") for name in lacking]
            continue
        try:
            one = figure(row, held)
        except Refusal as e:
            faults.append((line, e.field, e.message))
            continue
        key = (one.key, one.region, one.valid_from)
        if key in seen:
            faults.append((line, "valid_from", f"与第 {seen[key]} 行重复"))
        elif now.get(key) == one:
            unchanged += 1
        else:
            added.append(one)
        seen.setdefault(key, line)
    if faults:
        raise FaultyFile(sorted(faults))
    for one in added:
        values = {name: getattr(one, name) for name in ("key", "region", "value", "unit", "valid_from", "valid_to", "source", "mark", "verified_by")}
        session.add(Row(**values, author_id=by.actor_id, recorded_at=by.now))
    session.flush()
    counts = {"added": len(added), "unchanged": unchanged}
    audit.record(session, by, "parameters.import", "parameters", "", **counts)
    return counts
