"""Citations in running text: found, resolved, and checked against a day."""

from datetime import date
from pathlib import Path

import pytest

from toolkit.citations import Trouble, check, citations
from toolkit.statute_sources import read_jsonl
from toolkit.statutes import Article

DAY = date(2026, 11, 23)
JI1 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"
JI2 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（二）"


@pytest.fixture(scope="session")
def known(shared: Path) -> dict[str, list[Article]]:
    articles, _ = read_jsonl((shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines())
    found: dict[str, list[Article]] = {}
    for article in articles:
        found.setdefault(article.id, []).append(article)
    return found


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("根据《中华人民共和国劳动合同法》第八十二条第一款的规定", ["劳动合同法-82"]),
        ("《劳动合同法》第三十八条、第四十六条第（一）项、第四十七条", ["劳动合同法-38", "劳动合同法-46", "劳动合同法-47"]),
        ("《劳动合同法》（2012修正）第八十二条第1款和第87条以及劳动法44条", ["劳动合同法-82", "劳动合同法-87", "劳动法-44"]),
        ("劳动合同法第38、46、47条", ["劳动合同法-38", "劳动合同法-46", "劳动合同法-47"]),
        ("《劳动合同法》第三十八、四十六条", ["劳动合同法-38", "劳动合同法-46"]),
        ("民法典第一百八十八条至第一百九十条", ["民法典-188", "民法典-189", "民法典-190"]),
        ("刑法第二百七十六条之一第一款", ["刑法-276之一"]),
        (f"{JI1.replace('（', '(').replace('）', ')')}第三十二条", [f"{JI1}-32"]),
        ("根据劳动争议司法解释（二）第十九条", [f"{JI2}-19"]),
        ("法释〔2020〕26号第一条", [f"{JI1}-1"]),
        ("《劳动合同法》第三十八条作了规定，第四十六条也适用。第五条另说", ["劳动合同法-38", "劳动合同法-46"]),
        ("《工会法》第三十条规定明确。该法第二十二条同此", ["工会法-30", "工会法-22"]),
        ("劳动合同法实施条例第六条、浙江省工伤保险条例第二十七条", ["劳动合同法实施条例-6", "浙江省工伤保险条例-27"]),
        ("《最高人民法院关于在民事审判工作中适用〈中华人民共和国工会法〉若干问题的解释》第六条",
         ["最高人民法院关于在民事审判工作中适用《中华人民共和国工会法》若干问题的解释-6"]),
    ],
)
def test_citations_resolve_to_article_ids(text: str, ids: list[str]) -> None:
    found = citations(text)
    assert [each.id for each in found] == ids
    assert all(text[each.start : each.end] == each.said for each in found)


@pytest.mark.parametrize("text", ["劳动合同第三条约定工资为五千元", "依据员工手册第十二条处理", "他在三楼第二条线上班", "工资5000、3条理由", ""])
def test_clauses_of_contracts_and_house_rules_are_no_citations(text: str) -> None:
    assert citations(text) == []


def test_paragraphs_and_items_are_read() -> None:
    parts = [(each.paragraph, each.item) for each in citations("《劳动合同法》第十四条第二款第（一）、（三）项、第三款")]
    assert parts == [(2, 1), (2, 3), (3, None)]
    assert [(each.paragraph, each.item) for each in citations("劳动合同法第三十九条第二项")] == [(None, 2)]


def test_this_act_means_the_act_of_the_text_or_the_one_named_before() -> None:
    assert [each.id for each in citations("依照本法第二十六条、第三十九条", own="劳动合同法")] == ["劳动合同法-26", "劳动合同法-39"]
    assert [each.id for each in citations("《工会法》第三条。本法第四条")] == ["工会法-3", "工会法-4"]
    (alone,) = citations("依照本法第二十六条")
    assert (alone.id, alone.trouble) == (None, Trouble.NO_ANTECEDENT)


@pytest.mark.parametrize(
    "text",
    [
        "《上海市工资条例》第五条",
        "上海市工伤保险条例第七条",
        "《最高人民法院关于适用〈中华人民共和国民法典〉婚姻家庭编的解释（一）》第三条",
        "民法典婚姻家庭编的解释（一）第三条",
    ],
)
def test_acts_that_we_do_not_know_are_reported_not_guessed(text: str) -> None:
    (found,) = citations(text)
    assert (found.id, found.trouble) == (None, Trouble.UNKNOWN_ACT)


@pytest.mark.parametrize(
    ("text", "day", "trouble"),
    [
        ("《劳动合同法》第九十九条", DAY, Trouble.MISSING),
        ("《劳动合同法》第八十二条第三款", DAY, Trouble.MISSING_PARAGRAPH),
        (f"《{JI1}》第三十二条第一款", date(2025, 9, 1), Trouble.REPEALED),
        ("《医疗保障法》第三条", date(2026, 12, 31), Trouble.NOT_YET),
        ("《劳动争议司法解释（二）》第一条", date(2025, 8, 31), Trouble.NOT_YET),
        ("《民事诉讼法》第二百六十四条", date(2023, 12, 31), Trouble.EARLIER_TEXT),
        ("《外星劳动法》第一条", DAY, Trouble.UNKNOWN_ACT),
        ("《超龄劳动者基本权益保障暂行规定》第二条", date(2026, 6, 30), Trouble.NOT_YET),
    ],
)
def test_faults_are_named(known: dict[str, list[Article]], text: str, day: date, trouble: Trouble) -> None:
    (finding,) = check(text, day, known)
    assert finding.trouble is trouble
    assert finding.fault
    assert trouble.value in finding.message
    assert day.isoformat() in finding.message


@pytest.mark.parametrize(
    ("text", "day"),
    [("《劳动合同法》第八十二条第二款", DAY), (f"《{JI1}》第三十二条第一款", date(2025, 8, 31)), (f"《{JI1}》第三十二条第二款", DAY), ("没有引用", DAY)],
)
def test_sound_citations_are_not_found_fault_with(known: dict[str, list[Article]], text: str, day: date) -> None:
    assert check(text, day, known) == []


def test_an_article_that_we_do_not_hold_is_a_gap_and_no_fault(known: dict[str, list[Article]]) -> None:
    (finding,) = check("《民法典》第五百八十五条", DAY, known)
    assert finding.trouble is Trouble.NOT_HELD
    assert not finding.fault
    (beyond,) = check("《民法典》第一千二百六十一条", DAY, known)
    assert beyond.trouble is Trouble.MISSING


def test_the_acts_cite_each_other_soundly(known: dict[str, list[Article]]) -> None:
    faults = [
        (article.id, finding.citation.said)
        for versions in known.values()
        for article in versions
        for finding in check(article.text, DAY, known, own=article.law)
        if finding.fault
    ]
    # the repealing article names the paragraph that it repeals
    assert [article for article, _ in faults] == [f"{JI2}-21"]


def test_a_long_hostile_text_is_read_like_a_short_one() -> None:
    hostile = "《" * 5000 + "第一条、" * 5000 + "劳动合同法" * 5000
    assert [each.id for each in citations(hostile + "第三十条")] == ["劳动合同法-30"]
