"""Batches and recommendations: no hard rule is ever broken, every choice explains itself, a replay is the same."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching import check, rules
from matching.batch import batch, plain, replay
from matching.problem import CLASSES, Causes, Lawyer, Matter, Weights
from matching.recommend import recommend, why_not
from matching.rules import Rule

DAY = date(2026, 11, 24)
CAUSES = Causes({"205.5": "205", "205.6": "205", "206.2": "206", "206.1": "206"}, {"205.5": frozenset({"209"})})
LANGUAGES = ["宁波话", "贵州话", "四川话"]


def lawyer(ident: str, **change: object) -> Lawyer:
    base = Lawyer(ident, firm="某所", licence_until=date(2027, 5, 31), specialties={"205.5": 900}, counties=frozenset({"330203"}), latitude=29.87,
                  longitude=121.53, caps=dict.fromkeys(CLASSES, 6), month_caps=dict.fromkeys(CLASSES, 4), quotas=dict.fromkeys(CLASSES, 12), practising_years=8)
    return replace(base, **change)  # type: ignore[arg-type]


def matter(ident: str = "M", **change: object) -> Matter:
    base = Matter(ident, cause="205.5", county="330203", latitude=29.85, longitude=121.5, employers=frozenset({"甲服饰"}))
    return replace(base, **change)  # type: ignore[arg-type]


BREAKS = [
    (Rule.CONFLICT_LAWYER, {"own_clients": frozenset({"甲服饰"})}, {}), (Rule.CONFLICT_LAWYER, {}, {"blocked": frozenset({"L"})}),
    (Rule.CONFLICT_FIRM, {"firm_clients": frozenset({"甲服饰"})}, {}), (Rule.CONFLICT_POSSIBLE, {}, {"possible": frozenset({"L"})}),
    (Rule.LEAVE, {"leaves": ((DAY, DAY),)}, {}), (Rule.LICENCE, {"licence_until": DAY - timedelta(days=1)}, {}),
    (Rule.SERVICE, {"services": frozenset({"DRAFTING"})}, {}), (Rule.COUNTY, {"counties": frozenset({"330282"})}, {}),
    (Rule.CAP, {"open": {"REPRESENTATION": 6}}, {}), (Rule.MONTH_CAP, {"month": {"REPRESENTATION": 4}}, {}),
    (Rule.DECLINED, {}, {"declined": frozenset({"L"})}), (Rule.EXCLUDED, {}, {"excluded": frozenset({"L"})}),
    (Rule.NEUTRAL, {}, {"neutrals": frozenset({"L"})}), (Rule.EX_JUDGE, {"ex_judge_until": DAY}, {"court": True}),
]


@pytest.mark.parametrize(("rule", "of_lawyer", "of_matter"), BREAKS)
def test_each_hard_rule_alone_stops_a_pair_and_says_its_name(rule: Rule, of_lawyer: dict[str, object], of_matter: dict[str, object]) -> None:
    assert rules.broken(lawyer("L"), matter(), DAY) == Rule(0)
    one, m = lawyer("L", **of_lawyer), matter(**of_matter)
    assert rules.broken(one, m, DAY) == rule
    assert check.faults({"M": "L"}, [m], [one], DAY) != []
    plan = batch([m], [one], DAY, CAUSES)
    assert plan.pairs == {}
    assert plan.unassigned[0].reason == "no_eligible_lawyer"
    assert plan.unassigned[0].rules == {rules.WORDS[rule]: 1}
    found = recommend(m, [one], DAY, CAUSES)
    assert (found.candidates, found.excluded) == ((), {"L": (rules.WORDS[rule],)})


def test_a_possible_conflict_that_a_person_cleared_may_be_offered_but_a_blocked_one_never() -> None:
    assert rules.broken(lawyer("L"), matter(possible=frozenset({"L"}), cleared=frozenset({"L"})), DAY) == Rule(0)
    assert rules.broken(lawyer("L"), matter(blocked=frozenset({"L"}), cleared=frozenset({"L"})), DAY) == Rule.CONFLICT_LAWYER


def test_a_rule_that_ends_yesterday_or_begins_tomorrow_does_not_stop_today() -> None:
    yesterday, tomorrow = DAY - timedelta(days=1), DAY + timedelta(days=1)
    free = lawyer("L", leaves=((yesterday, yesterday), (tomorrow, tomorrow)), licence_until=DAY, ex_judge_until=yesterday)
    assert rules.broken(free, matter(court=True), DAY) == Rule(0)


def people(rng: random.Random, count: int) -> list[Lawyer]:
    codes = [*CAUSES.parent, "209"]
    return [
        lawyer(f"L{i:03d}", specialties={c: rng.randint(700, 1000) for c in rng.sample(codes, 2)}, counties=frozenset(rng.sample(["330203", "330205"], rng.randint(1, 2))),
               languages=frozenset(rng.sample(LANGUAGES, 1)), open={"REPRESENTATION": rng.randint(0, 6)}, month={"REPRESENTATION": rng.randint(0, 4)},
               year={"REPRESENTATION": rng.randint(0, 10)}, own_clients=frozenset(rng.sample(["甲服饰", "乙电子", "丙物流"], rng.randint(0, 1))),
               leaves=((DAY, DAY),) if rng.random() < 0.1 else (), rating_count=rng.randint(0, 20), rating_sum=0)
        for i in range(count)
    ]


def waiting(rng: random.Random, count: int) -> list[Matter]:
    return [
        matter(f"M{i:03d}", cause=rng.choice([*CAUSES.parent, "209", None]), county=rng.choice(["330203", "330205"]), employers=frozenset({rng.choice(["甲服饰", "乙电子", "丙物流"])}),
               service=rng.choice(["REPRESENTATION", "DRAFTING"]), urgent=rng.random() < 0.2, declined=frozenset(rng.sample([f"L{k:03d}" for k in range(10)], 2)),
               languages=frozenset(rng.sample(LANGUAGES, rng.randint(0, 1))))
        for i in range(count)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_breaks_a_rule_whatever_the_instance_and_the_bound_holds(seed: int) -> None:
    rng = random.Random(seed)
    lawyers, matters = people(rng, 25), waiting(rng, 70)
    plan = batch(matters, lawyers, DAY, CAUSES)
    assert check.faults(plan.pairs, matters, lawyers, DAY) == []
    assert plan.objective <= plan.bound
    assert set(plan.pairs) | {u.matter for u in plan.unassigned} == {m.id for m in matters}
    shuffled = batch(rng.sample(matters, len(matters)), rng.sample(lawyers, len(lawyers)), DAY, CAUSES)
    assert (shuffled.pairs, shuffled.input_hash) == (plan.pairs, plan.input_hash)
    again = replay(plain(sorted(matters, key=lambda m: m.id), sorted(lawyers, key=lambda p: p.id), DAY, CAUSES, Weights()))
    assert again == plan


def test_the_check_itself_finds_a_plan_over_the_caps() -> None:
    one = lawyer("L", caps={"REPRESENTATION": 1}, month_caps={})
    assert check.faults({"A": "L", "B": "L"}, [matter("A"), matter("B")], [one], DAY) == ["L: cap REPRESENTATION"]


def test_the_components_sum_to_the_total_and_the_best_comes_first() -> None:
    rng = random.Random(3)
    lawyers = people(rng, 40)
    found = recommend(matter(group=True, languages=frozenset({"贵州话"})), lawyers, DAY, CAUSES, top=99)
    totals = [c.total for c in found.candidates]
    assert found.candidates
    assert totals == sorted(totals, reverse=True)
    assert all(sum(c.components.values()) == c.total for c in found.candidates)
    assert len(found.candidates) + len(found.excluded) == len(lawyers)
    assert recommend(matter(group=True, languages=frozenset({"贵州话"})), rng.sample(lawyers, 40), DAY, CAUSES, top=99) == found


def test_specialty_beats_a_stranger_and_load_decides_between_equals() -> None:
    expert, stranger = lawyer("A"), lawyer("B", specialties={"210": 1000})
    assert recommend(matter(), [stranger, expert], DAY, CAUSES).candidates[0].lawyer == "A"
    busy = lawyer("A", open={"REPRESENTATION": 4})
    fresh = lawyer("B")
    assert recommend(matter(), [busy, fresh], DAY, CAUSES).candidates[0].lawyer == "B"
    assert why_not("A", matter(), [busy, fresh], DAY, CAUSES).difference.keys() == {"load"}
    assert why_not("A", matter(declined=frozenset({"A"})), [busy, fresh], DAY, CAUSES).rules == ("曾婉拒本件",)


def test_whoever_did_less_this_year_comes_before_an_equal() -> None:
    done, rested = lawyer("A", year={"REPRESENTATION": 9}), lawyer("B", year={"REPRESENTATION": 1})
    assert recommend(matter(), [done, rested], DAY, CAUSES).candidates[0].lawyer == "B"


def test_an_urgent_matter_wins_the_last_slot() -> None:
    one = lawyer("L", caps={"REPRESENTATION": 1})
    plan = batch([matter("A"), matter("B", urgent=True)], [one], DAY, CAUSES)
    assert plan.pairs == {"B": "L"}
    assert plan.unassigned[0].reason == "all_full"
