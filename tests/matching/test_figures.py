"""Figures of fairness, by hand and by their laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import figures
from tests.matching.people import CAUSES, DAY, lawyer, matter


def test_gini_by_hand() -> None:
    assert figures.gini([]) == figures.gini([0, 0]) == figures.gini([5, 5, 5]) == 0
    assert figures.gini([0, 0, 0, 8]) == Fraction(3, 4)
    assert figures.gini([1, 2, 3]) == Fraction(2, 9)
    assert figures.gini([Fraction(1, 2), Fraction(1, 4)]) == Fraction(1, 6)
    with pytest.raises(ValueError, match="negative"):
        figures.gini([1, -1])


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_half_the_mean_difference_over_the_mean_whatever_the_order(amounts: list[int]) -> None:
    n = len(amounts)
    expected = Fraction(sum(abs(a - b) for a in amounts for b in amounts), 2 * n * sum(amounts)) if sum(amounts) else Fraction()
    assert figures.gini(amounts) == figures.gini(amounts[::-1]) == expected
    assert figures.gini([3 * a for a in amounts]) == expected


def test_shares_come_largest_first_and_sum_to_one() -> None:
    found = figures.shares(["A", "B", "A", "C", "B", "A"])
    assert [(s.key, s.count, s.share) for s in found] == [("A", 3, Fraction(1, 2)), ("B", 2, Fraction(1, 3)), ("C", 1, Fraction(1, 6))]
    assert figures.shares([]) == ()
    assert [s.key for s in figures.shares([None, "B", None, "B"])] == ["B", None]


def test_the_year_counts_against_the_quota() -> None:
    people = [lawyer("A", year={"REPRESENTATION": 3}), lawyer("B", quotas={}), lawyer("C")]
    assert figures.yearly_shares(people, "REPRESENTATION") == {"A": Fraction(1, 4), "C": 0}


def test_rates_of_offers_leave_out_what_is_open_or_was_taken_back() -> None:
    found = figures.answers(["ACCEPTED"] * 3 + ["DECLINED", "LAPSED", "OFFERED", "HELD", "CANCELLED"])
    assert (found.acceptance, found.lapse) == (Fraction(3, 5), Fraction(1, 5))
    assert (found.open, found.cancelled) == (2, 1)
    assert figures.answers(["OFFERED"]).acceptance is None
    by = figures.answers_by([("L", "ACCEPTED"), ("K", "LAPSED"), ("L", "LAPSED")])
    assert (by["L"].acceptance, by["K"].lapse) == (Fraction(1, 2), 1)
    with pytest.raises(ValueError, match="LOST"):
        figures.answers(["LOST"])


def test_scarce_knowledge_comes_first_and_only_those_who_may_work_count() -> None:
    people = [
        lawyer("A", specialties={"205.5": 900}, caps={"REPRESENTATION": 3}, month_caps={}), lawyer("B", specialties={"205.6": 900}, open={"REPRESENTATION": 6}),
        lawyer("C", specialties={"205.5": 800}, leaves=((DAY, DAY),)), lawyer("D", specialties={"206.1": 700}), lawyer("E", services=frozenset({"DRAFTING"})),
    ]
    asked = [*(matter(f"A{i}") for i in range(6)), matter("B", cause="206.2"), matter("C", cause="999"), matter("D", service="DRAFTING")]
    found = figures.scarcity(asked, people, "REPRESENTATION", DAY, CAUSES)
    assert [(d.cause, d.matters, d.exact, d.near, d.places, d.pressure) for d in found] == [
        ("999", 1, 0, 0, 0, None), ("205.5", 6, 1, 2, 3, 2), ("206.2", 1, 0, 1, 4, Fraction(1, 4)),
    ]


def test_the_share_of_matters_with_somebody_who_knows_the_field() -> None:
    people = [lawyer("A"), lawyer("B", specialties={"210": 900})]
    placed = [matter("M"), matter("N"), matter("O"), matter("P", cause="205.6")]
    assert figures.fit_share({"M": "A", "N": "B", "P": "A"}, placed, people, CAUSES) == Fraction(2, 3)
    assert figures.fit_share({}, placed, people, CAUSES) is None
