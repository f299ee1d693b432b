"""A pause, an extension and what they do to the limit: the date is that of an independent count, and the lines say the same."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from legalaid.actions import districts, drill_down, extensions, first_steps, limits, overdue, pauses, reports, tickets
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.tables.limits import Extension, Pause
from legalaid.tables.office import Notice
from legalaid.tables.tickets import TicketEvent
from tests.builders import YINZHOU, Asked, Office
from tests.conftest import SHANGHAI, Clock
from toolkit.officehours import add_working_time, working_time
from toolkit.workdays import shipped_calendar

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# days off between July and November 2026 that are no weekend, and weekend days worked, from the State Council's notice
OFF = {date(2026, 9, 25), *(date(2026, 10, n) for n in range(1, 8))}
WORKED = {date(2026, 9, 20), date(2026, 10, 10)}


def works(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def by_minutes(moment: datetime, minutes: int) -> datetime:
    """Minute by minute over working days."""
    while minutes:
        minutes -= works(moment.date())
        moment += MINUTE
    return moment


def minutes_worked(start: datetime, end: datetime) -> int:
    found = 0
    while start < end:
        found += works(start.date())
        start += MINUTE
    return found


@settings(max_examples=60)
@given(st.integers(0, 29 * 1440), st.integers(0, 9 * 1440), st.integers(0, 9 * 1440))
def test_working_time_is_what_counting_minutes_gives_and_adds_up(since: int, first: int, second: int) -> None:
    start, calendar = datetime(2026, 9, 1, tzinfo=SHANGHAI) + since * MINUTE, shipped_calendar()
    end = start + first * MINUTE
    assert working_time(start, end, calendar) == minutes_worked(start, end) * MINUTE
    once = add_working_time(start, (first + second) * MINUTE, calendar)
    assert once == by_minutes(start, first + second)
    assert add_working_time(add_working_time(start, first * MINUTE, calendar), second * MINUTE, calendar) == once
    assert working_time(start, once, calendar) == (first + second) * MINUTE


def hold(office: Office, asked: Asked, **values: Any) -> Pause:
    wanted = {"ground": "APPRAISAL", "proof": "劳动能力鉴定受理回执", "expected_on": office.runtime.clock().date() + timedelta(days=20), **values}
    return office.act("mediator", lambda s, by: pauses.pause(s, by, asked.no, **wanted))


def resume(office: Office, asked: Asked) -> None:
    office.act("mediator", lambda s, by: pauses.resume(s, by, asked.no))


def extend(office: Office, asked: Asked, days: int = 5, grant: bool = True, who: str = "haishu", note: str = "请按期办结") -> Any:
    ident = office.act("mediator", lambda s, by: extensions.ask(s, by, asked.no, days=days, need="等单位年底结账").id)
    return office.act(who, lambda s, by: extensions.decide(s, by, ident, grant=grant, decision_note=note))


STEPS = st.lists(st.tuples(st.integers(0, 2500), st.integers(0, 6000), st.integers(0, 9)), min_size=1, max_size=3)


def test_pauses_and_an_extension_in_any_order_leave_the_date_that_counting_gives_and_the_lines_say(office: Office, clock: Clock) -> None:
    @settings(max_examples=12)
    @given(STEPS)
    def run(steps: list[tuple[int, int, int]]) -> None:
        clock.at("2026-09-16T16:45")
        asked = office.taken()
        due, extended = by_minutes(clock.now, 10 * 1440), False
        assert office.ticket(asked).due_at == due
        for wait, long, more in steps:
            clock.forward(minutes=wait)
            if clock.now > due:
                break
            hold(office, asked)
            began = clock.now
            clock.forward(minutes=long)
            resume(office, asked)
            due = by_minutes(due, minutes_worked(began, clock.now))
            if more and not extended and clock.now <= due:
                extend(office, asked, more)
                due, extended = by_minutes(due, more * 1440), True
            ticket = office.ticket(asked)
            assert ticket.due_at == due
            assert f"{due:%Y-%m-%d %H:%M}" in ticket.due_reason[-1]
        dates = [re.findall(r"(?:届满|顺延至|延至) (\d{4}-\d\d-\d\d \d\d:\d\d)", line) for line in office.ticket(asked).due_reason]
        said = [d[-1] for d in dates if d]
        assert said == sorted(said), "each line goes on from the one before"
        assert said[-1] == f"{due:%Y-%m-%d %H:%M}"

    run()


@pytest.mark.both
def test_the_clock_stands_while_paused_and_the_seventy_percent_count_without_the_pause(office: Office, clock: Clock) -> None:
    asked = office.taken()
    office.act("mediator", lambda s, by: first_steps.contact(s, by, asked.no, way="CALL"))
    clock.forward(days=1)
    row = hold(office, asked, owner_id=office.people["haishu"], expected_on=date(2026, 12, 20))
    assert (row.owner_id, row.started_at) == (office.people["haishu"], clock.now.astimezone(UTC))
    clock.at("2026-12-22T10:00")
    assert office.look("haishu", overdue.watch) == []
    assert overdue.left(office.ticket(asked), clock.now) == "已暂停"
    assert [p.ticket_id for p in office.look("haishu", pauses.over)] == [asked.id]
    assert office.look("yinzhou", pauses.running) == []
    assert office.look(None, lambda s, by: overdue.prepare(None, s, by)) == [(office.people["haishu"], asked.no, "pause_over")]
    resume(office, asked)
    ticket = office.ticket(asked)
    assert ticket.due_at.astimezone(SHANGHAI) == datetime(2027, 1, 5, 10, 0, tzinfo=SHANGHAI), "9 of 10 working days left; new year's day is off"
    assert (ticket.state, ticket.paused_seconds) == ("IN_PROGRESS", 27 * 86400)
    whole = ticket.due_at - ticket.registered_at - timedelta(days=27)
    for share, found in ((0.69, None), (0.71, "due_soon")):
        assert overdue.state_of(ticket, ticket.registered_at + timedelta(days=27) + whole * share) == found
    told = office.look(None, lambda s, _by: [n.values for n in s.scalars(select(Notice).where(Notice.template == "paused"))])
    assert told == [{"due": "2026-12-20"}]
    lines = office.look(None, lambda s, _by: s.scalars(select(TicketEvent.text).where(TicketEvent.kind.in_(("PAUSED", "RESUMED")), TicketEvent.public).order_by(TicketEvent.seq)).all())
    assert lines == ["暂停办理：等认定或者鉴定结论，预计 2026-12-20 前恢复", "恢复办理"]


@pytest.mark.both
def test_a_pause_survives_a_change_of_rule_and_ends_with_a_withdrawal(office: Office, clock: Clock) -> None:
    asked, left = office.paused(), office.paused()
    ident = office.act("admin", lambda s, by: limits.propose(s, by, level="DISTRICT", matter="ORDINARY", scope=None, days=2, valid_from=date(2026, 11, 25), reason="提速增效方案").id)
    office.act("city", lambda s, by: limits.approve(s, by, ident))
    clock.at("2026-12-01T12:30")
    resume(office, asked)
    assert office.ticket(asked).due_at.astimezone(SHANGHAI) == datetime(2026, 12, 15, 12, 30, tzinfo=SHANGHAI)
    assert "工作日的时间 5 个工作日 2 小时 30 分钟 不计入" in office.ticket(asked).due_reason[-1]
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, left.no, reason="职工不再申请"))
    assert office.look("haishu", pauses.running) == []
    assert office.ticket(left).due_at == office.ticket(asked).due_at
    clean = office.confirmed("yinzhou", county=YINZHOU)
    span = reports.period("month", clock.now)
    office.act("mediator", lambda s, by: tickets.resolve(s, by, asked.no, outcome="单位已补发工资"))
    office.act("mediator", lambda s, by: tickets.close(s, by, asked.no))
    found = office.look("city", lambda s, by: reports.figures(s, by, reports.period("year", by.now)))
    shares = [(r.numerator, r.denominator) for r in (found.paused_registered, found.paused_closed, found.paused_rated)]
    assert shares == [(2, 3), (1, 1), (0, 0)]
    by_county = {c.code: (c.paused, c.registered) for c in office.look("city", lambda s, by: districts.compare(s, by, reports.period("year", by.now)))}
    assert (by_county["330203"], by_county["330212"]) == ((2, 2), (0, 1))
    behind = office.look("city", lambda s, by: drill_down.behind(s, by, "paused", reports.period("year", by.now)))
    assert {t.id for t in behind.rows} == {asked.id, left.id}
    assert office.look("yinzhou", lambda s, by: reports.figures(s, by, span)).paused_registered == reports.Rate(0, 1), clean.no


@pytest.mark.both
@pytest.mark.parametrize(("field", "value"), [
    ("ground", "LUNCH"), ("proof", "无"), ("proof", "电话 13812345678 核实"), ("expected_on", date(2026, 11, 24)), ("expected_on", date(2027, 5, 24)), ("owner_id", "yinzhou"), ("owner_id", "lawyer1"),
])
def test_a_pause_without_its_reason_proof_end_or_owner_is_refused_by_field(office: Office, field: str, value: Any) -> None:
    asked = office.taken()
    with pytest.raises(Refused) as refused:
        hold(office, asked, **{field: office.people[value] if field == "owner_id" else value})
    assert list(refused.value.errors) == [field]
    assert office.ticket(asked).state == "IN_PROGRESS"
    assert office.look("haishu", pauses.running) == []


@pytest.mark.both
def test_what_is_late_is_neither_paused_nor_extended(office: Office, clock: Clock) -> None:
    asked, waiting = office.taken(), office.taken()
    ident = office.act("mediator", lambda s, by: extensions.ask(s, by, waiting.no, days=5, need="等单位年底结账").id)
    clock.now = (office.ticket(asked).due_at + MINUTE).astimezone(SHANGHAI)
    with pytest.raises(Conflict, match="不能再暂停"):
        hold(office, asked)
    with pytest.raises(Conflict, match="不能再申请延期"):
        office.act("mediator", lambda s, by: extensions.ask(s, by, asked.no, days=5, need="等单位年底结账"))
    with pytest.raises(Conflict, match="时限已过"):
        office.act("haishu", lambda s, by: extensions.decide(s, by, ident, grant=True))
    assert office.look(None, lambda s, _by: s.get_one(Extension, ident).state) == "ASKED"


@pytest.mark.both
def test_one_extension_is_granted_by_somebody_else_and_a_second_is_refused(office: Office, clock: Clock) -> None:
    asked = office.taken()
    before = office.ticket(asked).due_at
    refused = extend(office, asked, grant=False, note="可以按期办完")
    assert (refused.state, office.ticket(asked).due_at) == ("REFUSED", before)
    own = office.act("haishu", lambda s, by: extensions.ask(s, by, asked.no, days=3, need="等单位年底结账").id)
    assert [x.id for x in office.look("haishu", extensions.waiting)] == [own]
    for who, error, words in (("haishu", Forbidden, "自己"), ("mediator", Forbidden, "权限"), ("yinzhou", NotFound, "没有找到")):
        with pytest.raises(error, match=words):
            office.act(who, lambda s, by: extensions.decide(s, by, own, grant=True))
    with pytest.raises(Refused, match="理由"):
        office.act("haishu2", lambda s, by: extensions.decide(s, by, own, grant=False))
    with pytest.raises(Conflict, match="等待审批"):
        office.act("mediator", lambda s, by: extensions.ask(s, by, asked.no, days=1, need="还要几天时间"))
    office.act("haishu2", lambda s, by: extensions.decide(s, by, own, grant=True))
    ticket = office.ticket(asked)
    assert ticket.due_at == before + timedelta(days=3)
    assert ticket.due_reason[-1] == "2026-11-24 10:00 同意延期 3 个工作日，届满延至 2026-12-11 10:00"
    with pytest.raises(Conflict, match="不能再延期"):
        office.act("mediator", lambda s, by: extensions.ask(s, by, asked.no, days=1, need="还要几天时间"))
    with pytest.raises(Conflict, match="审批过"):
        office.act("haishu2", lambda s, by: extensions.decide(s, by, own, grant=True))
    for days in (0, 21):
        with pytest.raises(Refused, match="1 至 20"):
            office.act("mediator", lambda s, by, n=days: extensions.ask(s, by, asked.no, days=n, need="还要几天时间"))
