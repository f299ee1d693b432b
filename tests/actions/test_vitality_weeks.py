"""Weeks and spans that the database adds up: the activity of unions, the course of counties."""

from decimal import Decimal

import pytest

from legalaid.actions import reports, scopes, tickets, trends, vitality
from tests.builders import Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def test_weeks_and_days_are_counted_by_the_database_as_by_hand(office: Office, clock: Clock) -> None:
    asked = office.resolved()
    clock.forward(days=3, hours=6)
    office.act("mediator", lambda s, by: tickets.close(s, by, asked.no))
    clock.forward(days=11)
    handed = office.dispatched(place="330203013Z1", handler="zone")
    clock.forward(minutes=1)
    office.act("zone", lambda s, by: tickets.take(s, by, handed.no))

    def read(session, by):
        span = reports.period("year", by.now)
        town = next(i for i in vitality.listing(session, by, span, "TOWN"))
        return trends.counties(session, by, span, reports.tallies(session, span, scopes.tickets(by), dashboard=True))["330203"], town.parts["activity"]

    course, activity = office.look("haishu", read)
    assert [n for n in course.weeks if n] == [1, 1]
    assert course.days == Decimal("3.3")
    assert (activity.numerator, activity.counts) == (1, True)


def of_town(office: Office, code: str = "year") -> dict[str, tuple[int, int]]:
    """The parts of the only town's index: numerator and denominator."""
    index = next(iter(office.look("haishu", lambda s, by: vitality.listing(s, by, reports.period(code, by.now), "TOWN"))))
    return {name: (part.numerator, part.denominator) for name, part in index.parts.items()}


def test_what_was_done_for_a_union_stays_its_work_when_the_request_goes_elsewhere(office: Office, clock: Clock) -> None:
    asked = office.dispatched(place="330203013Z1", handler="zone")
    assert of_town(office)["activity"][0] == 0, "to be handed something is no work"
    clock.forward(days=1)
    office.act("zone", lambda s, by: tickets.send_back(s, by, asked.no, reason="单位不在本片区"))
    clock.forward(days=9)
    office.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R0"], handler_id=office.people["mediator"]))
    clock.forward(hours=1)
    office.act("mediator", lambda s, by: tickets.take(s, by, asked.no))
    assert of_town(office)["activity"][0] == 1, "the week of the return, and none of the room's"
    assert of_town(office)["response"] == (0, 0), "what lies elsewhere is asked there"


@pytest.mark.parametrize(("handed", "taken", "in_time"), [
    ("2026-11-24T10:00", "2026-11-25T10:00", 1), ("2026-11-24T10:00", "2026-11-25T10:01", 0),
    ("2026-11-20T10:00", "2026-11-23T10:00", 1), ("2026-11-20T10:00", "2026-11-23T10:01", 0),  # over a weekend
    ("2026-11-21T23:30", "2026-11-23T23:30", 1), ("2026-11-22T00:10", "2026-11-23T00:11", 0),  # handed over on one
    ("2026-09-30T16:00", "2026-10-08T16:00", 1), ("2026-09-30T16:00", "2026-10-08T16:01", 0),  # over the holiday of October
])
def test_a_request_is_answered_in_time_until_the_same_time_of_the_next_working_day(office: Office, clock: Clock, handed: str, taken: str, in_time: int) -> None:
    clock.at(handed)
    asked = office.dispatched(place="330203013Z1", handler="zone")
    assert of_town(office)["response"] == (0, 0), "it still has time"
    clock.at(taken)
    office.act("zone", lambda s, by: tickets.take(s, by, asked.no))
    assert of_town(office)["response"] == (in_time, 1)


def test_what_nobody_took_up_counts_from_the_day_its_time_is_over(office: Office, clock: Clock) -> None:
    clock.at("2026-11-23T10:00")
    office.dispatched(place="330203013Z1", handler="zone")
    assert of_town(office)["response"] == (0, 0)
    clock.at("2026-11-24T09:00")
    assert of_town(office)["response"] == (0, 1), "its time ends within the period, which ends with today"
