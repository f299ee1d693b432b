"""How often the classifier is right: labelled texts of this folder, and the shared questions by a table of their types."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from toolkit.causes import class_of, examples
from toolkit.classify import Classification, classify
from toolkit.urgency import flags

LABELLED = Path(__file__).parent / "labelled"
OUTSIDE = "非劳动争议"
# what our cause says about the type of a shared question; the subclass decides where it says more
BY_CAUSE = {
    "205.1": "劳动合同订立变更", "205.3": "劳务派遣与外包", "205.5": "工资报酬", "205.6": "解除终止与补偿赔偿", "205.7": "竞业限制与服务期", "206.1": "社会保险与公积金",
    "206.2": "工伤", "206.3": "社会保险与公积金", "206.4": "女职工权益", "206.5": "社会保险与公积金", "209": "工资报酬", "212": "辞职与离职手续", "214.2": "工资报酬",
    "215.1": "工伤", "216": "工伤",
}
BY_SUBCLASS = {
    "劳动报酬": "工资报酬", "工时休假": "工时与加班", "劳动合同订立履行": "劳动合同订立变更", "解除终止补偿": "解除终止与补偿赔偿", "社会保险与公积金": "社会保险与公积金",
    "工伤职业病": "工伤", "劳动安全卫生": "工伤", "女职工未成年工保护": "女职工权益", "福利待遇": "工资报酬", "政策咨询": "仲裁诉讼程序",
}
FINER = {"解除终止补偿": {"212"}, "劳动合同订立履行": {"205.3", "205.7"}}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]


def type_of(found: Classification) -> str:
    """The shared type of our answer."""
    if found.subclass == "新业态用工权益":
        return BY_CAUSE.get(found.cause or "", "劳动合同订立变更")
    if found.cause in FINER.get(found.subclass, set()):
        return BY_CAUSE[str(found.cause)]
    return BY_SUBCLASS.get(found.subclass, OUTSIDE)


@pytest.fixture(scope="module")
def shared_answers(shared: Path) -> list[tuple[dict[str, Any], Classification]]:
    lines = (shared / "data" / "eval" / "dispute_type.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row, classify(row["query"])) for row in map(json.loads, lines)]


# subclasses.jsonl was looked at while examples were written. unseen.jsonl was written before its author saw any rule (first answers .88 and
# .92, then used to find gaps), unseen_again.jsonl with it and never looked at: measured .91 and .97. fresh.jsonl, written to avoid the
# words that give a matter away, was not looked at either: measured .68 and .82. New texts belong into examples.tsv and words.tsv.
@pytest.mark.parametrize(("name", "subclass", "cls", "sure_right"), [
    ("subclasses.jsonl", 0.93, 0.95, 0.97), ("unseen.jsonl", 0.95, 0.96, 0.97), ("unseen_again.jsonl", 0.87, 0.94, 0.95), ("fresh.jsonl", 0.65, 0.79, 0.90),
])
def test_class_and_subclass_of_labelled_texts(name: str, subclass: float, cls: float, sure_right: float) -> None:
    answers = [(row, classify(row["text"])) for row in rows(name)]
    wrong = [(row["subclass"], found.subclass, row["text"]) for row, found in answers if found.subclass != row["subclass"]]
    assert set(class_of()) == {row["subclass"] for row, _ in answers}
    assert 1 - len(wrong) / len(answers) >= subclass, wrong
    assert sum(found.cls == row["class"] for row, found in answers) / len(answers) >= cls, wrong
    sure = [found.subclass == row["subclass"] for row, found in answers if found.confidence >= 0.8]
    assert len(sure) >= len(answers) / 5
    assert sum(sure) / len(sure) >= sure_right


def test_causes_of_labelled_texts() -> None:
    answers = [(row, classify(row["text"])) for row in rows("causes.jsonl")]
    wrong = [(row["cause"], found.cause, row["text"]) for row, found in answers if found.cause != row["cause"]]
    assert 1 - len(wrong) / len(answers) >= 0.9, wrong
    sure = [found.cause == row["cause"] for row, found in answers if found.confidence >= 0.8]
    assert sum(sure) / len(sure) >= 0.9


def test_flags_of_labelled_texts_are_exactly_the_expected_ones() -> None:
    wrong = [(row["flags"], found, row["text"]) for row in rows("flags.jsonl") if (found := sorted(flag.code for flag in flags(row["text"]))) != row["flags"]]
    assert wrong == []


def test_no_labelled_text_is_an_example_that_the_classifier_learned() -> None:
    learned = {example.text for example in examples()}
    assert [row["text"] for name in ("subclasses.jsonl", "causes.jsonl", "unseen.jsonl", "unseen_again.jsonl", "fresh.jsonl") for row in rows(name) if row["text"] in learned] == []
    assert Counter(example.subclass for example in examples()).most_common()[-1][1] >= 20


def test_types_of_the_shared_questions(shared_answers: list[tuple[dict[str, Any], Classification]]) -> None:
    found = [(row, type_of(answer)) for row, answer in shared_answers]
    wrong = [(row["types"], kind, row["query"][:60]) for row, kind in found if kind not in row["types"]]
    assert 1 - len(wrong) / len(found) >= 0.85, wrong
    outside = [kind == OUTSIDE for row, kind in found if row["primary"] == OUTSIDE]
    assert sum(outside) / len(outside) >= 0.85
    common = [kind for kind, number in Counter(row["primary"] for row, _ in found).items() if number >= 7]
    scores = [_f1(found, kind) for kind in common]
    assert sum(scores) / len(scores) >= 0.80, dict(zip(common, scores, strict=True))


def _f1(found: list[tuple[dict[str, Any], str]], kind: str) -> float:
    right = sum(said == kind and kind in row["types"] for row, said in found)
    too_much = sum(said == kind and kind not in row["types"] for row, said in found)
    missed = sum(row["primary"] == kind and said not in row["types"] for row, said in found)
    return 2 * right / max(1, 2 * right + too_much + missed)


def test_sure_answers_to_the_shared_questions_are_right(shared_answers: list[tuple[dict[str, Any], Classification]]) -> None:
    sure = [type_of(answer) in row["types"] for row, answer in shared_answers if answer.confidence >= 0.8]
    assert len(sure) >= len(shared_answers) / 2
    assert sum(sure) / len(sure) >= 0.9
