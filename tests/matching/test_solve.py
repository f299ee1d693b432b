"""The solvers: exact beside brute force, another LP and each other; ties never touch the optimum; the bound proves it."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import bound, candidates, instance
from matching.network import Instance, Ties, network, scale_for
from matching.solve import SOLVERS
from tests.matching import office, rivals


def plain(seed: int, disputes: int, lawyers: int, scores: tuple[int, ...], density: float = 0.5, cap: int = 4) -> Instance:
    rng = random.Random(seed)
    return instance.read({
        "lawyers": [{"id": f"L{i:03d}", "cap": rng.randint(0, cap), "load": rng.randint(0, 2)} for i in range(lawyers)],
        "disputes": [{"id": f"D{i:04d}", "unassigned_cost": rng.choice([0, 500, 5000])} for i in range(disputes)],
        "scores": [[f"D{d:04d}", f"L{p:03d}", rng.choice(scores)] for d in range(disputes) for p in range(lawyers) if rng.random() < density],
        "load_weight": rng.choice([0, 7, 300]),
    })


def greedy(found: Instance, choose: rivals.Choose) -> int:
    """What placing one matter after the other by a rule of thumb is worth."""
    hand = rivals.Hand(found, choose)
    for m in range(len(found.matters)):
        hand.take(m, found.pairs.row(m))
    return hand.objective


@pytest.mark.parametrize("seed", range(5))
def test_the_optimum_is_that_of_an_independent_lp_and_lies_between_greedy_and_the_bound(seed: int) -> None:
    found = plain(seed, 60 + 30 * seed, 20, tuple(range(-300, 1000)))
    solved = candidates.solve(found)
    assert solved.objective == solved.bound == rivals.highs(found)
    assert all(greedy(found, choose) <= solved.objective for choose in rivals.RIVALS.values())


@pytest.mark.full
@pytest.mark.parametrize(("people", "waiting"), [(153, 400), (153, 1780), (400, 3000)])
def test_the_optimum_of_a_whole_office_is_that_of_an_independent_lp(people: int, waiting: int) -> None:
    for found in boards(people, waiting):
        solved = candidates.solve(found)
        assert solved.objective == solved.bound == rivals.highs(found)


@pytest.mark.parametrize(("people", "waiting"), [(30, 80), (153, 200), (60, 600)])
def test_few_candidates_reopened_by_price_give_the_plan_of_all_pairs(people: int, waiting: int) -> None:
    for found in boards(people, waiting):
        whole = candidates.solve(found, k=people)
        for k in (1, 3, 20):
            few = candidates.solve(found, k=k)
            assert (few.place == whole.place).all()
            assert few.objective == few.bound == whole.objective
        assert candidates.solve(found, k=1).rounds == 2  # before few lawyers all pairs are opened at once when a guess failed


def test_before_many_lawyers_only_what_could_do_better_is_opened_round_by_round() -> None:
    for found in boards(520, 400):
        few = candidates.solve(found, "flow", k=2)
        assert few.rounds > 1
        assert few.objective == few.bound
        whole = candidates.solve(found, "flow", k=520)
        assert (few.place == whole.place).all()
        assert len(few.net.matter) < len(whole.net.matter) / 4
        near = candidates.solve(found, "flow", k=1, near=0.5)
        assert near.rounds == 1
        assert near.objective <= few.objective <= near.bound
        close = candidates.solve(found, "flow", k=1, near=0.0005)
        assert close.rounds > 1
        assert close.net.scale == 1
        assert few.objective * 0.9995 <= close.objective <= few.objective <= close.bound
        assert len(close.net.matter) < len(few.net.matter) + 8 * 400, "what the prices speak against is dropped"


def boards(people: int, waiting: int) -> Iterator[Instance]:
    found = office.problem(people + waiting, people, waiting)
    yield office.board(found).instance(found.matters)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scores", [(0,), (500,), (0, 50, 100), (-(10**7), 10**7), tuple(range(1000))])
def test_all_solvers_agree_pair_by_pair_and_the_bound_proves_them(seed: int, scores: tuple[int, ...]) -> None:
    found = plain(seed, 45 + 10 * seed, 25, scores)
    places = {name: candidates.solve(found, name) for name in SOLVERS}
    first = places["dense"]
    for name, other in places.items():
        assert (other.place == first.place).all(), name
        assert other.objective == other.bound == first.objective, name


def test_the_large_solver_is_among_those_tested() -> None:
    assert set(SOLVERS) == {"exact", "dense", "chains", "sparse", "flow"}


def test_the_ties_of_a_whole_plan_stay_under_one_point_and_costs_exact_whatever_the_size() -> None:
    for most, matters, people in itertools.product((1, 7000, 2 * 10**7), (1, 50, 5000, 200_000), (1, 153, 20_000)):
        scale = scale_for(most, matters, people)
        assert scale >= (1 << 20 if most <= 7000 else 1 << 18)
        ties = Ties.below_a_point(["M"] * matters, ["L"], scale)
        assert matters * ((1 << ties.bits) - 1) < scale
        assert 16 * most * scale <= 1 << 53
        assert most * scale * (matters + people + 2) < 1 << 61
    with pytest.raises(OverflowError):
        scale_for(1 << 50, 1, 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1, 999, 10**7 - 1]))
def test_a_difference_of_one_point_beats_every_tie_at_the_largest_scores(seed: int, top: int) -> None:
    """Two lawyers of one slot, many matters alike, one of them a single point better: it must have the slot."""
    rng = random.Random(seed)
    better = [rng.randrange(60) for _ in range(2)]
    data: dict[str, Any] = {
        "lawyers": [{"id": f"{seed}-{i}", "cap": 1, "load": 0} for i in range(2)], "disputes": [{"id": f"D{i:02d}", "unassigned_cost": 0} for i in range(60)],
        "scores": [[f"D{d:02d}", f"{seed}-{i}", top + (d == better[i])] for d in range(60) for i in range(2)], "load_weight": 0,
    }
    out = instance.solved(data)
    assert out["optimal"]
    assert out["objective"] == 2 * top + (2 if better[0] != better[1] else 1)


def test_ties_depend_on_the_two_ids_only_and_are_spread() -> None:
    small = Ties.of(["M1", "M2"], ["L1", "L2"], 30)
    large = Ties.of(["M2", "M0", "M1"], ["L2", "L1"], 34)
    assert small.of_pairs(np.array([0]), np.array([1])) == large.of_pairs(np.array([2]), np.array([0])) >> 4
    many = Ties.of(map(str, range(200)), map(str, range(200)), 30).of_pairs(np.arange(200)[:, np.newaxis], np.arange(200)[np.newaxis, :])
    assert len(np.unique(many)) > 39_990
    assert abs(float(many.mean()) / (1 << 30) - 0.5) < 0.01
    assert many.max() < 1 << 30
    assert (Ties.of(["a"], ["b"], 0).of_pairs(np.array([0]), np.array([0])) == 0).all()


@pytest.mark.parametrize("seed", range(6))
def test_any_plan_but_the_best_is_worth_less_than_the_bound_of_its_own_prices(seed: int) -> None:
    """The bound is a bound for whatever prices, and it meets only the optimum: `optimal` cannot be said of a worse plan."""
    found = plain(seed, 30, 12, tuple(range(0, 1000, 50)))
    net = candidates.whole(found)
    best = SOLVERS["dense"](net)
    rng = random.Random(seed)
    worse = best.copy()
    worse[rng.choice(np.flatnonzero(best >= 0).tolist())] = -1
    for place in (best, worse, np.full(30, -1)):
        price = bound.prices(net, place)
        total = int(bound.best(net, price).sum()) + bound.slots_worth(net, price)
        assert total >= bound.worth(net, best)
        assert (total == bound.worth(net, place)) == (place is best)
    price = np.array([rng.randint(0, 900) * net.scale for _ in found.lawyers])
    assert int(bound.best(net, price).sum()) + bound.slots_worth(net, price) >= bound.worth(net, best)


def test_nobody_and_nothing_are_instances_too() -> None:
    none: dict[str, Any] = {"lawyers": [], "disputes": [], "scores": []}
    one = {"lawyers": [], "disputes": [{"id": "D", "unassigned_cost": 3}], "scores": []}
    for solver in SOLVERS:
        for k in (None, 20):
            assert candidates.solve(instance.read(none), solver, k).objective == 0
            solved = candidates.solve(instance.read(one), solver, k)
            assert (solved.objective, solved.bound, solved.place.tolist()) == (-3, -3, [-1])


def test_a_ladder_is_cut_where_nobody_is_left_to_climb_it() -> None:
    found = instance.read({"lawyers": [{"id": "L", "cap": 10**7, "load": 0}], "disputes": [{"id": "D", "unassigned_cost": 0}], "scores": [["D", "L", 5]], "load_weight": 0})
    assert len(found.costs[0]) == 1
    net = network(found, np.array([0]), np.array([0]), np.array([5]), 8, Ties.of(["D"], ["L"], 2))
    assert net.first.tolist() == [0, 1]
