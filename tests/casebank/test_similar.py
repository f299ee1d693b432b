"""Likeness: structure and text together, with reasons on both sides."""

from decimal import Decimal

from casebank.similar import WEIGHTS, Candidate, Features, Match, band, pattern, rank

NAMES = {"205.5": "追索劳动报酬", "205.6": "经济补偿金", "206.2": "工伤保险待遇"}
PARENTS = {"205.5": "205", "205.6": "205", "206.2": "206"}
ASKED = Features(frozenset({"205.5"}), frozenset({"拖欠工资"}), "全日制", frozenset({"工资条"}), Decimal(18600), 1)


def test_the_same_structure_with_less_text_beats_another_cause_with_more() -> None:
    near = Candidate("near", ASKED)
    far = Candidate("far", Features(frozenset({"206.2"}), form="新就业形态", amount=Decimal(900_000), people=30))
    found = rank(ASKED, [far, near], {"far": 10.0, "near": 8.0}, NAMES, PARENTS)
    assert [m.id for m in found] == ["near", "far"]
    assert found[0].same == ("追索劳动报酬", "拖欠工资", "全日制", "有工资条", "金额相近")
    assert found[1].different == ("案由为工伤保险待遇", "用工形式是新就业形态", "金额相差较大", "对方是集体争议")


def test_likeness_never_reaches_a_hundred_and_the_parts_sum_to_one() -> None:
    assert sum(WEIGHTS.values()) == 100
    found = rank(ASKED, [Candidate("a", ASKED)], {"a": 3.0}, NAMES, PARENTS)
    assert 80 <= found[0].percent <= 99


def test_a_case_that_shares_neither_word_nor_cause_is_left_out() -> None:
    assert rank(ASKED, [Candidate("x", Features(frozenset({"206.2"})))], {}, NAMES, PARENTS) == []


def test_outcomes_of_the_nearest_are_counted_with_their_range() -> None:
    rows = {str(i): Candidate(str(i), ASKED, kind, sum_) for i, (kind, sum_) in enumerate([("全部支持", Decimal(10)), ("全部支持", Decimal(30)), ("未支持", None)])}
    found = pattern([Match(i, 50, (), ()) for i in rows], rows)
    assert (found.count, found.outcomes, found.low, found.middle, found.high) == (3, {"全部支持": 2, "未支持": 1}, Decimal(10), Decimal(20), Decimal(30))
    assert (band(Decimal(10_000)), band(Decimal(10_001))) == (0, 1)
