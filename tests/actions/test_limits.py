"""Limits are dated rows that two people make; what is registered keeps its own, and its lines say how its date comes about."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from legalaid.actions import calendar, calendar_files, limits, tickets
from legalaid.errors import Conflict, Forbidden, Refused
from tests.builders import STORY, Office
from tests.conftest import SHANGHAI, Clock

pytestmark = pytest.mark.both
START = date(2026, 12, 1)
# The schedule of the end of 2026 and the beginning of 2027 as this test knows it: 1–3 January 2027 off, the Saturday after worked.
NOTICE = "名称,日期,安排\n元旦,2027-01-01,放假\n元旦,2027-01-02,放假\n元旦,2027-01-03,放假\n元旦,2027-01-09,上班\n"
OFF, WORKED = {date(2027, 1, n) for n in (1, 2, 3)}, {date(2027, 1, 9)}


def due_by_hand(start: datetime, days: int) -> datetime:
    """Day by day, with nothing of the product's calendar."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.date() in WORKED or (day.weekday() < 5 and day.date() not in OFF)
    return day


def announced(office: Office) -> None:
    office.act("admin", lambda s, by: calendar.import_year(s, by, calendar_files.read_year("2027.csv", NOTICE.encode())))


def rule(office: Office, approved: bool = True, **values: Any) -> UUID:
    given = {"level": "DISTRICT", "matter": "ORDINARY", "scope": None, "days": 7, "valid_from": START, "reason": "提速增效方案", **values}
    ident = office.act("admin", lambda s, by: limits.propose(s, by, **given).id)
    if approved:
        office.act("city", lambda s, by: limits.approve(s, by, ident))
    return ident


def test_a_limit_holds_from_its_day_once_a_second_person_agreed_and_never_for_what_was_registered_before(office: Office, clock: Clock) -> None:
    old, ident = office.ask(), rule(office, approved=False)
    before = office.ticket(old).due_at, office.ticket(old).due_reason
    clock.at("2026-12-01T09:00")
    assert office.ticket(office.ask()).due_at == due_by_hand(clock.now, 10), "nobody has approved it"
    with pytest.raises(Conflict, match="施行日期已到"):
        office.act("city", lambda s, by: limits.approve(s, by, ident))
    rule(office, valid_from=date(2026, 12, 3))
    clock.at("2026-12-02T23:59")
    assert office.ticket(office.ask()).due_at == due_by_hand(clock.now, 10)
    clock.at("2026-12-03T00:00")
    new = office.ticket(office.ask())
    assert new.due_at == due_by_hand(clock.now, 7)
    assert new.due_reason[0] == "一般诉求办理时限 7 个工作日（县（市、区）级，2026-12-03 起施行的规定）"
    office.confirm(old)
    assert (office.ticket(old).due_at, office.ticket(old).due_reason) == before


def test_the_special_limit_goes_before_the_general_one_and_its_level_and_matter_are_its_own(office: Office, clock: Clock) -> None:
    announced(office)
    rule(office, scope="劳动经济", days=8)
    rule(office, scope="劳动报酬", days=6)
    rule(office, level="CITY", days=4)
    rule(office, matter="COMPLEX", days=30)
    clock.at("2026-12-01T22:30")
    asked = [office.ask(), office.ask(), office.ask(head_count=12)]
    assert [office.ticket(a).due_at for a in asked] == [due_by_hand(clock.now, n) for n in (10, 10, 30)]
    registered = clock.now
    clock.at("2026-12-02T11:00")
    office.confirm(asked[0])
    office.confirm(asked[1], subclass="工时休假", cause=None)
    office.confirm(asked[2])
    found = [office.ticket(a) for a in asked]
    assert [t.due_at for t in found] == [due_by_hand(registered, n) for n in (6, 8, 30)], "from registration, not from acceptance"
    assert "（劳动报酬）" in found[0].due_reason[0]
    consult = office.confirm(office.ask(), class_name="其他", subclass="政策咨询", cause=None)
    assert office.ticket(consult).due_at == due_by_hand(clock.now, 3)


def test_make_up_days_count_days_off_do_not_and_the_lines_name_them(office: Office, clock: Clock) -> None:
    announced(office)
    clock.at("2026-12-26T15:20")  # a Saturday
    ticket = office.ticket(office.ask())
    assert ticket.due_at == due_by_hand(clock.now, 10) == datetime(2027, 1, 9, 15, 20, tzinfo=SHANGHAI)
    assert ticket.due_reason[1] == "自登记时 2026-12-26 15:20 起算，届满 2027-01-09 15:20"
    assert ticket.due_reason[2] == "只计工作日：其间 4 天休息日、节假日不计入，2027-01-09 调休上班，计入"


def test_a_year_without_its_schedule_is_said_in_the_lines(office: Office, clock: Clock) -> None:
    clock.at("2026-12-26T15:20")
    assert "尚未公布" in office.ticket(office.ask()).due_reason[-1]
    clock.at("2026-11-24T10:00")
    assert not any("尚未公布" in line for line in office.ticket(office.ask()).due_reason)


@pytest.mark.parametrize(("field", "value"), [
    ("level", "ROOM"), ("matter", "EASY"), ("scope", "别的"), ("days", 0), ("days", 251), ("valid_from", date(2026, 11, 24)), ("reason", "改"), ("reason", "找 13812345678 问"),
])
def test_a_faulty_limit_is_refused_by_field(office: Office, field: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        rule(office, approved=False, **{field: value})
    assert field in refused.value.errors
    assert office.look(None, lambda s, _by: limits.rows(s)) == []


def test_nobody_approves_their_own_and_only_what_does_not_hold_yet_can_be_taken_back(office: Office, clock: Clock) -> None:
    ident = rule(office, approved=False)
    for who, error in (("admin", Forbidden), ("haishu", None)):
        if error is None:
            office.act(who, lambda s, by: limits.approve(s, by, ident))
            continue
        with pytest.raises(error):
            office.act(who, lambda s, by: limits.approve(s, by, ident))
    with pytest.raises(Forbidden):
        office.act("haishu", lambda s, by: limits.withdraw(s, by, ident))
    gone = rule(office, days=2)
    office.act("admin", lambda s, by: limits.withdraw(s, by, gone))
    clock.at("2026-12-01T08:00")
    assert office.ticket(office.ask()).due_at == due_by_hand(clock.now, 7), "the one taken back does not hold"
    with pytest.raises(Refused, match="已经施行"):
        office.act("admin", lambda s, by: limits.withdraw(s, by, ident))


def test_another_systems_registration_keeps_the_limits_of_the_place_it_goes_to(office: Office, clock: Clock) -> None:
    rule(office, level="ZONE", days=1)
    clock.at("2026-12-01T08:00")

    def register(session, by):
        return tickets.register(session, by, calendar.office_calendar(session), topic="PAY", statement=STORY, employer_name="甲示例厂", county="330212", name="周示例",
                                phone="13900000001", consent=True).ticket.due_at

    assert office.act("zone", register) == due_by_hand(clock.now, 10)
