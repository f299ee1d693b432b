"""The scheduled placing: the exact plan is used, never on a day off, with reasons kept, once a slot, and it can be replayed."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from legalaid import jobs, jobs_table
from legalaid.actions import aid_requests, assignment, lawyers, offers, placing, tickets
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import MatchRun, Offer
from legalaid.tables.office import JobFailure, JobRun
from matching.batch import replay
from tests import counting
from tests.builders import YINZHOU, Office
from tests.conftest import SHANGHAI, Clock
from tests.racing import at_once

pytestmark = pytest.mark.both
SLOT = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
assert jobs_table.TABLE


def run(office: Office, slot: datetime = SLOT) -> jobs.Outcome:
    return jobs.run(office.runtime, "assign-waiting", slot)


def live(office: Office) -> dict[str, str]:
    """Ticket number → lawyer's login of every live offer."""
    logins = {ident: login for login, ident in office.people.items()}
    rows = office.look(None, lambda s, _by: [(o.aid_request.ticket.no, o.lawyer.account_id) for o in s.scalars(select(Offer).where(Offer.state == "OFFERED"))])
    return {no: logins[account] for no, account in rows}


def one_place(office: Office, **strengths: dict[str, int]) -> None:
    """Every lawyer takes one matter; strengths as given."""

    def action(session, _by):
        for login, specialties in strengths.items():
            row = lawyers.hold(session, office.lawyer_id(session, login))
            row.caps, row.specialties = {**row.caps, "REPRESENTATION": 1}, specialties

    office.act(None, action)


def test_the_plan_is_the_best_for_all_and_not_the_first_come_best(office: Office) -> None:
    # Both prefer lawyer1 by a hair; lawyer2 is nearly as good for the first and useless for the second.
    one_place(office, lawyer1={"205.5": 1000, "206.2": 1000}, lawyer2={"205.5": 990}, lawyer3={"208": 700})
    wages = office.granted()
    injury = office.confirm(office.ask(), cause="206.2", subclass="工伤职业病")
    office.act(office.worker(injury), lambda s, by: aid_requests.apply(s, by, injury.no, answers={}, forms=["ARBITRATE"]))
    office.act("haishu", lambda s, by: aid_requests.decide(s, by, injury.no, grant=True, reason=""))
    assert run(office).status == "done"
    assert live(office) == {wages.no: "lawyer2", injury.no: "lawyer1"}
    row = office.look(None, lambda s, _by: s.scalars(select(MatchRun)).one())
    assert (row.placed, row.unassigned, row.objective) == (2, [], row.bound)


def test_whoever_stays_without_a_lawyer_keeps_the_reason(office: Office) -> None:
    one_place(office, lawyer1={"205.5": 1000}, lawyer2={"205.5": 900}, lawyer3={"205.5": 800})
    asked = [office.granted() for _ in range(4)]
    run(office)
    left = [a for a in asked if a.no not in live(office)]
    assert len(left) == 1
    row = office.look(None, lambda s, _by: s.scalars(select(MatchRun)).one())
    assert [(u["no"], u["reason"]) for u in row.unassigned] == [(left[0].no, "all_full")]
    kept = office.look(None, lambda s, _by: s.scalars(select(AidRequest).where(AidRequest.ticket_id == left[0].id)).one().waiting_reason)
    assert kept["reason"] == "all_full"


def test_no_eligible_lawyer_is_said_with_the_rules_that_stopped_them(office: Office) -> None:
    asked = office.granted()
    office.act(None, lambda s, _by: [setattr(lawyers.hold(s, office.lawyer_id(s, login)), "counties", [YINZHOU]) for login in ("lawyer1", "lawyer2", "lawyer3")])
    run(office)
    kept = office.look(None, lambda s, _by: s.scalars(select(AidRequest).where(AidRequest.ticket_id == asked.id)).one().waiting_reason)
    assert kept == {"reason": "no_eligible_lawyer", "rules": {"不服务该县区": 3}}


def test_a_slot_is_placed_once_and_the_next_slot_takes_what_is_new(office: Office) -> None:
    office.granted()
    assert [run(office).status for _ in range(2)] == ["done", "already"]
    assert len(live(office)) == 1
    office.granted()
    assert run(office, SLOT.replace(hour=15)).status == "done"
    assert len(live(office)) == 2


def test_two_schedulers_at_once_place_once(office: Office) -> None:
    for _ in range(3):
        office.granted()
    found = at_once(*(lambda: run(office).status for _ in range(3)))
    assert sorted(found) == ["already", "already", "done"]
    counts = office.look(None, lambda s, _by: [s.scalar(select(func.count()).select_from(t)) for t in (Offer, MatchRun, JobRun, JobFailure)])
    assert counts == [3, 1, 1, 0]
    assert counting.audited(office).count("placing.run") == 1


@pytest.mark.parametrize("day", ["2026-11-28T10:00", "2026-10-01T10:00"])
def test_nothing_is_placed_on_a_day_off(office: Office, clock: Clock, day: str) -> None:
    office.granted()
    clock.at(day)
    found = run(office, clock.now)
    assert (found.status, found.detail["skipped"]) == ("done", "day_off")
    assert live(office) == {}


def test_a_sunday_made_a_working_day_is_one(office: Office, clock: Clock) -> None:
    clock.at("2026-09-20T10:00")
    office.granted()
    run(office, clock.now)
    assert len(live(office)) == 1


def test_nothing_is_left_of_a_run_with_nothing_to_do(office: Office) -> None:
    assert run(office).detail["skipped"] == "nothing_waiting"
    assert office.look(None, lambda s, _by: s.scalar(select(func.count()).select_from(MatchRun))) == 0


def test_what_changed_while_the_solver_thought_is_checked_again(office: Office) -> None:
    first, second, third = office.granted(), office.granted(), office.granted()
    prepared = office.look(None, lambda s, by: placing.solve(None, s, by))
    office.offer(first, "lawyer3")  # somebody assigns one by hand
    office.act(office.worker(second), lambda s, by: tickets.withdraw(s, by, second.no, reason=""))
    office.act(None, lambda s, _by: [setattr(lawyers.hold(s, office.lawyer_id(s, login)), "state", "PAUSED") for login in ("lawyer1", "lawyer2", "lawyer3")])
    found = office.act(None, lambda s, by: placing.place(s, by, prepared))
    assert (found["placed"], found["unassigned"]) == (0, 1)
    assert live(office) == {first.no: "lawyer3"}
    row = office.look(None, lambda s, _by: s.scalars(select(MatchRun)).one())
    assert [(u["no"], u["reason"]) for u in row.unassigned] == [(third.no, "changed")]


def test_a_stored_run_can_be_replayed_to_the_same_hash_and_plan(office: Office) -> None:
    for _ in range(3):
        office.granted()
    run(office)
    row = office.look(None, lambda s, _by: s.scalars(select(MatchRun)).one())
    again = replay(row.instance)
    assert again.hash == row.instance["hash"]
    assert again.input_hash == row.input_hash
    assert (again.objective, again.bound) == (row.objective, row.bound)
    placed = office.look(None, lambda s, _by: {str(o.aid_request_id): str(o.lawyer_id) for o in s.scalars(select(Offer))})
    assert again.pairs == placed


def test_a_declined_pair_is_not_placed_again_and_offers_keep_their_run(office: Office) -> None:
    asked, ident = office.offered("lawyer1")
    office.act("lawyer1", lambda s, by: offers.decline(s, by, ident, reason="BUSY"))
    run(office)
    assert live(office) == {asked.no: "lawyer2"}
    row = office.look(None, lambda s, _by: s.scalars(select(Offer).where(Offer.state == "OFFERED")).one())
    assert row.run_id is not None
    assert office.look("haishu", assignment.waiting) == []


def test_a_run_that_fails_leaves_nothing_and_is_noted_without_its_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.granted()
    failing = jobs.Job("失败", jobs.JOBS["assign-waiting"].when, placing.solve, lambda s, by, p: (placing.place(s, by, p), 1 / 0)[0])
    monkeypatch.setitem(jobs.JOBS, "assign-waiting", failing)
    assert [run(office).detail["times"] for _ in range(2)] == [1, 2]
    assert live(office) == {}
    kept = office.look(None, lambda s, _by: [f.error for f in s.scalars(select(JobFailure))])
    assert kept == ["ZeroDivisionError"] * 2
    monkeypatch.undo()
    assert run(office).status == "done"
