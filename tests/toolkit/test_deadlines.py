"""The deadline engine: the table of the specification, rolling, backward rules, days left, words for people."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.deadlines import COUNTING, deadline, rules
from toolkit.instruments import register
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar, shipped_calendar

# Specification §2, row by row: rules, length, cites. `nr` does not roll, `b` counts backward.
TABLE = """
ARB_LIMIT_1Y 1Y MAL 27 | ARB_WAGE_LIMIT_1Y 1Y MAL 27 | MED_15D 15D MAL 14 ZJMA 10 | MED_ARBREVIEW_15D 15D ARB
MED_CONFIRM_30D 30D CPL 205 | ARB_ACCEPT_5D 5D MAL 29 | ARB_SERVE_5D 5D MAL 30 | ARB_ANSWER_10D 10D MAL 30 ARB 10 | ARB_PANEL_5D 5D MAL 32
ARB_HEARING_NOTICE 5D b MAL 35 | ARB_POSTPONE 3D b MAL 35 | ARB_AWARD_45D 45D MAL 43 | ARB_AWARD_60D 60D MAL 43
ZJ_SIMPLE_30D 30D ZJMA 39 | ZJ_PUBLIC_30D 30D ZJMA 35 | ZJ_PUBLIC_10D 10D ZJMA 41
ARB_SUE_15D 15D MAL 48 50 | ARB_SETASIDE_30D 30D MAL 49 JI1 18 21 | SETASIDE_SUE_15D 15D MAL 49 | NONEXEC_SUE_30D 30D JI1 24
ENF_2Y 2Y CPL 250 | PRES_ENF_3M 3M JI1 49 | PRELIT_PRES_30D 30D CPL 104
PO_NOTIFY_5D 5D CPL 226 | PO_ISSUE_15D 15D CPL 227 | PO_OBJECT_15D 15D CPL 227
CT_FILE_7D 7D CPL 126 | CT_SERVE_5D 5D CPL 128 | CT_DEFENCE_15D 15D CPL 128 130
CT_SMALL_2M 2M CPL 168 | CT_SUMMARY_3M 3M CPL 164 | CT_ORD_6M 6M CPL 152
CT_APPEAL_15D 15D CPL 171 | CT_APPEAL_RULING_10D 10D CPL 171 | CT_2ND_3M 3M CPL 183 | CT_2ND_RULING_30D 30D CPL 183 | CT_RETRIAL_6M 6M CPL 216
INJ_EMP_30D 30D WII 17 ZJWI 12 13 | INJ_WORKER_1Y 1Y WII 17 ZJWI 12 | INJ_ACCEPT_5WD 5WD nr ZJWI 16 | INJ_DECIDE_60D 60D WII 20 | INJ_FAST_15D 15D WII 20
CAP_60D 60D WII 25 | CAP_EXT_90D 90D WII 25 | CAP_AGAIN_15D 15D WII 26 | CAP_REVIEW_1Y 1Y nr WII 28
ADM_REVIEW_60D 60D 行政复议法 20 WII 55 | ADM_SUIT_6M 6M 行政诉讼法 46 WII 55 | ADM_SUIT_15D 15D 行政诉讼法 45 WII 55
LSI_2Y 2Y LSI 20 | LSI_ACCEPT_5WD 5WD nr ZJLS 23 | LSI_INVEST_60WD 60WD nr LSI 17 ZJLS 30 | LSI_INVEST_90WD 90WD nr LSI 17 ZJLS 30
UNION_REJECT_5WD 5WD nr ZJUS 17 | UNION_REPLY_15WD 15WD nr ZJUS 22 23
AID_REVIEW_7D 7D LAL 43 | AID_ASSIGN_3D 3D LAL 43 | AID_OBJ_5D 5D LAL 49 | AID_REPORT_15D 15D ZJLA 19 | AID_FILE_30D 30D LAP
CONTRACT_1M 1M nr LCL 10 | RESIGN_30D 30D nr LCL 37 | PROB_RESIGN_3D 3D nr LCL 37 | SI_TRANSFER_15D 15D nr LCL 50
"""
ROWS = {cells[0]: cells[1:] for row in re.split(r"[|\n]", TABLE) if (cells := row.split())}
UNVERIFIED = {"MED_ARBREVIEW_15D": "S", "ADM_REVIEW_60D": "K", "ADM_SUIT_6M": "K", "ADM_SUIT_15D": "K", "AID_FILE_30D": "K"}
CALENDAR = shipped_calendar()
days = st.dates(date(2023, 12, 1), date(2027, 2, 1))


def test_the_rules_of_counting_are_cited() -> None:
    assert [c.id for c in COUNTING] == ["民法典-201", "民法典-202", "民法典-203", "民事诉讼法-85"]


def test_no_rule_is_missing_and_none_is_ours_alone() -> None:
    assert set(rules()) == set(ROWS)


@pytest.mark.parametrize("rule_id", sorted(ROWS))
def test_the_rule_is_the_row_of_the_table(rule_id: str) -> None:
    rule, (length, *rest) = rules()[rule_id], ROWS[rule_id]
    assert f"{rule.n}{rule.unit}" == length
    assert (rule.roll, rule.backward) == ("nr" not in rest, "b" in rest)
    assert rule.mark == UNVERIFIED.get(rule_id, "V")
    cited: set[str] = set()
    act = ""
    for cell in (cell for cell in rest if cell not in ("nr", "b")):
        if cell.isdigit():
            cited = cited - {act} | {f"{act}-{cell}"}
        else:
            act = next(a.short for a in register().values() if cell in (a.code, a.short))
            cited.add(act)
    assert {c.id for c in rule.cites} == cited


@pytest.mark.parametrize("rule_id", sorted(ROWS))
def test_each_citation_of_a_rule_is_in_the_register_with_a_note(rule_id: str) -> None:
    for citation in (*rules()[rule_id].cites, *COUNTING):
        assert not citation.article or citation.id.rpartition("-")[2] in register()[citation.law].cited
    assert any(c.mark == UNVERIFIED[rule_id] for c in rules()[rule_id].cites) if rule_id in UNVERIFIED else True


def test_the_explanation_goes_line_by_line_to_the_day() -> None:
    found = deadline("ARB_SUE_15D", date(2026, 4, 20), CALENDAR)
    assert found.lines[0] == "起算：收到仲裁裁决书之日为 2026-04-20，当日不计入。"
    assert found.lines[1] == "期间：15 日，届满日为 2026-05-05（星期二）。"
    assert found.lines[2] == "届满日 2026-05-05（星期二）为劳动节假期，顺延至 2026-05-06（星期三）。"
    assert found.lines[3] == "应在 2026-05-06（星期三）前（含当日）向人民法院起诉。"
    assert found.warnings == ("请最迟在 2026-05-05 办好，不要等到顺延后的最后一天。",)


def test_a_worked_saturday_ends_a_period_and_says_so() -> None:
    found = deadline("CT_ORD_6M", date(2025, 8, 31), CALENDAR)
    assert not found.rolled
    assert "2026-02-28（星期六），为调休上班日，不需顺延。" in found.lines[2]


def test_working_days_say_what_was_left_out() -> None:
    found = deadline("INJ_ACCEPT_5WD", date(2026, 2, 10), CALENDAR)
    assert (found.due_date, found.raw_date, found.rolled) == (date(2026, 2, 24), date(2026, 2, 24), False)
    assert "其间 9 天休息日、节假日不计入，2026-02-14 调休上班，计入。" in found.lines[2]


@pytest.mark.parametrize(("rule_id", "hearing", "raw", "due"), [
    ("ARB_HEARING_NOTICE", "2026-10-14", "2026-10-09", "2026-10-09"),  # a Friday
    ("ARB_HEARING_NOTICE", "2026-10-09", "2026-10-04", "2026-09-30"),  # inside the long break: back before it
    ("ARB_POSTPONE", "2026-02-26", "2026-02-23", "2026-02-14"),  # back over the Spring Festival to the worked Saturday
    ("ARB_POSTPONE", "2026-09-23", "2026-09-20", "2026-09-20"),  # a worked Sunday
    ("ARB_HEARING_NOTICE", "2027-01-04", "2026-12-30", "2026-12-30"),
])
def test_backward_rules_count_and_roll_towards_the_past(rule_id: str, hearing: str, raw: str, due: str) -> None:
    found = deadline(rule_id, date.fromisoformat(hearing), CALENDAR, as_of=date.fromisoformat(due))
    assert (found.raw_date.isoformat(), found.due_date.isoformat(), found.provisional) == (raw, due, False)
    assert found.warnings[0].startswith("紧急：")
    assert found.warnings[-1] == f"请最迟在 {due} 办好，能早就早。"


@pytest.mark.parametrize(("as_of", "first"), [
    ("2026-04-04", "请最迟在 2026-05-05"), ("2026-04-05", "请留意：离 2026-05-05 还有 30 天。"), ("2026-04-27", "请留意：离 2026-05-05 还有 8 天。"),
    ("2026-04-28", "请抓紧：离 2026-05-05 还有 7 天。"), ("2026-05-02", "紧急：离 2026-05-05 还有 3 天。"), ("2026-05-04", "紧急：离 2026-05-05 还有 1 天。"),
    ("2026-05-05", "紧急：离 2026-05-05 还有 0 天。"), ("2026-05-06", "届满日 2026-05-05 已过，只能在 2026-05-06 之前办理，请立即办理。"),
    ("2026-05-07", "期限已于 2026-05-06 届满，已过 1 天。"), ("2027-05-06", "期限已于 2026-05-06 届满，已过 365 天。"),
])
def test_warnings_count_the_days_to_the_raw_date(as_of: str, first: str) -> None:
    found = deadline("ARB_SUE_15D", date(2026, 4, 20), CALENDAR, as_of=date.fromisoformat(as_of))
    assert found.warnings[0].startswith(first)
    assert "请最迟在 2026-05-05 办好" in found.warnings[-1]


@pytest.mark.parametrize("rule_id", ["CAP_REVIEW_1Y", "RESIGN_30D", "PROB_RESIGN_3D", "ZJ_PUBLIC_30D", "ZJ_PUBLIC_10D"])
def test_nobody_is_hurried_by_a_period_that_only_has_to_pass(rule_id: str) -> None:
    found = deadline(rule_id, date(2026, 4, 20), CALENDAR, as_of=date(2027, 12, 31))
    assert found.rule.waiting
    assert found.warnings == ()
    assert any("届满，" in line for line in found.lines)


def test_provisional_looks_at_the_years_of_the_days_that_were_used() -> None:
    assert deadline("ARB_SUE_15D", date(2026, 12, 16), CALENDAR).provisional is False  # ends 31 Dec
    late = deadline("ARB_SUE_15D", date(2026, 12, 17), CALENDAR)  # ends 1 Jan 2027, a Friday: rolls over the weekend
    assert (late.due_date, late.provisional) == (date(2027, 1, 4), True)
    assert any("2027 年放假安排尚未导入" in line for line in late.lines)
    assert deadline("ARB_LIMIT_1Y", date(2023, 6, 1), CALENDAR).provisional is False  # the trigger's own year is not used
    assert deadline("LSI_ACCEPT_5WD", date(2023, 12, 28), CALENDAR).provisional is True  # days of 2023 are counted
    assert deadline("CONTRACT_1M", date(2026, 12, 5), CALENDAR).provisional is True


def test_only_the_named_years_count_as_loaded() -> None:
    trigger = date(2026, 9, 10)
    assert deadline("ARB_SUE_15D", trigger, CALENDAR, [2026]).provisional is False
    for years in ([2025], [], [2027]):
        bare = deadline("ARB_SUE_15D", trigger, CALENDAR, years)
        assert (bare.provisional, bare.due_date) == (True, date(2026, 9, 25))  # a Friday: 中秋 is not known
    fixed = deadline("ARB_SUE_15D", date(2026, 9, 18), CALENDAR, [])  # 3 Oct: fixed holiday on a Saturday, then Sunday
    assert (fixed.due_date, fixed.provisional) == (date(2026, 10, 5), True)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        deadline("NOPE", date(2026, 1, 1), CALENDAR)
    assert caught.value.field == "rule_id"


@given(st.sampled_from(sorted(ROWS)), days)
def test_a_rolled_end_is_a_working_day_and_only_days_off_lie_between(rule_id: str, trigger: date) -> None:
    found = deadline(rule_id, trigger, CALENDAR)
    rule = found.rule
    low, high = sorted((found.raw_date, found.due_date))
    if rule.roll or rule.unit == "WD":
        assert not CALENDAR.is_off(found.due_date)
    else:
        assert found.due_date == found.raw_date
    between = [low + timedelta(days=i) for i in range((high - low).days + 1)]
    assert all(CALENDAR.is_off(day) for day in between if day != found.due_date)
    assert (found.due_date < trigger) == rule.backward


@given(st.sampled_from(sorted(ROWS)), st.lists(days, min_size=2, max_size=6))
def test_a_later_trigger_never_ends_earlier(rule_id: str, triggers: list[date]) -> None:
    ends = [deadline(rule_id, trigger, CALENDAR).due_date for trigger in sorted(triggers)]
    assert all(a <= b for a, b in pairwise(ends))


@given(st.sampled_from(sorted(ROWS)), days)
def test_without_any_calendar_the_answer_is_provisional(rule_id: str, trigger: date) -> None:
    assert deadline(rule_id, trigger, Calendar()).provisional
