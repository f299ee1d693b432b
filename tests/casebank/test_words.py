"""Words, marks and windows: exact in Chinese."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebank import words


@pytest.mark.parametrize(("text", "needles", "marked"), [
    ("拖欠工资，又拖欠工资", ["拖欠"], ["拖欠", "拖欠"]),
    ("ＡＢＣ公司拖欠工资", ["abc"], ["ＡＢＣ"]),
    ("工资１８６００元", ["18600"], ["１８６００"]),
    ("🙂工资🙂拖欠", ["工资", "拖欠"], ["工资", "拖欠"]),
    ("解除劳动合同的", ["劳动合同", "解除劳动合同"], ["解除劳动合同"]),
    ("单位㎏重", ["kg"], ["㎏"]),
    ("没有", ["工资"], []),
])
def test_marks_are_exact_offsets_into_the_original(text: str, needles: list[str], marked: list[str]) -> None:
    assert [text[a:b] for a, b in words.marks(text, needles)] == marked


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=3).map(words.plain), max_size=4))
def test_marks_never_overlap_and_always_hold_a_needle(text: str, needles: list[str]) -> None:
    spans = words.marks(text, needles)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(x[1] < y[0] for x, y in itertools.pairwise(spans))
    assert all(any(n in words.plain(text[a:b]) for n in needles if n) for a, b in spans)


@settings(max_examples=300, deadline=None)
@given(st.text("甲乙丙丁ab ", max_size=60), st.lists(st.text("甲乙丙丁ab ", max_size=4), max_size=40))
def test_many_needles_are_found_like_few(text: str, needles: list[str]) -> None:
    found = []
    for few in (0, len(needles)):  # by the table of pairs, by a pattern
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(words, "_FEW", few)
            found.append(words.marks(text, needles))
    assert found[0] == found[1]


def test_a_window_holds_the_most_different_words() -> None:
    text = "工资" + "无关" * 100 + "拖欠工资和加班费" + "无关" * 100
    spans = words.marks(text, ["工资", "拖欠", "加班费"])
    start, end = words.window(text, spans, 60)
    assert "拖欠工资和加班费" in text[start:end]
    assert end - start == 60


def test_the_same_text_has_words_and_characters() -> None:
    found = words.terms("拖欠工资2026")
    assert {"w工资", "w拖欠", "w2026", "c工", "c工资", "c欠工"} <= set(found)


def test_a_long_query_keeps_its_words_and_a_blank_one_has_none() -> None:
    assert words.parse(" ，。", {}).terms == {}
    assert len(words.parse("我在厂里上班三年老板拖欠工资不签合同还不交社保" * 20, {}).terms) > 30
