"""Bad input of any kind is refused by field, in Chinese; nothing else is ever raised."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolkit import examples_pay, examples_rest
from toolkit.calculators import CALCULATORS, calculate
from toolkit.calculators.fields import Kind
from toolkit.refusal import Refusal

GOOD: dict[str, dict[str, Any]] = {row[1]: row[2] for row in (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)}
NUMERIC = (Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.INT)
PLACES = [(name, f.name, f.kind) for name, c in CALCULATORS.items() for f in c.fields]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["2026-02-30", "0001-01-01", "9999-12-31", "1e9", "NaN", "Infinity", "-0", "１２３", "8,000", "A36", "INTERRUPT", "\ud800", "", " ", 10**30]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "kind", "date", "from", "to", "amount", "x"]), inner, max_size=4),
    max_leaves=6,
)


def places(*kinds: Kind) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("name", "field"), [(name, field) for name, field, kind in PLACES if kind in kinds])


def refused(name: str, inputs: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        calculate(name, inputs)
    assert re.search("[一-鿿]", caught.value.message)
    return caught.value


def survives(name: str, inputs: object) -> None:
    """A result whose JSON can be written out as UTF-8, or a Refusal that can."""
    refusal = None
    try:
        found = calculate(name, inputs).to_json()
    except Refusal as raised:
        refusal = raised
    if refusal is not None:
        assert re.search("[一-鿿]", refusal.message)
        assert f"{refusal.field}{refusal.message}".encode()
        return
    text = json.dumps(found, allow_nan=False, ensure_ascii=False)
    text.encode()
    assert not re.search(r'"-\d', text.partition('"lines"')[0]), "no output is negative"


@given(st.sampled_from(sorted(CALCULATORS)), json_values)
def test_any_json_instead_of_inputs(name: str, inputs: object) -> None:
    survives(name, inputs)


@given(st.sampled_from(sorted(CALCULATORS)), st.data())
@settings(max_examples=1500)
def test_good_inputs_with_some_fields_replaced_by_anything(name: str, data: st.DataObject) -> None:
    inputs = dict(GOOD[name])
    for field in data.draw(st.lists(st.sampled_from([f.name for f in CALCULATORS[name].fields]), min_size=1, max_size=3)):
        inputs[field] = data.draw(json_values)
    survives(name, inputs)


plausible = {
    Kind.MONEY: st.decimals(0, 10**12, places=2).map(str), Kind.HOURS: st.decimals(0, 744, places=1).map(str), Kind.NUMBER: st.decimals(0, 366, places=1).map(str),
    Kind.INT: st.integers(0, 40), Kind.BOOL: st.booleans(), Kind.DATE: (st.dates() | st.dates(date(2007, 1, 1), date(2030, 1, 1))).map(str),
}


def plausible_value(field: Any) -> st.SearchStrategy[Any]:
    if field.kind is Kind.CHOICE:
        return st.sampled_from([code for code, _ in field.choices])
    if field.kind is Kind.MONEY_LIST:
        return st.lists(plausible[Kind.MONEY], max_size=13)
    if field.kind is Kind.INT_LIST:
        return st.lists(st.integers(2020, 2030), max_size=4)
    if field.kind is Kind.RECORDS:
        return st.lists(st.fixed_dictionaries({}, optional={c.name: plausible_value(c) for c in field.columns}), max_size=4)
    return plausible[field.kind]


@given(st.sampled_from(sorted(CALCULATORS)), st.data())
@settings(max_examples=1500)
def test_inputs_of_the_right_kinds_in_any_combination(name: str, data: st.DataObject) -> None:
    survives(name, data.draw(st.fixed_dictionaries({}, optional={f.name: plausible_value(f) for f in CALCULATORS[name].fields})))


NO_NUMBER = ("-1", -1, "-0.01", float("nan"), float("inf"), "NaN", "Infinity", "1e3", 1e300, 0.1 + 0.2, "12 34", "1,23", "８,00", "abc", True, [], {}, 10**14,
             10**5000, Decimal("NaN"), "99999999999999", "0x10", "１２３４５６７８９０１２３４")
NO_DATE = ("2026-02-29", "2025-02-30", "2026-13-01", "1899-01-01", "9999-12-31", "2101-01-01", "20260101", "2026-1-1", "01/02/2026", 20260101, True, [])


@places(*NUMERIC)
def test_what_is_no_number_is_refused_under_its_field(name: str, field: str) -> None:
    for value in NO_NUMBER:
        assert refused(name, {**GOOD[name], field: value}).field == field


@places(Kind.DATE)
def test_what_is_no_date_is_refused_under_its_field(name: str, field: str) -> None:
    for value in NO_DATE:
        assert refused(name, {**GOOD[name], field: value}).field == field


@places(Kind.BOOL)
def test_a_flag_is_true_or_false(name: str, field: str) -> None:
    for value in ("true", 1, 0, "是", []):
        assert refused(name, {**GOOD[name], field: value}).field == field


@pytest.mark.parametrize("name", sorted(CALCULATORS))
def test_what_the_formula_needs_must_be_given_and_no_other_name_is_taken(name: str) -> None:
    for field in CALCULATORS[name].fields:
        if field.required:
            assert refused(name, {**GOOD[name], field.name: None}).field == field.name
            assert refused(name, {k: v for k, v in GOOD[name].items() if k != field.name}).field == field.name
    assert refused(name, {**GOOD[name], "colour": "red"}).field == "colour"
    for whole in (None, [], "x", 3):
        assert refused(name, whole).field == "inputs"


@pytest.mark.parametrize(("name", "change", "field", "words"), [
    ("severance", {"last_day": "2007-12-31", "hire_date": "2005-01-01"}, "last_day", "2008"),
    ("severance", {"monthly_wages": ["8000", "-1"]}, "monthly_wages", "第 2 项"),
    ("severance", {"monthly_wages": "8000"}, "monthly_wages", "列表"),
    ("severance", {"monthly_wages": ["8000", None]}, "monthly_wages", "第 2 项"),
    ("double_wage", {"claim_date": "2024-01-01", "hire_date": "2024-01-02"}, "claim_date", "早于"),
    ("double_wage", {"last_day": "2024-10-30", "hire_date": "2024-10-31"}, "last_day", "早于"),
    ("double_wage", {"hire_date": "2007-12-31"}, "hire_date", "九十七"),
    ("double_wage", {"limitation_mode": "BOTH"}, "limitation_mode", "PER_MONTH"),
    ("overtime", {"work_system": "X"}, "work_system", "STANDARD"),
    ("annual_leave", {"last_day": "2026-03-31", "hire_date": "2026-04-01"}, "last_day", "早于"),
    ("injury_death", {"dependents": [{"type": "spouse"}], "own_wage_month": None}, "own_wage_month", "请填写"),
    ("injury_death", {"dependents": [{"type": "spouse"}, {"type": "spouse"}]}, "dependents", "一人"),
    ("injury_death", {"dependents": [{"type": "friend"}]}, "dependents", "第 1 项"),
    ("min_wage_shortfall", {"gross_paid": "500", "excluded": ["500.01"]}, "excluded", "多于"),
    ("probation", {"contract_kind": "FIXED", "contract_months": None, "second_probation": False}, "contract_months", "请填写"),
    ("noncompete", {"agreed_monthly": None, "avg12": None}, "avg12", "请填写"),
    ("noncompete", {"agreed_monthly": None, "min_wage": None}, "min_wage", "请填写"),
    ("si_late_fee", {"from": "2026-01-16", "to": "2026-01-15"}, "to", "早于"),
    ("si_late_fee", {"from": "2011-06-30", "to": "2011-07-02"}, "from", "2011-07-01"),
    ("court_fee", {"kind": "PROPERTY", "amount": None}, "amount", "请填写"),
    ("delay_interest", {"due_date": "2014-07-31", "payments": []}, "due_date", "2014-08-01"),
    ("delay_interest", {"due_date": "2026-03-10", "payments": [{"date": "2026-06-18", "amount": "5"}], "as_of": "2026-06-17"}, "as_of", "早于"),
    ("delay_interest", {"payments": [{"date": "2026-06-18", "amount": "-1"}]}, "payments", "负数"),
    ("final_award", {"items": []}, "items", "至少"),
    ("final_award", {"items": [{"type": "WAGE"}]}, "items", "第 1 项"),
    ("final_award", {"items": [{"type": "wage", "amount": "1"}]}, "items", "第 1 项"),
    ("final_award", {"items": [{"amount": "1"}]}, "items", "项目"),
    ("deadline", {"rule_id": "NOPE"}, "rule_id", "没有"),
    ("limitation", {"events": [{"kind": "INTERRUPT"}]}, "events", "日期"),
    ("limitation", {"events": [{"kind": "INTERRUPT", "date": "2024-06-09"}]}, "events", "早于起算日"),
    ("limitation", {"events": [{"kind": "INTERRUPT", "date": "2025-01-01", "to": "2025-02-01"}]}, "events", "不应填写"),
    ("limitation", {"events": [{"kind": "SUSPEND", "from": "2025-02-02", "to": "2025-02-01"}]}, "events", "早于开始日"),
    ("limitation", {"events": [{"kind": "SUSPEND", "from": "2025-01-01", "to": "2025-02-01"}, {"kind": "SUSPEND", "from": "2025-01-31", "to": "2025-03-01"}]},
     "events", "重叠"),
    ("add_workdays", {"n": 1.5}, "n", "整数"), ("add_workdays", {"n": -1}, "n", "负数"),
])
def test_what_cannot_be_is_refused_and_the_reason_said(name: str, change: dict[str, Any], field: str, words: str) -> None:
    caught = refused(name, {**GOOD[name], **change})
    assert caught.field == field
    assert words in caught.message


def test_harmless_ways_of_writing_are_accepted() -> None:
    plain = calculate("noncompete", {"avg12": "20000", "min_wage": "2660", "months": 12}).outputs
    for written in ("20,000", "２００００", " 20000.00 ", "¥20000", "20000元", 20000, 20000.0, Decimal("2E+4"), "20，000"):
        assert calculate("noncompete", {"avg12": written, "min_wage": "2660", "months": "12"}).outputs == plain
    assert calculate("add_workdays", {"start_date": "２０２６-02-10 ", "n": "5"}).outputs == calculate("add_workdays", {"start_date": "2026-02-10", "n": 5}).outputs
