"""Every worked example of the specification, and what must be refused."""

from decimal import Decimal
from typing import Any

import pytest

from toolkit.calculators import CALCULATORS, calculate
from toolkit.refusal import Refusal


def result(name: str, **inputs: Any) -> dict[str, Any]:
    found = calculate(name, inputs).to_json()["result"]
    assert isinstance(found, dict)
    return found


def severance(hire: str, last: str, wages: list[str], ground: str, local: str | None = "9000", minimum: str = "2660") -> dict[str, Any]:
    return result("severance", hire_date=hire, last_day=last, monthly_wages=wages, min_wage=minimum, local_avg_wage=local, ground=ground)


@pytest.mark.parametrize(("hire", "last", "wages", "ground", "amount", "more"), [
    ("2021-03-01", "2026-03-31", ["8000"] * 12, "A40_3", "44000.00", {"n_post": "5.5"}),
    ("2025-11-10", "2026-02-28", ["6000", "6200", "6400"], "A38", "3100.00", {"avg": "6200.00", "n_post": "0.5"}),
    ("2010-06-01", "2026-05-31", ["30000"], "A36", "324000.00", {"capped": True, "base": "27000.00", "n_post": "12"}),
    ("2010-06-01", "2026-05-31", ["27000"], "A36", "432000.00", {"capped": False, "n_post": "16"}),
    ("2005-03-15", "2025-06-30", ["8000"], "A36", "168000.00", {"n_pre": "3", "n_post": "18"}),
    ("2024-01-15", "2026-07-14", ["2400"], "A44_1", "7980.00", {"base": "2660.00", "n_post": "3"}),
])
def test_severance_gives_the_worked_examples(hire: str, last: str, wages: list[str], ground: str, amount: str, more: dict[str, Any]) -> None:
    found = severance(hire, last, wages, ground)
    assert found["amount"] == amount
    for name, value in more.items():
        assert found[name] == value or Decimal(found[name]) == Decimal(value)


@pytest.mark.parametrize("ground", ["A37", "A39", "A44_1_REFUSED", "A44_2", "A44_3", "RETIRE", "PART_TIME", "LCR5"])
def test_no_severance_where_the_law_gives_none(ground: str) -> None:
    assert severance("2021-03-01", "2026-03-31", ["8000"], ground)["amount"] == "0.00"


def test_old_service_on_an_unclear_ground_needs_a_person_and_is_left_out_of_the_sum() -> None:
    found = severance("2005-03-15", "2025-06-30", ["8000"], "A38")
    assert (found["manual_review"], found["n_pre"], found["amount"]) == (True, None, "144000.00")


def test_without_the_local_average_there_is_no_cap_but_a_warning() -> None:
    found = severance("2010-06-01", "2026-05-31", ["30000"], "A36", local=None)
    assert found["amount"] == "480000.00"
    assert any("封顶" in w for w in found["warnings"])


@pytest.mark.parametrize(("hire", "last", "wage", "local", "amount"), [
    ("2005-03-15", "2025-06-30", "8000", "9000", "328000.00"), ("2010-06-01", "2026-05-31", "30000", "9000", "648000.00"),
    ("2026-01-05", "2026-04-20", "5000", "9000", "5000.00"), ("2022-01-01", "2026-06-29", "7000", "9000", "63000.00"),
])
def test_illegal_termination_gives_the_worked_examples(hire: str, last: str, wage: str, local: str, amount: str) -> None:
    found = result("illegal_termination", hire_date=hire, last_day=last, monthly_wages=[wage], min_wage="2660", local_avg_wage=local)
    assert found["amount"] == amount


@pytest.mark.parametrize(("ground", "days", "due", "amount"), [("A40_3", 0, True, "8200.00"), ("A40_1", 30, False, "0.00"), ("A40_2", 29, True, "8200.00"), ("A41", 0, False, "0.00")])
def test_notice_pay_gives_the_worked_examples(ground: str, days: int, due: bool, amount: str) -> None:
    found = result("notice_pay", ground=ground, last_month_wage="8200", written_notice_days=days)
    assert (found["due"], found["amount"]) == (due, amount)


@pytest.mark.parametrize(("inputs", "expected"), [
    ({"hire_date": "2025-03-01", "monthly_wage": "6000", "claim_date": "2026-03-10"},
     {"window_start": "2025-04-01", "window_end": "2026-02-28", "segments": "11", "amount": "66000.00"}),
    ({"hire_date": "2025-06-10", "monthly_wage": "5000", "claim_date": "2026-03-01", "signed_date": "2025-10-22"}, {"segments": "4", "amount": "17068.97"}),
    ({"hire_date": "2025-08-15", "monthly_wage": "5000", "claim_date": "2026-03-01", "signed_date": "2025-09-14"},
     {"window_start": None, "window_end": None, "segments": "0", "amount": "0.00", "amount_in_time": "0.00"}),
    ({"hire_date": "2024-10-31", "monthly_wage": "6525", "claim_date": "2026-06-01"}, {"segments": "11", "amount": "71775.00", "amount_in_time": "39150.00"}),
    ({"hire_date": "2024-10-31", "monthly_wage": "6525", "claim_date": "2026-06-01", "limitation_mode": "WHOLE"}, {"amount_in_time": "71775.00"}),
    ({"hire_date": "2025-09-01", "monthly_wage": "5220", "claim_date": "2026-01-05", "last_day": "2025-12-12"}, {"segments": "3", "amount": "12840.00"}),
])
def test_double_wage_gives_the_worked_examples(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    found = result("double_wage", **inputs)
    assert {k: found[k] for k in expected} == expected


def test_actual_workdays_replace_the_count_and_never_exceed_the_month() -> None:
    base = {"hire_date": "2025-09-01", "monthly_wage": "5220", "claim_date": "2026-01-05", "last_day": "2025-12-12"}
    assert result("double_wage", **base, actual_workdays=5)["amount"] == "11640.00"
    assert result("double_wage", **base, actual_workdays=31)["amount"] == "15660.00"


@pytest.mark.parametrize(("inputs", "expected"), [
    ({"monthly_base": "6960", "hours_weekday": "20", "hours_restday": "16", "hours_holiday": "8"},
     {"hourly": "40.00", "weekday": "1200.00", "restday": "1280.00", "holiday": "960.00", "total": "3440.00"}),
    ({"monthly_base": "2500", "hours_weekday": "10"}, {"hourly": "15.29", "weekday": "229.31"}),
    ({"monthly_base": "8700", "hours_restday": "16", "hours_restday_compensated": "8", "paid": "200"}, {"total": "800.00", "due": "600.00"}),
    ({"monthly_base": "10440", "hours_weekday": "12", "hours_holiday": "24"}, {"weekday": "1080.00", "holiday": "4320.00", "total": "5400.00"}),
    ({"monthly_base": "6960", "hours_weekday": "30", "hours_restday": "16", "hours_holiday": "8", "work_system": "COMPREHENSIVE"},
     {"weekday": "1800.00", "restday": "0.00", "holiday": "960.00", "total": "2760.00"}),
    ({"monthly_base": "6960", "hours_weekday": "30", "hours_holiday": "8", "work_system": "FLEXIBLE"}, {"total": "0.00", "due": "0.00"}),
])
def test_overtime_gives_the_worked_examples(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    found = result("overtime", min_wage="2660", **inputs)
    assert {k: found[k] for k in expected} == expected


def test_overpaid_overtime_is_not_claimed_back_and_too_many_hours_are_told() -> None:
    assert result("overtime", monthly_base="6960", min_wage="2660", hours_weekday="1", paid="1000")["due"] == "0.00"
    assert any("36" in w for w in result("overtime", monthly_base="6960", min_wage="2660", hours_weekday="37")["warnings"])
    assert not any("上限" in w for w in result("overtime", monthly_base="6960", min_wage="2660", hours_weekday="36")["warnings"])


@pytest.mark.parametrize(("inputs", "expected"), [
    ({"year": 2025, "cumulative_years": 12, "hire_date": "2015-01-05", "monthly_wages_ex_ot": ["8700"], "taken_days": "4"}, {"full": "10", "unused": "6", "daily": "400.00", "extra_200": "4800.00"}),
    ({"year": 2026, "cumulative_years": 6, "hire_date": "2026-07-01", "monthly_wages_ex_ot": ["6525"]}, {"entitled": "2", "extra_200": "1200.00"}),
    ({"year": 2026, "cumulative_years": 6, "hire_date": "2020-01-01", "monthly_wages_ex_ot": ["6525"], "taken_days": "1", "last_day": "2026-08-31"}, {"unused": "2", "extra_200": "1200.00"}),
    ({"year": 2026, "cumulative_years": 21, "hire_date": "2005-01-01", "monthly_wages_ex_ot": ["6525"], "taken_days": "10", "last_day": "2026-03-31"}, {"unused": "0", "extra_200": "0.00"}),
    ({"year": 2025, "cumulative_years": 15, "hire_date": "2015-01-01", "monthly_wages_ex_ot": ["6525"], "sick_months": 3}, {"entitled": "0", "extra_200": "0.00"}),
    ({"year": 2026, "cumulative_years": 6, "hire_date": "2026-10-21", "monthly_wages_ex_ot": ["6525"]}, {"entitled": "0", "extra_200": "0.00"}),
])
def test_annual_leave_gives_the_worked_examples(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    found = result("annual_leave", **inputs)
    assert {k: found[k] for k in expected} == expected


@pytest.mark.parametrize(("start", "n", "end"), [("2026-02-10", 5, "2026-02-24"), ("2026-09-24", 1, "2026-09-28"), ("2026-09-18", 1, "2026-09-20"), ("2026-09-18", 0, "2026-09-18")])
def test_workdays_give_the_worked_examples(start: str, n: int, end: str) -> None:
    assert result("add_workdays", start_date=start, n=n)["date"] == end


@pytest.mark.parametrize(("rule", "trigger", "due", "raw", "provisional"), [
    ("ARB_SUE_15D", "2026-09-10", "2026-09-28", "2026-09-25", False), ("CT_ORD_6M", "2025-08-31", "2026-02-28", "2026-02-28", False),
    ("ARB_LIMIT_1Y", "2024-02-29", "2025-02-28", "2025-02-28", False), ("PRELIT_PRES_30D", "2026-01-20", "2026-02-24", "2026-02-19", False),
    ("ARB_SUE_15D", "2026-09-18", "2026-10-08", "2026-10-03", False), ("ARB_SUE_15D", "2026-04-20", "2026-05-06", "2026-05-05", False),
    ("ARB_SUE_15D", "2025-01-17", "2025-02-05", "2025-02-01", False), ("ARB_SUE_15D", "2026-12-20", "2027-01-04", "2027-01-04", True),
])
def test_deadlines_give_the_worked_examples(rule: str, trigger: str, due: str, raw: str, provisional: bool) -> None:
    found = result("deadline", rule_id=rule, trigger_date=trigger)
    assert (found["due_date"], found["raw_date"], found["rolled"], found["provisional"]) == (due, raw, due != raw, provisional)


def test_only_the_named_years_count_as_loaded() -> None:
    assert result("deadline", rule_id="ARB_SUE_15D", trigger_date="2026-09-10", calendar_loaded_years=[2025])["provisional"] is True


def test_limitation_gives_the_worked_example() -> None:
    events = [{"kind": "INTERRUPT", "date": "2025-01-15"}, {"kind": "SUSPEND", "from": "2025-02-01", "to": "2025-03-02"}]
    assert result("limitation", trigger_date="2024-06-10", events=events)["due_date"] == "2026-02-13"
    assert result("limitation", trigger_date="2024-06-10", events=list(reversed(events)))["due_date"] == "2026-02-13"
    assert result("limitation", trigger_date="2024-06-10", events=[{"kind": "INTERRUPT", "date": "2025-06-11"}])["due_date"] == "2025-06-10"


def test_rates_have_two_decimals_and_nothing_over_zero() -> None:
    assert result("metrics_rate", numerator=98, denominator=100)["rate"] == "98.00"
    assert result("metrics_rate", numerator=13768, denominator=14004)["rate"] == "98.31"
    assert result("metrics_rate", numerator=0, denominator=0)["rate"] is None


GOOD = {
    "severance": {"hire_date": "2021-03-01", "last_day": "2026-03-31", "monthly_wages": ["8000"], "min_wage": "2660", "local_avg_wage": None, "ground": "A36"},
    "overtime": {"monthly_base": "6960", "min_wage": "2660", "hours_restday": "8"},
    "annual_leave": {"year": 2026, "cumulative_years": 6, "hire_date": "2020-01-01", "monthly_wages_ex_ot": ["6525"]},
    "double_wage": {"hire_date": "2025-03-01", "monthly_wage": "6000", "claim_date": "2026-03-10"},
    "deadline": {"rule_id": "ARB_SUE_15D", "trigger_date": "2026-09-10"},
    "limitation": {"trigger_date": "2024-06-10"}, "add_workdays": {"start_date": "2026-01-01", "n": 1},
}


@pytest.mark.parametrize(("name", "change", "field"), [
    ("severance", {"monthly_wages": ["-1"]}, "monthly_wages[0]"), ("severance", {"monthly_wages": []}, "monthly_wages"), ("severance", {"monthly_wages": ["1"] * 13}, "monthly_wages"),
    ("severance", {"last_day": "2020-01-01"}, "last_day"), ("severance", {"ground": "A99"}, "ground"), ("severance", {"hire_date": "2026-02-30"}, "hire_date"),
    ("severance", {"hire_date": None}, "hire_date"), ("severance", {"colour": "red"}, "colour"), ("overtime", {"hours_restday_compensated": "9"}, "hours_restday_compensated"),
    ("overtime", {"hours_weekday": "-1"}, "hours_weekday"), ("overtime", {"work_system": "X"}, "work_system"), ("annual_leave", {"last_day": "2025-12-31"}, "last_day"),
    ("double_wage", {"claim_date": "2024-01-01"}, "claim_date"), ("double_wage", {"limitation_mode": "BOTH"}, "limitation_mode"), ("deadline", {"rule_id": "NOPE"}, "rule_id"),
    ("limitation", {"events": [{"kind": "INTERRUPT"}]}, "events[0].date"), ("limitation", {"events": [{"kind": "INTERRUPT", "date": "2024-01-01"}]}, "events"),
    ("add_workdays", {"n": -1}, "n"), ("add_workdays", {"n": 1.5}, "n"),
])
def test_bad_input_is_refused_by_field(name: str, change: dict[str, Any], field: str) -> None:
    calculate(name, GOOD[name])
    with pytest.raises(Refusal) as e:
        calculate(name, {**GOOD[name], **change})
    plain, _, item = field.partition("[")
    assert e.value.field == plain
    assert not item or "第 1 项" in e.value.message


def test_every_result_says_it_is_an_estimate_cites_and_sums_its_lines() -> None:
    for name, inputs in GOOD.items():
        found = calculate(name, inputs).to_json()["result"]
        assert isinstance(found, dict)
        assert "测算仅供参考" in found["notice"]
        assert name == "add_workdays" or found["citations"]
        assert found["lines"]
        assert {o.name for o in CALCULATORS[name].outputs} <= set(found)


def test_an_unknown_calculator_is_refused_with_the_names() -> None:
    with pytest.raises(Refusal, match="severance"):
        calculate("nothing", {})
