"""Guides: each step names things that exist, in plain words."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES, OFFICES, Guide, load_guides, read_guide
from toolkit.refusal import Refusal

LIBRARY = Path(__file__).resolve().parents[2] / "toolkit" / "library"
RULES = {row["id"] for row in json.loads((LIBRARY / "deadlines" / "rules.json").read_text(encoding="utf-8"))}
# the calculators by the names that the command line fixes, whether or not this version has them all
CALCULATORS = {
    "severance", "illegal_termination", "notice_pay", "double_wage", "overtime", "annual_leave", "injury_lump_sum",
    "injury_allowance", "injury_termination_zj", "injury_death", "medical_period", "sick_pay_floor",
    "min_wage_shortfall", "probation", "noncompete", "si_late_fee", "wage_surcharge", "heat_allowance", "court_fee",
    "delay_interest", "final_award", "deadline", "limitation", "add_workdays",
}  # fmt: skip
NAMES: dict[str, Any] = {"deadlines": RULES, "documents": DOCUMENTS, "calculators": CALCULATORS, "offices": OFFICES}


@pytest.fixture(scope="module")
def guides() -> dict[str, Guide]:
    return load_guides(**NAMES)


def test_the_eight_guides_are_there_and_each_has_a_way_to_go(guides: dict[str, Guide]) -> None:
    ours = {
        "wage_arrears", "dismissed", "work_injury", "no_contract", "boss_gone", "rider_injured", "pregnant_dismissed",
        "how_arbitration_works",
    }  # fmt: skip
    assert set(GUIDES) == set(guides) >= ours
    for guide in (guides[id_] for id_ in sorted(ours)):
        assert len(guide.steps) >= 5
        assert guide.causes
        assert any(step.office for step in guide.steps)
        assert any(step.deadline for step in guide.steps)
        assert any(step.document for step in guide.steps)


def test_guides_speak_plainly_with_full_width_marks(guides: dict[str, Guide]) -> None:
    for guide in guides.values():
        for text in (guide.title, guide.summary, *(s.title + s.text for s in guide.steps)):
            assert not re.search(r"[一-鿿][,;:?!]", text)
        assert all(len(step.text) <= 120 for step in guide.steps)


@pytest.mark.parametrize("kind", ["deadline", "document", "calculator", "office"])
def test_a_step_naming_something_unknown_is_refused_at_its_place(kind: str) -> None:
    row = {"title": "标题", "summary": "概要", "steps": [{"title": "一", "text": "做"}, {"title": "二", "text": "做", kind: "none"}]}
    with pytest.raises(Refusal) as caught:
        read_guide("x", row, **NAMES)
    assert caught.value.field == f"x.steps[1].{kind}"


@pytest.mark.parametrize(
    ("row", "field"),
    [([], "x"), ({"title": "标题", "summary": "概要", "steps": []}, "x.steps"),
     ({"summary": "概要", "steps": [{"title": "一", "text": "做"}]}, "x.title"),
     ({"title": "标题", "summary": "概要", "steps": [{"title": "一", "text": " "}]}, "x.steps[0].text"),
     ({"title": "标题", "summary": "概要", "steps": [{"title": "一", "text": "做", "colour": 1}]}, "x.steps[0].colour")],
)  # fmt: skip
def test_a_broken_guide_is_refused_at_its_place(row: Any, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_guide("x", row, **NAMES)
    assert caught.value.field == field


def test_every_article_of_a_guide_exists(guides: dict[str, Guide], shared: Path) -> None:
    lines = (shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {json.loads(line)["id"] for line in lines}
    assert {law for guide in guides.values() for step in guide.steps for law in step.law} <= articles
