"""The calculators agree with second computations written another way."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolkit import oracles
from tests.toolkit.asking import result
from toolkit.deadlines import rules
from toolkit.workdays import add_months, shipped_calendar

YEARS, IS_OFF = oracles.schedule()
days = st.dates(date(2008, 1, 1), date(2030, 12, 31))
# around the turns of months, leap days, long breaks and the edge of the loaded years
sharp = st.one_of(
    st.dates(date(2024, 1, 25), date(2024, 3, 5)), st.dates(date(2025, 12, 20), date(2026, 3, 5)), st.dates(date(2026, 4, 20), date(2026, 5, 10)),
    st.dates(date(2026, 9, 10), date(2026, 10, 12)), st.dates(date(2026, 12, 10), date(2027, 1, 10)), st.dates(date(2023, 12, 20), date(2024, 1, 10)), days,
)
money = st.decimals(0, 99999, places=2, allow_nan=False)


@given(sharp)
def test_the_calendar_knows_the_same_days_off(day: date) -> None:
    assert shipped_calendar().is_off(day) == IS_OFF(day)


@given(sharp, st.integers(-600, 600))
def test_months_are_added_alike(day: date, months: int) -> None:
    assert add_months(day, months) == oracles.later(day, months)


@given(st.sampled_from(sorted(rules())), sharp)
@settings(max_examples=400)
def test_deadlines_agree_with_walking_day_by_day(rule_id: str, trigger: date) -> None:
    rule = rules()[rule_id]
    raw, due, used = oracles.period_end(rule.n, rule.unit, trigger, IS_OFF, roll=rule.roll, backward=rule.backward)
    found = result("deadline", rule_id=rule_id, trigger_date=str(trigger))
    assert (found["raw_date"], found["due_date"], found["rolled"]) == (raw.isoformat(), due.isoformat(), raw != due)
    assert found["provisional"] == (not used <= YEARS)


@given(sharp, st.integers(0, 130))
def test_working_days_agree_with_walking(start: date, n: int) -> None:
    _, due, _ = oracles.period_end(n, "WD", start, IS_OFF, roll=False, backward=False)
    assert result("add_workdays", start_date=str(start), n=n)["date"] == due.isoformat()


@given(sharp, st.integers(0, 9000), money, st.decimals(1, 20000, places=2), st.none() | st.decimals(1000, 20000, places=2))
@settings(max_examples=300)
def test_severance_and_twice_it_agree_with_counting_years(hire: date, served: int, wage: Decimal, minimum: Decimal, local: Decimal | None) -> None:
    last = hire + timedelta(days=served)
    n = oracles.service_n(hire, last)
    base = max(Fraction(wage), Fraction(minimum))
    capped = local is not None and base > 3 * Fraction(local)
    if capped:
        base, n = 3 * Fraction(local or 0), min(n, Fraction(12))
    inputs = {"hire_date": hire.isoformat(), "last_day": last.isoformat(), "monthly_wages": [str(wage)], "min_wage": str(minimum),
              "local_avg_wage": None if local is None else str(local)}
    found = result("severance", **inputs, ground="A40_3")
    assert (Fraction(found["n_post"]), Decimal(found["amount"]), found["capped"]) == (n, oracles.half_up(base * n), capped)
    twice = result("illegal_termination", **inputs)
    assert (Fraction(twice["n"]), Decimal(twice["amount"])) == (n, oracles.half_up(2 * base * n))


@given(st.dates(date(1990, 1, 1), date(2007, 12, 31)), st.dates(date(2008, 1, 1), date(2027, 1, 1)))
def test_service_before_2008_agrees_with_counting_years(hire: date, last: date) -> None:
    old = oracles.service_n(hire, date(2007, 12, 31))
    old = Fraction(int(old + Fraction(1, 2))) if old.denominator == 2 else old  # any part of a year is one
    base = {"hire_date": hire.isoformat(), "last_day": last.isoformat(), "monthly_wages": ["6000"], "min_wage": "2660", "local_avg_wage": None}
    for ground, most in (("A36", 12), ("A40_2", 12), ("A40_1", None), ("A40_3", None), ("A41", None), ("A44_1", 0)):
        found = result("severance", **base, ground=ground)
        n_pre = old if most is None else min(old, Fraction(most))
        n_post = oracles.service_n(date(2008, 1, 1), last)
        assert (Fraction(found["n_pre"]), Fraction(found["n_post"]), Fraction(found["amount"])) == (n_pre, n_post, 6000 * (n_pre + n_post))


@given(sharp, st.integers(0, 500), st.none() | st.integers(-40, 500), st.none() | st.integers(0, 500), st.sampled_from(["3000", "6525", "10000.01"]))
@settings(max_examples=300)
def test_double_wage_agrees_with_walking_through_the_window(hire: date, claim: int, signed: int | None, left: int | None, wage: str) -> None:
    def at(n: int) -> date:
        return hire + timedelta(days=n)

    inputs: dict[str, Any] = {"hire_date": hire.isoformat(), "claim_date": at(claim).isoformat(), "monthly_wage": wage,
                              "signed_date": None if signed is None else at(signed).isoformat(), "last_day": None if left is None else at(left).isoformat()}
    owed: dict[int, list[date]] = {}
    for k in range(1, 12):
        day = oracles.later(hire, k)
        while day < oracles.later(hire, k + 1):
            if day <= at(claim) and (signed is None or day < at(signed)) and (left is None or day <= at(left)):
                owed.setdefault(k, []).append(day)
            day += oracles.DAY
    total = Decimal(0)
    for k, part in owed.items():
        whole = part[-1] + oracles.DAY == oracles.later(hire, k + 1)
        days_worked = sum(not IS_OFF(d) for d in part)
        total += oracles.half_up(Fraction(wage) if whole else min(Fraction(wage), Fraction(wage) * days_worked / Fraction("21.75")))
    found = result("double_wage", **inputs)
    assert (int(found["segments"]), Decimal(found["amount"])) == (len(owed), total)
    if owed:
        assert (found["window_start"], found["window_end"]) == (owed[1][0].isoformat(), owed[max(owed)][-1].isoformat())


@given(st.integers(2009, 2030), st.integers(0, 45), st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 15), st.none() | st.integers(0, 364))
@settings(max_examples=300)
def test_annual_leave_agrees_with_fractions(year: int, years: int, hire: date, taken: int, left: int | None) -> None:
    full = 0 if years < 1 else 5 if years < 10 else 10 if years < 20 else 15
    first, last = date(year, 1, 1), None if left is None else date(year, 1, 1) + timedelta(days=left)
    if last is not None and last < hire:
        hire = last
    start = max(first, hire)
    span = sum(1 for i in range(366) if start <= first + timedelta(days=i) <= (last or date(year, 12, 31)))
    share = Fraction(span * full, 365)
    entitled = full if last is None and start == first and span else min(full, share.__floor__())
    unused = max(0, entitled - taken) if last is None else max(0, min((share - taken).__floor__(), full - taken))
    found = result("annual_leave", year=year, cumulative_years=years, hire_date=str(hire), monthly_wages_ex_ot=["6525"], taken_days=taken,
                   last_day=last and str(last))
    assert (int(found["entitled"]), int(found["unused"]), Decimal(found["extra_200"])) == (entitled, unused, 600 * unused)


@given(st.decimals(0, 30_000_000, places=2))
def test_court_fees_agree_with_the_short_tables(amount: Decimal) -> None:
    def fee(kind: str, *, halved: bool = False) -> Decimal:
        return Decimal(result("court_fee", kind=kind, amount=str(amount), halved=halved)["fee"])

    full = oracles.property_fee(Fraction(amount))
    assert fee("PROPERTY") == oracles.half_up(full)
    assert fee("PROPERTY", halved=True) == oracles.half_up(full / 2)
    assert fee("PAYMENT_ORDER") == fee("PAYMENT_ORDER", halved=True) == oracles.half_up(full / 3)
    assert fee("ENFORCEMENT") == oracles.half_up(oracles.enforcement_fee(Fraction(amount)))
    kept = 30 + max(Fraction(0), min(Fraction(amount), Fraction(100_000)) - 1000) / 100 + max(Fraction(0), Fraction(amount) - 100_000) / 200
    assert fee("PRESERVATION") == oracles.half_up(min(kept, Fraction(5000)))


@given(st.decimals(0, 500_000, places=2), st.lists(st.tuples(st.integers(-20, 300), st.decimals("0.01", 200_000, places=2)), max_size=5), st.integers(0, 60))
def test_interest_agrees_with_adding_up_days(principal: Decimal, paid: list[tuple[int, Decimal]], later: int) -> None:
    due = date(2026, 1, 15)
    payments = [(due + timedelta(days=n), amount) for n, amount in paid]
    as_of = max([due, *(day for day, _ in payments)]) + timedelta(days=later)
    interest, left = oracles.daily_interest(Fraction(principal), due, [(d, Fraction(a)) for d, a in payments], as_of)
    inputs = {"principal": str(principal), "due_date": due.isoformat(), "as_of": as_of.isoformat(),
              "payments": [{"date": d.isoformat(), "amount": str(a)} for d, a in payments]}
    found = result("delay_interest", **inputs)
    assert (Decimal(found["interest"]), Fraction(found["remaining"])) == (oracles.half_up(interest), left)
