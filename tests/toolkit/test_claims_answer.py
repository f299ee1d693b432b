"""The facts sheet: what is typed becomes facts and back, a story fills it, papers and articles follow, the answer is plain JSON."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.toolkit.disputes import NO_CONTRACT, RELOCATED
from tests.toolkit.invented_all import EVERYTHING
from toolkit import claims_answer, claims_fields, prefill
from toolkit.calculators import CALCULATORS
from toolkit.calculators.typed import text_of
from toolkit.facts import Facts, from_json, to_json
from toolkit.instruments import register
from toolkit.parameters import shipped_parameters
from toolkit.refusal import Refusal
from toolkit.templates import DOCUMENTS
from toolkit.workdays import shipped_calendar

TODAY = date(2026, 11, 24)
EVERY = (NO_CONTRACT, RELOCATED, EVERYTHING)
DISMISSED = {
    "region": "海曙区", "hire_date": "2025-03-01", "monthly_wage": "6200", "contract_signed": False, "social_insurance": False, "ended": True, "last_day": "2026-10-31",
    "ending": {"by": "EMPLOYER"}, "wages": [{"month": "2026-09", "due": "6200", "paid": "0"}, {"month": "2026-10", "due": "6200", "paid": "200", "overtime": "100"}],
    "demands": [{"kind": "INTERRUPT", "on": "2026-11-03", "what": "微信要过"}, {"kind": "SUSPEND", "on": "2026-11-10", "until": "2026-11-20"}],
    "leave": [{"year": 2026, "cumulative_years": 3, "taken_days": "1.5", "declined_in_writing": True}], "evidence": [{"name": "工资条", "original": True}],
}
STORY = "我2025年3月1日进厂，月薪6200元，今年八月起三个月没有发工资，一共一万八千六百元。没有签过劳动合同，有工资条。"


@pytest.mark.parametrize("data", [DISMISSED, {}, *EVERY])
def test_what_the_form_shows_reads_back_to_the_same_facts(data: dict[str, Any]) -> None:
    facts = from_json(data)
    assert claims_fields.read(claims_fields.texts(facts), facts) == facts


def test_what_is_typed_as_people_write_it_is_read() -> None:
    typed = {"monthly_wage": "６,２００元", "hire_date": "2025年3月1日", "wages": "2026年9月 ６２００ - 300\n2026/10 6200", "ended": "no", "evidence": "工资条、录音\n录音"}
    facts = claims_fields.read(typed, Facts())
    assert to_json(facts) == {
        "monthly_wage": "6200", "hire_date": "2025-03-01", "ended": False, "evidence": [{"name": "工资条"}, {"name": "录音"}],
        "wages": [{"month": "2026-09", "due": "6200", "overtime": "300"}, {"month": "2026-10", "due": "6200"}],
    }


@pytest.mark.parametrize(("name", "text", "said"), [
    ("wages", "2026-13 6000", "2026-13"), ("wages", "2026-09 6,000", "有歧义"), ("wages", "2026-09 6，000 0", "有歧义"), ("wages", "2026-09 1 2 3 4", "多出"),
    ("wages", "2026-09 6000\n2026-09 6000", "写了两次"), ("wages", "2026-09 -5", "负数"), ("last_day", "2024-01-01", "早于入职"), ("monthly_wage", "六千", "不是可用的数字"),
    ("ended", "也许", "没有"), ("injury.grade", "11", "不能大于 10"), ("demands", "中断", "请填写"), ("region", "火星区", "没有"), ("leave", "- 3", "请填写"),
])
def test_bad_input_is_refused_by_field_and_reason(name: str, text: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        claims_fields.read({"hire_date": "2025-03-01", name: text}, Facts())
    assert refused.value.field == name
    assert said in refused.value.message


def test_an_emptied_field_is_forgotten_with_its_origin_and_others_stay() -> None:
    facts = claims_answer.told(STORY, TODAY)
    assert facts.monthly_wage == Decimal(6200)
    left = claims_fields.read({"monthly_wage": ""}, facts)
    assert left.monthly_wage is None
    assert "monthly_wage" not in left.origins
    assert (left.hire_date, left.arrears, left.events) == (facts.hire_date, facts.arrears, facts.events)


def test_a_row_that_was_not_changed_keeps_what_the_form_does_not_show() -> None:
    facts = from_json(DISMISSED)
    typed = claims_fields.texts(facts)
    changed = claims_fields.read({**typed, "demands": typed["demands"] + "\n中断 2026-11-22"}, facts)
    assert [d.what for d in changed.demands] == ["微信要过", None, None]
    assert claims_fields.read({"evidence": "考勤\n工资条"}, facts).evidence[1].original is True


def test_a_pasted_story_yields_its_claims_deadline_articles_and_papers() -> None:
    sheet = claims_answer.work_out(claims_answer.told(STORY, TODAY), TODAY)
    by_kind = {claim.kind.code: claim for claim in sheet.found.claims}
    assert by_kind["WAGE"].amount == Decimal("18600.00")
    assert by_kind["DOUBLE_WAGE"].amount == 11 * Decimal(6200)
    # hired 2025-03-01: the eleven months end 2026-02-28; a year on that is a Sunday
    assert sheet.next_due == by_kind["DOUBLE_WAGE"].limit.due_date == date(2027, 3, 1)
    assert {"劳动合同法-30", "劳动合同法-82"} <= {one.id for one in sheet.articles}
    assert [paper.id for paper in sheet.papers][-5:] == ["mediation_application", "arbitration_application", "evidence_list", "authorisation", "aid_application"]


def test_papers_follow_from_what_happened_and_only_then() -> None:
    def papers(**data: Any) -> set[str]:
        return {paper.id for paper in claims_answer.work_out(from_json(data), TODAY).papers}

    assert papers() == set()
    assert "injury_recognition_application" in papers(injury={"on": "2026-10-01"})
    recognised = papers(injury={"on": "2026-01-05", "recognised_on": "2026-03-05"})
    assert "capacity_appraisal_application" in recognised
    assert "injury_recognition_application" not in recognised
    assert "forced_resignation_notice" in papers(ended=False, social_insurance=False)
    assert "forced_resignation_notice" not in papers(ended=True, last_day="2026-10-31", social_insurance=False)
    assert "arbitration_application" not in papers(ended=False, social_insurance=False)  # arrears of insurance are for the authority
    assert "representatives_election" in papers(group=[{"name": f"甲{n}"} for n in range(10)])


@pytest.mark.parametrize("data", [DISMISSED, *EVERY])
def test_the_answer_is_plain_json_whose_parts_exist_and_agree(data: dict[str, Any]) -> None:
    sheet = claims_answer.work_out(from_json(data), TODAY)
    answer = json.loads(json.dumps(claims_answer.to_answer(sheet), ensure_ascii=False))
    named = {article["id"] for article in answer["articles"]}
    for claim in answer["claims"]:
        assert set(claim["articles"]) <= named
        assert claim["calculator"] is None or claim["calculator"] in CALCULATORS
    assert {one.law for one in sheet.articles} <= set(register())
    for way in answer["ways"]:
        sums = [answer["claims"][i]["amount"] for i in way["claims"]]
        assert Decimal(way["total"]) == sum((Decimal(amount) for amount in sums if amount), Decimal(0))
    assert {paper["id"] for paper in answer["papers"]} <= set(DOCUMENTS)
    assert not {"worker", "events"} & set(answer["facts"])


def test_a_draft_is_checked_against_the_sums() -> None:
    sheet = claims_answer.work_out(from_json({**DISMISSED, "claims": [{"title": "支付拖欠的工资", "amount": "20000"}]}), TODAY)
    assert sheet.findings[0].kind == "HIGHER"
    assert "多写了7,800.00元" in sheet.findings[0].message
    assert claims_answer.work_out(from_json(DISMISSED), TODAY).findings == ()


@pytest.mark.parametrize(("data", "field"), [
    ([], "input"), ({}, "facts"), ({"facts": {}, "story": "x"}, "facts"), ({"story": 1}, "story"), ({"story": "  "}, "story"), ({"story": "工" * 8001}, "story"),
    ({"facts": {"wage": 1}}, "facts.wage"),
    ({"facts": {}, "on": "2026-2-3"}, "on"), ({"facts": {}, "on": "2026-02-30"}, "on"), ({"facts": {}, "x": 1}, "x"), ({"facts": {"wages": [{"month": "2026-13"}]}}, "facts.wages[0].month"),
])
def test_an_odd_question_is_refused_by_field(data: Any, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        claims_answer.asked(data, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize("name", sorted(CALCULATORS))
def test_a_calculator_prefilled_from_the_facts_never_guesses(name: str) -> None:
    found = CALCULATORS[name]
    for data in ({}, DISMISSED, *EVERY):
        facts = from_json(data)
        texts = prefill.texts(name, facts, TODAY, shipped_calendar(), shipped_parameters())
        inputs = found.parse_form(texts)
        assert "None" not in str(inputs)
        for field in found.fields:
            field.read(inputs[field.name]) if field.name in inputs else None


def test_what_a_claim_was_computed_from_stands_in_its_calculator() -> None:
    facts = from_json({**DISMISSED, "ending": {"by": "EMPLOYER", "ground": "A40_3", "accepted": True}})
    texts = prefill.texts("severance", facts, TODAY, shipped_calendar(), shipped_parameters())
    claim = next(c for c in claims_answer.work_out(facts, TODAY).found.claims if c.kind.code == "SEVERANCE")
    answer = CALCULATORS["severance"].calculate(CALCULATORS["severance"].parse_form(texts), shipped_calendar(), shipped_parameters())
    assert answer.outputs["amount"] == claim.amount
    limit = prefill.texts("limitation", from_json(DISMISSED), TODAY, shipped_calendar(), shipped_parameters())
    assert limit == {"trigger_date": "2026-10-31", "events": "中断 2026-11-03\n中止 2026-11-10 2026-11-20", "as_of": "2026-11-24"}


def test_texts_of_inputs_read_back() -> None:
    field = next(f for f in CALCULATORS["delay_interest"].fields if f.name == "payments")
    rows = [{"date": "2026-06-18", "amount": "50000"}]
    assert field.parse_text(text_of(field, rows)) == rows


def test_a_story_gives_its_one_place_and_no_contract_that_it_contradicts() -> None:
    told = claims_answer.told("在海曙的工厂上班，没签合同，每月工资6000元。", TODAY)
    assert (told.region, told.contract_signed, told.origins["region"]) == ("海曙区", False, "案情描述“海曙”")
    for street in ("在长江北路的厂上班，每月6000元。", "我在余姚路上班，每月6000元。", "在江北大道一家店上班，每月6000元。"):
        assert claims_answer.told(street, TODAY).region is None, street
    assert claims_answer.told("我在江北上班，厂在余姚路，每月6000元。", TODAY).region == "江北区"
    assert claims_answer.told("住在余姚市，在慈溪市上班，每月6000元。", TODAY).region is None
    assert claims_answer.told("到4月1日还没签合同，9月1日签了劳动合同。", TODAY).contract_signed is None
