"""排案设置 and runs: the office sets times and what needs a person; proposals end by themselves; a killed run leaves nothing."""

import os
import signal
import subprocess
import sys
from datetime import datetime

import pytest
from sqlalchemy import func, select

from legalaid import jobs, jobs_table
from legalaid.actions import assignment, lawyers, offers, placing, weights
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound
from legalaid.tables.assignment import MatchRun, Offer
from legalaid.tables.lawyers import SERVICES
from legalaid.tables.office import JobRun
from tests.actions.test_placing import SLOT, live, run
from tests.builders import Office
from tests.conftest import ROOT, SHANGHAI, Clock

pytestmark = pytest.mark.both
assert jobs_table.TABLE


def configure(office: Office, **values: object) -> placing.PlacingSetting:
    given = {"times": ["10:00", "15:00"], "automatic": list(SERVICES), "reason": "按办公室决定", **values}
    return office.act("haishu", lambda s, by: placing.configure(s, by, **given))


def due(office: Office, clock: Clock) -> list[str]:
    now = clock.now
    return [f"{s.astimezone(SHANGHAI):%H:%M}" for s in office.look(None, lambda s, _by: jobs.slots_due(s, "assign-waiting", now))]


def test_times_are_set_by_the_coordinator_and_kept_as_history(office: Office, clock: Clock) -> None:
    run(office)
    configure(office, times=["09:15", "13:45", "09:15"])
    assert configure(office, automatic=["CONSULTATION"]).number == 3
    assert [r.number for r in office.look(None, lambda s, _by: placing.settings_history(s))] == [3, 2]
    configure(office, times=["09:15", "13:45"])
    clock.at("2026-11-24T13:46")
    assert due(office, clock) == ["13:45"], "not 10:00 and not 15:00"
    clock.at("2026-11-25T09:15")
    assert due(office, clock) == ["09:15"], "of the missed slots only the last"


@pytest.mark.parametrize(("values", "field"), [
    ({"times": []}, "times"), ({"times": ["25:00"]}, "times"), ({"times": ["1000"]}, "times"), ({"times": [f"{h:02d}:00" for h in range(9)]}, "times"),
    ({"automatic": ["COOKING"]}, "automatic"), ({"reason": ""}, "reason"),
])
def test_settings_that_make_no_sense_are_refused_by_field(office: Office, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        configure(office, **values)
    assert list(refused.value.errors) == [field]
    assert office.look(None, lambda s, _by: placing.settings(s)) == placing.Settings()


def test_settings_need_the_right_and_the_version_one_has_read(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.act("mediator", lambda s, by: placing.configure(s, by, times=["09:00"], automatic=[], reason="不该可以"))
    with pytest.raises(Conflict, match="没有改动"):
        configure(office)
    configure(office, times=["09:00"], known=1)
    with pytest.raises(Conflict, match="第 2 版"):
        configure(office, times=["08:00"], known=1)


def test_a_class_without_automatic_confirmation_is_proposed_and_confirmed_by_a_person(office: Office) -> None:
    configure(office, automatic=["CONSULTATION"])
    asked = office.granted()
    found = run(office)
    assert (found.detail["placed"], found.detail["proposed"], found.detail["unassigned"]) == (0, 1, 0)
    held = office.look("haishu", assignment.reserved)
    assert [(o.aid_request.ticket.no, o.state) for o in held] == [(asked.no, "HELD")]
    assert live(office) == {}
    assert held[0].due_at.astimezone(SHANGHAI) == SLOT.replace(hour=15), "until the next placing"
    # the best lawyer changes meanwhile: what the run proposed still needs no reason
    office.act(None, lambda s, _by: setattr(lawyers.hold(s, office.lawyer_id(s, "lawyer2")), "specialties", {"205.5": 1000}))
    row = office.act("haishu2", lambda s, by: assignment.offer(s, by, asked.no, held[0].lawyer_id))
    assert (row.run_id, row.override_code) == (held[0].run_id, None)


def test_an_unconfirmed_proposal_ends_and_is_placed_again(office: Office, clock: Clock) -> None:
    configure(office, automatic=[])
    asked = office.granted()
    run(office)
    clock.at("2026-11-24T15:00")
    office.act(None, lambda s, by: offers.lapse(s, by, offers.lapsed(None, s, by)))
    clock.forward(seconds=30)
    assert run(office, SLOT.replace(hour=15)).detail["proposed"] == 1
    assert [o.aid_request.ticket.no for o in office.look("haishu", assignment.reserved)] == [asked.no]
    assert office.look(None, lambda s, _by: s.scalar(select(func.count()).select_from(MatchRun))) == 2


@pytest.mark.parametrize(("now", "slot"), [("2026-11-24T09:00", "2026-11-24T10:00"), ("2026-11-24T10:00", "2026-11-24T15:00"), ("2026-11-27T15:00", "2026-11-30T10:00")])
def test_the_next_placing_is_the_next_time_of_a_working_day(office: Office, now: str, slot: str) -> None:
    at, then = (datetime.fromisoformat(t).replace(tzinfo=SHANGHAI) for t in (now, slot))
    assert office.look(None, lambda s, _by: placing.next_slot(s, at)) == then


def test_a_run_shows_everybody_only_the_tickets_of_their_own_place(office: Office) -> None:
    here = office.granted()
    run(office)
    listed = office.look("haishu", placing.runs)[0]
    row = office.look("haishu", lambda s, by: placing.run(s, by, listed.id))
    assert (listed.matters, listed.hash) == (1, row.instance["hash"])
    assert [t.no for t in office.look("haishu", lambda s, by: placing.asked_in(s, by, row)).values()] == [here.no]
    assert office.look("yinzhou", lambda s, by: placing.asked_in(s, by, row)) == {}
    assert placing.replayed(row).hash == row.instance["hash"]
    with pytest.raises(NotFound):
        office.look("haishu", lambda s, by: placing.run(s, by, here.id))
    with pytest.raises(Forbidden):
        office.look("mediator", lambda s, by: placing.run(s, by, row.id))


def test_what_if_changes_nothing_and_names_what_is_unknown(office: Office) -> None:
    for _ in range(3):
        office.granted()
    best = office.look(None, lambda s, _by: str(office.lawyer_id(s, "lawyer1")))
    found = office.look("haishu", lambda s, by: placing.what_if(s, by, away=[best], more={"330203": 2}, values={"load": 0}))
    assert best in found.before.pairs.values()
    assert best not in found.after.pairs.values()
    assert len(found.after.pairs) + len(found.after.unassigned) == 5
    for given, field in (({"away": ["nobody"]}, "away"), ({"values": {"fit": -5}}, "fit"), ({"more": {"330203": -1}}, "more.330203")):
        with pytest.raises(Invalid) as refused:
            office.look("haishu", lambda s, by, g=given: placing.what_if(s, by, **g))
        assert list(refused.value.errors) == [field]
    assert office.look(None, lambda s, by: (s.scalar(select(func.count()).select_from(Offer)), weights.in_force(s, by.now).number)) == (0, 1)


def test_a_run_killed_in_the_middle_is_done_whole_by_the_next_scheduler(office: Office) -> None:
    asked = [office.granted() for _ in range(3)]
    settings = office.runtime.settings
    process = subprocess.Popen([sys.executable, "-m", "tests.drills.placer", str(settings.home), settings.url, SLOT.isoformat()], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "writing", "offers are made, nothing is committed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert live(office) == {}
    assert office.look(None, lambda s, _by: [s.scalar(select(func.count()).select_from(t)) for t in (MatchRun, JobRun)]) == [0, 0]
    assert [run(office).status for _ in range(2)] == ["done", "already"]
    assert set(live(office)) == {a.no for a in asked}
