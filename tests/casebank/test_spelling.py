"""Corrections out of the library's own words: a wrong sign is put right, a right one is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebank.spelling import Speller

WORDS = "经济补偿 经济补偿金 双倍工资 劳动合同 签合同 没签合同 工伤认定 工伤 工资 加班费 拖欠工资".split()  # noqa: SIM905 - reads better than a list of quotes
SPELLER = Speller(dict.fromkeys(WORDS, 3) | {"工伤认定": 9, "工伤": 10, "工作": 9})


@pytest.mark.parametrize(("typed", "meant"), [
    ("经济补尝", "经济补偿"), ("加班废", "加班费"), ("加费班", "加班费"), ("拖欠工姿三个月", "拖欠工资三个月"), ("劳动合x同", None), ("怎么要双倍公资", "怎么要双倍工资"),
])
def test_one_wrong_missing_or_swapped_sign_is_put_right(typed: str, meant: str | None) -> None:
    assert SPELLER.corrections(typed)[:1] == ([meant] if meant else [])


def test_several_slips_are_put_right_together_first() -> None:
    assert SPELLER.corrections("双倍公资 劳动合司")[0] == "双倍工资 劳动合同"


@pytest.mark.parametrize("typed", ["没签合同双倍工资", "劳动合同书", "经济补偿多少钱", "我们公司三个月没发工资", "", "？！", "N+1", "经济补偿经济补偿金"])
def test_what_is_right_is_not_doubted(typed: str) -> None:
    assert SPELLER.corrections(typed) == []


def test_words_of_the_language_and_short_words_are_doubted_only_when_nothing_was_found() -> None:
    assert SPELLER.corrections("工商认定") == []
    assert SPELLER.corrections("工商认定", bold=True)[0] == "工伤认定"
    assert SPELLER.corrections("公伤", bold=True) == ["工伤"]


def test_the_more_frequent_word_comes_first_and_never_more_than_asked() -> None:
    speller = Speller({"加班费用": 1, "加班费率": 5})
    assert speller.corrections("加班费甪", most=1) == ["加班费率"]


@given(st.text(alphabet="经济补偿工资双倍尝公a，1 ", max_size=50), st.booleans())
def test_nothing_makes_it_fail_and_every_correction_differs(typed: str, bold: bool) -> None:
    found = SPELLER.corrections(typed, bold=bold)
    assert typed not in found
    assert len(found) == len(set(found)) <= 3
