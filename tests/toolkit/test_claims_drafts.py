"""Drafts against computed claims, the kinds of requests, and the sheet that a story becomes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.toolkit.disputes import NO_CONTRACT, ON, RELOCATED, only, sums
from tests.toolkit.invented_all import EVERYTHING
from toolkit.calculators import CALCULATORS
from toolkit.calculators.grounds import GROUNDS
from toolkit.causes import NAMES
from toolkit.claim_kinds import KINDS, kind_of
from toolkit.claims import drafted, follow
from toolkit.claims_check import EXCLUDED, HIGHER, LATE, LEFT_OUT, LOWER, OPEN, UNFOUNDED, UNPRICED, check
from toolkit.documents import outline
from toolkit.facts import Claim, from_json
from toolkit.labels import LABELS
from toolkit.story import parse
from toolkit.story_facts import sketch


def test_a_draft_is_compared_sum_by_sum() -> None:
    found = follow(from_json(RELOCATED), ON)
    draft = (
        Claim(title="支付经济补偿", amount=Decimal(50000)), Claim(title="支付赔偿金", amount=Decimal(80000)), Claim(title="支付加班工资", amount=Decimal(1)),
        Claim(title="支付代通知金"),
    )
    kinds = [(f.kind, f.path) for f in check(draft, found)]
    assert kinds == [(HIGHER, "claims[0]"), (LOWER, "claims[1]"), (UNFOUNDED, "claims[2]"), (UNPRICED, "claims[3]"), (EXCLUDED, "claims[1]"), (EXCLUDED, "claims[3]")]
    assert check(draft, found)[0].message == "第1项“支付经济补偿”：草稿50,000.00元，测算44,000.00元，多写了6,000.00元。"


def test_a_right_draft_has_no_finding_and_a_short_one_is_told_what_it_left_out() -> None:
    found = follow(from_json(NO_CONTRACT), ON)
    best = drafted(found.claims[i] for i in found.ways[0].claims)
    assert [c.kind for c in best] == ["WAGE", "DOUBLE_WAGE", "ILLEGAL_TERMINATION", "CONFIRM_RELATION"]
    assert check(best, found) == ()
    assert [f.kind for f in check(best[:1], found)] == [LEFT_OUT] * 4
    assert [f.kind for f in check(best, follow(from_json(NO_CONTRACT), date(2028, 1, 1)))].count(LATE) == 4
    assert OPEN in {f.kind for f in check(best, follow(from_json(NO_CONTRACT | {"region": None}), ON))}


def test_drafted_claims_fill_the_paper_with_sums_formulas_and_articles() -> None:
    found = follow(from_json(NO_CONTRACT), ON)
    facts = replace(from_json(EVERYTHING), claims=drafted(found.claims[i] for i in found.ways[0].claims))
    text = outline("arbitration_application", facts).text
    assert "以上金额合计101,000.00元。" in text
    assert "《劳动合同法》第八十二条" in text
    assert outline("arbitration_application", facts).blanks == ()


def test_the_kinds_name_real_calculators_causes_and_each_other() -> None:
    for code, kind in KINDS.items():
        assert kind.calculator is None or kind.calculator in CALCULATORS
        assert kind.cause in NAMES
        assert all(code in KINDS[other].excludes for other in kind.excludes), code
        assert kind.limit in {"PAY", "YEAR", "LEAVE", "INJURY", "NONE"}
    assert {code for code, _ in LABELS["ending.ground"].words.items()} == set(GROUNDS)


@pytest.mark.parametrize(
    ("title", "code"),
    [("支付2026年8月工资", "WAGE"), ("未签劳动合同双倍工资", "DOUBLE_WAGE"), ("周末加班费", "OVERTIME"), ("支付经济补偿金", "SEVERANCE"), ("违法解除劳动合同赔偿金", "ILLEGAL_TERMINATION"),
     ("一次性工伤医疗补助金", "INJURY_ENDING"), ("停工留薪期工资", "INJURY_LEAVE_PAY"), ("病假工资差额", "SICK_PAY"), ("竞业限制经济补偿", "NONCOMPETE"), ("退还押金", "OTHER"),
     ("加付赔偿金", "OTHER"), ("违法约定试用期的赔偿金", "PROBATION"), ("存在劳动关系", "CONFIRM_RELATION"), (None, "OTHER")],
)
def test_the_title_of_a_request_tells_its_kind_by_the_longest_word(title: str | None, code: str) -> None:
    assert kind_of(None, None, title) == code
    assert kind_of("HEAT", "severance", title) == "HEAT"
    assert kind_of(None, "severance", title) == "SEVERANCE"


def test_a_story_becomes_a_sheet_of_what_it_says_and_its_claims_follow() -> None:
    text = "我2023年3月5日进厂做车工，月薪6500元，一直没签劳动合同，也没交社保。今年8月和9月的工资一共拖欠13000元没发，2026年9月30日老板口头把我辞退了。有微信转账记录和考勤。"
    facts = sketch(parse(text, date(2026, 11, 24)), text)
    assert (facts.hire_date, facts.last_day, facts.monthly_wage) == (date(2023, 3, 5), date(2026, 9, 30), Decimal(6500))
    assert facts.origins["hire_date"] == "案情描述“2023年3月5日”"
    assert facts.contract_signed is False
    assert facts.worker.name is None
    found = follow(replace(facts, region="海曙区"), date(2026, 11, 24))
    # 3 years and 7 months: 4 × 6500 × 2; double pay ended in March 2024 and its year has passed
    assert sums(found)["ILLEGAL_TERMINATION"] == Decimal(52000)
    assert sums(found)["WAGE"] == Decimal(13000)
    assert only(found, "DOUBLE_WAGE").limit.passed
    assert follow(sketch(parse(""), ""), ON).claims == ()
