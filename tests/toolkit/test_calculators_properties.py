"""What holds for any numbers: more service or wage never gives less, sums are the sums of their lines, order does not matter."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit.asking import result
from toolkit.calculators import calculate
from toolkit.calculators.grounds import GROUNDS
from toolkit.calculators.injury_termination_zj import share
from toolkit.calculators.medical_period import period
from toolkit.calculators.probation import longest

money = st.decimals(0, 60_000, places=2).map(str)
starts = st.dates(date(2008, 1, 1), date(2027, 12, 31))
wages = st.lists(money, min_size=1, max_size=12)


def amounts(found: dict[str, Any], *labels: str) -> list[Decimal]:
    return [Decimal(line["amount"]) for line in found["lines"] if line["label"].startswith(labels)]


def ended(hire: date, last: date, monthly: list[str], **more: Any) -> dict[str, Any]:
    return {"hire_date": str(hire), "last_day": str(last), "monthly_wages": monthly, "min_wage": "2660", "local_avg_wage": "9000", **more}


@given(starts, st.lists(st.integers(0, 8000), min_size=2, max_size=5), wages)
def test_longer_service_never_gives_less(hire: date, lengths: list[int], monthly: list[str]) -> None:
    found = [result("severance", **ended(hire, hire + timedelta(days=n), monthly, ground="A36")) for n in sorted(lengths)]
    assert all(Decimal(a["n_post"]) <= Decimal(b["n_post"]) and Decimal(a["amount"]) <= Decimal(b["amount"]) for a, b in pairwise(found))
    assert all(Decimal(row["n_post"]) % Decimal("0.5") == 0 for row in found)


@given(starts, st.integers(0, 8000), st.integers(0, 400))
def test_an_earlier_hire_never_gives_less(hire: date, served: int, earlier: int) -> None:
    last = hire + timedelta(days=served)
    long = result("illegal_termination", **ended(hire - timedelta(days=earlier), last, ["8000"]))
    short = result("illegal_termination", **ended(hire, last, ["8000"]))
    assert Decimal(short["n"]) <= Decimal(long["n"]) <= Decimal(short["n"]) + 2


@given(starts, st.integers(0, 8000), st.lists(st.decimals(0, 27_000, places=2), min_size=2, max_size=4))
def test_a_higher_wage_never_gives_less_below_the_cap(hire: date, served: int, monthly: list[Decimal]) -> None:
    last = hire + timedelta(days=served)
    found = [Decimal(result("severance", **ended(hire, last, [str(wage)], ground="A36"))["amount"]) for wage in sorted(monthly)]
    assert found == sorted(found)


def test_the_cap_begins_above_three_times_and_makes_the_sum_fall() -> None:
    at, above = (result("severance", **ended(date(2010, 6, 1), date(2026, 5, 31), [wage], ground="A36")) for wage in ("27000", "27000.01"))
    assert (at["capped"], at["n_post"], above["capped"], above["n_post"]) == (False, "16", True, "12")
    assert Decimal(above["amount"]) < Decimal(at["amount"])


@given(starts, st.integers(0, 5000), wages, st.randoms(), st.sampled_from(sorted(GROUNDS)))
def test_the_order_of_the_months_does_not_matter(hire: date, served: int, monthly: list[str], shuffler: Any, ground: str) -> None:
    shuffled = list(monthly)
    shuffler.shuffle(shuffled)
    last = hire + timedelta(days=served)
    assert calculate("severance", ended(hire, last, monthly, ground=ground)).outputs == calculate("severance", ended(hire, last, shuffled, ground=ground)).outputs


@given(st.dates(date(1990, 1, 1), date(2007, 12, 31)), st.dates(date(2008, 1, 1), date(2027, 1, 1)), wages, st.sampled_from(["A36", "A40_1", "A40_2", "A40_3", "A41"]),
       st.none() | money.filter(lambda text: Decimal(text) > 0))
def test_the_parts_before_and_since_2008_add_up_to_the_cent(hire: date, last: date, monthly: list[str], ground: str, enterprise: str | None) -> None:
    found = result("severance", **ended(hire, last, monthly, ground=ground, enterprise_avg_wage=enterprise))
    assert Decimal(found["amount"]) == sum(amounts(found, "经济补偿", "2008 年以前的补偿")) - sum(amounts(found, "经济补偿合计"))
    twice = result("illegal_termination", **ended(hire, last, monthly))
    assert Decimal(twice["n"]) >= Decimal(found["n_post"])


@given(starts, money.filter(lambda text: Decimal(text) > 0), st.integers(0, 900), st.none() | st.integers(-30, 900), st.none() | st.integers(0, 900))
def test_double_wage_is_the_sum_of_its_segments_and_never_more_than_eleven_months(hire: date, wage: str, claim: int, signed: int | None, left: int | None) -> None:
    def at(n: int | None) -> str | None:
        return None if n is None else str(hire + timedelta(days=n))

    case = {"hire_date": str(hire), "monthly_wage": wage, "claim_date": at(claim), "signed_date": at(signed), "last_day": at(left)}
    found = result("double_wage", **case)
    parts = amounts(found, "第 ")
    assert (len(parts), sum(parts)) == (int(found["segments"]), Decimal(found["amount"]))
    assert 0 <= Decimal(found["amount_in_time"]) <= Decimal(found["amount"]) <= 11 * Decimal(wage)
    whole = result("double_wage", **case, limitation_mode="WHOLE")
    assert whole["amount"] == found["amount"]
    assert whole["amount_in_time"] in ("0.00", found["amount"])


@given(money.filter(lambda text: Decimal(text) > 0), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), money,
       st.sampled_from(["STANDARD", "COMPREHENSIVE", "FLEXIBLE"]))
def test_overtime_is_the_sum_of_its_kinds_less_what_was_paid(base: str, weekday: int, rest: int, given_back: int, holiday: int, paid: str, system: str) -> None:
    found = result("overtime", monthly_base=base, min_wage="2660", hours_weekday=weekday, hours_restday=rest, hours_restday_compensated=min(rest, given_back),
                    hours_holiday=holiday, paid=paid, work_system=system)
    kinds = [Decimal(found[name]) for name in ("weekday", "restday", "holiday")]
    assert sum(kinds) == Decimal(found["total"])
    assert Decimal(found["due"]) == max(Decimal(0), Decimal(found["total"]) - Decimal(paid))
    if system == "FLEXIBLE":
        assert found["total"] == "0.00"


@given(st.integers(2008, 2030), st.integers(0, 40), st.integers(0, 364), st.integers(0, 20))
def test_leave_is_never_more_than_a_full_year_and_never_negative(year: int, years: int, left: int, taken: int) -> None:
    last = date(year, 1, 1) + timedelta(days=left)
    found = result("annual_leave", year=year, cumulative_years=years, hire_date="1990-01-01", monthly_wages_ex_ot=["6525"], taken_days=taken, last_day=str(last))
    assert 0 <= Decimal(found["unused"]) <= max(0, Decimal(found["full"]) - taken)
    assert Decimal(found["entitled"]) <= Decimal(found["full"])


@given(st.integers(1, 10), st.integers(1, 10), money, st.decimals(1, 20_000, places=2).map(str))
def test_a_worse_injury_never_gives_less(one: int, other: int, own: str, region: str) -> None:
    worse, better = sorted((one, other))
    case = {"own_avg_contribution_wage": own, "regional_avg_wage": region}
    found = [Decimal(result("injury_lump_sum", grade=grade, **case)["amount"]) for grade in (worse, better)]
    assert found[0] >= found[1]
    wage = Decimal(result("injury_lump_sum", grade=1, **case)["own_wage"])
    assert Decimal(region) * Decimal("0.6") - 1 < wage < Decimal(region) * 3 + 1


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.integers(-400, 2500))
def test_the_employment_part_falls_by_steps_to_nothing(retires: date, before: int) -> None:
    day = retires - timedelta(days=before)
    assert share(day, retires) in (0, 20, 40, 60, 80, 100)
    assert share(day, retires) >= share(day + timedelta(days=1), retires)
    assert (share(day, retires) == 0) >= (day >= retires)
    assert share(retires - timedelta(days=2500), retires) == 100


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 600), st.integers(0, 600))
def test_longer_work_never_shortens_the_medical_period_nor_a_longer_contract_the_trial(total: int, unit: int, shorter: int, longer: int) -> None:
    unit = min(total, unit)
    assert period(total, unit) <= period(total + 1, unit + 1)
    assert period(total, unit) <= period(total + 1, unit)
    low, high = sorted((shorter, longer))
    assert longest("FIXED", low, second=False) <= longest("FIXED", high, second=False) <= longest("OPEN", None, second=False)
    assert longest("FIXED", high, second=True) == longest("TASK", high, second=False) == longest("PART_TIME", None, second=False) == 0


@given(st.sampled_from(["PROPERTY", "PAYMENT_ORDER", "PRESERVATION", "ENFORCEMENT"]), st.lists(st.decimals(0, 25_000_000, places=2), min_size=2, max_size=5))
def test_a_larger_sum_never_costs_less(kind: str, sums: list[Decimal]) -> None:
    fees = [Decimal(result("court_fee", kind=kind, amount=str(amount))["fee"]) for amount in sorted(sums)]
    assert fees == sorted(fees)


@given(st.lists(st.sampled_from(["spouse", "other", "lonely"]), max_size=8), st.decimals(1, 30_000, places=2))
def test_pensions_never_exceed_the_wage(kinds: list[str], wage: Decimal) -> None:
    people = [{"type": "spouse" if k == "spouse" else "other", "lonely_or_orphan": k == "lonely"} for k in kinds if k != "spouse"] + [{"type": "spouse"}] * ("spouse" in kinds)
    found = result("injury_death", regional_avg_wage="8433", national_income="56502", own_wage_month=str(wage), dependents=people)
    assert Decimal(found["pension_monthly"]) <= wage
    assert (Decimal(found["pension_monthly"]) > 0) == bool(people and wage > Decimal("0.02"))


@given(st.lists(st.tuples(st.sampled_from(["WAGE", "DOUBLE_WAGE", "CONFIRM_RELATION", "ZJ_SI_ARREARS", "WORKING_TIME", "ANY_OTHER"]), money), min_size=1, max_size=6), st.randoms())
def test_an_award_is_final_only_if_every_item_is(items: list[tuple[str, str]], shuffler: Any) -> None:
    def judged(rows: list[tuple[str, str]]) -> dict[str, Any]:
        return result("final_award", min_wage="2660", items=[{"type": kind, "amount": amount} for kind, amount in rows])

    found = judged(items)
    assert (found["award"] == "FINAL") == (set(found["items"]) == {"FINAL"})
    shuffled = list(items)
    shuffler.shuffle(shuffled)
    assert judged(shuffled)["award"] == found["award"]
