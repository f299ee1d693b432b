"""Scarce knowledge is kept for those who need it: prices by hand, the component alike everywhere, stored and replayed."""

from dataclasses import replace

import pytest

from matching import scarcity, stored
from matching.batch import batch, ledger, replay
from matching.board import Board
from matching.problem import Weights
from matching.recommend import recommend
from matching.whynot import why_not
from tests.matching.people import CAUSES, DAY, lawyer, matter, office, problem

W = Weights()
# 205 is known to one lawyer and asked for six times, 206 to three and asked for six times: pressures 1 and 1/3, together 1/2
DEMAND = {"205.5": 4, "205.6": 2, "206.1": 6, "999": 50}
PEOPLE = [lawyer("A", specialties={"205.5": 900, "206.1": 900}), lawyer("B", specialties={"206.2": 900}), lawyer("C", specialties={"206.1": 900, "206.2": 700})]


def price(**change: object) -> dict[str, int]:
    return Board(PEOPLE, "REPRESENTATION", DAY, CAUSES, replace(W, **change), DEMAND).price  # type: ignore[arg-type]


def test_a_field_costs_by_how_far_its_pressure_lies_above_that_of_all() -> None:
    assert price(scarcity=120) == {"205": 60}  # 120·(1 − ½/1); what nobody knows (999) weighs nothing
    assert price(scarcity=0) == {}
    assert Board(PEOPLE, "REPRESENTATION", DAY, CAUSES, W, {}).price == {}
    assert Board(PEOPLE[:1], "REPRESENTATION", DAY, CAUSES, W, {"205.5": 9}).price == {}, "one field alone is as scarce as all"
    assert Board(PEOPLE, "REPRESENTATION", DAY, CAUSES, W, {"205.5": 1, "206.1": 1}).price == {}, "in quiet times nothing is scarce"
    away = [replace(PEOPLE[0], leaves=((DAY, DAY),)), *PEOPLE[1:]]
    assert "205" not in Board(away, "REPRESENTATION", DAY, CAUSES, W, DEMAND).price, "nobody is there to keep"


def test_only_matters_that_do_not_use_the_scarce_knowledge_pay_for_it() -> None:
    own = frozenset({"205", "206"})
    found = {cause: scarcity.points(own, cause, CAUSES, {"205": 60, "206": 20}) for cause in ("205.6", "206.1", "210", None)}
    assert found == {"205.6": 0, "206.1": -40, "210": -60, None: -60}
    assert scarcity.points(frozenset({"206"}), "205.5", CAUSES, {"205": 60, "206": 20}) == -20, "what the lawyer does not know is not used"
    assert scarcity.points(frozenset(), "205.5", CAUSES, {"205": 60}) == 0


def test_the_expert_is_kept_for_the_scarce_field_and_the_page_says_so() -> None:
    common = matter("M", cause="206.1")
    first = recommend(common, PEOPLE, DAY, CAUSES, names={"205": "工伤"}, demand=DEMAND)
    assert [c.lawyer for c in first.candidates] == ["C", "A", "B"]
    kept = first.candidates[1]
    assert kept.components["scarcity"] == -60
    assert kept.total == sum(kept.components.values())
    assert kept.reasons[-1] == ("warn", "懂“工伤”的律师紧缺，宜留给这类案件")
    assert all("scarcity" not in c.components for c in recommend(matter("N"), PEOPLE, DAY, CAUSES, demand=DEMAND).candidates if c.lawyer == "A")
    asked = problem([common], PEOPLE, demand={"REPRESENTATION": DEMAND})
    assert batch(asked).pairs == {"M": "C"}
    assert why_not(asked, "M", "A").difference == {"scarcity": -60}
    assert why_not(asked, "M", "A").loss == 60


@pytest.mark.parametrize("seed", range(2))
def test_arrays_single_pairs_blocks_and_the_replay_agree(seed: int) -> None:
    found = replace(office(seed, 20, 30), demand={"REPRESENTATION": DEMAND, "DRAFTING": {"206.1": 3}})
    board = Board(found.lawyers, "REPRESENTATION", DAY, CAUSES, W, DEMAND)
    plain = Board(found.lawyers, "REPRESENTATION", DAY, CAUSES, W)
    assert board.price
    for m in found.matters:
        known = [scarcity.points(scarcity.fields(p, CAUSES), m.cause, CAUSES, board.price) for p in found.lawyers]
        assert (board.points(m) - plain.points(m)).tolist() == known
        assert [board.scarcity(i, m.cause) for i in range(len(found.lawyers))] == known
    own = [m for m in found.matters if m.service == "REPRESENTATION"]
    pairs = ledger(found, "REPRESENTATION").instance.pairs
    for block in pairs.blocks(board.base * 0):
        for r, m in enumerate(block.matters.tolist()):
            assert (block.points[r] == pairs.row(m)[block.lawyers]).all(), own[m].id
    again = replay(stored.plain(found))
    assert (again.hash, again.pairs) == (batch(found).hash, batch(found).pairs)


def test_a_run_from_before_there_was_demand_keeps_its_hash() -> None:
    found = office(3, 6, 8)
    kept = stored.plain(found)
    assert "demand" not in kept
    assert "scarcity" not in kept["weights"]
    assert stored.digest(stored.read(kept)) == stored.digest(found) == stored.digest(replace(found, weights=replace(W, scarcity=999)))
