"""值班表: planned over the whole quarter, lawful, fair; swaps and take-overs outlive a new plan; a walk-in goes first to whoever is there."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import jobs, jobs_table
from legalaid.actions import duties, duty_posts, lawyers, offers, shifts, tickets
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.roster import Duty, DutyAsk, DutyChange, DutyPlan
from tests.actions.test_assignment import ranked
from tests.builders import YINZHOU, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both
assert jobs_table.TABLE
THIS, NEXT, FIRST = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)  # the clock stands on Tuesday the 24th


def post(office: Office, weekday: int = 0, half: str = "AM", place: str = "330203R0", starts: date = THIS, **values: object) -> UUID:
    return office.act("haishu", lambda s, by: duty_posts.add(s, by, organisation_id=office.places[place], weekday=weekday, half=half, starts=starts, **values).id)


def plan(office: Office, first: date = FIRST, weeks: int = 4) -> DutyPlan:
    prepared = office.look("haishu", lambda s, by: duties.prepare(s, by, first, weeks, seconds=5))
    return office.act("haishu", lambda s, by: duties.keep(s, by, prepared))


def held(office: Office, first: date = FIRST, weeks: int = 4) -> dict[tuple[date, str], str]:
    names = office.look(None, lambda s, _by: {str(office.lawyer_id(s, n)): n for n in ("lawyer1", "lawyer2", "lawyer3")})
    return {(d.week, d.post): names[d.lawyer] for d in office.look(None, lambda s, _by: duties.held(s, first, first + timedelta(weeks=weeks - 1)))}


def ident(office: Office, login: str) -> UUID:
    return office.look(None, lambda s, _by: office.lawyer_id(s, login))


def ask(office: Office, key: tuple[date, str], who: str, other: tuple[date, str] | None = None) -> UUID:
    more = {"other_week": other[0], "other_post_id": UUID(other[1])} if other else {}
    return office.act(who, lambda s, by: shifts.ask(s, by, week=key[0], post_id=UUID(key[1]), **more).id)


def agree(office: Office, asked: UUID, who: str) -> None:
    office.act(who, lambda s, by: shifts.agree(s, by, asked))


def test_a_quarter_is_planned_whole_fair_and_lawful(office: Office) -> None:
    post(office)
    row = plan(office, weeks=6)
    found = held(office, weeks=6)
    assert (row.optimal, row.unfilled, len(found)) == (True, [], 6)
    assert sorted(list(found.values()).count(n) for n in ("lawyer1", "lawyer2", "lawyer3")) == [2, 2, 2]
    assert office.look("haishu", lambda s, by: duties.faults(s, by, FIRST, FIRST + timedelta(weeks=5))) == []


def test_days_off_leave_wishes_and_the_county_count(office: Office) -> None:
    where = post(office, weekday=4, starts=FIRST)
    office.act("lawyer1", lambda s, by: lawyers.take_leave(s, by, starts=FIRST, ends=date(2026, 12, 31)))
    office.act("lawyer2", lambda s, by: duties.wish(s, by, liked={str(where): 100}, never=[4], most=None))
    office.act(None, lambda s, _by: setattr(lawyers.hold(s, office.lawyer_id(s, "lawyer3")), "counties", [YINZHOU]))
    row = plan(office)
    assert held(office) == {}, "lawyer1 is back on the first of January, which is a holiday"
    assert [u[2] for u in row.unfilled] == ["no_eligible_lawyer"] * 3
    assert date(2027, 1, 1) not in [date.fromisoformat(u[0]) + timedelta(days=4) for u in row.unfilled]


def test_swaps_and_take_overs_survive_a_new_plan(office: Office) -> None:
    post(office)
    plan(office, weeks=6)
    before = held(office, weeks=6)
    keys = sorted(before)
    spare = next(n for n in ("lawyer1", "lawyer2", "lawyer3") if n not in (before[keys[4]], before[keys[3]], before[keys[5]]))
    over = office.act("haishu", lambda s, by: shifts.appoint(s, by, week=keys[4][0], post_id=UUID(keys[4][1]), lawyer_id=office.lawyer_id(s, spare)))
    assert over[0].kind == "TAKE_OVER"
    gone = before[keys[1]]
    office.act(None, lambda s, _by: setattr(lawyers.hold(s, office.lawyer_id(s, gone)), "services", ["DRAFTING"]))
    plan(office, weeks=6)
    after = held(office, weeks=6)
    assert after[keys[4]] == spare
    assert gone not in [who for key, who in after.items() if key != keys[4]], "everything else was planned anew"
    assert len(office.look(None, lambda s, _by: list(s.scalars(select(DutyPlan))))) == 2


def test_two_swap_and_nobody_else_may(office: Office) -> None:
    one, two = post(office, 0), post(office, 1)
    plan(office, weeks=1)
    found = held(office, weeks=1)
    a, b = (FIRST, str(one)), (FIRST, str(two))
    asked = ask(office, a, found[a], b)
    third = next(n for n in ("lawyer1", "lawyer2", "lawyer3") if n not in found.values())
    with pytest.raises(NotFound):
        agree(office, asked, third)
    with pytest.raises(Conflict, match="已经在请人代"):
        ask(office, a, found[a])
    agree(office, asked, found[b])
    assert held(office, weeks=1) == {a: found[b], b: found[a]}
    with pytest.raises(Conflict, match="已经有人接"):
        agree(office, asked, found[b])
    plan(office, weeks=1)
    assert held(office, weeks=1) == {a: found[b], b: found[a]}


def test_a_take_over_is_first_come_and_checked_against_the_rules(office: Office) -> None:
    one = post(office)
    plan(office, weeks=1)
    key = (FIRST, str(one))
    holder = held(office, weeks=1)[key]
    others = [n for n in ("lawyer1", "lawyer2", "lawyer3") if n != holder]
    with pytest.raises(Conflict, match="不在您名下"):
        ask(office, key, others[0])
    asked = ask(office, key, holder)
    with pytest.raises(Refused, match="自己的班"):
        agree(office, asked, holder)
    office.act(others[0], lambda s, by: lawyers.take_leave(s, by, starts=FIRST, ends=FIRST))
    with pytest.raises(Conflict, match=rf"示例{others[0]}律师 12月07日请假"):
        agree(office, asked, others[0])
    agree(office, asked, others[1])
    assert held(office, weeks=1)[key] == others[1]
    gone = ask(office, key, others[1])
    office.act(others[1], lambda s, by: shifts.withdraw(s, by, gone))
    assert office.look(None, lambda s, _by: sorted(a.state for a in s.scalars(select(DutyAsk)))) == ["DONE", "WITHDRAWN"]


def test_of_two_who_step_in_at_once_one_does(office: Office) -> None:
    one = post(office)
    plan(office, weeks=1)
    key = (FIRST, str(one))
    holder = held(office, weeks=1)[key]
    asked = ask(office, key, holder)
    found = at_once(*(lambda n=n: agree(office, asked, n) for n in ("lawyer1", "lawyer2", "lawyer3") if n != holder))
    assert sorted(type(f).__name__ for f in found) == ["Conflict", "NoneType"]
    assert len(office.look(None, lambda s, _by: list(s.scalars(select(DutyChange))))) == 1


def test_a_gap_is_filled_by_hand_and_stays_so(office: Office) -> None:
    one = post(office)
    for login in ("lawyer1", "lawyer2", "lawyer3"):
        office.act(login, lambda s, by: duties.wish(s, by, liked={}, never=[0], most=None))
    assert len(plan(office, weeks=1).unfilled) == 1
    office.act("haishu", lambda s, by: shifts.appoint(s, by, week=FIRST, post_id=one, lawyer_id=office.lawyer_id(s, "lawyer2")))
    assert plan(office, weeks=1).unfilled == []
    assert held(office, weeks=1) == {(FIRST, str(one)): "lawyer2"}
    with pytest.raises(Conflict, match="不足 1 周"):
        office.act("haishu", lambda s, by: shifts.appoint(s, by, week=FIRST + timedelta(weeks=1), post_id=one, lawyer_id=office.lawyer_id(s, "lawyer2")))


def test_a_duty_is_emptied_and_is_a_gap_again_that_plans_and_people_fill(office: Office) -> None:
    one = post(office)

    def vacate() -> None:
        office.act("haishu", lambda s, by: shifts.vacate(s, by, week=FIRST, post_id=one))

    office.act("haishu", lambda s, by: shifts.appoint(s, by, week=FIRST, post_id=one, lawyer_id=office.lawyer_id(s, "lawyer2")))
    asked = ask(office, (FIRST, str(one)), "lawyer2")
    prepared = office.look("haishu", lambda s, by: duties.prepare(s, by, FIRST, 1, seconds=2))
    vacate()
    assert held(office, weeks=1) == {}
    assert office.look(None, lambda s, _by: s.get_one(DutyAsk, asked).state) == "WITHDRAWN"
    with pytest.raises(Conflict, match="再排一次"):
        office.act("haishu", lambda s, by: duties.keep(s, by, prepared))
    with pytest.raises(Conflict, match="本来就没有人"):
        vacate()
    for login in ("lawyer2", "lawyer3"):
        office.act(login, lambda s, by: duties.wish(s, by, liked={}, never=[0], most=None))
    assert plan(office, weeks=1).unfilled == []
    assert held(office, weeks=1) == {(FIRST, str(one)): "lawyer1"}, "the plan is free again: lawyer2 is not pinned"
    vacate()
    office.act("haishu", lambda s, by: shifts.appoint(s, by, week=FIRST, post_id=one, lawyer_id=office.lawyer_id(s, "lawyer3")))
    assert plan(office, weeks=1).unfilled == []
    assert held(office, weeks=1) == {(FIRST, str(one)): "lawyer3"}
    assert [c.kind for c in office.look(None, lambda s, _by: shifts.history(s, FIRST, FIRST))] == ["FILL", "EMPTY", "EMPTY", "FILL"]


def test_whoever_swaps_while_the_plan_is_made_is_not_overrun(office: Office) -> None:
    post(office)
    plan(office, weeks=2)
    prepared = office.look("haishu", lambda s, by: duties.prepare(s, by, FIRST, 2, seconds=2))
    key, holder = next(iter(held(office, weeks=2).items()))
    spare = next(n for n in ("lawyer1", "lawyer2", "lawyer3") if n not in held(office, weeks=2).values())
    agree(office, ask(office, key, holder), spare)
    with pytest.raises(Conflict, match="再排一次"):
        office.act("haishu", lambda s, by: duties.keep(s, by, prepared))


def test_what_is_announced_stays_and_the_past_is_not_planned(office: Office, clock: Clock) -> None:
    post(office)
    plan(office, THIS, 3)
    before = held(office, THIS, 3)
    with pytest.raises(Invalid, match="过去的周"):
        plan(office, THIS - timedelta(weeks=1))
    office.act(None, lambda s, _by: setattr(lawyers.hold(s, office.lawyer_id(s, before[min(before)])), "state", "PAUSED"))
    plan(office, THIS, 3)
    after = held(office, THIS, 3)
    assert {k: v for k, v in after.items() if k[0] <= NEXT} == {k: v for k, v in before.items() if k[0] <= NEXT}


def test_posts_need_place_right_and_are_ended(office: Office) -> None:
    one = post(office)
    with pytest.raises(Conflict, match="已经有岗位"):
        post(office)
    for values, field in (({"weekday": 9}, "weekday"), ({"half": "EVENING"}, "half"), ({"place": "3302"}, "organisation_id")):
        with pytest.raises(Invalid) as refused:
            post(office, **values)
        assert field in refused.value.errors
    with pytest.raises(Forbidden):
        office.act("mediator", lambda s, by: duty_posts.end(s, by, one, ends=FIRST))
    plan(office, weeks=2)
    office.act("haishu", lambda s, by: duty_posts.end(s, by, one, ends=FIRST))
    assert [w for w, _ in held(office, weeks=2)] == [FIRST]
    assert len(office.look(None, lambda s, _by: list(s.scalars(select(Duty))))) == 2, "nothing is deleted"
    with pytest.raises(Conflict, match="先设岗"):
        office.look("haishu", lambda s, by: duties.prepare(s, by, FIRST + timedelta(weeks=3), 1))


def test_the_job_plans_the_coming_quarter_once(office: Office, clock: Clock) -> None:
    post(office)
    clock.at("2026-11-30T06:30")
    assert jobs.run(office.runtime, "plan-roster", clock.now).detail["duties"] > 10
    clock.at("2026-11-30T07:30")
    assert jobs.run(office.runtime, "plan-roster", clock.now).detail == {"skipped": "planned"}


def test_an_offer_that_lapses_on_the_same_day_goes_on_to_whoever_is_on_duty(office: Office, clock: Clock) -> None:
    one = post(office, weekday=1)
    office.act("haishu", lambda s, by: duty_posts.serve(s, by, one, rooms=[office.places["330203R0"]]))
    office.act("haishu", lambda s, by: shifts.appoint(s, by, week=THIS, post_id=one, lawyer_id=office.lawyer_id(s, "lawyer3")))
    asked = office.granted(channel="WALK_IN")

    def urgent_here(session: Session, _by: By) -> None:
        session.get_one(tickets.Ticket, asked.id).organisation_id = office.places["330203R0"]
        session.scalars(select(AidRequest).where(AidRequest.ticket_id == asked.id)).one().urgent = True

    office.act(None, urgent_here)
    office.offer(asked, "lawyer1")
    clock.at("2026-11-24T17:00")
    prepared = office.look(None, lambda s, by: offers.lapsed(None, s, by))
    assert office.act(None, lambda s, by: offers.lapse(s, by, prepared)) == {"lapsed": 1, "passed_on": 1, "freed": 0}
    live = office.look(None, lambda s, _by: s.scalars(select(Offer).where(Offer.state == "OFFERED")).one())
    assert (live.lawyer_id, live.override_code) == (ident(office, "lawyer3"), None), "lawyer2 has more points, but is not there"


@pytest.mark.parametrize(("at", "place", "first"), [("2026-11-24T10:00", "330203R0", "lawyer3"), ("2026-11-24T14:00", "330203R0", "lawyer1"), ("2026-11-24T10:00", "330203R1", "lawyer3")])
def test_a_walk_in_goes_first_to_the_lawyer_on_duty_there(office: Office, clock: Clock, at: str, place: str, first: str) -> None:
    one = post(office, weekday=1)
    with pytest.raises(Invalid, match="同一区县"):
        office.act("haishu", lambda s, by: duty_posts.serve(s, by, one, rooms=[office.places["330212R0"]]))
    office.act("haishu", lambda s, by: duty_posts.serve(s, by, one, rooms=[office.places["330203R0"], office.places["330203R1"]]))
    office.act("haishu", lambda s, by: shifts.appoint(s, by, week=THIS, post_id=one, lawyer_id=office.lawyer_id(s, "lawyer3")))
    clock.at(at)
    asked = office.granted(channel="WALK_IN")
    office.act(None, lambda s, _by: setattr(s.get_one(tickets.Ticket, asked.id), "organisation_id", office.places[place]))
    found = ranked(office, asked).found
    assert found.candidates[0].lawyer == str(ident(office, first))
    if first == "lawyer3":
        assert ("ok", "今天在此值班") in found.candidates[0].reasons
        row = office.offer_row(office.offer(asked, "lawyer3", override_code=None))
        assert row.override_code is None
