"""Hard rules: each alone stops a pair, says its name, and is found by the check that knows nothing of the rules."""

from datetime import timedelta
from typing import Any

import pytest

from matching import check, explain, rules
from matching.batch import batch
from matching.problem import Conflict
from matching.recommend import recommend
from matching.rules import Rule
from matching.whynot import why_not
from tests.matching.people import CAUSES, DAY, lawyer, matter, problem

POSSIBLE = Conflict("possible", "LAWYER", "宁波甲服饰有限公司", "甲服装厂", "FOR", ("名称相似度80%",))
BLOCKED = Conflict("blocked", "LAWYER", "宁波甲服饰有限公司", "甲服饰（余姚）分公司", "AGAINST", ("其中一方是分支机构：甲服饰",))
OF_FIRM = Conflict("blocked", "FIRM", "宁波甲服饰有限公司", "甲服饰", "FOR", ("统一社会信用代码相同：913302",))

BREAKS = [
    (Rule.CONFLICT_LAWYER, {"own_clients": frozenset({"甲服饰"})}, {}), (Rule.CONFLICT_LAWYER, {}, {"conflicts": {"L": (BLOCKED,)}}),
    (Rule.CONFLICT_FIRM, {"firm_clients": frozenset({"甲服饰"})}, {}), (Rule.CONFLICT_FIRM, {}, {"conflicts": {"L": (OF_FIRM,)}}),
    (Rule.CONFLICT_POSSIBLE, {}, {"conflicts": {"L": (POSSIBLE,)}}),
    (Rule.LEAVE, {"leaves": ((DAY, DAY),)}, {}), (Rule.LICENCE, {"licence_until": DAY - timedelta(days=1)}, {}),
    (Rule.SERVICE, {"services": frozenset({"DRAFTING"})}, {}), (Rule.COUNTY, {"counties": frozenset({"330282"})}, {}),
    (Rule.CAP, {"open": {"REPRESENTATION": 6}}, {}), (Rule.MONTH_CAP, {"month": {"REPRESENTATION": 4}}, {}),
    (Rule.DECLINED, {}, {"declined": frozenset({"L"})}), (Rule.EXCLUDED, {}, {"excluded": frozenset({"L"})}),
    (Rule.NEUTRAL, {}, {"neutrals": frozenset({"L"})}), (Rule.EX_JUDGE, {"ex_judge_until": DAY}, {"court": True}),
]


def test_the_list_above_has_every_rule_once_at_least() -> None:
    assert {rule for rule, _, _ in BREAKS} == set(Rule)
    assert set(rules.WORDS) == set(Rule)


@pytest.mark.parametrize(("rule", "of_lawyer", "of_matter"), BREAKS)
def test_each_hard_rule_alone_stops_a_pair_and_says_its_name(rule: Rule, of_lawyer: dict[str, Any], of_matter: dict[str, Any]) -> None:
    assert rules.broken(lawyer("L"), matter(), DAY) == Rule(0)
    assert check.faults({"M": "L"}, [matter()], [lawyer("L")], DAY) == []
    one, m = lawyer("L", **of_lawyer), matter(**of_matter)
    assert rules.broken(one, m, DAY) == rule
    assert check.faults({"M": "L"}, [m], [one], DAY) != []
    plan = batch(problem([m], [one]))
    assert plan.pairs == {}
    assert (plan.unassigned[0].reason, plan.unassigned[0].rules, plan.unassigned[0].eligible) == ("no_eligible_lawyer", {rules.WORDS[rule]: 1}, 0)
    found = recommend(m, [one], DAY, CAUSES)
    assert (found.candidates, found.excluded, found.counts) == ((), {"L": (rules.WORDS[rule],)}, ((rules.WORDS[rule], 1),))
    assert why_not(problem([m], [one]), "M", "L").rules == (rules.WORDS[rule],)


def test_several_rules_that_stop_one_pair_are_all_told() -> None:
    one, m = lawyer("L", leaves=((DAY, DAY),), own_clients=frozenset({"甲服饰"})), matter(declined=frozenset({"L"}))
    assert recommend(m, [one], DAY, CAUSES).excluded == {"L": ("利益冲突", "请假", "曾婉拒本件")}


def test_a_possible_conflict_that_a_person_cleared_may_be_offered_but_a_blocked_one_never() -> None:
    cleared = matter(conflicts={"L": (POSSIBLE,)}, cleared=frozenset({"L"}))
    assert rules.broken(lawyer("L"), cleared, DAY) == Rule(0)
    assert ("warn", "疑似利益冲突，经人工核查排除") in recommend(cleared, [lawyer("L")], DAY, CAUSES).candidates[0].reasons
    assert rules.broken(lawyer("L"), matter(conflicts={"L": (POSSIBLE, BLOCKED)}, cleared=frozenset({"L"})), DAY) == Rule.CONFLICT_LAWYER
    assert check.faults({"M": "L"}, [matter(conflicts={"L": (BLOCKED,)}, cleared=frozenset({"L"}))], [lawyer("L")], DAY) == ["M-L: blocked"]


def test_the_evidence_of_a_conflict_reaches_the_reader_with_client_side_and_why() -> None:
    m = matter(conflicts={"L": (BLOCKED,), "K": (POSSIBLE,)})
    found = recommend(m, [lawyer("L"), lawyer("K"), lawyer("J", firm_clients=frozenset({"甲服饰"})), lawyer("I")], DAY, CAUSES)
    assert set(found.conflicts) == {"L", "K", "J"}
    assert explain.conflict(found.conflicts["L"][0]) == "利益冲突：本人对立代理过“甲服饰（余姚）分公司”，本件单位为“宁波甲服饰有限公司”（其中一方是分支机构：甲服饰）"
    assert explain.conflict(found.conflicts["K"][0]) == "疑似利益冲突，待核：本人代理过“甲服装厂”，本件单位为“宁波甲服饰有限公司”（名称相似度80%）"
    assert explain.conflict(found.conflicts["J"][0]) == "利益冲突：所在律师事务所代理或对立代理过“甲服饰”，本件单位为“甲服饰”（名称相同）"
    assert why_not(problem([m], [lawyer("L")]), "M", "L").conflicts == (explain.conflict(BLOCKED),)


def test_a_rule_that_ends_yesterday_or_begins_tomorrow_does_not_stop_today() -> None:
    yesterday, tomorrow = DAY - timedelta(days=1), DAY + timedelta(days=1)
    free = lawyer("L", leaves=((yesterday, yesterday), (tomorrow, tomorrow)), licence_until=DAY, ex_judge_until=yesterday)
    assert rules.broken(free, matter(court=True), DAY) == Rule(0)
    assert check.faults({"M": "L"}, [matter(court=True)], [free], DAY) == []


def test_an_ex_judge_may_draft_but_not_go_to_court() -> None:
    judge = lawyer("L", ex_judge_until=DAY + timedelta(days=400))
    assert rules.broken(judge, matter(court=False), DAY) == Rule(0)
    assert rules.broken(judge, matter(court=True), DAY) == Rule.EX_JUDGE


def test_each_service_class_has_a_ledger_of_its_own() -> None:
    busy = lawyer("L", open={"REPRESENTATION": 6})
    assert rules.broken(busy, matter(service="DRAFTING"), DAY) == Rule(0)
    plan = batch(problem([matter("A"), matter("B", service="DRAFTING")], [busy]))
    assert plan.pairs == {"B": "L"}


def test_free_slots_are_the_smaller_of_what_the_two_caps_leave() -> None:
    assert rules.free(lawyer("L"), "REPRESENTATION") == 4
    assert rules.free(lawyer("L", open={"REPRESENTATION": 3}), "REPRESENTATION") == 3
    assert rules.free(lawyer("L", month={"REPRESENTATION": 3}), "REPRESENTATION") == 1
    assert rules.free(lawyer("L", open={"REPRESENTATION": 9}), "REPRESENTATION") == 0
    assert rules.free(lawyer("L", month_caps={}), "REPRESENTATION") == 6
    assert rules.free(lawyer("L", caps={}), "REPRESENTATION") == 0


def test_the_check_itself_finds_a_plan_over_each_of_the_caps_and_unknown_ids() -> None:
    both = [matter("A"), matter("B")]
    assert check.faults({"A": "L", "B": "L"}, both, [lawyer("L", caps={"REPRESENTATION": 1}, month_caps={})], DAY) == ["L: cap REPRESENTATION"]
    assert check.faults({"A": "L", "B": "L"}, both, [lawyer("L", month={"REPRESENTATION": 3})], DAY) == ["L: month cap REPRESENTATION"]
    assert check.faults({"X": "L", "A": "Y"}, both, [lawyer("L")], DAY) == ["A-Y: unknown", "X-L: unknown"]
