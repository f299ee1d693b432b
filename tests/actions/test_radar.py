"""时效雷达: open matters by the days left of the right, in one's own scope, kept up to date by the nightly job."""

from datetime import date
from typing import Any

import pytest

from legalaid import jobs, jobs_table
from legalaid.actions import calendar, calendar_files, disputes, radar, tickets
from legalaid.errors import Forbidden
from legalaid.runtime import Runtime
from legalaid.tables.tickets import Dispute
from tests.builders import Asked, Office
from tests.conftest import Clock
from toolkit import deadlines, facts

pytestmark = pytest.mark.both
assert jobs_table.TABLE


def left(last_day: str, **more: Any) -> facts.Facts:
    return facts.from_json({"hire_date": "2020-03-01", "monthly_wage": "6000", "ended": True, "last_day": last_day, "arrears": {"amount": "18000"}, **more})


def kept(office: Office, sheet: facts.Facts, **values: Any) -> Asked:
    asked = office.taken(**values)
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, asked.no, sheet))
    return asked


def seen(office: Office, who: str = "mediator") -> list[tuple[str, str, int | None]]:
    found: list[tuple[str, str, int | None]] = office.look(who, lambda s, by: [(w.ticket.no, w.level, w.days) for w in radar.watch(s, by)])
    return found


def test_the_fewest_days_come_first_the_unknown_last_and_what_cannot_run_out_is_left_out(office: Office) -> None:
    far, near, over = kept(office, left("2026-09-30")), kept(office, left("2025-12-01")), kept(office, left("2025-10-31"))
    unknown = office.taken()
    kept(office, facts.from_json({"ended": False, "arrears": {"amount": "18000"}}))
    # a year on 2025-10-31 is a Saturday, on 2025-12-01 a Tuesday; today is 2026-11-24
    assert seen(office) == [(over.no, "passed", -22), (near.no, "near", 7), (far.no, "far", 310), (unknown.no, "unknown", None)]


def test_a_demand_moves_the_matter_down_and_a_limitation_entered_by_hand_counts(office: Office) -> None:
    asked = kept(office, left("2025-12-01"))
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, asked.no, left("2025-12-01", demands=[{"kind": "INTERRUPT", "on": "2026-11-20"}])))
    assert seen(office) == [(asked.no, "far", 363)]  # 2027-11-20 is a Saturday
    by_hand = office.taken()
    office.act("mediator", lambda s, by: disputes.set_limitation(
        s, by, by_hand.no, calendar.office_calendar(s), ended_on=None, knew_on=date(2026, 1, 5), wage_claim=False, events=[deadlines.Suspend(date(2026, 2, 1), date(2026, 2, 11))]))
    assert (by_hand.no, "later", 52) in seen(office)


def test_a_step_of_the_procedure_changes_what_runs(office: Office) -> None:
    asked = kept(office, left("2025-12-01", arbitration={"received_on": "2026-11-20"}))
    office.step(asked, "file_arbitration", ("by_worker",))
    assert seen(office) == []


def test_closed_matters_and_those_of_others_are_not_shown(office: Office) -> None:
    asked = kept(office, left("2025-12-01"))
    done = kept(office, left("2025-12-01"))
    office.act("mediator", lambda s, by: tickets.resolve(s, by, done.no, outcome="单位已补发工资"))
    office.act("mediator", lambda s, by: tickets.close(s, by, done.no))
    assert [no for no, _, _ in seen(office, "haishu")] == [asked.no]
    assert seen(office, "mediator3") == seen(office, "yinzhou") == seen(office, "lawyer1") == []
    with pytest.raises(Forbidden):
        seen(office, "auditor")


def test_the_nightly_job_works_out_anew_what_a_new_calendar_changed_and_leaves_the_version(office: Office, runtime: Runtime, clock: Clock) -> None:
    asked = kept(office, left("2026-01-08"))  # a year on: Friday 8 January 2027, of a year not announced

    def row() -> Dispute:
        found: Dispute = office.look("mediator", lambda s, by: disputes.of(s, by, asked.no))
        return found

    before = row()
    assert before.limits is not None
    assert (before.limits[0]["due"], before.limits[0]["provisional"]) == ("2027-01-08", True)
    office.act("admin", lambda s, by: calendar.import_year(s, by, calendar_files.read_year("2027.csv", "名称,日期,安排\n元旦,2027-01-08,放假\n".encode())))
    clock.forward(days=1)
    assert jobs.run(runtime, "refresh-limits", runtime.clock()).detail == {"refreshed": 1}
    after = row()
    assert after.limits is not None
    assert (after.limits[0]["due"], after.limits[0]["provisional"], after.version) == ("2027-01-11", False, before.version)
    clock.forward(days=1)
    assert jobs.run(runtime, "refresh-limits", runtime.clock()).detail == {"refreshed": 0}


def test_what_somebody_saved_meanwhile_is_not_overwritten(office: Office) -> None:
    asked = kept(office, left("2025-12-01"))
    ident, version = office.look("mediator", lambda s, by: (disputes.of(s, by, asked.no).id, disputes.of(s, by, asked.no).version))
    assert office.act(None, lambda s, by: radar.refresh(s, by, [(ident, version - 1, [])])) == {"refreshed": 0}
    assert seen(office) == [(asked.no, "near", 7)]
