"""The year to apply for arbitration, with its interruptions and suspensions."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.toolkit import oracles
from toolkit.deadlines import Interrupt, Suspend, limitation
from toolkit.workdays import shipped_calendar

CALENDAR = shipped_calendar()
_, IS_OFF = oracles.schedule()


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(trigger: str, *events: Interrupt | Suspend) -> str:
    return limitation(day(trigger), events, CALENDAR).due_date.isoformat()


def interrupt(text: str) -> Interrupt:
    return Interrupt(day(text))


def suspend(start: str, end: str) -> Suspend:
    return Suspend(day(start), day(end))


def test_a_year_clamped_at_the_leap_day_and_rolled_at_the_end() -> None:
    assert due("2024-02-29") == "2025-02-28"
    assert due("2025-05-30") == "2026-06-01"  # a Saturday
    assert due("2025-10-01") == "2026-10-08"  # inside the long break


def test_the_day_on_which_the_rolled_limit_ends_still_interrupts_and_the_next_does_not() -> None:
    assert due("2025-05-30", interrupt("2026-06-01")) == "2027-06-01"
    assert due("2025-05-30", interrupt("2026-06-02")) == "2026-06-01"
    assert due("2025-05-30", suspend("2026-06-01", "2026-06-11")) == "2026-06-09"  # ten days on the raw 30 May
    assert due("2025-05-30", suspend("2026-06-02", "2026-06-12")) == "2026-06-01"


def test_an_interruption_on_the_first_day_changes_nothing_and_each_later_one_begins_anew() -> None:
    assert due("2024-06-10", interrupt("2024-06-10")) == due("2024-06-10")
    assert due("2024-06-10", interrupt("2025-06-10"), interrupt("2026-06-10")) == "2027-06-10"
    assert due("2024-06-10", interrupt("2024-09-10"), interrupt("2024-08-10")) == "2025-09-10"


def test_a_suspension_adds_its_days_and_may_lie_anywhere_in_the_year() -> None:
    assert due("2024-06-10", suspend("2024-06-10", "2024-06-11")) == "2025-06-11"
    assert due("2024-06-10", suspend("2024-07-01", "2024-07-01")) == "2025-06-10"
    assert due("2024-06-10", suspend("2024-07-01", "2024-07-11"), suspend("2024-07-11", "2024-07-21")) == "2025-06-30"


def test_nothing_revives_what_has_expired_and_the_person_is_told() -> None:
    found = limitation(day("2024-06-10"), [interrupt("2025-06-11"), interrupt("2025-06-12"), suspend("2025-07-01", "2025-08-01")], CALENDAR)
    assert found.due_date.isoformat() == "2025-06-10"
    assert sum("不起作用" in line for line in found.lines) == 3
    assert any("时效已届满" in warning for warning in found.warnings)


def test_an_interruption_and_a_suspension_of_one_day_work_in_either_order() -> None:
    both = (interrupt("2025-01-15"), suspend("2025-01-15", "2025-01-25"))
    assert due("2024-06-10", *both) == due("2024-06-10", *reversed(both)) == "2026-01-26"  # 25 January is a Sunday


def test_suspensions_that_begin_on_one_day_work_in_either_order() -> None:
    both = (suspend("2025-01-15", "2025-01-25"), suspend("2025-01-15", "2025-01-15"))
    assert due("2024-06-10", *both) == due("2024-06-10", *reversed(both)) == "2025-06-20"


def test_an_interruption_inside_a_suspension_asks_for_a_person() -> None:
    found = limitation(day("2024-06-10"), [suspend("2025-01-01", "2025-03-01"), interrupt("2025-02-01")], CALENDAR)
    assert found.due_date.isoformat() == "2026-02-02"  # 1 February 2026 is a Sunday
    assert any("需人工审查" in warning for warning in found.warnings)


def test_days_left_are_counted_to_the_unrolled_end() -> None:
    found = limitation(day("2025-05-30"), (), CALENDAR, as_of=day("2026-05-29"))
    assert found.warnings == ("紧急：离 2026-05-30 还有 1 天。", "请最迟在 2026-05-30 办好，不要等到顺延后的最后一天。")
    assert limitation(day("2025-05-30"), (), CALENDAR, as_of=day("2026-06-02")).warnings[0] == "期限已于 2026-06-01 届满，已过 1 天。"


def test_an_unknown_year_anywhere_on_the_way_makes_it_provisional() -> None:
    assert limitation(day("2025-06-10"), (), CALENDAR).provisional is False
    assert limitation(day("2026-06-10"), (), CALENDAR).provisional is True
    assert limitation(day("2022-06-10"), [interrupt("2023-06-12"), interrupt("2024-06-12")], CALENDAR).provisional is True


events = st.lists(st.one_of(
    st.builds(lambda n: ("I", n, n), st.integers(0, 1200)),
    st.builds(lambda n, length: ("S", n, n + length), st.integers(0, 1200), st.integers(0, 200)),
), max_size=5)


@given(st.dates(date(2023, 1, 1), date(2026, 6, 1)), events, st.randoms())
def test_any_events_in_any_order_agree_with_a_second_computation(trigger: date, rows: list[tuple[str, int, int]], shuffler: object) -> None:
    made = [Interrupt(trigger + timedelta(days=a)) if kind == "I" else Suspend(trigger + timedelta(days=a), trigger + timedelta(days=b)) for kind, a, b in rows]
    obstacles = sorted((a, b) for kind, a, b in rows if kind == "S")
    assume(all(before[1] <= after[0] for before, after in pairwise(obstacles)))  # overlapping ones are refused
    found = limitation(trigger, made, CALENDAR)
    shuffler.shuffle(made)  # type: ignore[attr-defined]
    assert limitation(trigger, made, CALENDAR).due_date == found.due_date

    def rolled(when: date) -> date:
        while IS_OFF(when):
            when += oracles.DAY
        return when

    raw = oracles.later(trigger, 12)
    for kind, a, b in sorted(rows, key=lambda row: (row[1], row[0], row[2])):
        if trigger + timedelta(days=a) <= rolled(raw):
            raw = oracles.later(trigger + timedelta(days=a), 12) if kind == "I" else raw + timedelta(days=b - a)
    assert (found.raw_date, found.due_date) == (raw, rolled(raw))
