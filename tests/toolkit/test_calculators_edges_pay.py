"""The edges of the rules on pay: the last day that still counts, the first that does not, and what the person is told."""

from decimal import Decimal
from typing import Any

import pytest

from tests.toolkit.asking import result, told


def ended(hire: str, last: str, ground: str = "A36", wage: str = "8000", **more: Any) -> dict[str, Any]:
    return result("severance", **{"hire_date": hire, "last_day": last, "monthly_wages": [wage], "min_wage": "2660", "local_avg_wage": "9000", "ground": ground, **more})


@pytest.mark.parametrize(("hire", "last", "n"), [
    ("2026-01-05", "2026-01-05", "0.5"), ("2026-01-05", "2026-07-03", "0.5"), ("2026-01-05", "2026-07-04", "1"), ("2025-01-05", "2026-01-04", "1"),
    ("2025-01-05", "2026-01-05", "1.5"), ("2024-02-29", "2025-02-27", "1"), ("2024-02-29", "2025-02-28", "1.5"), ("2024-02-29", "2028-02-28", "4"),
    ("2023-08-31", "2024-02-28", "1"), ("2023-08-31", "2024-02-27", "0.5"), ("2024-08-30", "2025-02-27", "1"), ("2008-01-01", "2025-12-31", "18"),
])
def test_service_turns_on_the_day(hire: str, last: str, n: str) -> None:
    assert ended(hire, last)["n_post"] == n


@pytest.mark.parametrize(("hire", "last", "ground", "n_pre", "n_post", "amount"), [
    ("2007-12-31", "2008-06-30", "A36", "1", "1", "16000.00"), ("2007-12-31", "2008-06-29", "A36", "1", "0.5", "12000.00"),
    ("2008-01-01", "2008-06-30", "A36", "0", "1", "8000.00"), ("2006-01-01", "2008-01-01", "A36", "2", "0.5", "20000.00"),
    ("2005-12-31", "2008-01-01", "A36", "3", "0.5", "28000.00"), ("1990-01-01", "2026-12-31", "A36", "12", "19", "248000.00"),
    ("1990-01-01", "2026-12-31", "A40_2", "12", "19", "248000.00"), ("1990-01-01", "2026-12-31", "A40_3", "18", "19", "296000.00"),
    ("1990-01-01", "2026-12-31", "A44_1", "0", "19", "152000.00"),
])
def test_service_before_2008_is_counted_by_its_own_rules(hire: str, last: str, ground: str, n_pre: str, n_post: str, amount: str) -> None:
    found = ended(hire, last, ground)
    assert (found["n_pre"], found["n_post"], found["amount"], found["manual_review"]) == (n_pre, n_post, amount, False)


@pytest.mark.parametrize("ground", ["A38", "A44_4", "A44_5", "TASK", "LCR6"])
def test_old_service_on_an_unclear_ground_needs_a_person_and_is_left_out(ground: str) -> None:
    found = ended("2005-03-15", "2025-06-30", ground)
    assert (found["manual_review"], found["n_pre"], found["n_post"], found["amount"]) == (True, None, "18", "144000.00")
    assert told(found, "未见原文，待核实", "需人工审查")
    assert ended("2008-01-01", "2025-06-30", ground)["manual_review"] is False


@pytest.mark.parametrize("ground", ["A37", "A39", "A44_1_REFUSED", "A44_2", "A44_3", "RETIRE", "PART_TIME", "LCR5"])
def test_no_severance_where_the_law_gives_none_and_the_reason_is_said(ground: str) -> None:
    found = ended("2005-03-15", "2026-03-31", ground)
    assert (found["amount"], found["n_post"], found["n_pre"], found["manual_review"]) == ("0.00", "0", "0", False)
    assert "没有经济补偿" in found["lines"][-1]["formula"]


def test_old_service_has_no_cap_and_at_least_the_average_of_the_enterprise() -> None:
    capped = ended("2006-01-01", "2026-12-31", "A36", "30000")
    assert (capped["capped"], capped["n_post"], capped["amount"]) == (True, "12", "384000.00")  # 27,000 × 12 + 30,000 × 2
    assert told(capped, "本系统约定", "2008 年以前的另算")
    assert ended("2006-01-01", "2008-12-31", "A40_3", "4000", enterprise_avg_wage="5000")["amount"] == "14000.00"  # 4,000 × 1 + 5,000 × 2
    assert ended("2006-01-01", "2008-12-31", "A40_3", "4000", enterprise_avg_wage="3000")["amount"] == "12000.00"
    assert ended("2006-01-01", "2008-12-31", "A36", "4000", enterprise_avg_wage="5000")["amount"] == "12000.00"


def test_missing_months_and_a_missing_average_are_told() -> None:
    found = ended("2010-06-01", "2026-05-31", wage="30000", local_avg_wage=None)
    assert (found["amount"], found["capped"]) == ("480000.00", False)
    assert told(found, "没有填写本地区上年度职工月平均工资")
    assert told(found, "只填写了 1 个月的工资", "应有 12 个月")
    assert not told(ended("2010-06-01", "2026-05-31", monthly_wages=["8000"] * 12), "只填写了")
    assert told(ended("2010-06-01", "2026-05-31", monthly_wages=["8000"] * 11), "只填写了 11 个月")
    assert told(ended("2026-03-01", "2026-04-15", monthly_wages=["5000"] * 6), "多于在职时间")
    assert not told(ended("2026-02-20", "2026-04-10", monthly_wages=["1", "2", "3"]), "在职时间")


@pytest.mark.parametrize(("change", "end", "segments", "amount"), [
    ({"claim_date": "2025-03-31"}, None, "0", "0.00"), ({"claim_date": "2025-04-01"}, "2025-04-01", "1", "300.00"),
    ({"claim_date": "2025-04-29"}, "2025-04-29", "1", "6300.00"),  # 21 working days: 4 April off, Sunday 27 April worked
    ({"claim_date": "2025-04-30"}, "2025-04-30", "1", "6525.00"), ({"claim_date": "2025-05-01"}, "2025-05-01", "2", "6525.00"),
    ({"signed_date": "2025-04-01"}, None, "0", "0.00"), ({"signed_date": "2025-04-02"}, "2025-04-01", "1", "300.00"),
    ({"signed_date": "2025-02-01"}, None, "0", "0.00"), ({"last_day": "2025-03-31"}, None, "0", "0.00"), ({"last_day": "2025-04-05"}, "2025-04-05", "1", "900.00"),
    ({"signed_date": "2026-03-01"}, "2026-02-28", "11", "71775.00"), ({"signed_date": "2026-05-01"}, "2026-02-28", "11", "71775.00"),
    ({"last_day": "2025-12-12", "actual_workdays": 5}, "2025-12-12", "9", "53700.00"), ({"last_day": "2025-12-12", "actual_workdays": 31}, "2025-12-12", "9", "58725.00"),
])
def test_the_window_of_double_wages_ends_with_whatever_comes_first(change: dict[str, Any], end: str | None, segments: str, amount: str) -> None:
    found = result("double_wage", **{"hire_date": "2025-03-01", "monthly_wage": "6525", "claim_date": "2026-06-01", **change})
    assert (found["window_end"], found["segments"], found["amount"]) == (end, segments, amount)
    assert (found["window_start"] is None) == (end is None)


def test_both_ways_to_count_the_limit_of_double_wages_are_shown() -> None:
    base = {"hire_date": "2024-10-31", "monthly_wage": "6525"}
    for mode in ("PER_MONTH", "WHOLE"):
        line = next(x for x in result("double_wage", **base, claim_date="2026-06-01", limitation_mode=mode)["lines"] if x["label"] == "其中未过时效")
        assert line["formula"] == "逐月分别计算 39150.00 元；整体计算（到 2026-10-30）71775.00 元"
    assert result("double_wage", **base, claim_date="2026-06-02")["amount_in_time"] == "32625.00"
    assert result("double_wage", **base, claim_date="2026-10-30", limitation_mode="WHOLE")["amount_in_time"] == "71775.00"
    late = result("double_wage", **base, claim_date="2026-10-31", limitation_mode="WHOLE")
    assert (late["amount_in_time"], late["amount"]) == ("0.00", "71775.00")


def test_double_wages_tell_what_is_not_counted() -> None:
    base = {"hire_date": "2026-03-01", "monthly_wage": "6525"}
    assert told(result("double_wage", **base, claim_date="2026-06-15"), "还没有发生")
    assert not told(result("double_wage", **base, claim_date="2026-06-15", last_day="2026-06-15"), "还没有发生")
    assert told(result("double_wage", **base, claim_date="2027-06-15", last_day="2027-01-15"), "尚未导入", "工作日数")
    assert told(result("double_wage", **base, claim_date="2027-03-01"), "视为已订立无固定期限")
    assert not told(result("double_wage", **base, claim_date="2027-02-28"), "视为已订立无固定期限")
    assert told(result("double_wage", **base, claim_date="2027-03-01", actual_workdays=3), "没有用到")


def test_overtime_beyond_thirty_six_hours_is_told_and_still_owed() -> None:
    base = {"monthly_base": "6960", "min_wage": "2660"}
    assert not told(result("overtime", **base, hours_weekday="20", hours_restday="24", hours_restday_compensated="16", hours_holiday="8"), "36 小时的上限")
    over = result("overtime", **base, hours_weekday="20", hours_restday="24", hours_restday_compensated="16", hours_holiday="8.5")
    assert told(over, "36.5 小时", "36 小时的上限")
    assert over["holiday"] == "1020.00"
    flexible = result("overtime", **base, hours_weekday="30", hours_holiday="8", work_system="FLEXIBLE")
    assert (flexible["total"], flexible["hourly"]) == ("0.00", "40.00")
    assert told(flexible, "待核实", "法定节假日")
    assert told(result("overtime", **base, hours_restday="8", work_system="COMPREHENSIVE"), "没有计入")
    assert result("overtime", **base, hours_weekday="1", paid="1000")["due"] == "0.00"
    assert result("overtime", **base)["total"] == "0.00"


@pytest.mark.parametrize(("years", "full", "sick", "lost"), [
    (0, "0", 12, False), (1, "5", 1, False), (1, "5", 2, True), (9, "5", 2, True), (10, "10", 2, False), (10, "10", 3, True), (19, "10", 3, True), (20, "15", 3, False), (20, "15", 4, True),
])
def test_leave_and_what_forfeits_it_go_by_the_tiers(years: int, full: str, sick: int, lost: bool) -> None:
    base = {"year": 2025, "cumulative_years": years, "hire_date": "2024-05-01", "monthly_wages_ex_ot": ["6525"]}
    found = result("annual_leave", **base, sick_months=sick)
    assert (found["full"], found["unused"]) == (full, "0" if lost else full)
    assert result("annual_leave", **base, paid_personal_leave_days=19)["unused"] == full
    assert result("annual_leave", **base, paid_personal_leave_days=20)["unused"] == "0"


@pytest.mark.parametrize(("change", "entitled", "unused"), [
    ({"year": 2024, "hire_date": "2024-01-01"}, "10", "10"), ({"year": 2024, "hire_date": "2024-01-02"}, "10", "10"), ({"year": 2024, "hire_date": "2024-01-03"}, "9", "9"),
    ({"year": 2024, "last_day": "2024-12-30"}, "10", "10"), ({"year": 2024, "last_day": "2024-12-29"}, "9", "9"), ({"year": 2024, "last_day": "2024-12-31"}, "10", "10"),
    ({"year": 2025, "last_day": "2025-12-31"}, "10", "10"), ({"year": 2025, "last_day": "2025-12-31", "taken_days": "10.5"}, "10", "0"),
    ({"year": 2025, "qualified_from": "2025-07-02"}, "5", "5"), ({"year": 2025, "qualified_from": "2025-01-01"}, "10", "10"), ({"year": 2025, "qualified_from": "2026-01-01"}, "0", "0"),
    ({"year": 2025, "hire_date": "2026-03-01"}, "0", "0"), ({"year": 2025, "taken_days": "3.50"}, "10", "6.5"), ({"year": 2025, "taken_days": "12"}, "10", "0"),
])
def test_leave_is_prorated_by_365_days_and_rounded_down(change: dict[str, Any], entitled: str, unused: str) -> None:
    found = result("annual_leave", **{"cumulative_years": 12, "hire_date": "2020-03-01", "monthly_wages_ex_ot": ["8700"], **change})
    assert (found["entitled"], found["unused"], Decimal(found["extra_200"])) == (entitled, unused, 800 * Decimal(unused))


def test_leave_declined_in_writing_pays_nothing_more_and_strange_years_are_told() -> None:
    base = {"year": 2025, "cumulative_years": 12, "hire_date": "2020-03-01", "monthly_wages_ex_ot": ["8700"]}
    found = result("annual_leave", **base, waived_in_writing=True)
    assert (found["unused"], found["extra_200"]) == ("10", "0.00")
    assert told(result("annual_leave", **{**base, "cumulative_years": 4}), "多于填写的累计工作年限")
    recent = {**base, "hire_date": "2025-03-01"}
    assert [n for n in range(25) if told(result("annual_leave", **{**recent, "cumulative_years": n}), "所在档次")] == [1, 10, 20]
    assert [c["id"] for c in result("annual_leave", **base)["citations"]] == [
        "职工带薪年休假条例-3", "职工带薪年休假条例-5", "企业职工带薪年休假实施办法-10", "企业职工带薪年休假实施办法-11"]
    assert told(result("annual_leave", **base, taken_days="10", last_day="2025-03-31"), "不能扣回")
