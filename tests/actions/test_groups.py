"""Same-employer requests become one group file; its roster is taken whole or refused by line, and its sums add up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legalaid.actions import groups, tickets
from legalaid.errors import Conflict, FaultyFile, Forbidden, NotFound, Refused
from legalaid.runtime import Runtime
from tests import counting
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both
FIRM = "宁波青禾示例服饰有限公司"


def line(number: int, **values: object) -> groups.Line:
    return groups.Line(**{"name": f"职工{'甲乙丙丁戊己庚辛'[number % 8]}", "phone": f"1380001{number:04d}", "employer_name": FIRM, "owed": Decimal(1000 + number), **values})


def siblings(office: Office, asked: Asked, who: str = "haishu") -> set[str]:
    ticket = office.ticket(asked)
    return {t.no for t in office.look(who, lambda s, by: groups.same_employer(s, by, ticket))}


def test_requests_against_one_employer_in_thirty_days_are_offered_together_whatever_the_spelling(office: Office, clock: Clock) -> None:
    old = office.ask()
    clock.forward(days=29)
    first, second, other = office.ask(), office.ask(employer_name="宁波青禾示例服饰有限公司（海曙分公司）"), office.ask(employer_name="宁波晨屿示例电子有限公司")
    clock.forward(days=2)
    late, far = office.ask(), office.ask(county="330212")
    assert siblings(office, first) == {old.no, late.no} | ({second.no} if office.ticket(second).employer_key == office.ticket(first).employer_key else set())
    assert old.no not in siblings(office, late)
    assert other.no not in siblings(office, first)
    assert far.no not in siblings(office, first), "another county's request is not shown to this county"
    assert far.no in siblings(office, first, "city")
    gone = office.confirm(office.ask())
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, gone.no, reason=""))
    assert gone.no not in siblings(office, late)


def test_a_group_file_takes_several_requests_once_each(office: Office) -> None:
    first, second, third = office.confirmed(), office.confirmed(employer_name="远帆示例物流有限公司"), office.confirmed()
    no = office.group(first, second)
    assert no == "BA2026-0001"
    group = office.look("haishu", lambda s, by: groups.get(s, by, no))
    assert group.employer_name == f"{FIRM}、远帆示例物流有限公司"
    assert len(dict(groups.employers_named(group))) == 2
    assert {office.ticket(a).group_id for a in (first, second)} == {group.id}
    assert "GROUP" in office.ticket(first).flags
    with pytest.raises(Refused, match="已经在别的并案里"):
        office.group(third, second)
    assert office.ticket(third).group_id is None


def test_two_openings_at_once_put_a_request_into_one_file(office: Office) -> None:
    first, second = office.confirmed(), office.confirmed()
    found = at_once(lambda: office.group(first, second), lambda: office.group(second, first, who="haishu2"))
    assert sorted(type(f).__name__ for f in found) == ["Refused", "str"]


@pytest.mark.parametrize(("title", "field"), [(" ", "title"), ("周示例等人，电话 13812345678", "title"), ("长" * 121, "title")])
def test_a_title_is_required_short_and_without_numbers_of_people(office: Office, runtime: Runtime, title: str, field: str) -> None:
    asked = office.confirmed()
    before = counting.rows(runtime)
    with pytest.raises(Refused) as refused:
        office.group(asked, title=title)
    assert refused.value.field == field
    assert counting.rows(runtime) == before


def test_what_is_closed_or_not_in_scope_cannot_be_grouped_and_only_coordinators_and_mediators_may(office: Office) -> None:
    closed, far, asked = office.closed(), office.confirmed(who="yinzhou", county="330212"), office.confirmed()
    with pytest.raises(Conflict, match="已经办结"):
        office.group(asked, closed)
    with pytest.raises(NotFound):
        office.group(asked, far)
    with pytest.raises(Forbidden):
        office.group(asked, who="zone")


def test_a_roster_with_faults_is_refused_by_line_and_field_and_nothing_is_added(office: Office, runtime: Runtime) -> None:
    no = office.group(office.confirmed())
    before = counting.rows(runtime)
    roster = [
        line(1), line(2, owed=Decimal("-1")), line(3, name=" "), line(4, phone="12345"), line(5, id_no="330203199001011237"), line(6, employer_name=""),
        line(7, owed_from=date(2026, 10, 1), owed_to=date(2026, 9, 1)), line(8, owed=Decimal("NaN")), line(9, team="组" * 41),
    ]
    with pytest.raises(FaultyFile) as refused:
        office.act("haishu", lambda s, by: groups.add_members(s, by, no, roster))
    assert [(number, field) for number, field, _ in refused.value.faults] == [
        (2, "owed"), (3, "name"), (4, "phone"), (5, "id_no"), (6, "employer_name"), (7, "owed_to"), (8, "owed"), (9, "team")]
    assert "第 2 行 owed：欠薪金额不能是负数。" in refused.value.message
    assert counting.rows(runtime) == before


def test_a_person_stands_once_in_a_roster_within_a_file_and_over_files(office: Office) -> None:
    no = office.group(office.confirmed())
    with pytest.raises(FaultyFile) as refused:
        office.act("haishu", lambda s, by: groups.add_members(s, by, no, [line(1), line(1, owed=Decimal(5))]))
    assert refused.value.faults == [(2, "name", "这位职工在名单里重复了。")]
    office.act("haishu", lambda s, by: groups.add_members(s, by, no, [line(1)]))
    with pytest.raises(FaultyFile):
        office.act("haishu", lambda s, by: groups.add_members(s, by, no, [line(2), line(1)]))
    assert office.look("haishu", lambda s, by: groups.totals(s, groups.get(s, by, no)).people) == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["甲示例厂", "乙示例厂", "丙示例厂"]), st.integers(0, 10**9), st.integers(0, 100)), min_size=1, max_size=12))
def test_totals_are_the_exact_sums_of_the_lines(office: Office, people: list[tuple[str, int, int]]) -> None:
    no = office.group(office.confirmed())
    roster = [line(n, employer_name=firm, owed=Decimal(fen) / 100) for n, (firm, fen, _) in enumerate(people)]
    office.act("haishu", lambda s, by: groups.add_members(s, by, no, roster))
    for position, (_, fen, share) in enumerate(people, 1):
        office.act("haishu", lambda s, by, p=position, part=Decimal(fen * share // 100) / 100: groups.pay(s, by, no, p, part))
    found = office.look("haishu", lambda s, by: groups.totals(s, groups.get(s, by, no)))
    assert found.people == len(people)
    assert found.owed == sum(Decimal(fen) for _, fen, _ in people) / 100
    assert found.settled == sum(Decimal(fen * share // 100) for _, fen, share in people) / 100
    assert sum(n for _, n, _ in found.by_employer) == sum(n for _, n in found.by_state) == len(people)
    assert {name: owed for name, _, owed in found.by_employer} == {
        firm: sum(Decimal(fen) for other, fen, _ in people if other == firm) / 100 for firm in {f for f, _, _ in people}}


def test_a_payment_is_never_negative_and_never_more_than_is_owed(office: Office) -> None:
    no = office.group(office.confirmed())
    office.act("haishu", lambda s, by: groups.add_members(s, by, no, [line(0, owed=Decimal("100.00"))]))

    def pay(amount: str) -> str:
        return office.act("haishu", lambda s, by: groups.pay(s, by, no, 1, Decimal(amount)).state)

    assert pay("40.05") == "PARTLY_PAID"
    for wrong in ("-1", "59.96"):
        with pytest.raises(Refused):
            pay(wrong)
    assert pay("59.95") == "PAID"
    with pytest.raises(NotFound):
        office.act("haishu", lambda s, by: groups.pay(s, by, no, 2, Decimal(1)))
