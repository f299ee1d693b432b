"""The cause tree, the classes, the urgency codes, the synonyms and the asked-as questions: complete and consistent."""

from pathlib import Path

import pytest

from toolkit import causes, guides, templates
from toolkit.asks import asked, asked_of_tools, asks, authority
from toolkit.calculators import CALCULATORS
from toolkit.instruments import register
from toolkit.refusal import Refusal
from toolkit.statute_sources import read_jsonl
from toolkit.synonyms import read, synonyms

LEAVES = "205.1 205.2 205.3 205.4 205.5 205.6 205.7 206.1 206.2 206.3 206.4 206.5 207 208 209 210 211 212 213 214.1 214.2 215.1 216"


def test_the_tree_has_the_leaves_and_parents_of_the_2025_list() -> None:
    assert list(causes.causes()) == LEAVES.split()
    assert set(causes.parents()) == {"205", "206", "207", "208", "209", "人事", "新业态"}
    assert causes.PARENT["205.5"] == "205"
    assert {causes.PARENT[code] for code in ("210", "211", "212", "213")} == {"人事"}
    assert {causes.PARENT[code] for code in ("214.1", "214.2", "215.1", "216")} == {"新业态"}
    assert causes.cause("209").name == "承包人、被挂靠人用工主体责任纠纷"
    with pytest.raises(Refusal, match="没有代码"):
        causes.cause("205")


def test_every_leaf_has_claims_evidence_articles_words_and_relatives_that_exist() -> None:
    for leaf in causes.causes().values():
        assert leaf.claims
        assert leaf.evidence
        assert len(leaf.synonyms) >= 7, leaf.code
        assert leaf.code not in leaf.related
        assert set(leaf.related) <= set(causes.LEAVES)
        assert leaf.usual_subclass in causes.class_of()
        # an act whose articles were not read is named as a whole
        assert all(article in register() or article.rpartition("-")[0] in register() for article in leaf.articles), leaf.code


def test_articles_of_causes_exist_in_the_acts_that_we_hold(shared: Path) -> None:
    articles, _ = read_jsonl((shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines())
    held = {article.id for article in articles}
    acts = {article.short for article in articles}
    cited = {article for leaf in causes.causes().values() for article in leaf.articles if article.rpartition("-")[0] in acts}
    assert len(cited) > 40
    assert cited <= held


def test_there_are_five_classes_with_thirty_two_subclasses() -> None:
    assert [len(names) for names in causes.classes().values()] == [10, 6, 6, 6, 4]
    assert len(causes.class_of()) == 32
    assert {phrase.label for phrase in causes.subclass_phrases()} <= set(causes.class_of())
    assert set(causes.class_of()) - {phrase.label for phrase in causes.subclass_phrases()} == {"非工会职责转办"}


def test_the_urgency_codes_are_the_seven() -> None:
    assert list(causes.FLAG_NAMES) == ["GROUP", "WAGE_FLIGHT", "INJURY_DEATH", "LIMIT_NEAR", "PREGNANT", "MINOR", "SELF_HARM"]


def test_kinds_of_dispute_in_files_become_codes() -> None:
    assert causes.codes_of_types(["工资报酬", "工时与加班", "仲裁诉讼程序", "工伤"]) == ("205.5", "206.2")
    assert causes.codes_of_types(["竞业限制纠纷", "213", "别的"]) == ("205.7", "213")


def test_synonyms_are_many_and_distinct_from_their_targets() -> None:
    table = synonyms()
    assert len(table) >= 200
    assert table["炒鱿鱼"] == ("解除劳动合同",)
    assert table["双倍工资"] == ("二倍工资",)
    assert "逃匿" in table["老板跑了"]
    assert [lay for lay, legal in table.items() if legal == (lay,) and lay not in ("调解", "支付令")] == []


@pytest.mark.parametrize(("text", "field"), [("甲 乙", "第1行"), ("# 注\n甲\t乙、", "第2行"), ("甲\t乙\n甲\t丙", "第2行"), ("\t乙", "第1行")])
def test_a_faulty_synonym_table_is_refused_by_line(text: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert refused.value.field == field


def test_asked_as_questions_belong_to_articles_that_exist(shared: Path) -> None:
    articles, _ = read_jsonl((shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines())
    assert set(asks()) <= {article.id for article in articles}
    assert len(asks()) >= 1400
    assert set(authority()) <= {article.id for article in articles}
    assert all(0 < share <= 1 for share in authority().values())
    assert all(each.asks and all(question.strip() for question in each.asks) for each in asked().values())


def test_every_tool_has_ways_in_which_people_ask_for_it() -> None:
    tools = {f"calc:{name}" for name in CALCULATORS} | {f"document:{name}" for name in templates.DOCUMENTS}
    tools |= {f"guide:{name}" for name in guides.GUIDES} | {f"office:{name}" for name in guides.OFFICES}
    assert set(asked_of_tools()) == tools
    assert all(len(asked) == len(set(asked)) and all(asked) for asked in asked_of_tools().values())


def test_no_question_of_an_article_or_a_tool_stands_twice_under_it() -> None:
    assert [article for article, each in asked().items() if len(set(each.asks)) != len(each.asks)] == []
