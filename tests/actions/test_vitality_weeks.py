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
        return trends.counties(session, by, span, reports.tallies(session, span, scopes.tickets(by)))["330203"], town.parts["activity"]

    course, activity = office.look("haishu", read)
    assert [n for n in course.weeks if n] == [1, 1]
    assert course.days == Decimal("3.3")
    assert (activity.numerator, activity.counts) == (1, True)
