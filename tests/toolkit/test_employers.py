"""Employer names for the conflict check: never clear for the same firm in other spelling."""

from itertools import permutations

import pytest

from toolkit.employers import Employer, compare, key

SAME = [
    "宁波恒达服饰有限公司",
    "宁波市恒达服饰有限责任公司",
    "宁波恒达服饰股份有限公司",
    "宁波 恒达服饰 有限公司。",
    "恒达服饰（宁波）有限公司",
    "浙江省宁波市恒达服饰有限公司",
    "宁波市鄞州区恒达服饰有限公司",
    "恒达服饰",
    "宁波恒达服饰有限公司鄞州分公司",
    "ＨＤ".replace("ＨＤ", "恒达服饰有限公司"),
]


def test_one_firm_has_one_key_however_it_is_written() -> None:
    assert {key(name) for name in SAME} == {"恒达服饰"}


@pytest.mark.parametrize(("a", "b"), list(permutations(SAME, 2)))
def test_the_same_firm_in_two_spellings_is_blocked_both_ways(a: str, b: str) -> None:
    assert compare(a, b).verdict == "blocked"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("宁波恒达服饰有限公司", "杭州恒达服饰有限公司"),
        ("宁波市鄞州区恒达服饰有限公司", "宁波市海曙区恒达服饰有限公司"),
        ("宁波恒达服饰有限公司", "宁波恒达制衣有限公司"),
        ("宁波恒达集团有限公司", "宁波恒达服饰有限公司"),
        ("宁波恒达建筑劳务有限公司", "宁波恒远建筑劳务有限公司"),
        ("宁波甬江物流有限公司", "宁波甬江大酒店有限公司"),
        ("宁波恒达服饰有限公司", ""),
        ("", ""),
    ],
)
def test_doubtful_pairs_are_left_to_a_person_with_the_evidence(a: str, b: str) -> None:
    for one, two in ((a, b), (b, a)):
        found = compare(one, two)
        assert found.verdict == "possible"
        assert found.evidence


@pytest.mark.parametrize(
    ("a", "b"),
    [("宁波恒达服饰有限公司", "宁波金海物流有限公司"), ("宁波有光科技有限公司", "慈溪天成模具厂"), ("周记面馆", "宁波海晨酒店管理有限公司")],
)
def test_different_firms_are_clear_and_say_nothing(a: str, b: str) -> None:
    assert compare(a, b).verdict == "clear"
    assert compare(a, b).evidence == ()


def test_equal_cores_are_never_clear_whatever_else_differs() -> None:
    for place in ("杭州", "温州市", "余姚市", "浙江", ""):
        for form in ("有限公司", "股份有限公司", "集团有限公司", "厂", ""):
            assert compare("宁波恒达服饰有限公司", f"{place}恒达服饰{form}").verdict != "clear"


def test_credit_codes_decide_over_names() -> None:
    one = Employer("宁波恒达服饰有限公司", "91330203MA2JNQNT0X")
    assert compare(one, Employer("完全另一个名字", "91330203ma2jnqnt0x")).verdict == "blocked"
    assert compare(one, Employer("恒达服饰有限公司", "91330211MA2JNQNT0Y")).verdict == "possible"


def test_the_same_name_with_a_mistyped_code_stays_blocked() -> None:
    one = Employer("宁波恒达服饰有限公司", "91330203MA2JNQNT0X")
    assert compare(one, Employer("宁波恒达服饰有限公司", "91330203MA2JNQNT0Y")).verdict == "blocked"


def test_known_aliases_block() -> None:
    groups = [["宁波恒达服饰有限公司", "蓝天时装"], ["甲", "乙"]]
    found = compare("宁波市蓝天时装有限公司", "恒达服饰", groups)
    assert found.verdict == "blocked"
    assert "关联" in found.evidence[0]
    assert compare("宁波蓝天时装有限公司", "甲", groups).verdict == "clear"


def test_names_that_are_only_place_and_form_keep_something_to_compare() -> None:
    assert key("宁波市有限公司")
    assert compare("宁波市公司", "宁波市公司").verdict == "blocked"
