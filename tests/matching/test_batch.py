"""Batches and recommendations: no hard rule is ever broken, every choice explains itself, a replay is the same."""

import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import check, rules, stored
from matching.batch import batch, replay
from matching.problem import BadInstance, Conflict, Problem
from matching.recommend import recommend
from matching.solve import SOLVERS
from tests.matching.people import CAUSES, DAY, lawyer, matter, office, problem

SEEDS = st.integers(0, 10**6)


def shuffled(found: Problem, rng: random.Random) -> Problem:
    return replace(found, matters=tuple(rng.sample(found.matters, len(found.matters))), lawyers=tuple(rng.sample(found.lawyers, len(found.lawyers))))


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_no_plan_breaks_a_rule_whatever_the_instance_and_the_bound_proves_it(seed: int) -> None:
    found = office(seed, 15, 40)
    plan = batch(found)
    assert check.faults(plan.pairs, found.matters, found.lawyers, DAY) == []
    assert plan.optimal
    assert sorted([*plan.pairs, *(u.matter for u in plan.unassigned)]) == [m.id for m in found.matters]
    for unplaced in plan.unassigned:
        m = next(m for m in found.matters if m.id == unplaced.matter)
        stopped = sum(bool(rules.broken(p, m, DAY)) for p in found.lawyers)
        assert unplaced.eligible == len(found.lawyers) - stopped
        assert (unplaced.reason == "no_eligible_lawyer") == (unplaced.eligible == 0)
        assert unplaced.reason != "cheaper_unassigned"  # an unassigned matter costs more than any pair can


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_input_nor_the_solver_changes_anything(seed: int, rng: random.Random) -> None:
    found = office(seed, 12, 60)
    plan = batch(found)
    assert batch(shuffled(found, rng)) == plan
    assert batch(shuffled(found, rng)).hash == plan.hash
    for solver in SOLVERS:
        assert batch(found, solver) == plan, solver


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_a_stored_run_replays_to_the_same_plan_and_hash_through_json(seed: int) -> None:
    found = office(seed, 10, 25)
    first = batch(found)
    some = dict(list(first.pairs.items())[:3])
    found = replace(found, fixed=some, stay=dict(list(first.pairs.items())[3:6]), stay_bonus=40, weights=found.weights.changed(7, {"load": 250}))
    plan = batch(found)
    again = json.loads(json.dumps(stored.plain(found)))
    assert stored.read(again) == found
    assert (replay(again), replay(again).hash) == (plan, plan.hash)
    changed = json.loads(json.dumps(again))
    changed["weights"]["fit"] += 1
    assert replay(changed).hash != plan.hash


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.data())
def test_a_slot_more_never_lowers_and_a_forbidden_pair_more_never_raises_the_objective(seed: int, data: st.DataObject) -> None:
    found = office(seed, 8, 16)
    plan = batch(found)
    one = data.draw(st.sampled_from(found.lawyers))
    wider = replace(one, month_caps={s: c + 1 for s, c in one.month_caps.items()})  # a month's place more leaves the load as it is
    assert batch(replace(found, lawyers=tuple(wider if p.id == one.id else p for p in found.lawyers))).objective >= plan.objective
    if plan.pairs:
        ident = data.draw(st.sampled_from(sorted(plan.pairs)))
        worse = tuple(replace(m, declined=m.declined | {plan.pairs[ident]}) if m.id == ident else m for m in found.matters)
        after = batch(replace(found, matters=worse))
        assert after.objective <= plan.objective
        assert after.pairs.get(ident) != plan.pairs[ident]  # a declined pair never returns


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.data())
def test_fixed_pairs_never_move_and_fixing_the_best_changes_nothing(seed: int, data: st.DataObject) -> None:
    found = office(seed, 10, 25)
    plan = batch(found)
    some = {m: plan.pairs[m] for m in data.draw(st.lists(st.sampled_from(sorted(plan.pairs)), unique=True))} if plan.pairs else {}
    kept = batch(replace(found, fixed=some))
    assert (kept.pairs, kept.objective, [u.matter for u in kept.unassigned]) == (plan.pairs, plan.objective, [u.matter for u in plan.unassigned])
    assert kept.faults == {}
    names = [p.id for p in found.lawyers]
    odd = {m.id: data.draw(st.sampled_from(names)) for m in data.draw(st.lists(st.sampled_from(found.matters), max_size=5, unique_by=lambda m: m.id))}
    forced = batch(replace(found, fixed=odd))
    assert {m: forced.pairs[m] for m in odd} == odd
    assert forced.optimal
    free = {m: p for m, p in forced.pairs.items() if m not in odd}
    assert check.faults(free, found.matters, found.lawyers, DAY) == []
    broken = {line.split("-")[0] for m, p in odd.items() for line in check.faults({m: p}, found.matters, found.lawyers, DAY) if "-" in line}
    assert broken <= forced.faults.keys()


def test_a_fixed_pair_takes_a_slot_and_is_told_when_it_has_become_a_conflict() -> None:
    one = lawyer("L", caps={"REPRESENTATION": 2})
    plan = batch(problem([matter("A", employers=frozenset({"乙"})), matter("B", employers=frozenset({"乙"})), matter("C", employers=frozenset({"乙"}))], [one], fixed={"C": "L"}))
    assert plan.pairs["C"] == "L"
    assert len(plan.pairs) == 2
    now = replace(one, own_clients=frozenset({"乙"}))
    plan = batch(problem([matter("C", employers=frozenset({"乙"}))], [now], fixed={"C": "L"}))
    assert (plan.pairs, plan.faults) == ({"C": "L"}, {"C": ("利益冲突",)})
    full = batch(problem([matter("A"), matter("B"), matter("C")], [one], fixed=dict.fromkeys("ABC", "L")))
    assert set(full.faults) == {"A", "B", "C"}
    assert set(full.faults.values()) == {("满负荷",)}


def test_a_problem_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(BadInstance, match="fixed"):
        problem([matter("A")], [lawyer("L")], fixed={"A": "X"})
    with pytest.raises(BadInstance, match="fixed"):
        problem([matter("A")], [lawyer("L")], fixed={"B": "L"})
    with pytest.raises(BadInstance, match="matters"):
        problem([matter("A"), matter("A")], [lawyer("L")])


def test_a_bonus_for_staying_decides_between_near_equals_only() -> None:
    better, worse = lawyer("A", specialties={"205.5": 1000}), lawyer("B", specialties={"205.5": 950})  # 26 points apart
    m = matter()
    assert batch(problem([m], [better, worse])).pairs == {"M": "A"}
    assert batch(problem([m], [better, worse], stay={"M": "B"}, stay_bonus=25)).pairs == {"M": "A"}
    assert batch(problem([m], [better, worse], stay={"M": "B"}, stay_bonus=27)).pairs == {"M": "B"}
    assert batch(problem([m], [better, lawyer("B", leaves=((DAY, DAY),))], stay={"M": "B"}, stay_bonus=9000)).pairs == {"M": "A"}


def test_equals_share_the_work_evenly() -> None:
    people = [lawyer(f"L{i}", caps={"REPRESENTATION": 20}, month_caps={}) for i in range(7)]
    plan = batch(problem([matter(f"M{i:02d}") for i in range(60)], people))
    assert sorted(Counter(plan.pairs.values()).values()) == [8, 8, 8, 9, 9, 9, 9]


def test_an_urgent_matter_wins_the_last_slot() -> None:
    plan = batch(problem([matter("A"), matter("B", urgent=True)], [lawyer("L", caps={"REPRESENTATION": 1})]))
    assert plan.pairs == {"B": "L"}
    assert (plan.unassigned[0].reason, plan.unassigned[0].eligible) == ("all_full", 1)


def test_nobody_and_nothing_make_an_empty_plan() -> None:
    assert batch(problem([], [])).pairs == {}
    plan = batch(problem([matter("A")], []))
    assert [(u.matter, u.reason, u.eligible) for u in plan.unassigned] == [("A", "no_eligible_lawyer", 0)]
    assert plan.objective == -5000
    assert recommend(matter("A"), [], DAY, CAUSES).candidates == ()


@pytest.mark.parametrize("seed", range(5))
def test_the_components_sum_to_the_total_and_the_best_comes_first_for_any_order(seed: int) -> None:
    found = office(seed, 40, 10)
    rng = random.Random(seed)
    for m in found.matters:
        ranked = recommend(m, found.lawyers, DAY, CAUSES, top=99)
        totals = [c.total for c in ranked.candidates]
        assert totals == sorted(totals, reverse=True)
        assert all(sum(c.components.values()) == c.total for c in ranked.candidates)
        assert len(ranked.candidates) + len(ranked.excluded) == len(found.lawyers)
        assert {i for i, _ in ranked.excluded.items()} == {p.id for p in found.lawyers if rules.broken(p, m, DAY)}
        assert recommend(m, rng.sample(found.lawyers, 40), DAY, CAUSES, top=99) == ranked
        assert recommend(m, found.lawyers, DAY, CAUSES, top=3).candidates == ranked.candidates[:3]


def test_specialty_beats_a_stranger_load_decides_between_equals_and_so_does_the_year() -> None:
    def first(*people: object) -> str:
        return recommend(matter(), people, DAY, CAUSES).candidates[0].lawyer  # type: ignore[arg-type]

    assert first(lawyer("B", specialties={"210": 1000}), lawyer("A")) == "A"
    assert first(lawyer("A", open={"REPRESENTATION": 4}), lawyer("B")) == "B"
    assert first(lawyer("A", year={"REPRESENTATION": 9}), lawyer("B", year={"REPRESENTATION": 1})) == "B"


def test_a_walk_in_goes_first_to_whoever_is_on_duty_but_never_against_a_rule() -> None:
    on_duty, expert = lawyer("D", specialties={"210": 700}), lawyer("E")
    found = recommend(matter(), [expert, on_duty], DAY, CAUSES, on_duty=["D"])
    assert [c.lawyer for c in found.candidates] == ["D", "E"]
    assert found.candidates[0].reasons[0] == ("ok", "今天在此值班")
    assert found.candidates[0].total < found.candidates[1].total
    barred = matter(conflicts={"D": (Conflict("blocked", "FIRM", "甲", "甲"),)})
    assert [c.lawyer for c in recommend(barred, [expert, on_duty], DAY, CAUSES, on_duty=["D"]).candidates] == ["E"]


def test_reasons_speak_of_what_counts() -> None:
    one = lawyer("L", languages=frozenset({"宁波话"}), open={"REPRESENTATION": 4}, practising_years=12, rating_count=5, rating_sum=24)
    m = matter(languages=frozenset({"宁波话", "贵州话"}), group=True, chosen="L", continuity="L")
    kinds = {words: kind for kind, words in recommend(m, [one], DAY, CAUSES, names={"205.5": "工伤待遇"}).candidates[0].reasons}
    assert kinds == {
        "专长“工伤待遇”（强度 90%）": "ok", "距单位所在地约 4 公里": "ok", "会说宁波话": "ok", "不会说贵州话": "warn", "曾为这位职工办过案": "ok", "职工希望由其办理": "ok",
        "执业 12 年，适合集体或紧急案件": "ok", "在办 4 件，接近上限 6 件": "warn", "职工评价平均 4.8 分（5 次）": "ok", "已核对利益冲突，未发现代理过该单位": "ok",
    }
