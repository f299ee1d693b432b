"""The schedule of the State Council: days off, worked weekends, statutory holidays, years not announced."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from toolkit.refusal import Refusal
from toolkit.workdays import Calendar, DayKind, add_months, read_holiday_cn, shipped_calendar

CALENDAR = shipped_calendar()
# Specification §8: days off as (first, last), worked weekends, statutory holidays
OFF = {
    2026: "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
    2025: "01-01/01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
}
WORKED = {2026: "01-04 02-14 02-28 05-09 09-20 10-10", 2025: "01-26 02-08 04-27 09-28 10-11"}
STATUTORY = {
    2026: "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03",
    2025: "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06",
    2024: "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03",
}


@pytest.mark.parametrize("year", sorted(OFF))
def test_days_off_and_worked_weekends_are_those_of_the_specification(year: int) -> None:
    off: set[date] = set()
    for span in OFF[year].split():
        first, last = (date.fromisoformat(f"{year}-{part}") for part in span.split("/"))
        off |= {first + timedelta(days=i) for i in range((last - first).days + 1)}
    worked = {date.fromisoformat(f"{year}-{part}") for part in WORKED[year].split()}
    for day in CALENDAR.table(year):
        expected = day.date in off or (day.date.weekday() >= 5 and day.date not in worked)
        assert CALENDAR.is_off(day.date) == expected, day.date
        assert (day.kind is DayKind.ADJUSTED_WORKDAY) == (day.date in worked)


@pytest.mark.parametrize("year", sorted(STATUTORY))
def test_statutory_holidays_are_those_of_the_specification(year: int) -> None:
    expected = tuple(date.fromisoformat(f"{year}-{part}") for part in STATUTORY[year].split())
    assert CALENDAR.statutory_holidays(year) == expected
    assert len(expected) == (13 if year >= 2025 else 11)


def test_2027_is_not_announced_and_follows_the_provisional_rule() -> None:
    assert not CALENDAR.is_loaded(2027)
    off = {day.date.strftime("%m-%d") for day in CALENDAR.table(2027) if CALENDAR.is_off(day.date) and day.date.weekday() < 5}
    assert off == {"01-01", "10-01"}  # the other fixed days fall on weekends
    assert CALENDAR.day(date(2027, 5, 1)).kind is DayKind.STATUTORY_HOLIDAY
    with pytest.raises(Refusal, match="2027"):
        CALENDAR.statutory_holidays(2027)


def test_a_year_without_days_is_not_loaded_and_cannot_be_imported() -> None:
    empty = read_holiday_cn(json.dumps({"year": 2027, "papers": [], "days": []}))
    assert empty.days == ()
    with pytest.raises(Refusal, match="尚未公布"):
        CALENDAR.with_years(empty)


def test_an_imported_year_says_nothing_about_statutory_days_unless_it_marks_them() -> None:
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]
    loaded = CALENDAR.with_years(read_holiday_cn(json.dumps({"year": 2027, "days": days})))
    assert loaded.is_loaded(2027)
    with pytest.raises(Refusal, match="法定节假日尚未录入"):
        loaded.statutory_holidays(2027)


@pytest.mark.parametrize(("change", "field"), [
    ({"year": "2027"}, "year"), ({"days": None}, "days"), ({"days": [{"date": "2027-01-01", "isOffDay": 1}]}, "days[0].isOffDay"),
    ({"days": [{"date": "2027-02-30", "isOffDay": True}]}, "days[0].date"), ({"days": [{"date": "2025-01-01", "isOffDay": True}]}, "off"),
    ({"days": [{"date": "2027-01-04", "isOffDay": False}]}, "workdays"), ({"days": [{"date": "2027-01-01", "isOffDay": True}] * 2}, "days[1].date"),
])
def test_a_faulty_schedule_is_refused_at_its_place(change: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_holiday_cn(json.dumps({"year": 2027, "days": [], **change}))
    assert caught.value.field == field


def test_the_shipped_years_are_those_of_the_public_calendar(shared: Path) -> None:
    for year in (2024, 2025, 2026):
        public = Calendar().with_years(read_holiday_cn((shared / "data" / "calendar" / f"{year}.json").read_text(encoding="utf-8")))
        assert [public.is_off(d.date) for d in public.table(year)] == [CALENDAR.is_off(d.date) for d in CALENDAR.table(year)]


def test_months_clamp_at_the_end_and_count_from_the_start() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert add_months(add_months(date(2024, 1, 31), 1), 1) != add_months(date(2024, 1, 31), 2)
