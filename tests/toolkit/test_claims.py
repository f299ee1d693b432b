"""From facts to claims: sums worked out by hand, what excludes what, limitation, questions, checks of drafts."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolkit.disputes import NO_CONTRACT, ON, RELOCATED, only, sums, year
from tests.toolkit.invented_all import EVERYTHING
from toolkit.calculators.grounds import GROUNDS
from toolkit.claim_kinds import KINDS
from toolkit.claims import Entitlements, follow
from toolkit.facts import Facts, from_json
from toolkit.refusal import Refusal


def asked(found: Entitlements) -> set[str]:
    return {blank.path for blank in found.questions}


def test_no_contract_two_months_unpaid_and_dismissed_by_word_of_mouth() -> None:
    found = follow(from_json(NO_CONTRACT), ON)
    assert sums(found) == {
        "WAGE": Decimal(11000),  # 6000 + (6000 - 1000)
        "DOUBLE_WAGE": Decimal(66000),  # 11 × 6000, 2025-04-01 to 2026-02-28
        "ILLEGAL_TERMINATION": Decimal(24000),  # 1 year 7 months = 2; 2 × 2 × 6000
        "REINSTATEMENT": None, "CONFIRM_RELATION": None, "SI_ARREARS": None,
    }
    money, back = found.ways
    assert (money.total, back.total) == (Decimal(101000), Decimal(77000))
    assert {found.claims[i].kind.code for i in money.claims} == {"WAGE", "DOUBLE_WAGE", "ILLEGAL_TERMINATION", "CONFIRM_RELATION", "SI_ARREARS"}
    # months ending before 2025-10-20 are out of time when each has its own year: five of eleven are left
    assert [v.amount for v in only(found, "DOUBLE_WAGE").variants] == [Decimal(30000), Decimal(66000)]
    assert only(found, "WAGE").limit.due_date == date(2027, 9, 30)
    assert (only(found, "WAGE").period_from, only(found, "WAGE").period_to) == (date(2026, 8, 1), date(2026, 9, 30))
    assert asked(found) == {"ending.ground", "ending.wants_back"}
    assert "10个月没有逐月工资" in only(found, "ILLEGAL_TERMINATION").warnings[0]


def test_an_ending_on_a_lawful_ground_shows_both_roads_and_never_adds_them() -> None:
    found = follow(from_json(RELOCATED), ON)
    assert sums(found) == {"ILLEGAL_TERMINATION": Decimal(88000), "REINSTATEMENT": None, "SEVERANCE": Decimal(44000), "NOTICE_PAY": Decimal(8200)}
    assert [(way.label, way.total) for way in found.ways] == [
        ("支付违法解除或者终止劳动合同的赔偿金", Decimal(88000)), ("支付经济补偿＋支付一个月工资的代通知金", Decimal(52200)), ("继续履行劳动合同，并支付停工期间的工资", Decimal(0)),
    ]
    accepted = follow(from_json(RELOCATED | {"ending": RELOCATED["ending"] | {"accepted": True}}), ON)  # type: ignore[operator]
    assert sums(accepted) == {"SEVERANCE": Decimal(44000), "NOTICE_PAY": Decimal(8200)}
    assert accepted.ways[0].final is False  # 44,000 is above twelve minimum wages, 31,920


def test_what_was_already_paid_for_the_ending_is_taken_off() -> None:
    facts = from_json(RELOCATED | {"ending": RELOCATED["ending"] | {"accepted": True, "paid": "40000"}})  # type: ignore[operator]
    assert sums(follow(facts, ON))["SEVERANCE"] == Decimal(4000)
    assert "减去已付的40000元" in only(follow(facts, ON), "SEVERANCE").formula


def test_forced_resignation_averages_the_complete_months_only() -> None:
    wages = [{"month": m, "due": d, "paid": d} for m, d in (("2025-11", "4000"), ("2025-12", "6000"), ("2026-01", "6200"), ("2026-02", "6400"))]
    facts = from_json({"hire_date": "2025-11-10", "last_day": "2026-02-28", "ended": True, "region": "鄞州区", "wages": wages, "ending": {"by": "WORKER", "ground": "A38"}})
    found = follow(facts, ON)
    assert sums(found) == {"SEVERANCE": Decimal(3100)}  # (6000 + 6200 + 6400) / 3 × 0.5
    assert found.ways[0].final is True


def test_hours_and_leave_give_the_sums_of_the_law() -> None:
    facts = from_json({
        "hire_date": "2015-01-05", "region": "海曙区", "ended": False, "monthly_wage": "8700", "contract_signed": True, "social_insurance": True,
        "overtime": {"base": "6960", "weekday_hours": "20", "restday_hours": "16", "restday_compensated": "8", "holiday_hours": "8", "paid": "200",
                     "period_from": "2026-01-01", "period_to": "2026-01-31"},
        "leave": [{"year": 2025, "cumulative_years": 12, "taken_days": "4"}],
        "wages": [{**w, "due": "9200", "overtime": "500"} for w in year("9200", "2025-12")],
        "heat": {"mode": "OUTDOOR", "months": 4, "year": 2026, "paid": "300"},
        "sickness": [{"month": "2026-05", "paid": "1900"}],
    })
    found = follow(facts, ON)
    assert sums(found) == {
        "OVERTIME": Decimal(2600),  # 40 an hour: 20×60 + 8×80 + 8×120 − 200
        "ANNUAL_LEAVE": Decimal(4800),  # 10 − 4 = 6 days × 8700/21.75 × 2, the 500 of overtime left out
        "HEAT": Decimal(900),  # 4 × 300 − 300
        "SICK_PAY": Decimal(228),  # 2660 × 80 % − 1900
    }
    assert only(found, "OVERTIME").limit.due_date is None
    assert "不受一年" in only(found, "OVERTIME").limit.lines[0]
    assert only(found, "ANNUAL_LEAVE").limit.due_date == date(2026, 12, 31)


def test_a_month_below_the_minimum_wage_is_made_up_without_its_overtime() -> None:
    facts = from_json({"region": "海曙区", "wages": [{"month": "2026-01", "due": "3000", "paid": "3000", "overtime": "500"}, {"month": "2026-02", "due": "2660", "paid": "2660"}]})
    claim = only(follow(facts, ON), "MIN_WAGE")
    assert (claim.amount, claim.period_from, claim.period_to) == (Decimal(160), date(2026, 1, 1), date(2026, 1, 31))
    # the lower tier of the outer counties
    assert "MIN_WAGE" not in sums(follow(replace(facts, region="宁海县"), ON))


def test_an_uninsured_injury_of_grade_nine_after_the_job_ended() -> None:
    facts = from_json({
        "worker": {"birth": "1995-06-01"}, "hire_date": "2023-01-01", "last_day": "2025-12-31", "ended": True, "region": "海曙区", "monthly_wage": "7000",
        "ending": {"by": "WORKER", "ground": "A37"},
        "injury": {"on": "2025-05-01", "recognised_on": "2025-06-20", "appraised_on": "2025-11-03", "grade": 9, "insured": False, "contribution_wage": "7000",
                   "medical_costs": "1234.50", "leave_months": "4", "leave_paid": "10000"},
    })
    found = follow(facts, date(2026, 1, 15))
    assert sums(found) == {
        "INJURY_LUMP": Decimal(63000), "INJURY_ENDING": Decimal(67464),  # 9 × 7000; 2 × 4 × 8433
        "INJURY_MEDICAL": Decimal("1234.50"), "INJURY_LEAVE_PAY": Decimal(18000),
    }
    assert [p.rule.id for p in found.periods] == ["CAP_AGAIN_15D"]
    assert any("主动辞职" in note for note in found.notes)
    assert any("没有参加工伤保险" in text for text in only(found, "INJURY_LUMP").warnings)


def test_an_injury_not_yet_recognised_gives_its_periods_and_no_sum() -> None:
    found = follow(from_json({"injury": {"on": "2026-10-01"}}), ON)
    assert found.claims == ()
    assert [(p.rule.id, p.due_date) for p in found.periods] == [("INJ_EMP_30D", date(2026, 11, 2)), ("INJ_WORKER_1Y", date(2027, 10, 4))]
    assert "工伤认定" in found.notes[0]


def test_a_death_at_work() -> None:
    facts = from_json({"injury": {"on": "2025-04-01", "recognised_on": "2025-06-01", "death": True, "insured": True, "contribution_wage": "8000",
                                  "dependents": [{"type": "spouse"}, {"type": "other"}, {"type": "other"}]}})
    claim = only(follow(facts, date(2025, 9, 1)), "INJURY_DEATH")
    assert claim.amount == 6 * Decimal(8433) + 20 * Decimal(54188)
    assert any("每月8000.00元" in text for text in claim.warnings)


def test_a_figure_the_office_has_not_entered_is_a_gap_and_not_a_guess() -> None:
    facts = from_json({"injury": {"on": "2031-04-01", "recognised_on": "2031-06-01", "grade": 9, "insured": False, "contribution_wage": "7000"}})
    found = follow(facts, date(2031, 9, 1))
    assert only(found, "INJURY_LUMP").amount is None
    assert found.gaps == ("参数表缺少“全省上年度职工月平均工资”（浙江省，2031-04-01适用），请管理员录入。",)


def test_nothing_known_gives_no_claim_only_questions() -> None:
    found = follow(Facts(), ON)
    assert (found.claims, found.ways, found.gaps, found.periods) == ((), (), (), ())
    assert asked(found) == {"hire_date", "region", "monthly_wage", "contract_signed", "social_insurance", "ended"}


def test_missing_pieces_are_asked_for_by_month_and_year() -> None:
    facts = from_json({"wages": [{"month": "2026-08", "due": "6000"}], "leave": [{"year": 2025}], "ended": True, "hire_date": "2020-01-01"})
    questions = {blank.path: blank.question for blank in follow(facts, ON).questions}
    assert questions["wages[0].paid"] == "2026年8月：这个月实际发了多少元？"
    assert questions["leave[0].cumulative_years"].startswith("2025年：")
    assert {"last_day", "ending.by", "region"} <= set(questions)
    assert all(claim.amount is None for claim in follow(facts, ON).claims if claim.monetary)


@pytest.mark.parametrize(
    ("ending", "codes"),
    [({"by": "WORKER", "ground": "A37"}, set()), ({"by": "WORKER", "ground": "A38"}, {"SEVERANCE"}), ({"by": "MUTUAL", "ground": "A36"}, {"SEVERANCE"}),
     ({"by": "EXPIRY", "ground": "A44_1"}, {"SEVERANCE"}), ({"by": "EXPIRY", "ground": "A44_1_REFUSED"}, set()),
     ({"by": "EMPLOYER", "ground": "A39"}, {"ILLEGAL_TERMINATION", "REINSTATEMENT"}), ({"by": "EMPLOYER", "ground": "A39", "accepted": True}, set()),
     ({"by": "EMPLOYER", "ground": "A41"}, {"ILLEGAL_TERMINATION", "REINSTATEMENT", "SEVERANCE"}),
     ({"by": "EMPLOYER", "wants_back": False}, {"ILLEGAL_TERMINATION"}), ({"by": "EMPLOYER", "certificate_given": False, "wants_back": False}, {"ILLEGAL_TERMINATION", "CERTIFICATE"}),
     ({"by": "EMPLOYER", "ground": "A44_5"}, {"SEVERANCE"}), ({"by": "EMPLOYER", "ground": "RETIRE"}, set())],
)
def test_who_ended_it_and_why_decides_what_can_be_asked(ending: dict[str, Any], codes: set[str]) -> None:
    found = follow(from_json(RELOCATED | {"ending": ending}), ON)
    assert set(sums(found)) == codes
    ground = ending.get("ground")
    if ground and not GROUNDS[ground].payable and not codes:
        assert GROUNDS[ground].reason in found.notes[0]


def test_a_demand_begins_the_year_anew_and_a_passed_one_is_said() -> None:
    late = from_json(RELOCATED)
    assert only(follow(late, date(2027, 6, 1)), "SEVERANCE").limit.passed
    assert follow(late, date(2027, 6, 1)).ways[0].late == Decimal(88000)
    moved = from_json(RELOCATED | {"demands": [{"kind": "INTERRUPT", "on": "2026-09-01"}]})
    assert not only(follow(moved, date(2027, 6, 1)), "SEVERANCE").limit.passed
    assert only(follow(moved, ON), "SEVERANCE").limit.due_date == date(2027, 9, 1)
    # before employment ended nothing ran that could be interrupted
    early = from_json(RELOCATED | {"demands": [{"on": "2026-01-01"}]})
    assert only(follow(early, ON), "SEVERANCE").limit.due_date == date(2027, 3, 31)


def test_a_place_outside_the_city_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        follow(from_json({"region": "火星"}), ON)
    assert caught.value.field == "region"


def test_demands_that_contradict_each_other_are_refused_by_their_field() -> None:
    twice = [{"kind": "SUSPEND", "on": "2026-05-01", "until": "2026-06-01"}, {"kind": "SUSPEND", "on": "2026-05-15", "until": "2026-07-01"}]
    with pytest.raises(Refusal, match="重叠") as caught:
        follow(from_json(RELOCATED | {"demands": twice}), ON)
    assert caught.value.field == "demands"


def test_what_the_calculator_refuses_is_said_and_not_swallowed() -> None:
    facts = from_json(NO_CONTRACT | {"hire_date": "2006-03-01"})
    claim = only(follow(facts, ON), "DOUBLE_WAGE")
    assert claim.amount is None
    assert any("无法测算：2008" in text for text in claim.warnings)


def test_proof_that_is_listed_is_ticked_off() -> None:
    proofs = {p.name: p.held for p in only(follow(from_json(NO_CONTRACT | {"evidence": [{"name": "银行工资流水"}]}), ON), "WAGE").evidence}
    assert proofs["工资流水"]
    assert not proofs["欠条"]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(sorted(EVERYTHING))), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_any_part_of_the_facts_gives_a_sound_answer(gone: set[str], on: date) -> None:
    found = follow(from_json({k: v for k, v in EVERYTHING.items() if k not in gone}), on)
    for claim in found.claims:
        assert claim.amount is None or claim.amount > 0
        assert claim.amount is None or not claim.missing
        assert claim.articles
        assert claim.limit.due_date or claim.limit.lines
    for way in found.ways:
        codes = [found.claims[i].kind.code for i in way.claims]
        assert not any(other in KINDS[one].excludes for one in codes for other in codes)
        assert way.total == sum(found.claims[i].amount or 0 for i in way.claims)
    assert {i for way in found.ways for i in way.claims} == set(range(len(found.claims)))
    json.dumps([blank.path for blank in found.questions])


@given(st.integers(1, 400), st.integers(0, 400))
def test_more_pay_never_gives_less_severance(hundreds: int, more: int) -> None:
    def paid(n: int) -> Decimal:
        facts = from_json(RELOCATED | {"wages": year(str(n * 100)), "ending": {"by": "MUTUAL", "ground": "A36"}})
        return sums(follow(facts, ON))["SEVERANCE"] or Decimal(0)

    assert paid(hundreds) <= paid(hundreds + more)


def test_what_was_not_worked_or_is_not_yet_owed_gives_no_sum() -> None:
    base = {"hire_date": "2026-03-16", "last_day": "2026-06-10", "ended": True, "region": "鄞州区", "ending": {"by": "WORKER", "ground": "A37"}}
    wages = [{"month": m, "due": d, "paid": d} for m, d in (("2026-03", "1300"), ("2026-04", "2500"), ("2026-05", "2660"), ("2026-06", "800"))]
    found = follow(from_json(base | {"wages": wages, "leave": [{"year": 2027, "cumulative_years": 5, "taken_days": "0"}]}), ON)
    assert sums(found) == {"MIN_WAGE": Decimal(160)}  # April; March and June were not worked in full
    assert any("2026-03、2026-06" in text for text in only(found, "MIN_WAGE").warnings)
    assert "2027年" in found.notes[0]
    employed = from_json({"hire_date": "2015-01-05", "ended": False, "monthly_wage": "8700", "leave": [{"year": 2026, "cumulative_years": 12, "taken_days": "0"}]})
    assert sums(follow(employed, date(2026, 12, 31))) == {}
    assert "2026年还没有结束" in follow(employed, date(2026, 12, 31)).notes[0]
    assert sums(follow(employed, date(2027, 1, 1))) == {"ANNUAL_LEAVE": Decimal(8000)}  # 10 days × 400 × 2
    before = follow(from_json({"hire_date": "2026-03-16", "wages": [{"month": "2026-02", "due": "3000", "paid": "1"}]}), ON)
    assert any("不在入职至离职之间" in text for text in only(before, "WAGE").warnings)


def test_a_death_asks_for_no_ending_and_a_disease_counts_from_its_diagnosis() -> None:
    injury = {"on": "2025-06-20", "death": True, "insured": True, "dependents": [{"type": "spouse"}], "contribution_wage": "6000"}
    died = follow(from_json({"last_day": "2025-06-20", "ended": True, "injury": injury}), ON)
    assert sums(died) == {"INJURY_DEATH": Decimal("1134358.00")}  # 8,433 × 6 + 54,188 × 20
    ill = follow(from_json({"injury": {"diagnosed_on": "2026-10-10", "hazard": "打磨车间，五年"}}), ON)
    assert [(p.rule.id, p.due_date) for p in ill.periods] == [("INJ_EMP_30D", date(2026, 11, 9)), ("INJ_WORKER_1Y", date(2027, 10, 11))]
    assert follow(from_json({"injury": {"diagnosed_on": "2026-10-10", "hazard": "无"}}), ON).periods == ()


def test_numbers_and_days_may_be_typed_on_a_chinese_keyboard() -> None:
    typed = from_json({"hire_date": "２０２４－０３－１５", "monthly_wage": "８，０００", "arrears": {"amount": "12,000.50"}})
    assert (typed.hire_date, typed.monthly_wage, typed.arrears.amount) == (date(2024, 3, 15), Decimal(8000), Decimal("12000.50"))
    for wrong in ("1,23", "八千", "1e3", "", 10**5000):
        with pytest.raises(Refusal) as caught:
            from_json({"monthly_wage": wrong})
        assert caught.value.field == "monthly_wage"
