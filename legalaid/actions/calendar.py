"""日历与参数: what is shipped, plus what this office entered."""

from collections import defaultdict
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.tables.library import CalendarDay
from legalaid.tables.library import Parameter as Row
from toolkit.officehours import OfficeHours
from toolkit.parameters import Parameter, Parameters, shipped_parameters
from toolkit.workdays import Calendar, Day, DayKind, Year, read_holiday_cn, shipped_calendar


def office_calendar(session: Session) -> Calendar:
    """The shipped years, replaced or extended by the imported ones."""
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
    """The shipped figures, overlaid by what this office entered."""
    rows = session.scalars(select(Row).order_by(Row.recorded_at, Row.id))
    return shipped_parameters().with_values(*(
        Parameter(r.key, r.region, r.value, r.valid_from, r.valid_to, r.source, r.mark, r.verified_by) for r in rows
    ))


def office_hours(session: Session, day: date, region: str = "宁波市") -> OfficeHours:
    """The office hours in force on a day."""
    found = office_parameters(session).find("office_hours", region, day)
    return OfficeHours.parse(found.value) if found else OfficeHours()


def import_year(session: Session, by: By, text: str, source: str, *, dry_run: bool = False) -> dict[str, int]:
    """Import one year's schedule (holiday-cn JSON); replaces what was imported for that year, all or nothing."""
    by.must("parameters.edit")
    year = read_holiday_cn(text, source)
    if not year.days:
        raise Refused(f"{year.year} 年的放假安排没有列出任何日期，尚未公布的年份不能导入。", field="days")
    counts = {"year": year.year, "days": len(year.days)}
    if dry_run:
        return counts
    session.execute(delete(CalendarDay).where(CalendarDay.notice_year == year.year))
    session.add_all(
        CalendarDay(day=d.date, notice_year=year.year, kind=d.kind.value, name=d.name, source=year.source, recorded_at=by.now)
        for d in year.days
    )
    audit.record(session, by, "calendar.import", "calendar_days", str(year.year), days=len(year.days))
    return counts
