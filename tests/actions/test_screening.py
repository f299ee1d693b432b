"""夜间复核 and the lawyers' own data: a client added later is found, licences are warned of in time, strength comes from closed matters."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from legalaid import jobs, jobs_table
from legalaid.actions import conflicts, lawyers, profiles, screening
from legalaid.errors import FaultyFile, Forbidden, Invalid, NotFound, Refused
from legalaid.tables.lawyers import Engagement, Lawyer
from legalaid.tables.office import Notice
from tests.actions.test_assignment import change
from tests.builders import HAISHU, YINZHOU, Office
from tests.conftest import Clock

pytestmark = pytest.mark.both
assert jobs_table.TABLE
EMPLOYER = "宁波青禾示例服饰有限公司"


def night(office: Office, clock: Clock) -> dict:
    clock.forward(days=1)
    return dict(jobs.run(office.runtime, "screen", clock.now).detail)


def add(office: Office, login: str = "lawyer1", employer: str = EMPLOYER, side: str = "FOR") -> None:
    office.act(login, lambda s, by: profiles.add_client(s, by, employer=employer, side=side, whose="LAWYER"))


def told(office: Office, template: str) -> list:
    return office.look(None, lambda s, _by: [n.account_id for n in s.scalars(select(Notice).where(Notice.template == template).order_by(Notice.created_at))])


def test_a_client_added_later_is_found_at_night_and_a_person_decides(office: Office, clock: Clock) -> None:
    mine, other = office.accepted(), office.accepted("lawyer2")
    add(office, employer="宁波青禾示例制衣有限公司")
    assert night(office, clock)["conflicts"] == 1
    assert told(office, "conflict_found") == [office.people["haishu"]]
    found = office.look("haishu", screening.to_review)
    assert [o.aid_request.ticket.no for o in found] == [mine.no]
    assert office.look("yinzhou", screening.to_review) == []
    assert night(office, clock)["conflicts"] == 0, "told once"
    office.act("haishu", lambda s, by: conflicts.decide(s, by, mine.no, office.lawyer_id(s, "lawyer1"), verdict="CLEARED", reason="书面核实无关联"))
    assert office.look("haishu", screening.to_review) == []
    add(office, "lawyer2")
    assert night(office, clock)["conflicts"] == 1
    assert [o.aid_request.ticket.no for o in office.look("haishu", screening.to_review)] == [other.no]


def test_a_colleague_of_the_firm_counts_and_a_closed_matter_does_not(office: Office, clock: Clock) -> None:
    office.helped()
    asked = office.accepted()
    change(office, "lawyer1", firm="同一示例所")
    change(office, "lawyer3", firm="同一示例所")
    add(office, "lawyer3", side="AGAINST")
    assert night(office, clock)["conflicts"] == 1
    assert [o.aid_request.ticket.no for o in office.look("haishu", screening.to_review)] == [asked.no]


def test_a_licence_is_warned_of_on_three_days_only(office: Office, clock: Clock) -> None:
    for login, days in (("lawyer1", 31), ("lawyer2", 8), ("lawyer3", 20)):
        change(office, login, licence_until=date(2026, 11, 24) + timedelta(days=days))
    assert night(office, clock)["warned"] == 2
    assert set(told(office, "licence_expiring")) == {office.people["lawyer1"], office.people["lawyer2"]}
    assert night(office, clock)["warned"] == 0


def test_strength_grows_with_closed_matters_and_never_falls(office: Office, clock: Clock) -> None:
    change(office, "lawyer3", specialties={"208": 700, "206.2": 700})
    office.takes_any("lawyer3")
    for _ in range(2):
        office.helped("lawyer3")
    assert night(office, clock)["grown"] == 0, "two are not enough"
    office.helped("lawyer3")
    assert night(office, clock)["grown"] == 1
    row = office.look(None, lambda s, _by: s.get_one(Lawyer, office.lawyer_id(s, "lawyer3")))
    assert row.specialties == {"208": 700, "206.2": 700, "205.5": 790}
    change(office, "lawyer3", specialties={"205.5": 950})
    assert night(office, clock)["grown"] == 0


def test_lawyers_change_their_profile_but_not_their_strength(office: Office) -> None:
    def edit(**values: object) -> Lawyer:
        given = {"counties": [YINZHOU], "languages": ["四川话", " "], "services": ["DRAFTING"], "specialties": ["205.5", "208"], **values}
        return office.act("lawyer1", lambda s, by: profiles.edit(s, by, **given))

    row = edit()
    assert (row.counties, row.languages, row.services) == ([HAISHU, YINZHOU], ["四川话"], ["DRAFTING"]), "the own county stays"
    assert row.specialties == {"205.5": 1000, "208": 700}
    for values, field in (({"counties": []}, "counties"), ({"services": ["COOKING"]}, "services"), ({"specialties": ["1.1"]}, "specialties"), ({"languages": ["话" * 25]}, "languages")):
        with pytest.raises(Invalid) as refused:
            edit(**values)
        assert list(refused.value.errors) == [field]
    with pytest.raises(Forbidden):
        office.act("haishu", lambda s, by: profiles.edit(s, by, counties=[HAISHU], languages=[], services=["DRAFTING"], specialties=["205.5"]))


def test_a_pause_a_leave_ended_early_and_the_offices_limits(office: Office) -> None:
    office.act("lawyer1", lambda s, by: profiles.pause(s, by, paused=True))
    assert len(office.look(None, lambda s, by: lawyers.snapshot(s, by.now))) == 2
    office.act("lawyer1", lambda s, by: profiles.pause(s, by, paused=False))
    leave, ahead = (office.act("lawyer1", lambda s, by, n=n: lawyers.take_leave(s, by, starts=date(2026, 11, 20 + n), ends=date(2026, 12, 9)).id) for n in (0, 9))
    with pytest.raises(NotFound):
        office.act("lawyer2", lambda s, by: profiles.end_leave(s, by, leave))
    for ident in (leave, ahead):
        office.act("lawyer1", lambda s, by, i=ident: profiles.end_leave(s, by, i))
    with pytest.raises(Refused, match="已经结束"):
        office.act("lawyer1", lambda s, by: profiles.end_leave(s, by, leave))
    me = next(p for p in office.look(None, lambda s, by: lawyers.snapshot(s, by.now)) if p.specialties == {"205.5": 1000})
    assert me.leaves == ((date(2026, 11, 20), date(2026, 11, 23)),)
    given = {"caps": {"REPRESENTATION": 2}, "month_caps": {"REPRESENTATION": 0}, "quotas": {"CONSULTATION": 40}, "licence_until": date(2028, 5, 31), "state": "ACTIVE"}
    row = office.act("haishu", lambda s, by: profiles.limit(s, by, office.lawyer_id(s, "lawyer1"), **given))
    assert (row.caps["REPRESENTATION"], row.month_caps["REPRESENTATION"], row.caps["DRAFTING"]) == (2, 0, 6)
    assert (row.quotas["CONSULTATION"], row.quotas["REPRESENTATION"]) == (40, 12)
    with pytest.raises(Invalid) as refused:
        office.act("haishu", lambda s, by: profiles.limit(s, by, office.lawyer_id(s, "lawyer1"), **{**given, "caps": {"DRAFTING": 101}}))
    assert list(refused.value.errors) == ["caps_DRAFTING"]
    with pytest.raises(Forbidden):
        office.act("lawyer1", lambda s, by: profiles.limit(s, by, office.lawyer_id(s, "lawyer1"), **given))


def test_clients_are_imported_whole_or_not_at_all(office: Office) -> None:
    rows = [(2, {"employer": EMPLOYER, "side": "FOR", "whose": "LAWYER", "starts": None, "ends": None}),
            (3, {"employer": "乙示例厂", "side": "AGAINST", "whose": "FIRM", "starts": date(2026, 1, 1), "ends": None})]

    def send(*more: tuple, faults: tuple = ()) -> dict[str, int]:
        return office.act("lawyer1", lambda s, by: profiles.import_clients(s, by, [*rows, *more], faults))

    with pytest.raises(FaultyFile) as refused:
        send((4, {"employer": "丙示例厂", "side": "FOR", "whose": "LAWYER", "starts": date(2026, 2, 1), "ends": date(2026, 1, 1)}), faults=((5, "单位名称", "请填写这一项。"),))
    assert [(line, field) for line, field, _ in refused.value.faults] == [(4, "结束"), (5, "单位名称")]
    assert office.look(None, lambda s, _by: list(s.scalars(select(Engagement)))) == []
    assert send() == {"added": 2, "unchanged": 0}
    assert send() == {"added": 0, "unchanged": 2}
