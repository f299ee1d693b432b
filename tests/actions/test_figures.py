"""Dated figures of an office: entered by one, verified by another, withdrawn; used at once by calculators and claims; reminded of yearly."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from legalaid import jobs, jobs_table
from legalaid.actions import calendar, calendar_files, figures
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.runtime import Runtime
from legalaid.tables.office import Notice
from tests.builders import CITY, Office
from tests.conftest import Clock
from toolkit.calculators import calculate
from toolkit.parameters import Parameter, shipped_parameters
from toolkit.refusal import Refusal

pytestmark = pytest.mark.both
assert jobs_table.TABLE
AVERAGE = {"key": "local_avg_wage_previous_year", "region": "宁波市", "value": "9000", "valid_from": "2026-01-01", "valid_to": "", "source": "市统计局公报"}
DAY = date(2026, 6, 1)
SEVERANCE = {"hire_date": "2010-06-01", "last_day": "2026-05-31", "monthly_wages": ["30000"], "min_wage": "2660", "ground": "A36"}


@pytest.fixture
def admins(office: Office) -> Office:
    office.act(None, lambda s, by: office.add_account(s, by, "admin2", "admin", CITY))
    return office


def enter(office: Office, who: str = "admin", **changes: str) -> Any:
    return office.act(who, lambda s, by: figures.enter(s, by, **{**AVERAGE, **changes}).id)


def held(office: Office, key: str = AVERAGE["key"], region: str = "宁波市", day: date = DAY) -> Parameter | None:
    return office.look(None, lambda s, by: calendar.office_parameters(s).find(key, region, day))


def test_what_is_entered_holds_at_once_and_is_marked_until_a_second_person_verified_it(admins: Office, clock: Clock) -> None:
    assert held(admins) is None
    enter(admins)
    found = held(admins)
    assert found is not None
    assert (found.value, found.verified, found.mark) == ("9000", False, "OP")
    with pytest.raises(Forbidden):
        admins.act("admin", lambda s, by: figures.verify(s, by, key=AVERAGE["key"], region="宁波市", valid_from=date(2026, 1, 1)))
    admins.act("admin2", lambda s, by: figures.verify(s, by, key=AVERAGE["key"], region="宁波市", valid_from=date(2026, 1, 1)))
    found = held(admins)
    assert found is not None
    assert (found.value, found.verified_by) == ("9000", "示例admin2")
    with pytest.raises(Conflict):
        admins.act("admin2", lambda s, by: figures.verify(s, by, key=AVERAGE["key"], region="宁波市", valid_from=date(2026, 1, 1)))
    with pytest.raises(Conflict):
        enter(admins)
    clock.forward(hours=1)
    enter(admins, "admin2", value="9100")  # a new value waits for verification again
    found = held(admins)
    assert found is not None
    assert (found.value, found.verified_by) == ("9100", None)
    assert admins.look(None, lambda s, by: [(row.value, row.verified_by) for row in figures.history(s, AVERAGE["key"])][:1]) == [("9100", None)]


def test_a_withdrawn_figure_is_gone_and_the_shipped_one_holds_again(admins: Office) -> None:
    enter(admins)
    admins.act("admin", lambda s, by: figures.withdraw(s, by, key=AVERAGE["key"], region="宁波市", valid_from=date(2026, 1, 1), reason="看错了年份"))
    assert held(admins) is None
    shipped = shipped_parameters().get("min_wage_monthly", "海曙区", DAY)
    enter(admins, key="min_wage_monthly", region="海曙区", value="3000", valid_from=shipped.valid_from.isoformat())
    changed = held(admins, "min_wage_monthly", "海曙区")
    assert changed is not None
    assert changed.value == "3000"
    admins.act("admin", lambda s, by: figures.withdraw(s, by, key="min_wage_monthly", region="海曙区", valid_from=shipped.valid_from, reason="录错了"))
    assert held(admins, "min_wage_monthly", "海曙区") == shipped
    with pytest.raises(Refused, match="不能撤销"):
        admins.act("admin", lambda s, by: figures.withdraw(s, by, key="min_wage_monthly", region="海曙区", valid_from=shipped.valid_from, reason="录错了"))
    with pytest.raises(NotFound):
        admins.act("admin", lambda s, by: figures.verify(s, by, key="min_wage_monthly", region="海曙区", valid_from=date(1999, 1, 1)))


def test_a_shipped_figure_can_be_verified(admins: Office) -> None:
    shipped = shipped_parameters().get("min_wage_monthly", "海曙区", DAY)
    assert not shipped.verified
    admins.act("admin", lambda s, by: figures.verify(s, by, key="min_wage_monthly", region="海曙区", valid_from=shipped.valid_from))
    found = held(admins, "min_wage_monthly", "海曙区")
    assert found is not None
    assert (found.value, found.source, found.verified_by) == (shipped.value, shipped.source, "示例admin")


@pytest.mark.parametrize(("change", "field"), [
    ({"value": "九千"}, "value"), ({"value": "-1"}, "value"), ({"value": ""}, "value"), ({"region": "火星"}, "region"), ({"source": ""}, "source"), ({"valid_from": "2026-02-30"}, "valid_from"),
    ({"valid_to": "2025-01-01"}, "valid_to"), ({"valid_from": ""}, "valid_from"), ({"source": "问 13812345678"}, "source"), ({"key": "office_hours", "value": "早八点到晚五点"}, "value"),
])
def test_a_bad_figure_is_refused_by_field_and_nothing_is_kept(admins: Office, change: dict[str, str], field: str) -> None:
    with pytest.raises((Refusal, Refused)) as refused:
        enter(admins, **change)
    assert refused.value.field == field
    assert admins.look(None, lambda s, by: figures.history(s, change.get("key", AVERAGE["key"]))) == []


def test_only_administrators_enter(admins: Office) -> None:
    with pytest.raises(Forbidden):
        enter(admins, "haishu")


def test_calculators_use_what_the_office_entered_by_the_date_that_counts(admins: Office) -> None:
    hours = {"mode": "OUTDOOR", "months": 4, "year": 2026}
    before = admins.look(None, lambda s, by: calculate("heat_allowance", hours, calendar.office_calendar(s), calendar.office_parameters(s)))
    enter(admins, key="heat_allowance_outdoor", region="浙江省", value="400", valid_from="2026-06-01")
    after = admins.look(None, lambda s, by: calculate("heat_allowance", hours, calendar.office_calendar(s), calendar.office_parameters(s)))
    assert (before.outputs["amount"], after.outputs["amount"]) == (1200, 1600)
    assert any("由管理员录入，待核实" in text for text in after.warnings)
    earlier = admins.look(None, lambda s, by: calculate("heat_allowance", {**hours, "year": 2025}, calendar.office_calendar(s), calendar.office_parameters(s)))
    assert earlier.outputs["amount"] == 1200


def test_administrators_are_reminded_until_everything_is_there(admins: Office, runtime: Runtime, clock: Clock) -> None:
    clock.at("2026-11-15T09:10")
    assert jobs.run(runtime, "figures-due", runtime.clock()).detail == {"warned": 2}
    with runtime.read() as session:
        told = {(n.account_id, n.subject_no, n.template) for n in session.scalars(select(Notice))}
    assert told == {(admins.people[login], "2027", "calendar_due") for login in ("admin", "admin2")}
    admins.act("admin", lambda s, by: calendar.import_year(s, by, calendar_files.read_year("2027.csv", "名称,日期,安排\n元旦,2027-01-01,放假\n".encode())))
    clock.at("2026-12-15T09:10")
    jobs.run(runtime, "figures-due", runtime.clock())
    with runtime.read() as session:
        assert {n.template for n in session.scalars(select(Notice).order_by(Notice.created_at.desc()).limit(2))} == {"figures_due"}


def test_nobody_is_reminded_when_nothing_is_missing(admins: Office) -> None:
    assert admins.act(None, lambda s, by: figures.remind(s, by, figures.Due(2027, False, 0, (admins.people["admin"],)))) == {"warned": 0}
