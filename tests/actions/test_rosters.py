"""A roster is taken whole or not at all, taken twice it doubles nobody, and its personal data lie sealed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from legalaid.actions import groups, rosters
from legalaid.errors import Conflict, FaultyFile, Forbidden, NotFound, Refused
from legalaid.tables.groups import GroupMember
from tests import counting
from tests.builders import Office
from toolkit.group_rows import Month, Row

pytestmark = pytest.mark.both
FIRM = "宁波青禾示例服饰有限公司"


def row(number: int, **values: object) -> Row:
    given = {
        "line": number + 1, "name": f"职工{'甲乙丙丁戊己庚辛壬癸子丑'[number % 12]}", "owed": Decimal(3000), "phone": f"1380001{number:04d}", "team": "平车组", "employer": FIRM,
        "hire_date": date(2025, 3, 1), "monthly_wage": Decimal(6000), "months": (Month("2026-08", Decimal(6000), Decimal(3000)),), "note": "口头约定包吃住", **values,
    }
    return Row(**given)  # type: ignore[arg-type]


def take(office: Office, no: str, rows: list[Row], who: str = "haishu") -> rosters.Taken:
    return office.act(who, lambda s, by: rosters.take(s, by, no, rows))


def members(office: Office) -> list[GroupMember]:
    return office.look(None, lambda s, _by: s.query(GroupMember).order_by(GroupMember.position).all())


@pytest.fixture
def no(office: Office) -> str:
    return office.group(office.confirmed())


def test_the_rows_come_back_as_they_went_in(office: Office, no: str) -> None:
    sent = [row(1), row(2, leader=True), row(3, phone=None, id_no="330203199001011236", team=None, leader_name="职工丙")]
    assert take(office, no, sent) == rosters.Taken(3, 0, 0, 0, 0, 0)
    _, back = office.act("haishu", lambda s, by: rosters.opened(s, by, no, "核对"))
    assert [replace(r, line=0) for _, r in back] == [replace(r, line=0) for r in sent]
    assert [(m.owed_from, m.owed_to) for m in members(office)] == [(date(2026, 8, 1), date(2026, 8, 31))] * 3


def test_taken_again_nobody_is_doubled_and_nobody_is_dropped(office: Office, no: str) -> None:
    first = [row(1), row(2), row(3, phone=None), row(4, phone=None, id_no="330203199001011236")]
    take(office, no, first)
    assert take(office, no, first) == rosters.Taken(0, 0, 4, 0, 0, 0)
    again = [row(1, owed=Decimal(3500)), row(4, id_no="330203199001011236", phone="13800019999"), row(5)]
    assert take(office, no, again) == rosters.Taken(1, 2, 0, 2, 0, 0)
    found = members(office)
    assert [m.position for m in found] == [1, 2, 3, 4, 5]
    assert found[0].owed == Decimal(3500)
    _, back = office.act("haishu", lambda s, by: rosters.opened(s, by, no, "核对"))
    assert [r.phone for _, r in back][3] == "13800019999"


def test_a_corrected_phone_is_taken_over_but_not_over_the_workers_own(office: Office, no: str) -> None:
    own, theirs = row(1, id_no="330203199001011236"), row(2, id_no="330203199001011252")
    office.ask(name=own.name, phone=own.phone)
    take(office, no, [own, theirs])
    corrected = [replace(r, phone=f"1390009000{n}") for n, r in enumerate((own, theirs))]
    assert take(office, no, corrected) == rosters.Taken(0, 1, 1, 0, 1, 0)
    _, back = office.act("haishu", lambda s, by: rosters.opened(s, by, no, "核对"))
    assert [r.phone for _, r in back] == [own.phone, "13900090001"]
    assert take(office, no, [corrected[1]]) == rosters.Taken(0, 0, 1, 1, 0, 0)


@pytest.mark.parametrize("bad", [[row(1), row(1, line=9)], [row(1), row(2, name="甲" * 31)], [row(1), row(2, team="组" * 41)], []])
def test_one_fault_and_nothing_is_taken(office: Office, no: str, bad: list[Row]) -> None:
    before = counting.rows(office.runtime)
    with pytest.raises(Refused) as refused:
        take(office, no, bad)
    assert counting.rows(office.runtime) == before
    if bad:
        assert isinstance(refused.value, FaultyFile)


def test_what_was_paid_stays_and_is_not_more_than_what_is_owed(office: Office, no: str) -> None:
    take(office, no, [row(1), row(2)])
    office.act("haishu", lambda s, by: groups.pay(s, by, no, 1, Decimal(2000)))
    with pytest.raises(FaultyFile, match="已经付过"):
        take(office, no, [row(1, owed=Decimal(1999))])
    assert take(office, no, [row(1, owed=Decimal(2000)), row(2, owed=Decimal(2000))]).restated == 1, "who was paid since is named: the roster may have subtracted it already"
    assert (members(office)[0].settled, members(office)[0].state) == (Decimal(2000), "PAID")


def test_only_managers_of_the_place_take_a_roster_and_only_the_desk_opens_one(office: Office, no: str) -> None:
    for who, refusal in (("zone", Forbidden), ("auditor", Forbidden), ("yinzhou", NotFound), ("lawyer1", Forbidden)):
        with pytest.raises(refusal):
            take(office, no, [row(1)], who)
    take(office, no, [row(1)])
    for who, refusal in (("auditor", Forbidden), ("admin", Forbidden), ("yinzhou", NotFound), ("lawyer1", NotFound)):
        with pytest.raises(refusal):
            office.act(who, lambda s, by: rosters.opened(s, by, no, "核对"))
    masked = office.look("haishu", lambda s, by: [r for _, r in rosters.listed(s, groups.get(s, by, no))])
    assert (masked[0].phone, masked[0].id_no) == (None, None)
    assert masked[0].name != row(1).name


def test_nothing_of_a_person_lies_in_the_tables_in_clear(office: Office, no: str) -> None:
    take(office, no, [row(1, leader_name="工头示例", team=None, monthly_wage=Decimal("6123.45"))])
    with office.runtime.read() as session:
        for table in ("group_members", "workers"):
            stored = str([tuple(r) for r in session.execute(text(f"SELECT * FROM {table}"))])
            for secret in (row(1).name, row(1).phone, "工头示例", "口头约定", "6123.45"):
                assert str(secret) not in stored, (table, secret)


def test_representatives_are_three_to_five_of_ten_and_more(office: Office, no: str) -> None:
    take(office, no, [row(n) for n in range(9)])

    def elect(*positions: int, who: str = "haishu") -> list[int]:
        office.act(who, lambda s, by: rosters.elect(s, by, no, positions))
        return [m.position for m in members(office) if m.elected_at]

    with pytest.raises(Conflict, match="不足 10 人"):
        elect(1, 2, 3)
    take(office, no, [row(n) for n in range(10)])
    for wrong in ((1, 2), (1, 2, 3, 4, 5, 6), ()):
        with pytest.raises(Refused, match="3 到 5 名"):
            elect(*wrong)
    with pytest.raises(NotFound):
        elect(1, 2, 11)
    with pytest.raises(Forbidden):
        elect(1, 2, 3, who="zone")
    assert elect(1, 2, 3) == [1, 2, 3]
    assert elect(2, 3, 4, 10) == [2, 3, 4, 10]


def test_what_all_have_in_common_names_no_worker(office: Office, no: str) -> None:
    found = office.look("haishu", lambda s, by: rosters.common(s, by, groups.get(s, by, no)))
    assert (found.worker.name, found.employer.name, found.hire_date, found.monthly_wage, found.claims) == (None, None, None, None, ())
    assert (found.region, found.cause) == ("海曙区", "205.5")
