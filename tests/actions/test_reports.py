"""Every figure of the dashboard is the number of records behind it, in every scope and period; n/0 is no figure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from legalaid.actions import districts, drill_down, ratings, reports
from legalaid.errors import Forbidden, Refused
from legalaid.tables.aid import AidRecord
from legalaid.tables.tickets import Rating, Ticket
from tests.builders import HAISHU, YINZHOU, Office
from tests.conftest import SHANGHAI, Clock

pytestmark = pytest.mark.both
PERIODS = ("week", "month", "year")


@dataclass(frozen=True)
class Life:
    """A ticket to be made: how many days after the first of November, where, how far, how it was rated, what was received."""

    day: int
    county: str
    stage: str
    level: int | None
    received: int


LIVES = st.lists(st.builds(
    Life, st.integers(0, 23), st.sampled_from([HAISHU, YINZHOU]), st.sampled_from(["ask", "confirmed", "closed", "helped", "merged"]), st.sampled_from([None, 1, 3, 4, 5]),
    st.integers(0, 18600)), min_size=1, max_size=7)


def live(office: Office, clock: Clock, life: Life) -> None:
    clock.now = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI).replace(day=1 + life.day)
    who = "haishu" if life.county == HAISHU else "yinzhou"
    if life.stage in ("ask", "merged"):
        asked = office.ask(county=life.county)
        if life.stage == "merged":  # merging has no action yet; the figures must count such a row right all the same
            office.act(None, lambda s, _by: setattr(s.get_one(Ticket, asked.id), "state", "MERGED"))
        return
    if life.stage == "confirmed" or life.county == YINZHOU:
        office.confirmed(who, county=life.county)
        return
    asked = office.closed() if life.stage == "closed" else office.finish(office.accepted(), recovered=str(life.received))
    if life.level:
        office.act(office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=life.level or 0))


def all_behind(office: Office, who: str, name: str, span: reports.Period, **more: str) -> list[Ticket]:
    found: list[Ticket] = []
    for page in range(1, 10):
        part = office.look(who, lambda s, by, p=page: drill_down.behind(s, by, name, span, page=p, **more))
        found += part.rows
        if len(found) >= part.total:
            break
    assert len(found) == part.total
    return found


def check(office: Office, who: str, code: str, now: datetime) -> None:
    span = reports.period(code, now)
    figures = office.look(who, lambda s, by: reports.figures(s, by, span))

    def count(name: str, **more: str) -> int:
        return len(all_behind(office, who, name, span, **more))

    assert figures.registered == count("registered") == figures.closing.denominator
    assert figures.closing.numerator == figures.registered - count("open")
    assert figures.closed == count("closed") == figures.on_time.denominator == figures.rated.denominator
    assert figures.on_time.numerator == figures.closed - count("late")
    assert figures.rated.numerator <= figures.rated.denominator
    assert figures.satisfied.numerator == count("satisfied")
    assert figures.satisfied.denominator == count("satisfied") + count("unsatisfied")
    for name, n in figures.by_subclass:
        assert n == count("registered", subclass=name)
    for county in office.look(who, lambda s, by: districts.compare(s, by, span)):
        assert county.registered == count("registered", county=county.code) == county.rates["closing"].denominator
    for form, _, n in figures.aid_by_form:
        assert n == count("aid", form=form)
    tickets = {t.id for t in all_behind(office, who, "recovered", span)}
    rows = office.look(None, lambda s, _by: list(s.scalars(select(AidRecord).where(AidRecord.ticket_id.in_(tickets)))))
    assert figures.recovered == sum((max(r.recovered_amount or 0 for r in rows if r.ticket_id == t) for t in tickets), Decimal(0))
    for rate in (figures.closing, figures.satisfied, figures.rated, figures.on_time):
        assert (rate.percent is None) is (rate.denominator == 0)
        assert (rate.text == "—") is (rate.denominator == 0)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_every_figure_equals_the_records_behind_it(office: Office, clock: Clock, lives: list[Life]) -> None:
    office.takes_any("lawyer1")  # the office lives on from one example to the next
    for life in sorted(lives, key=lambda x: x.day):
        live(office, clock, life)
    clock.at("2026-11-24T18:00")
    for who in ("city", "haishu", "yinzhou", "mediator", "auditor", "admin"):
        for code in PERIODS:
            check(office, who, code, office.runtime.clock())


def test_the_city_counts_what_the_rows_say(office: Office, clock: Clock) -> None:
    clock.at("2026-11-09T09:00")
    office.rated(5)
    late = office.rated(2)
    office.act(None, lambda s, _by: setattr(s.get_one(Ticket, late.id), "due_at", office.runtime.clock() - timedelta(minutes=1)))
    clock.at("2026-11-23T09:00")
    office.helped()
    office.rated(4)
    office.confirmed("yinzhou", county=YINZHOU)
    doubled = office.confirmed()
    office.act(None, lambda s, _by: setattr(s.get_one(Ticket, doubled.id), "state", "MERGED"))
    clock.forward(hours=2)
    week, month = (office.look("city", lambda s, by, c=c: reports.figures(s, by, reports.period(c, by.now))) for c in ("week", "month"))
    assert (week.registered, week.closed, week.closing, week.satisfied, week.on_time) == (3, 2, reports.Rate(2, 3), reports.Rate(1, 1), reports.Rate(2, 2))
    assert (month.registered, month.closed, month.satisfied, month.rated, month.on_time) == (5, 4, reports.Rate(2, 3), reports.Rate(3, 4), reports.Rate(3, 4))
    assert (week.recovered, week.awarded_unpaid) == (Decimal("10000.00"), Decimal("8600.00"))
    assert week.closing.percent == Decimal("66.67")
    assert {form: n for form, _, n in week.aid_by_form if n} == {"DRAFT": 1, "ARBITRATE": 1}
    assert week.by_subclass == (("劳动报酬", 3),)
    assert week.weeks[-1] == ("48 周", 3, 2)
    assert week.weeks[-3] == ("46 周", 2, 2)


def test_one_matter_with_several_stages_counts_its_money_once(office: Office) -> None:
    asked = office.accepted(forms=("ARBITRATE", "LITIGATE"))
    office.finish(asked, awarded="18600", recovered="10000")
    found = office.look("city", lambda s, by: reports.figures(s, by, reports.period("week", by.now)))
    assert (found.recovered, found.awarded_unpaid) == (Decimal("10000.00"), Decimal("8600.00"))


def test_periods_are_shanghai_days_from_monday_first_of_month_and_new_year() -> None:
    now = datetime(2026, 11, 23, 0, 30, tzinfo=SHANGHAI)  # a Monday, still Sunday in UTC
    found = {code: (reports.period(code, now).starts, reports.period(code, now).ends) for code in PERIODS}
    end = datetime(2026, 11, 24, tzinfo=SHANGHAI)
    assert found == {"week": (datetime(2026, 11, 23, tzinfo=SHANGHAI), end), "month": (datetime(2026, 11, 1, tzinfo=SHANGHAI), end), "year": (datetime(2026, 1, 1, tzinfo=SHANGHAI), end)}
    with pytest.raises(Refused):
        reports.period("decade", now)


def test_percent_is_half_up_with_two_decimals_and_nothing_for_none() -> None:
    assert [reports.Rate(n, d).text for n, d in ((13768, 14004), (1, 3), (1, 8), (5, 8000), (0, 5), (0, 0))] == ["98.31", "33.33", "12.50", "0.06", "0.00", "—"]


def test_who_does_not_read_reports_gets_none_and_the_administrator_sees_no_ticket(office: Office) -> None:
    office.rated(5)
    for who in ("zone", "lawyer1", "editor", "finance"):
        with pytest.raises(Forbidden):
            office.look(who, lambda s, by: reports.figures(s, by, reports.period("week", by.now)))
    assert office.look("admin", lambda s, by: drill_down.behind(s, by, "registered", reports.period("year", by.now)).total) == 0
    assert office.look("city", lambda s, by: len(list(s.scalars(select(Rating))))) == 1


def test_the_records_behind_a_figure_begin_with_what_came_under_it_last(office: Office, clock: Clock) -> None:
    first = office.closed()
    clock.forward(minutes=5)
    second = office.closed()
    for hours, asked in ((1, second), (2, first)):  # the one that was registered first is rated and closed last
        clock.forward(hours=hours)
        office.act(office.worker(asked), lambda s, by, no=asked.no: ratings.rate(s, by, no, level=5))
        office.act(None, lambda s, by, ident=asked.id: setattr(s.get_one(Ticket, ident), "closed_at", by.now))
    span = reports.period("year", clock.now)
    listed = {name: [t.id for t in all_behind(office, "haishu", name, span)] for name in ("registered", "closed", "satisfied")}
    assert listed == {"registered": [second.id, first.id], "closed": [first.id, second.id], "satisfied": [first.id, second.id]}
