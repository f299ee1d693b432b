"""Until when rights can be used: limitation with what moved it, periods begun by papers, nothing once it no longer counts."""

import json
from datetime import date
from typing import Any

from toolkit import rights
from toolkit.facts import from_json
from toolkit.parameters import shipped_parameters
from toolkit.workdays import shipped_calendar

ON = date(2026, 11, 24)
LEFT = {"hire_date": "2025-03-01", "monthly_wage": "6000", "ended": True, "last_day": "2026-03-31", "arrears": {"amount": "18000"}}


def found(data: dict[str, Any], state: str = "TRIAGED") -> dict[str, date]:
    listed = rights.rights(from_json(data), state, ON, shipped_calendar(), shipped_parameters())
    assert [one.due for one in listed] == sorted(one.due for one in listed)
    assert tuple(map(rights.from_json, json.loads(json.dumps([one.to_json() for one in listed])))) == listed
    return {one.rule: one.due for one in listed}


def test_the_limitation_runs_from_the_end_and_is_moved_by_what_happened() -> None:
    assert found(LEFT) == {"LIMITATION": date(2027, 3, 31)}
    assert found({**LEFT, "demands": [{"kind": "INTERRUPT", "on": "2026-06-10"}]}) == {"LIMITATION": date(2027, 6, 10)}
    # 2027-03-31 plus 29 days of suspension is Thursday 29 April
    assert found({**LEFT, "demands": [{"kind": "SUSPEND", "on": "2026-05-02", "until": "2026-05-31"}]}) == {"LIMITATION": date(2027, 4, 29)}


def test_while_employed_pay_has_no_last_day() -> None:
    assert found({"ended": False, "arrears": {"amount": "18000"}}) == {}
    assert found({}) == {}


def test_once_arbitration_is_applied_for_the_limitation_is_over() -> None:
    for state in ("ARB_FILED", "ARB_ACCEPTED", "CT1_FILED", "ENFORCING"):
        assert "LIMITATION" not in found(LEFT, state)
    assert found(LEFT, "CLOSED") == found(LEFT, "PERFORMED") == {}


def test_papers_begin_their_periods_while_the_act_is_open() -> None:
    award = {**LEFT, "arbitration": {"received_on": "2026-11-20"}}
    assert found(award, "AWARD_NONFINAL") == {"ARB_SUE_15D": date(2026, 12, 7)}  # 5 December is a Saturday
    assert "ARB_SUE_15D" not in found(award, "CT1_FILED")
    agreed = {"settlement": {"body": "海曙区调解委员会", "signed_on": "2026-11-20"}}
    assert found(agreed, "MED_AGREED") == {"MED_ARBREVIEW_15D": date(2026, 12, 7), "MED_CONFIRM_30D": date(2026, 12, 21)}
    assert found({"settlement": {"signed_on": "2026-11-20"}}, "MED_AGREED") == {}  # a private settlement is not confirmed
    assert found({"enforcement": {"due_on": "2026-11-30"}}, "EFFECTIVE") == {"ENF_2Y": date(2028, 11, 30)}
    assert found({"appeal": {"received_on": "2026-11-20"}}, "CT1_JUDGED") == {"CT_APPEAL_15D": date(2026, 12, 7)}


def test_an_accident_begins_the_workers_year_and_not_the_employers_month() -> None:
    assert found({"injury": {"on": "2026-10-08"}}) == {"INJ_WORKER_1Y": date(2027, 10, 8)}
    assert "INJ_WORKER_1Y" not in found({"injury": {"on": "2026-10-08", "recognised_on": "2026-11-01"}})


def test_the_nearest_day_that_is_not_over_comes_first() -> None:
    data = {**LEFT, "last_day": "2025-10-31", "injury": {"on": "2026-10-08"}}
    listed = rights.rights(from_json(data), "TRIAGED", ON, shipped_calendar(), shipped_parameters())
    nearest = rights.next_due(listed, ON)
    assert nearest is not None
    assert (listed[0].rule, nearest.rule) == ("LIMITATION", "INJ_WORKER_1Y")
    assert rights.next_due(listed[:1], ON) is None
