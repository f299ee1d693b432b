"""Working hours run inside office hours only; working days end at the same clock time."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit import oracles
from toolkit.officehours import ZONE, OfficeHours, add_workdays_at
from toolkit.parameters import NATION, shipped_parameters
from toolkit.refusal import Refusal
from toolkit.workdays import shipped_calendar

CALENDAR = shipped_calendar()
OFFICE = OfficeHours.parse(shipped_parameters().get("office_hours", NATION, date(2026, 11, 23)).value)
_, IS_OFF = oracles.schedule()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_the_shipped_office_hours_are_those_of_the_convention() -> None:
    assert OfficeHours() == OFFICE


@pytest.mark.parametrize(("start", "hours", "end"), [
    ("2026-11-23T09:00", 1, "2026-11-23T10:00"), ("2026-11-23T11:30", 1, "2026-11-23T14:00"), ("2026-11-23T11:30", Decimal("0.5"), "2026-11-23T12:00"),
    ("2026-11-23T12:30", 1, "2026-11-23T14:30"), ("2026-11-23T17:00", 1, "2026-11-24T09:00"), ("2026-11-23T20:00", 4, "2026-11-24T14:00"),
    ("2026-11-23T08:30", Decimal("7.5"), "2026-11-23T17:30"), ("2026-11-23T08:30", 8, "2026-11-24T09:00"), ("2026-11-20T17:00", 4, "2026-11-23T12:00"),
    ("2026-02-14T16:00", 2, "2026-02-24T09:00"),  # a worked Saturday, then the Spring Festival
    ("2026-11-23T07:00", 0, "2026-11-23T07:00"),
])
def test_working_hours_pass_only_while_the_office_is_open(start: str, hours: int | Decimal, end: str) -> None:
    assert OFFICE.add_working_hours(at(start), hours, CALENDAR) == at(end)


def test_moments_of_any_zone_are_taken_and_naive_ones_refused() -> None:
    assert OFFICE.add_working_hours(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 1, CALENDAR) == at("2026-11-23T10:00")
    naive = at("2026-11-23T09:00").replace(tzinfo=None)
    for call in (lambda: OFFICE.add_working_hours(naive, 1, CALENDAR), lambda: add_workdays_at(naive, 1, CALENDAR)):
        with pytest.raises(Refusal) as caught:
            call()
        assert caught.value.field == "start"
    with pytest.raises(Refusal):
        OFFICE.add_working_hours(at("2026-11-23T09:00"), -1, CALENDAR)


def test_working_days_keep_the_clock_time() -> None:
    assert add_workdays_at(at("2026-02-10T16:45"), 5, CALENDAR) == at("2026-02-24T16:45")
    assert add_workdays_at(datetime(2026, 2, 10, 17, 0, tzinfo=UTC), 1, CALENDAR) == at("2026-02-12T01:00")  # already the 11th in Shanghai


@pytest.mark.parametrize("text", ["", "8.30-12.00", "12:00-08:30", "08:30-12:00,11:00-17:30", "08:30-25:00", "08:30"])
def test_faulty_office_hours_are_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        OfficeHours.parse(text)
    assert caught.value.field == "office_hours"


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(0, 95), st.integers(0, 200))
def test_hours_agree_with_counting_quarter_hours(day: date, quarter: int, quarters: int) -> None:
    start = datetime.combine(day, time(quarter // 4, quarter % 4 * 15), ZONE)
    end, left = start, quarters
    while left:
        minutes = end.hour * 60 + end.minute
        left -= not IS_OFF(end.date()) and (510 <= minutes < 720 or 810 <= minutes < 1050)
        end += timedelta(minutes=15)
    assert OFFICE.add_working_hours(start, Decimal(quarters) / 4, CALENDAR) == end
