"""Points: every component against the formula of the design, written anew with fractions; arrays and single pairs agree."""

import math
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import load, scores
from matching.board import Board
from matching.problem import BadInstance, Causes, Lawyer, Matter, Weights
from tests.matching.people import CAUSES, DAY, lawyer, matter, office

W = Weights()


def rounded(value: Fraction) -> int:
    return int((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_EVEN))


def expected(p: Lawyer, m: Matter, causes: Causes, w: Weights) -> dict[str, int]:
    """The components after the wording of the design."""
    def parent(c: str) -> str | None:
        return causes.parent.get(c)

    known = p.specialties
    if m.cause is None:
        strengths = [rounded(Fraction(s * w.related, 1000)) for s in known.values()]
        near = True
    elif m.cause in known:
        strengths, near = [known[m.cause]], True
    else:
        same = [s for c, s in known.items() if parent(m.cause) and parent(m.cause) in (c, parent(c))]
        strengths = [rounded(Fraction(s * w.same_parent, 1000)) for s in same]
        strengths += [rounded(Fraction(s * w.related, 1000)) for c, s in known.items() if c in causes.related.get(m.cause, ())]
        near = bool(same)
    fit = known[m.cause] if m.cause in known else max([*strengths, w.other])
    found = {
        "fit": rounded(Fraction(w.fit * fit, 1000)),
        "rating": rounded(Fraction(w.rating) * (Fraction(p.rating_sum, 5) + 8) / (p.rating_count + 10)),
        "response": rounded(Fraction(w.response * (p.offers_in_time + 4), p.offers + 5)),
        "distance": 0,
    }
    if p.latitude and m.latitude:
        a, b, c, d = (math.radians(x) for x in (p.latitude, p.longitude, m.latitude, m.longitude))
        h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
        found["distance"] = round(w.distance * math.exp(-2 * 6371 * math.asin(math.sqrt(h)) / 25))
    if m.group or m.urgent:
        found["seniority"] = rounded(Fraction(w.seniority * min(15, p.practising_years), 15))
    if m.languages:
        found["language"] = rounded(Fraction(w.language * len(m.languages & p.languages), len(m.languages)))
    if not near:
        found["low_fit"] = w.low_fit
    if m.chosen == p.id:
        found["chosen"] = w.chosen
    if m.continuity == p.id:
        found["continuity"] = w.continuity
    return found


@pytest.mark.parametrize("seed", range(8))
def test_every_component_follows_the_design_for_single_pairs_and_for_arrays_alike(seed: int) -> None:
    found = office(seed, 20, 40)
    board = Board(found.lawyers, "REPRESENTATION", DAY, CAUSES, W)
    mean = sum((Fraction(p.year.get("REPRESENTATION", 0), 12) for p in found.lawyers), Fraction()) / len(found.lawyers)
    for m in found.matters:
        points = board.points(m)
        for i, p in enumerate(found.lawyers):
            assert scores.components(p, m, CAUSES, W) == expected(p, m, CAUSES, W)
            fair = -rounded(60 * (Fraction(p.year.get("REPRESENTATION", 0), 12) - mean))
            assert points[i] == sum(expected(p, m, CAUSES, W).values()) + fair


def test_blocks_hold_every_eligible_pair_once_with_the_points_of_its_row() -> None:
    found = office(5, 30, 60)
    own = [m for m in found.matters if m.service == "REPRESENTATION"]
    stay = {own[0].id: "L001", own[1].id: "L002"}
    pairs = Board(found.lawyers, "REPRESENTATION", DAY, CAUSES, W).instance(own, stay, 33).pairs
    table = np.stack([pairs.row(m) for m in range(len(own))])
    seen = np.full(table.shape, table.min())
    for block in pairs.blocks(np.zeros(30, dtype=np.int64)):
        seen[np.ix_(block.matters, block.lawyers)] = block.points
    assert (seen == table).all()
    assert (table > table.min()).any()


def test_what_a_block_leaves_out_could_not_have_been_worth_it() -> None:
    found = office(6, 40, 30)
    pairs = Board(found.lawyers, "DRAFTING", DAY, CAUSES, W).instance(found.matters, {}, 0).pairs
    price = np.arange(40, dtype=np.int64) * 3
    worth = np.full(30, 450, dtype=np.int64)
    table = np.stack([pairs.row(m) for m in range(30)])
    best_five = np.sort(table - price, axis=1)[:, -5:]
    kept = np.zeros(table.shape, dtype=bool)
    for block in pairs.blocks(price, worth):
        kept[np.ix_(block.matters, block.lawyers)] = True
    assert not ((table - price > worth[:, np.newaxis]) & ~kept).any()
    assert not kept.all()
    kept[:] = False
    for block in pairs.blocks(price, best=5):
        kept[np.ix_(block.matters, block.lawyers)] = True
    assert not ((table - price > best_five[:, :1]) & (table > table.min()) & ~kept).any()


@given(st.integers(-10**9, 10**9), st.integers(1, 10**6))
def test_rounding_goes_to_the_even_neighbour_exactly(numerator: int, denominator: int) -> None:
    assert load.half_even(numerator, denominator) == round(Fraction(numerator, denominator))


def test_the_load_rises_with_every_further_matter_and_a_perfect_pair_is_worth_nine_hundred_to_a_thousand() -> None:
    assert [load.step(300, k, 6) for k in (1, 2, 3, 4, 5, 6)] == [25, 75, 125, 175, 225, 275]
    assert [load.step(300, k, 8) for k in (1, 2)] == [19, 56]  # 18.75 and 56.25
    assert load.step(5, 1, 1) == 2  # 2.5 goes to the even neighbour
    best = lawyer("L", specialties={"205.5": 1000}, languages=frozenset({"贵州话"}), practising_years=15, rating_count=100, rating_sum=500, offers=100, offers_in_time=100)
    m = matter(group=True, languages=frozenset({"贵州话"}), latitude=best.latitude, longitude=best.longitude)
    assert 900 <= sum(scores.components(best, m, CAUSES, W).values()) <= 1000


def test_an_unknown_place_earns_nothing_and_the_same_town_everything() -> None:
    here = lawyer("L")
    assert scores.components(here, matter(latitude=0.0, longitude=0.0), CAUSES, W)["distance"] == 0
    assert scores.components(lawyer("L", latitude=0.0, longitude=0.0), matter(latitude=0.0, longitude=0.0), CAUSES, W)["distance"] == 0
    assert scores.components(here, matter(latitude=29.871, longitude=121.529), CAUSES, W)["distance"] == 170  # the same hundredth of a degree
    assert scores.kilometres(here, matter(latitude=0.0, longitude=0.0)) is None
    assert scores.kilometres(here, matter()) == pytest.approx(3.65, abs=0.05)


def test_the_shares_of_the_year_are_averaged_over_those_with_a_quota() -> None:
    people = [lawyer("A", year={"REPRESENTATION": 6}), lawyer("B"), lawyer("C", quotas={}), lawyer("D", quotas={"REPRESENTATION": 7}, year={"REPRESENTATION": 7})]
    assert load.mean_share(people, "REPRESENTATION") == Fraction(1, 2)
    assert [load.fairness(p, "REPRESENTATION", Fraction(1, 2), W) for p in people] == [0, 30, 0, -30]
    assert [load.fairness(p, "CONSULTATION", Fraction(1, 2), W) for p in people] == [2, 2, 0, 0]  # 2.5 to even
    assert load.mean_share([], "REPRESENTATION") == 0


def test_reserved_places_count_as_load_of_their_ledger_only() -> None:
    one, two = load.reserved([lawyer("A"), lawyer("B")], [("A", "DRAFTING"), ("A", "DRAFTING")])
    assert (one.open, one.month) == ({"DRAFTING": 2}, {"DRAFTING": 2})
    assert two == lawyer("B")


def test_changed_weights_are_a_new_version_and_slips_of_the_pen_are_refused_by_name() -> None:
    assert W.changed(2, {"load": 400, "fairness": {"DRAFTING": 9}}) == replace(W, number=2, load=400, fairness={"DRAFTING": 9})
    for name, value, field in [("fit", -1, "fit"), ("fit", 1.5, "fit"), ("fit", True, "fit"), ("other", 1001, "other"), ("low_fit", 5, "low_fit"), ("lode", 1, "lode"),
                               ("fairness", 5, "fairness"), ("fairness", {"TEA": 5}, "fairness"), ("fairness", {"DRAFTING": "9"}, "fairness.DRAFTING"), ("number", 3, "number")]:
        with pytest.raises(BadInstance) as e:
            W.changed(2, {name: value})
        assert e.value.field == field
