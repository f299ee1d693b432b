"""受理、首次联系: limits frozen beside the one of the whole request, counted by hand here, met by what is on record, warned of in office hours only."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from legalaid import jobs, jobs_table
from legalaid.actions import calendar, extensions, first_steps, limits, merges, notices, pauses, splits, tickets, weekly_figures, weekly_paper, weekly_reports, weeks
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.tables.limits import StepLimit
from legalaid.tables.office import Notice
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket
from tests.builders import Asked, Office
from tests.conftest import SHANGHAI, Clock
from toolkit.paper import docx_lines, to_docx

pytestmark = pytest.mark.both
assert jobs_table.TABLE
# September and October 2026 as the State Council's notice has them
OFF = {date(2026, 9, n) for n in (25, 26, 27)} | {date(2026, 10, n) for n in range(1, 8)}
WORKED = {date(2026, 9, 20), date(2026, 10, 10)}


def by_hand(start: datetime, days: int) -> datetime:
    """Day by day, with nothing of the product's calendar."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.date() in WORKED or (day.weekday() < 5 and day.date() not in OFF)
    return day


def steps(office: Office, asked: Asked) -> dict[str, first_steps.Standing]:
    def read(s: Any, by: Any) -> list[first_steps.Standing]:
        ticket = s.get_one(Ticket, asked.id)
        return [first_steps.standing(row, ticket, by.now) for row in first_steps.of_ticket(s, ticket)]

    return {x.step: x for x in office.look(None, read)}


def contact(office: Office, asked: Asked, way: str = "CALL", who: str = "haishu", **values: Any) -> None:
    office.act(who, lambda s, by: first_steps.contact(s, by, asked.no, way=way, **values))


def test_every_hour_over_days_off_and_make_up_days_is_counted_as_by_hand(office: Office) -> None:
    def frozen(s: Any, _by: Any) -> list[tuple[datetime, tuple[datetime, ...], tuple[datetime, ...]]]:
        days, place = calendar.office_calendar(s), s.scalars(select(Organisation).where(Organisation.code == "330203")).one()
        starts = [datetime(2026, 9, 16, 0, 30, tzinfo=SHANGHAI) + timedelta(hours=5 * n) for n in range(24 * 27 // 5)]
        return [(at, *(tuple(limits.freeze(s, days, at, place, matter, step=step)[0] for step in ("ACCEPT", "CONTACT", "WHOLE")) for matter in ("ORDINARY", "COMPLEX")))
                for at in starts]

    for at, ordinary, urgent in office.look(None, frozen):
        assert ordinary == (by_hand(at, 1), by_hand(at, 2), by_hand(at, 10)), at
        assert urgent == (at + timedelta(hours=24), at + timedelta(hours=24), by_hand(at, 20)), at


def test_confirming_accepts_and_a_call_that_reached_the_worker_is_the_contact(office: Office, clock: Clock) -> None:
    asked, due = office.ask(), by_hand(clock.now, 10)
    assert {k: (x.due_at, x.state, x.words) for k, x in steps(office, asked).items()} == {
        "ACCEPT": (by_hand(clock.now, 1), None, "剩 1 天"), "CONTACT": (by_hand(clock.now, 2), None, "剩 2 天")}
    assert steps(office, asked)["CONTACT"].reason == [
        "一般诉求首次联系时限 2 个工作日（县（市、区）级，随产品提供的规定）", "自登记时 2026-11-24 10:00 起算，届满 2026-11-26 10:00", "只计工作日：其间 0 天休息日、节假日不计入"]
    clock.forward(hours=18)
    assert steps(office, asked)["ACCEPT"].state == "due_soon"
    clock.at("2026-11-25T10:00")
    assert steps(office, asked)["ACCEPT"].state == "due_soon", "the limit itself is in time"
    clock.forward(hours=2)
    assert (steps(office, asked)["ACCEPT"].state, steps(office, asked)["ACCEPT"].words) == ("overdue", "超 2 小时")
    office.confirm(asked)
    accepted = steps(office, asked)["ACCEPT"]
    assert (accepted.state, accepted.met_at, accepted.words) == ("met_late", clock.now, "超时受理，超 2 小时")
    assert office.ticket(asked).contacted_at is None, "to accept is not to contact"
    contact(office, asked, "NO_ANSWER", note="关机")
    assert steps(office, asked)["CONTACT"].met_at is None
    clock.at("2026-11-26T09:59")
    contact(office, asked, note="约好周五来面谈")
    reached = clock.now
    clock.forward(days=1)
    contact(office, asked, "MESSAGE")
    done = steps(office, asked)["CONTACT"]
    assert (done.state, done.met_at, done.words, office.ticket(asked).contacted_at) == ("met", reached, "按时联系", reached), "the first one counts"
    assert office.ticket(asked).due_at == due
    events = office.look(None, lambda s, _by: [(e.kind, e.public, "面谈" in e.text) for e in s.get_one(Ticket, asked.id).events])
    assert events[2:] == [("NOT_REACHED", True, False), ("CONTACTED", True, False), ("CONTACTED", True, False)], "the worker sees that, not what was said"


def test_urgent_ones_have_24_hours_and_neither_pause_nor_extension_moves_a_first_step(office: Office, clock: Clock) -> None:
    clock.at("2026-11-27T20:00")  # a Friday
    urgent = office.ask(head_count=12)
    assert {x.due_at for x in steps(office, urgent).values()} == {clock.now + timedelta(hours=24)}
    assert steps(office, urgent)["ACCEPT"].reason[::2] == ["疑难、紧急或集体诉求受理时限 24 小时（县（市、区）级，随产品提供的规定）", "连续计算，休息日、节假日也计入"]
    asked = office.taken()
    before = steps(office, asked)["CONTACT"].due_at
    ident = office.act("mediator", lambda s, by: extensions.ask(s, by, asked.no, days=5, need="等单位年底结账").id)
    office.act("haishu", lambda s, by: extensions.decide(s, by, ident, grant=True))
    office.act("mediator", lambda s, by: pauses.pause(s, by, asked.no, ground="APPRAISAL", proof="鉴定受理回执", expected_on=date(2026, 12, 20)))
    clock.forward(days=7)
    assert (steps(office, asked)["CONTACT"].due_at, steps(office, asked)["CONTACT"].state) == (before, "overdue")
    at_the_window = office.ask(channel="WALK_IN")
    assert (steps(office, at_the_window)["CONTACT"].state, steps(office, at_the_window)["ACCEPT"].met_at) == ("met", None), "who stands at the window has been spoken to"
    office.act(office.worker(at_the_window), lambda s, by: tickets.withdraw(s, by, at_the_window.no, reason=""))
    assert steps(office, at_the_window)["ACCEPT"].words == "没有受理，诉求已撤回"


def test_the_office_sets_them_by_rows_that_two_people_make(office: Office, clock: Clock) -> None:
    def rule(**values: Any) -> None:
        given = {"level": "DISTRICT", "step": "CONTACT", "matter": "ORDINARY", "scope": None, "days": 3, "valid_from": date(2026, 12, 1), "reason": "提速增效方案", **values}
        ident = office.act("admin", lambda s, by: limits.propose(s, by, **given).id)
        office.act("city", lambda s, by: limits.approve(s, by, ident))

    for field, values in (("scope", {"step": "ACCEPT", "scope": "劳动报酬"}), ("unit", {"step": "WHOLE", "unit": "DAY"}), ("unit", {"unit": "HOUR"}), ("step", {"step": "REST"})):
        with pytest.raises(Invalid) as refused:
            rule(**values)
        assert list(refused.value.errors) == [field]
    rule()
    rule(scope="劳动报酬", days=2, unit="DAY")
    old = office.ask()
    clock.at("2026-12-05T09:00")  # a Saturday
    asked, other = office.ask(), office.ask()
    assert [office.ticket(one).due_at - by_hand(clock.now, 10) for one in (asked, other)] == [timedelta()] * 2, "the limit of the whole is its own"
    assert steps(office, old)["CONTACT"].due_at == datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
    assert steps(office, asked)["CONTACT"].due_at == by_hand(clock.now, 3)
    registered = clock.now
    clock.forward(hours=1)
    office.confirm(asked)
    office.confirm(other, subclass="工时休假", cause=None)
    assert steps(office, asked)["CONTACT"].due_at == registered + timedelta(hours=48), "the class has its own, still from registration"
    assert steps(office, asked)["CONTACT"].reason[0] == "一般诉求（劳动报酬）首次联系时限 48 小时（县（市、区）级，2026-12-01 起施行的规定）"
    assert steps(office, other)["CONTACT"].due_at == by_hand(registered, 3)


def test_a_worker_is_told_the_limit_in_force_before_registration_and_the_frozen_moment_after(office: Office, clock: Clock) -> None:
    def rule(**values: Any) -> None:
        given = {"matter": "ORDINARY", "scope": None, "step": "CONTACT", "valid_from": date(2026, 12, 1), "reason": "提速增效方案", **values}
        ident = office.act("admin", lambda s, by: limits.propose(s, by, **given).id)
        office.act("city", lambda s, by: limits.approve(s, by, ident))

    def promised(now: str, people: int = 1) -> str:
        return office.look(None, lambda s, _by: first_steps.promised(s, datetime.fromisoformat(now).replace(tzinfo=SHANGHAI), people))

    def told(asked: Asked) -> str:
        (notice,) = office.look(None, lambda s, _by: list(s.scalars(select(Notice).where(Notice.subject_no == asked.no))))
        return office.look(None, lambda s, _by: getattr(notices.message(s, s.get_one(Notice, notice.id), "示例"), "text", ""))

    rule(level="DISTRICT", days=3, unit="DAY")
    rule(level="ZONE", days=9)
    rule(level="DISTRICT", matter="COMPLEX", days=8)
    rule(level="CITY", step="ACCEPT", days=7)
    rule(level="DISTRICT", scope="劳动报酬", days=6)
    assert [promised(f"2026-{day}T10:00") for day in ("11-30", "12-01")] == ["2 个工作日", "72 小时"], "only the first contact of ordinary requests, from its day on"
    assert promised("2026-12-04T16:00") == "2 个工作日", "over a weekend the city's ends later: nobody knows yet who will have it"
    assert promised("2026-12-04T16:00", 12) == "8 个工作日", "ten and more are a matter of its own"
    rule(level="CITY", days=3)
    clock.at("2026-12-05T09:00")  # a Saturday
    asked = office.ask()
    assert told(asked) == f"【示例】您的诉求 {asked.no} 已登记，工会将在 12月08日 09:00 前与您联系。"
    assert told(office.ask(county="330206")).endswith("工会将在 12月09日 09:00 前与您联系。"), "a county without a federation: the city's"
    at_the_window = office.ask(channel="WALK_IN")
    assert told(at_the_window) == f"【示例】您的诉求 {at_the_window.no} 已登记，受理以后会再告诉您。"
    clock.at("2026-12-07T10:00")
    late = office.ask(contact={"hours": "WEEKEND"})
    assert told(late).endswith(f"您的诉求 {late.no} 已登记，受理以后会再告诉您。"), "read on Saturday, a moment on Thursday would be over"


def test_whoever_has_to_take_the_next_step_is_warned_once_a_working_day(office: Office, clock: Clock) -> None:
    def warned(at: str) -> set[tuple[str, str, str]]:
        clock.at(at)
        before = office.look(None, lambda s, _by: set(s.scalars(select(Notice.id))))
        jobs.run(office.runtime, "warn-due", clock.now)
        names = {ident: login for login, ident in office.people.items()}
        rows = office.look(None, lambda s, _by: list(s.scalars(select(Notice).where(Notice.id.not_in(before)))))
        return {(names[n.account_id], n.subject_no, n.template) for n in rows}

    clock.at("2026-11-26T17:00")  # a Thursday
    new, held, old, gone = office.ask(), office.taken(), office.ask(), office.ask()
    office.act(None, lambda s, _by: s.execute(delete(StepLimit).where(StepLimit.ticket_id == old.id)))
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, gone.no, reason=""))
    assert warned("2026-11-27T09:00") == {("haishu", new.no, "accept_due"), ("haishu2", new.no, "accept_due")}, "due at five; the contact, on Monday, is not yet"
    assert warned("2026-11-28T09:00") == set(), "Saturday"
    late = {("haishu", new.no, "accept_late"), ("haishu2", new.no, "accept_late")}
    assert warned("2026-11-30T09:00") == late | {("mediator", held.no, "contact_due")}
    assert warned("2026-12-01T09:00") == late | {("mediator", held.no, "contact_late")}
    contact(office, held, who="mediator")
    office.confirm(new)
    assert warned("2026-12-02T09:00") == {("haishu", new.no, "contact_late"), ("haishu2", new.no, "contact_late")}
    assert steps(office, old) == {}, "what was registered before there were limits has none"
    contact(office, old)
    office.confirm(old)
    assert steps(office, old) == {}


def test_a_part_keeps_the_limits_of_the_whole_and_a_duplicate_its_own(office: Office, clock: Clock) -> None:
    asked = office.ask(phone="13900019999")
    clock.forward(days=1)
    contact(office, asked)
    (no,) = office.act("haishu", lambda s, by: [t.no for t in splits.split(s, by, asked.no, parts=[splits.Part("INJURY", "上班路上受伤，单位没有报工伤")])])
    part = Asked(no, office.look(None, lambda s, _by: s.scalars(select(Ticket.id).where(Ticket.no == no)).one()), "")
    whole, own = steps(office, asked), steps(office, part)
    assert {k: (x.due_at, x.met_at) for k, x in own.items()} == {k: (x.due_at, x.met_at) for k, x in whole.items()}
    assert own["ACCEPT"].reason[-1] == f"由 {asked.no} 拆出，时限从原登记时间算起"
    office.confirm(part)
    assert (steps(office, part)["ACCEPT"].state, steps(office, asked)["ACCEPT"].met_at) == ("met", None)
    twin = office.ask(phone="13900019999")
    office.act("haishu", lambda s, by: merges.merge(s, by, twin.no, into=asked.no))
    assert steps(office, twin)["ACCEPT"].words == "没有受理，诉求已并入"
    office.act("haishu", lambda s, by: merges.undo(s, by, twin.no, reason="不是同一件事"))
    assert steps(office, twin)["ACCEPT"].state is None


def test_first_steps_count_in_the_week_their_limit_ends_and_whoever_left_before_that_does_not(office: Office, clock: Clock) -> None:
    clock.at("2026-11-13T10:00:00")  # a Friday: to be accepted by Monday and called by Tuesday, both at ten
    in_time, late, never, window, gone, gone_late = office.ask(), office.ask(), office.ask(), office.ask(channel="WALK_IN"), office.ask(), office.ask()
    assert office.look(None, lambda s, _by: [weekly_figures.number(s, weekly_figures.FIGURES[code], weeks.of(2026, 46)) for code in ("accepted", "contacted")]) == [0, 0]
    clock.at("2026-11-16T09:59:00")
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, gone.no, reason=""))
    clock.at("2026-11-16T10:00:00")  # the limit itself is in time
    office.confirm(in_time)
    contact(office, late, "NO_ANSWER")
    clock.at("2026-11-16T10:01:00")
    office.confirm(late)
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, gone_late.no, reason=""))
    contact(office, in_time)
    clock.at("2026-11-17T10:01:00")
    contact(office, late)
    clock.at("2026-11-23T07:00:00")
    assert jobs.run(office.runtime, "weekly-report", clock.now).detail == {"made": 1}
    kept = office.look(None, lambda s, by: weekly_reports.get(s, by, weeks.of(2026, 47)))
    found = {f["code"]: (f["numerator"], f["denominator"]) for f in kept.content["figures"]}
    assert (found["accepted"], found["contacted"]) == ((1, 5), (2, 4)), "of five one was accepted; who left on Monday did not wait for Tuesday's call"
    assert {"4 件诉求没有按时受理，由所在工会说明原因。", "2 件诉求没有按时联系职工，还没有联系的马上联系。"} <= set(kept.content["sentences"]["next"])

    def behind(code: str, part: bool) -> set[str]:
        return {t.no for t in office.look("city", lambda s, by: weekly_figures.records(s, by, code, weeks.of(2026, 47), part=part))[0].rows}

    assert (behind("accepted", True), behind("accepted", False)) == ({in_time.no}, {one.no for one in (in_time, late, never, window, gone_late)})
    assert (behind("contacted", True), behind("contacted", False)) == ({in_time.no, window.no}, {one.no for one in (in_time, late, never, window)})
    lines = docx_lines(to_docx(weekly_paper.outline(kept), date(2026, 11, 22)))
    assert {"按时受理率｜1/5｜—｜件数少｜0 件", "按时首次联系率｜2/4｜—｜件数少｜0 件"} <= set(lines)
    assert any(line.startswith("按时首次联系率｜首次联系时限在本周届满的诉求中") for line in lines)
    assert [(line[2], line[3]) for line in weekly_paper.sheet(kept) if line[1] in ("按时受理率", "按时首次联系率")] == [(1, 5), (2, 4)]


def test_a_faulty_contact_is_refused_and_leaves_nothing(office: Office) -> None:
    asked, gone = office.taken(), office.closed()
    for who, error, values in (
        ("mediator", Refused, {"way": "LETTER"}), ("mediator", Refused, {"way": "CALL", "note": "回拨 13812345678"}), ("mediator3", NotFound, {"way": "CALL"}),
        ("lawyer1", Forbidden, {"way": "CALL"}), ("auditor", Forbidden, {"way": "CALL"}),
    ):
        with pytest.raises(error):
            contact(office, asked, who=who, **values)
    with pytest.raises(Conflict, match="已办结"):
        contact(office, gone, who="mediator")
    assert steps(office, asked)["CONTACT"].met_at is None
    assert office.ticket(asked).contacted_at is None
