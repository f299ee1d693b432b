"""What one agreement settled goes to its end in one go, by the steps of each dispute; what cannot go stays as it is and is named with its reason."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from legalaid.actions import agreements, disputes, group_closing, groups, payments, rosters, tickets
from legalaid.errors import Conflict, Forbidden, NotFound
from legalaid.tables.groups import Group
from legalaid.tables.mediation import Mediation
from legalaid.tables.tickets import Ticket
from tests.actions.mediating import TODAY, consented, filed, invited
from tests.builders import Asked, Office
from tests.conftest import Clock
from toolkit import procedure
from toolkit.group_rows import Row

pytestmark = pytest.mark.both


def asked(office: Office, number: int, make: Any = Office.taken) -> Asked:
    found: Asked = make(office, name=f"周示例{'甲乙丙丁戊己庚辛壬'[number]}", phone=f"1380002{number:04d}")
    return found


def roster(office: Office, no: str, people: int, who: str = "haishu") -> None:
    lines = [groups.Line(f"周示例{'甲乙丙丁戊己庚辛壬'[n]}", f"1380002{n:04d}", "宁波青禾示例服饰有限公司", Decimal(1000 + 100 * n)) for n in range(people)]
    office.act(who, lambda s, by: groups.add_members(s, by, no, lines))


def sign(office: Office, main: Asked) -> None:
    office.act("mediator", lambda s, by: agreements.sign(
        s, by, main.no, signed_on=TODAY, subjects=["WAGE"], rows=((TODAY, Decimal(1000)), (TODAY + timedelta(days=30), None)), signed=True, percent=Decimal(100)))


def pay(office: Office, main: Asked, *numbers: int) -> None:
    for number in numbers:
        office.act("mediator", lambda s, by, n=number: payments.pay(s, by, main.no, number=n, paid_on=TODAY, proof="TRANSFER"))


def whys(office: Office, no: str, who: str = "haishu") -> dict[str, str]:
    return office.look(who, lambda s, by: {p.ticket.no: p.why for p in group_closing.prospects(s, by, groups.get(s, by, no)) if p.open})


def close(office: Office, no: str, who: str = "haishu") -> list[str]:
    return office.act(who, lambda s, by: [p.ticket.no for p in group_closing.close(s, by, no)])


def ended(office: Office, one: Asked) -> tuple[str, str]:
    return office.look(None, lambda s, by: (s.get_one(Ticket, one.id).state, disputes.of(s, by, one.no).state))


def group_state(office: Office, no: str) -> str:
    return office.look(None, lambda s, _by: s.scalars(select(Group.state).where(Group.no == no)).one())


@pytest.mark.parametrize("state", group_closing.WAYS)
def test_each_way_is_open_in_the_procedure_and_ends_in_the_archive(state: str) -> None:
    for event in group_closing.WAYS[state]:
        state = procedure.step(state, event)
    assert state == "CLOSED"


def test_what_the_agreement_settled_ends_together_and_what_cannot_is_told_why(office: Office, clock: Clock) -> None:
    office.takes_any("lawyer1")
    main, fresh, talking, helped, elsewhere, paused, stranger, new = [
        asked(office, n, make) for n, make in enumerate((Office.taken, Office.confirmed, Office.taken, Office.accepted, Office.taken, Office.paused, Office.taken, Office.ask))]
    no = office.group(main, fresh, talking, helped, elsewhere, stranger, new, paused)
    roster(office, no, 6)
    assert set(whys(office, no).values()) == {"还没有按名册签订的协议"}
    invited(office, main)
    invited(office, talking)
    filed(office, consented(office, "TRANSFER", elsewhere), "ARBITRATION")
    sign(office, main)
    pay(office, main, 1)
    assert set(whys(office, no).values()) == {"协议的款项还没有付清"}
    with pytest.raises(Conflict, match="没有一件可以一并办结"):
        close(office, no)
    pay(office, main, 2)
    assert whys(office, no) == {
        main.no: "", fresh.no: "", talking.no: "", helped.no: f"法律援助 {helped.no}-Y1、{helped.no}-Y2 还没有结案", elsewhere.no: "争议现在是“已申请仲裁”，要先办完这个程序或者由职工撤回",
        stranger.no: "职工本人不在协议的名册里", new.no: "还没有确认为劳动争议", paused.no: "诉求现在是“已暂停”",
    }
    for who, error in (("zone", NotFound), ("lawyer1", Forbidden), ("auditor", Forbidden), ("yinzhou", NotFound)):
        with pytest.raises((error, Forbidden)):
            close(office, no, who)
    assert close(office, no) == [helped.no, elsewhere.no, paused.no, stranger.no, new.no]
    assert [ended(office, one) for one in (main, fresh, talking)] == [("CLOSED", "CLOSED")] * 3
    assert ended(office, elsewhere) == ("IN_PROGRESS", "ARB_FILED")
    assert office.look("mediator", lambda s, by: agreements.latest(s, disputes.of(s, by, main.no))).performed_on == TODAY
    assert office.look(None, lambda s, _by: set(s.scalars(select(Mediation.ended_as)))) == {"AGREED"}, "the talks of the other dispute ended with the agreement"
    assert group_state(office, no) == "OPEN"
    # one after the other: the lawyer closes, the worker goes the other way, and the last one ends the group
    clock.forward(minutes=1)
    office.finish(helped, awarded="1300", recovered="1300")
    assert (ended(office, helped), whys(office, no)[helped.no]) == (("CLOSED", "TRIAGED"), ""), "closing the aid closed the request; its dispute is still to be archived"
    assert helped.no not in close(office, no)
    assert ended(office, helped) == ("CLOSED", "CLOSED")
    for one in (elsewhere, stranger, new, paused):
        office.act("haishu", lambda s, by, n=one.no: tickets.withdraw(s, by, n, reason="职工自己另行处理"))
    assert whys(office, no) == {}
    assert close(office, no) == []
    assert group_state(office, no) == "CLOSED"
    with pytest.raises(Conflict, match="已经办结"):
        office.act("haishu", lambda s, by: rosters.take(s, by, no, [Row(2, "职工甲", Decimal(100), phone="13800010001")]))
    office.act("mediator", lambda s, by: tickets.take(s, by, main.no))
    assert group_state(office, no) == "OPEN", "a request taken up again opens its group"


def test_a_request_of_another_county_keeps_the_group_open(office: Office) -> None:
    main, far = asked(office, 0), office.confirmed(who="yinzhou", name="周示例乙", phone="13800020001", county="330212")
    no = office.group(main, far, who="city")
    roster(office, no, 2, "city")
    invited(office, main)
    sign(office, main)
    pay(office, main, 1, 2)
    assert (list(whys(office, no)), close(office, no), group_state(office, no)) == ([main.no], [], "OPEN")
    with pytest.raises(Conflict, match="另有 1 件不在您的范围里"):
        close(office, no)
    assert (close(office, no, "city"), group_state(office, no)) == ([], "CLOSED")
