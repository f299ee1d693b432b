"""The edges of the rules on injury, sickness, trial periods, competition, fees, interest and awards."""

from typing import Any

import pytest

from tests.toolkit.asking import result, told


@pytest.mark.parametrize(("own", "wage", "amount"), [
    ("5059.79", "5059.80", "35418.60"), ("5059.80", "5059.80", "35418.60"), ("5059.81", "5059.81", "35418.67"), ("0", "5059.80", "35418.60"),
    ("25298.99", "25298.99", "177092.93"), ("25299", "25299.00", "177093.00"), ("25299.01", "25299.00", "177093.00"),
])
def test_the_wage_of_the_injured_stays_within_60_and_300_percent(own: str, wage: str, amount: str) -> None:
    found = result("injury_lump_sum", grade=10, own_avg_contribution_wage=own, regional_avg_wage="8433")
    assert (found["own_wage"], found["amount"]) == (wage, amount)


@pytest.mark.parametrize(("grade", "months", "percent", "payer"), [
    (1, "27", "90", "fund"), (2, "25", "85", "fund"), (3, "23", "80", "fund"), (4, "21", "75", "fund"), (5, "18", "70", "employer"), (6, "16", "60", "employer"),
])
def test_grades_one_to_six(grade: int, months: str, percent: str, payer: str) -> None:
    base: dict[str, Any] = {"grade": grade, "own_avg_contribution_wage": "10000", "regional_avg_wage": "8433"}
    assert result("injury_lump_sum", **base)["months"] == months
    found = result("injury_allowance", **base, min_wage="2660")
    assert (found["pct"], found["payer"], found["topped_up"], found["monthly"]) == (percent, payer, False, f"{int(percent) * 100}.00")


@pytest.mark.parametrize(("grade", "months", "lump"), [(5, "30", "18"), (6, "25", "16"), (7, "10", "13"), (8, "7", "11"), (9, "4", "9"), (10, "2", "7")])
def test_grades_five_to_ten_on_leaving(grade: int, months: str, lump: str) -> None:
    assert result("injury_termination_zj", grade=grade, provincial_avg_wage="8433", termination_date="2026-05-01", retirement_date="2050-01-01")["months"] == months
    assert result("injury_lump_sum", grade=grade, own_avg_contribution_wage="7000", regional_avg_wage="8433")["months"] == lump


def test_the_injured_are_told_what_else_is_theirs_by_grade() -> None:
    def lump(grade: int) -> dict[str, Any]:
        return result("injury_lump_sum", grade=grade, own_avg_contribution_wage="7000", regional_avg_wage="8433")

    assert [grade for grade in range(1, 11) if told(lump(grade), "16、14、12、10 倍")] == [1, 2, 3, 4]
    assert [grade for grade in range(1, 11) if told(lump(grade), "医疗补助金和就业补助金")] == [5, 6, 7, 8, 9, 10]
    articles = [next(c["id"] for c in lump(grade)["citations"] if c["id"] in ("工伤保险条例-35", "工伤保险条例-36", "工伤保险条例-37")) for grade in (4, 5, 6, 7)]
    assert articles == ["工伤保险条例-35", "工伤保险条例-36", "工伤保险条例-36", "工伤保险条例-37"]
    for ended, retired in (("2030-06-14", False), ("2030-06-15", True)):
        found = result("injury_termination_zj", grade=9, provincial_avg_wage="8433", termination_date=ended, retirement_date="2030-06-15")
        assert told(found, "已到法定退休年龄") == retired


def test_the_allowance_is_topped_up_only_below_the_minimum() -> None:
    base = {"grade": 6, "own_avg_contribution_wage": "4200", "regional_avg_wage": "7000"}
    assert (result("injury_allowance", **base, min_wage="2520")["topped_up"], result("injury_allowance", **base, min_wage="2520.01")["topped_up"]) == (False, True)


@pytest.mark.parametrize(("ended", "percent"), [
    ("2025-06-14", "100"), ("2025-06-15", "100"), ("2026-06-14", "100"), ("2026-06-15", "80"), ("2027-06-15", "60"), ("2028-06-15", "40"), ("2029-06-15", "20"),
    ("2030-06-14", "20"), ("2030-06-15", "0"), ("2031-01-01", "0"),
])
def test_the_employment_part_falls_each_year_before_retirement(ended: str, percent: str) -> None:
    found = result("injury_termination_zj", grade=9, provincial_avg_wage="8433", termination_date=ended, retirement_date="2030-06-15")
    assert (found["pct"], found["medical"]) == (percent, "33732.00")
    assert told(found, "也可理解为") == ("2025-06-15" <= ended < "2030-06-15")


def test_pensions_of_the_bereaved() -> None:
    base = {"regional_avg_wage": "8433", "national_income": "56502"}
    lonely = {"type": "spouse", "lonely_or_orphan": True}
    assert result("injury_death", **base, own_wage_month="7000", dependents=[lonely])["pension_monthly"] == "3500.00"
    assert result("injury_death", **base, own_wage_month="3333.33", dependents=[{"type": "other"}] * 3)["pension_monthly"] == "3000.00"
    assert result("injury_death", **base)["pension_monthly"] == "0.00"
    assert told(result("injury_death", **base, own_wage_month="5000", dependents=[{"type": "other"}]), "60% 至 300%")
    assert not told(result("injury_death", **base, own_wage_month="7000", dependents=[{"type": "other"}]), "60% 至 300%")


@pytest.mark.parametrize(("total", "unit", "months", "window"), [
    (0, 0, "3", "6"), (9, 4, "3", "6"), (9, 5, "6", "12"), (9, 9, "6", "12"), (10, 4, "6", "12"), (10, 5, "9", "15"), (30, 9, "9", "15"), (10, 10, "12", "18"),
    (30, 14, "12", "18"), (15, 15, "18", "24"), (30, 19, "18", "24"), (20, 20, "24", "30"), (40, 40, "24", "30"),
])
def test_each_step_of_the_medical_period(total: int, unit: int, months: str, window: str) -> None:
    found = result("medical_period", total_years=total, unit_years=unit)
    assert (found["months"], found["window_months"]) == (months, window)


def test_floors_and_shortfalls_meet_at_the_cent() -> None:
    assert result("sick_pay_floor", min_wage="2660", paid="2127.99")["shortfall"] == "0.01"
    assert result("sick_pay_floor", min_wage="2660")["shortfall"] == "2128.00"
    assert result("min_wage_shortfall", gross_paid="2659.99", min_wage="2660")["shortfall"] == "0.01"
    assert result("min_wage_shortfall", gross_paid="500", excluded=["500"], min_wage="2660")["shortfall"] == "2660.00"


@pytest.mark.parametrize(("kind", "term", "legal"), [
    ("FIXED", 0, "0"), ("FIXED", 2, "0"), ("FIXED", 3, "1"), ("FIXED", 11, "1"), ("FIXED", 12, "2"), ("FIXED", 35, "2"), ("FIXED", 36, "6"), ("FIXED", 120, "6"),
    ("OPEN", None, "6"), ("OPEN", 12, "6"), ("TASK", None, "0"), ("TASK", 24, "0"), ("PART_TIME", None, "0"),
])
def test_the_longest_trial_by_contract(kind: str, term: int | None, legal: str) -> None:
    base = {"contract_kind": kind, "contract_months": term, "agreed_months": 8, "served_months": 7, "post_wage": "5000.55"}
    found = result("probation", **base)
    assert (found["legal_max"], found["over_months"]) == (legal, str(7 - int(legal)))
    assert result("probation", **base, second_probation=True)["legal_max"] == "0"


def test_trial_served_longer_than_agreed_and_wages_in_the_trial() -> None:
    base = {"contract_kind": "FIXED", "contract_months": 12, "post_wage": "5000"}
    longer = result("probation", **base, agreed_months=3, served_months=5)
    assert longer["over_months"] == "1"
    assert told(longer, "需人工审查")
    assert result("probation", **base, agreed_months=2, served_months=5)["compensation"] == "0.00"
    bare = result("probation", **base, agreed_months=1, served_months=1, probation_wage="1000", min_wage="2660")
    assert (bare["wage_floor"], bare["wage_shortfall_monthly"]) == (None, None)
    half = result("probation", **base, agreed_months=1, served_months=1, contract_wage="5000")
    assert (half["wage_floor"], half["wage_shortfall_monthly"]) == ("4000.00", None)
    assert told(half, "没有填写最低工资")
    assert told(half, "最低档工资")


def test_competition_is_paid_at_most_two_years_and_three_months() -> None:
    base = {"avg12": "20000", "min_wage": "2660"}
    assert [result("noncompete", **base, months=n)["months_counted"] for n in (0, 23, 24, 25)] == ["0", "23", "24", "24"]
    released = result("noncompete", **base, months=30, employer_release=True)
    assert (released["months_counted"], released["amount"]) == ("24", "162000.00")
    assert told(result("noncompete", months=6, agreed_monthly="3000", avg12="20000"), "需人工审查")
    assert told(result("noncompete", months=6, agreed_monthly="2659.99", min_wage="2660"), "需人工审查")
    assert not told(result("noncompete", months=6, agreed_monthly="6000", **base), "需人工审查")
    assert result("noncompete", months=6, agreed_monthly="0")["amount"] == "0.00"


@pytest.mark.parametrize(("kind", "amount", "fee"), [
    ("PROPERTY", "0", "50.00"), ("PROPERTY", "10000", "50.00"), ("PROPERTY", "10000.01", "50.00"), ("PROPERTY", "100000", "2300.00"), ("PROPERTY", "200000", "4300.00"),
    ("PROPERTY", "500000", "8800.00"), ("PROPERTY", "1000000", "13800.00"), ("PROPERTY", "2000000", "22800.00"), ("PROPERTY", "5000000", "46800.00"),
    ("PROPERTY", "10000000", "81800.00"), ("PROPERTY", "20000000", "141800.00"), ("PROPERTY", "30000000", "191800.00"),
    ("PRESERVATION", "1000", "30.00"), ("PRESERVATION", "1001", "30.01"), ("PRESERVATION", "100000", "1020.00"), ("PRESERVATION", "896000", "5000.00"),
    ("PRESERVATION", "895998", "4999.99"), ("ENFORCEMENT", "10000", "50.00"), ("ENFORCEMENT", "500000", "7400.00"), ("ENFORCEMENT", "5000000", "52400.00"),
    ("ENFORCEMENT", "10000000", "77400.00"), ("ENFORCEMENT", "20000000", "87400.00"),
])
def test_each_step_of_the_fees(kind: str, amount: str, fee: str) -> None:
    assert result("court_fee", kind=kind, amount=amount)["fee"] == fee


@pytest.mark.parametrize("kind", ["PAYMENT_ORDER", "PRESERVATION", "ENFORCEMENT", "ARBITRATION"])
def test_only_labour_and_property_fees_are_halved(kind: str) -> None:
    full, halved = (result("court_fee", kind=kind, amount="60000", halved=flag) for flag in (False, True))
    assert full["fee"] == halved["fee"]
    assert told(halved, "不适用减半")


def test_interest_runs_from_the_day_after_and_payments_reduce_the_principal() -> None:
    base = {"principal": "50000", "due_date": "2026-03-10"}
    assert result("delay_interest", **base, payments=[{"date": "2026-03-11", "amount": "50000"}])["interest"] == "8.75"
    early = result("delay_interest", **base, payments=[{"date": "2026-03-01", "amount": "20000"}], as_of="2026-03-20")
    assert (early["interest"], early["remaining"]) == ("52.50", "30000.00")
    stopped = result("delay_interest", **base, payments=[{"date": "2026-03-20", "amount": "20000"}])
    assert (stopped["interest"], stopped["remaining"]) == ("87.50", "30000.00")
    assert told(stopped, "只算到最后一次付款")
    assert result("delay_interest", **base, payments=[{"date": "2026-03-20", "amount": "20000"}], as_of="2026-03-20")["interest"] == "87.50"
    nothing = result("delay_interest", **base)
    assert (nothing["interest"], nothing["remaining"]) == ("0.00", "50000.00")
    assert told(nothing, "只算到最后一次付款")
    assert result("delay_interest", **base, as_of="2026-03-01")["interest"] == "0.00"
    over = result("delay_interest", **base, payments=[{"date": "2026-03-20", "amount": "60000"}])
    assert (over["interest"], over["remaining"]) == ("87.50", "0.00")
    assert told(over, "多出的 10000 元")
    shuffled = [{"date": "2026-05-01", "amount": "30000"}, {"date": "2026-04-01", "amount": "20000"}]
    assert result("delay_interest", **base, payments=shuffled)["interest"] == result("delay_interest", **base, payments=shuffled[::-1])["interest"] == "350.00"


def test_the_first_day_of_each_law_is_accepted() -> None:
    assert result("si_late_fee", **{"arrears": "10000", "from": "2011-07-01", "to": "2011-07-02"})["fee"] == "5.00"
    assert result("delay_interest", principal="10000", due_date="2014-08-01", as_of="2014-08-02")["interest"] == "1.75"
    assert result("double_wage", hire_date="2008-01-01", monthly_wage="2000", claim_date="2008-12-31")["amount"] == "22000.00"


@pytest.mark.parametrize(("kind", "halved", "cited", "words"), [
    ("ARBITRATION", False, ["劳动争议调解仲裁法-53"], None), ("LABOR", False, ["诉讼费用交纳办法-13", "诉讼费用交纳办法-20"], "不用预交"),
    ("LABOR", True, ["诉讼费用交纳办法-13", "诉讼费用交纳办法-15", "诉讼费用交纳办法-16", "诉讼费用交纳办法-20"], "不用预交"),
    ("PROPERTY", False, ["诉讼费用交纳办法-13", "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-15"], "工资欠条"),
    ("PAYMENT_ORDER", False, ["诉讼费用交纳办法-14"], None), ("PRESERVATION", False, ["诉讼费用交纳办法-14"], "免于担保"),
    ("ENFORCEMENT", False, ["诉讼费用交纳办法-14", "诉讼费用交纳办法-20", "诉讼费用交纳办法-38"], "由被执行人负担"),
])
def test_each_fee_cites_its_own_articles_and_tells_its_own_advice(kind: str, halved: bool, cited: list[str], words: str | None) -> None:
    found = result("court_fee", kind=kind, amount="60000", halved=halved)
    assert [c["id"] for c in found["citations"]] == cited
    advice = ("不用预交", "工资欠条", "免于担保", "由被执行人负担")
    given = [text for text in advice if told(found, text)]
    assert words in given if words else given == []
    assert told(found, "免于担保") == (kind == "PRESERVATION")


def test_whoever_may_go_on_after_an_award_is_told_by_its_kind() -> None:
    final = result("final_award", min_wage="2660", items=[{"type": "WAGE", "amount": "100"}])
    other = result("final_award", min_wage="2660", items=[{"type": "OTHER"}])
    assert told(final, "职工不服可在十五日内起诉", "单位只能在三十日内申请中级人民法院撤销")
    assert told(other, "双方都可在收到后十五日内起诉")
    assert not told(final, "双方都可")
    assert not told(other, "单位只能")


def test_awards_are_final_by_type_and_by_sum() -> None:
    def items(*rows: tuple[str, str | None]) -> list[str]:
        return result("final_award", min_wage="2660", items=[{"type": kind, "amount": amount} for kind, amount in rows])["items"]

    money = ("WAGE", "OVERTIME", "STOPPAGE_PAY", "SICK_PAY", "NOTICE_PAY", "INJURY_MEDICAL", "NONCOMPETE", "SEVERANCE", "DOUBLE_WAGE", "PROBATION_COMP",
             "ILLEGAL_TERMINATION", "ANNUAL_LEAVE")
    assert items(*((kind, "31920") for kind in money)) == ["FINAL"] * 12
    assert items(*((kind, "31920.01") for kind in money)) == ["NON_FINAL"] * 12
    always = ("WORKING_TIME", "REST_LEAVE", "SOCIAL_INSURANCE_STANDARD", "ZJ_SI_ARREARS", "ZJ_INJURY_BENEFIT")
    assert items(*((kind, "999999") for kind in always), *((kind, None) for kind in always)) == ["FINAL"] * 10
    assert items(("CONFIRM_RELATION", None), ("OTHER", "1"), ("REINSTATEMENT", None), ("ANYTHING_ELSE_1", "5")) == ["NON_FINAL"] * 4


@pytest.mark.parametrize(("n", "d", "rate"), [(1, 3, "33.33"), (2, 3, "66.67"), (1, 8, "12.50"), (1, 16, "6.25"), (1, 32, "3.13"), (0, 5, "0.00"), (5, 0, None), (0, 0, None), (3, 2, "150.00")])
def test_rates_are_rounded_half_up(n: int, d: int, rate: str | None) -> None:
    assert result("metrics_rate", numerator=n, denominator=d)["rate"] == rate
