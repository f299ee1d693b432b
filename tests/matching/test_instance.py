"""The plain instance: optimal by brute force, the same for any order, and clear about bad input."""

import itertools
import random
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.instance import solved
from matching.problem import BadInstance
from matching.solve import SOLVERS


def step(weight: int, k: int, cap: int) -> int:
    """The official formula, written anew in Decimal."""
    return int((Decimal(weight) * (2 * k - 1) / (2 * cap)).quantize(Decimal(1), ROUND_HALF_EVEN))


def value(data: dict[str, Any], assignment: dict[str, str]) -> int | None:
    """Objective of an assignment, None when it is not allowed."""
    scores = {(d, p): s for d, p, s in data["scores"] if [d, p] not in data.get("forbidden", [])}
    load = {p["id"]: p["load"] for p in data["lawyers"]}
    cap = {p["id"]: p["cap"] for p in data["lawyers"]}
    total = 0
    for dispute in data["disputes"]:
        lawyer = assignment.get(dispute["id"])
        if lawyer is None:
            total -= dispute["unassigned_cost"]
            continue
        if (dispute["id"], lawyer) not in scores or load[lawyer] >= cap[lawyer]:
            return None
        load[lawyer] += 1
        total += scores[dispute["id"], lawyer] - step(data["load_weight"], load[lawyer], cap[lawyer])
    return total


def brute(data: dict[str, Any]) -> int:
    choices = [None, *(p["id"] for p in data["lawyers"])]
    ids = [d["id"] for d in data["disputes"]]
    found = (value(data, {d: p for d, p in zip(ids, combo, strict=True) if p}) for combo in itertools.product(choices, repeat=len(ids)))
    return max(v for v in found if v is not None)


@st.composite
def instances(draw: st.DrawFn) -> dict[str, Any]:
    lawyers = [{"id": f"L{i}", "cap": draw(st.integers(0, 3)), "load": draw(st.integers(0, 2))} for i in range(draw(st.integers(0, 4)))]
    disputes = [{"id": f"D{i}", "unassigned_cost": draw(st.sampled_from([0, 50, 5000]))} for i in range(draw(st.integers(0, 4)))]
    pairs = [(d["id"], p["id"]) for d in disputes for p in lawyers]
    scores = [[d, p, draw(st.integers(-200, 1000))] for d, p in pairs if draw(st.integers(0, 3))]
    forbidden = [[d, p] for d, p in pairs if not draw(st.integers(0, 4))]
    return {"lawyers": lawyers, "disputes": disputes, "scores": scores, "forbidden": forbidden, "load_weight": draw(st.sampled_from([0, 7, 300]))}


@settings(max_examples=150, deadline=None)
@given(instances())
def test_the_plan_is_the_optimum_by_brute_force_for_every_solver(data: dict[str, Any]) -> None:
    for solver in SOLVERS:
        out = solved(data, solver)
        plan = dict(out["assignments"])
        assert value(data, plan) == out["objective"] == brute(data)
        assert {d["id"] for d in data["disputes"]} == set(plan) | {u["id"] for u in out["unassigned"]}


@settings(max_examples=100, deadline=None)
@given(instances(), st.randoms())
def test_the_answer_does_not_depend_on_the_order_of_the_input(data: dict[str, Any], rng: random.Random) -> None:
    mixed = {k: rng.sample(v, len(v)) if isinstance(v, list) else v for k, v in data.items()}
    assert solved(mixed) == solved(data)


@settings(max_examples=80, deadline=None)
@given(instances(), st.data())
def test_a_slot_more_never_harms_and_a_forbidden_pair_more_never_helps(data: dict[str, Any], choice: st.DataObject) -> None:
    before = solved(data)["objective"]
    if data["lawyers"] and data["load_weight"] == 0:  # a larger cap also changes the load cost, which only falls
        roomier = [{**p, "cap": p["cap"] + 1} for p in data["lawyers"]]
        assert solved({**data, "lawyers": roomier})["objective"] >= before
    if data["scores"]:
        d, p, _ = choice.draw(st.sampled_from(data["scores"]))
        assert solved({**data, "forbidden": [*data["forbidden"], [d, p]]})["objective"] <= before


def random_instance(seed: int, disputes: int, lawyers: int) -> dict[str, Any]:
    rng = random.Random(seed)
    return {
        "lawyers": [{"id": f"L{i:03d}", "cap": rng.randint(2, 6), "load": rng.randint(0, 2)} for i in range(lawyers)],
        "disputes": [{"id": f"D{i:03d}", "unassigned_cost": 5000} for i in range(disputes)],
        "scores": [[f"D{d:03d}", f"L{p:03d}", rng.randint(0, 20) * 50] for d in range(disputes) for p in range(lawyers) if rng.random() < 0.4],
        "forbidden": [], "load_weight": 300,
    }


@pytest.mark.parametrize("seed", range(4))
def test_dense_and_sparse_agree_pair_by_pair_even_with_many_equal_scores(seed: int) -> None:
    data = random_instance(seed, 90, 40)
    assert solved(data, "dense") == solved(data, "sparse")
    mixed = {k: random.Random(seed).sample(v, len(v)) if isinstance(v, list) else v for k, v in data.items()}
    assert solved(mixed)["assignments"] == solved(data)["assignments"]


def test_equal_scores_spread_evenly() -> None:
    data = {
        "lawyers": [{"id": f"L{i}", "cap": 6, "load": 0} for i in range(4)], "disputes": [{"id": f"D{i}", "unassigned_cost": 5000} for i in range(10)],
        "scores": [[f"D{d}", f"L{p}", 500] for d in range(10) for p in range(4)], "load_weight": 300,
    }
    counts = sorted(sum(p == f"L{i}" for _, p in solved(data)["assignments"]) for i in range(4))
    assert counts == [2, 2, 3, 3]


@pytest.mark.parametrize(("data", "reason"), [
    ({"scores": []}, "no_eligible_lawyer"),
    ({"scores": [["D", "L", 100]], "forbidden": [["D", "L"]]}, "no_eligible_lawyer"),
    ({"scores": [["D", "L", 100]], "lawyers": [{"id": "L", "cap": 2, "load": 2}]}, "all_full"),
    ({"scores": [["D", "L", -9000]]}, "cheaper_unassigned"),
])
def test_each_unassigned_dispute_says_why(data: dict[str, Any], reason: str) -> None:
    base = {"lawyers": [{"id": "L", "cap": 2, "load": 0}], "disputes": [{"id": "D", "unassigned_cost": 5000}], "load_weight": 300}
    out = solved({**base, **data})
    assert out["unassigned"] == [{"id": "D", "reason": reason}]
    assert out["objective"] == -5000


@pytest.mark.parametrize(("change", "field"), [
    ({"lawyers": [{"id": "L", "cap": 1.5, "load": 0}]}, "lawyers[0].cap"),
    ({"lawyers": [{"id": "L", "cap": -1, "load": 0}]}, "lawyers[0].cap"),
    ({"lawyers": [{"id": "L", "cap": 1, "load": 0}, {"id": "L", "cap": 1, "load": 0}]}, "lawyers[1].id"),
    ({"lawyers": None}, "lawyers"),
    ({"disputes": [{"id": "D"}]}, "disputes[0].unassigned_cost"),
    ({"scores": [["D", "X", 1]]}, "scores[0]"),
    ({"scores": [["D", "L", "1"]]}, "scores[0]"),
    ({"scores": [["D", "L", 1], ["D", "L", 2]]}, "scores[1]"),
    ({"forbidden": [["D"]]}, "forbidden[0]"),
    ({"load_weight": True}, "IN.load_weight"),
])
def test_bad_input_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    good = {"lawyers": [{"id": "L", "cap": 1, "load": 0}], "disputes": [{"id": "D", "unassigned_cost": 1}], "scores": [["D", "L", 500]], "load_weight": 300}
    assert solved(good)["assignments"] == [["D", "L"]]
    with pytest.raises(BadInstance) as e:
        solved({**good, **change})
    assert e.value.field == field


@pytest.mark.parametrize("seed", range(3))
def test_more_pairs_than_are_opened_at_once_give_the_proven_optimum_for_any_order(seed: int) -> None:
    data = random_instance(seed, 400, 120)  # 48,000 pairs: candidates are opened by price
    out = solved(data)
    plan = dict(out["assignments"])
    assert out["optimal"]
    assert value(data, plan) == out["objective"]
    mixed = {k: random.Random(seed).sample(v, len(v)) if isinstance(v, list) else v for k, v in data.items()}
    assert solved(mixed) == out


def test_numbers_at_their_limits_stay_exact() -> None:
    top = 10**7
    data = {
        "lawyers": [{"id": "L", "cap": top, "load": 0}, {"id": "K", "cap": 1, "load": top}], "disputes": [{"id": f"D{i}", "unassigned_cost": top if i else -top} for i in range(40)],
        "scores": [[f"D{i}", p, top if i % 2 else -top] for i in range(40) for p in "LK"], "load_weight": top,
    }
    out = solved(data)
    assert out["optimal"]
    assert value(data, dict(out["assignments"])) == out["objective"]
    # worth taking: every odd one at 10^7; of the even ones, −10^7 beside a cost of 10^7 for leaving it: equal but for the load
    assert {d for d, _ in out["assignments"]} == {f"D{i}" for i in range(1, 40, 2)}
    assert {u["reason"] for u in out["unassigned"]} == {"cheaper_unassigned"}


def test_ids_of_any_script_and_a_load_above_the_cap_are_no_trouble() -> None:
    out = solved({"lawyers": [{"id": "律师甲", "cap": 2, "load": 5}, {"id": "🙂", "cap": 1, "load": 0}], "disputes": [{"id": "争议 1", "unassigned_cost": 0}],
                  "scores": [["争议 1", "律师甲", 900], ["争议 1", "🙂", 200]], "load_weight": 300})
    assert out["assignments"] == [["争议 1", "🙂"]]
    assert out["objective"] == 200 - 150


@pytest.mark.parametrize("data", [None, [], "x", 5, {}, {"lawyers": [], "disputes": []}, {"lawyers": [5], "disputes": [], "scores": []}, {"lawyers": [], "disputes": {}, "scores": []}])
def test_what_is_no_instance_at_all_is_refused(data: Any) -> None:
    with pytest.raises(BadInstance):
        solved(data)
