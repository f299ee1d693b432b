"""Guides: each step names things that exist, in plain words."""

import re
from typing import Any

import pytest

from toolkit.calculators import CALCULATORS
from toolkit.causes import NAMES as NAMES_OF_CAUSES
from toolkit.deadlines import rules
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES, OFFICES, Guide, load_guides, read_guide
from toolkit.refusal import Refusal

NAMES: dict[str, Any] = {"deadlines": rules(), "documents": DOCUMENTS, "calculators": CALCULATORS, "offices": OFFICES}
# words of lawyers that a phone reader stumbles over; the guides say the same in others
JARGON = (
    "应当", "予以", "依法", "上述", "鉴于", "被申请人", "当事人", "举证", "时效", "送达", "清偿", "用人单位", "劳动者", "主体资格", "管辖", "抗辩", "给付", "之诉",
    "标的", "债权", "债务", "视为", "连带", "先予执行", "诉请", "仲裁庭", "裁定", "生效法律文书", "除斥", "竞合", "酌情", "系属",
)
LONGEST_SENTENCE, USUAL_SENTENCE, ONE_PAGE = 38, 22, 900


@pytest.fixture(scope="module")
def guides() -> dict[str, Guide]:
    return load_guides(**NAMES)


# what people ask, and the guide that answers it
ASKED = {
    "欠薪怎么办": "wage_arrears", "被辞退": "dismissed", "工伤": "work_injury", "没签合同": "no_contract", "怀孕": "pregnant_dismissed", "骑手": "rider_injured",
    "老板跑了": "boss_gone", "仲裁怎么走": "how_arbitration_works", "加班费": "overtime_pay", "年休假": "annual_leave", "社保没交": "social_insurance_unpaid",
    "竞业限制": "noncompete", "试用期": "probation_dismissed", "劳务派遣": "dispatch_returned", "退休年龄": "over_age_injured", "工地欠薪": "site_wages",
    "自愿离职": "forced_to_resign", "调岗": "pay_cut_transfer", "离职证明": "leaving_certificate", "生病": "sick_leave", "职业病": "occupational_disease",
    "产假工资": "maternity_pay", "高温": "heat_allowance", "强制执行": "apply_enforcement", "法律援助": "apply_aid", "证据": "collect_evidence",
    "平台扣钱": "platform_deductions", "到期不续": "contract_expired", "上下班": "commute_accident", "失业金": "unemployment_benefit", "很多人": "group_arrears",
    "起诉": "sue_in_court",
}


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[。！？；]", text) if part]


def test_every_question_of_the_list_has_its_guide(guides: dict[str, Guide]) -> None:
    assert set(GUIDES) == set(guides) == set(ASKED.values())
    assert [words for words, id_ in ASKED.items() if words not in guides[id_].title] == []


@pytest.mark.parametrize("id_", sorted(GUIDES))
def test_a_guide_has_a_way_to_go(id_: str) -> None:
    guide = GUIDES[id_]
    assert 5 <= len(guide.steps) <= 9
    assert guide.causes
    assert set(guide.causes) <= set(NAMES_OF_CAUSES)
    assert any(step.office for step in guide.steps)
    assert any(step.document for step in guide.steps)
    assert any(step.law for step in guide.steps)
    # what to do and say leads somewhere: two thirds of the steps name a paper, a sum, a place, a period or the law
    led = [step for step in guide.steps if step.deadline or step.document or step.calculator or step.office or step.law]
    assert len(led) * 3 >= len(guide.steps) * 2
    assert any(step.deadline for step in guide.steps) or id_ == "collect_evidence"


@pytest.mark.parametrize("id_", sorted(GUIDES))
def test_a_guide_speaks_plainly_and_fits_one_page(id_: str) -> None:
    guide = GUIDES[id_]
    said = [guide.title, guide.summary, *(text for step in guide.steps for text in (step.title, step.text))]
    for text in said:
        assert not re.search(r"[一-鿿][,;:?!]", text)
        assert [word for word in JARGON if word in text] == []
        assert not re.search(r"你(?!们)", text), "to workers 您"
    lengths = [len(sentence) for step in guide.steps for sentence in sentences(step.text)]
    assert max(lengths) <= LONGEST_SENTENCE
    assert sum(lengths) / len(lengths) <= USUAL_SENTENCE
    assert all(len(step.title) <= 16 for step in guide.steps)
    assert "您" in "".join(said)
    assert sum(map(len, said)) <= ONE_PAGE


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
)
def test_a_broken_guide_is_refused_at_its_place(row: Any, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_guide("x", row, **NAMES)
    assert caught.value.field == field
