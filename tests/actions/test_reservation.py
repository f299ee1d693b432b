"""占位: a place kept while somebody decides counts as load, keeps others out, tells nobody, and ends by itself."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from legalaid.actions import assignment, lawyers, offers
from legalaid.errors import Conflict, Forbidden, NotFound
from legalaid.tables.assignment import Offer
from legalaid.tables.office import Notice
from tests.actions.test_assignment import change, client
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def hold(office: Office, asked: Asked, lawyer: str = "lawyer1", who: str = "haishu") -> UUID:
    return office.act(who, lambda s, by: assignment.hold(s, by, asked.no, office.lawyer_id(s, lawyer)).id)


def count(office: Office, table: Any = Offer) -> int:
    return office.look(None, lambda s, _by: s.scalar(select(func.count()).select_from(table)) or 0)


def carried(office: Office, login: str = "lawyer1") -> int:
    def read(session: Any, by: Any) -> int:
        ident = str(office.lawyer_id(session, login))
        return next(p.open["REPRESENTATION"] for p in lawyers.snapshot(session, by.now) if p.id == ident)

    return office.look(None, read)


def test_a_reservation_counts_as_load_and_nobody_is_told(office: Office) -> None:
    asked = office.granted()
    before = count(office, Notice)
    ident = hold(office, asked)
    assert (carried(office), count(office, Notice)) == (1, before)
    with pytest.raises(NotFound):
        office.look("lawyer1", lambda s, by: offers.own_offer(s, by, ident))
    assert [o.aid_request.ticket.no for o in office.look("haishu", assignment.reserved)] == [asked.no]
    assert office.look("yinzhou", assignment.reserved) == []


def test_it_keeps_a_colleague_out_until_it_ends_by_itself(office: Office, clock: Clock) -> None:
    asked = office.granted()
    hold(office, asked)
    for act in (lambda: office.offer(asked, "lawyer2", who="haishu2"), lambda: hold(office, asked, who="haishu2")):
        with pytest.raises(Conflict, match="另一位同事正在"):
            act()
    with pytest.raises(Conflict, match="另一位同事正在"):
        office.act("haishu2", lambda s, by: assignment.release(s, by, asked.no))
    clock.forward(minutes=assignment.HOLD_MINUTES, seconds=1)
    assert carried(office) == 0, "no job is needed for that"
    assert asked.no in [r.ticket.no for r in office.look("haishu2", assignment.waiting)]
    assert office.offer_row(office.offer(asked, "lawyer2", who="haishu2")).state == "OFFERED"


def test_whoever_reserved_offers_to_that_lawyer_or_another(office: Office) -> None:
    first, second = office.granted(), office.granted()
    change(office, "lawyer1", caps={"REPRESENTATION": 1})
    hold(office, first)
    with pytest.raises(Conflict, match="满负荷"):
        office.offer(second, "lawyer1", who="haishu2")
    office.offer(first, "lawyer1")
    assert [o.state for o in office.look(None, lambda s, _by: list(s.scalars(select(Offer))))] == ["OFFERED"], "the own reservation stood in nobody's way"
    hold(office, second, "lawyer2")
    office.offer(second, "lawyer3")
    assert carried(office, "lawyer2") == 0


def test_the_job_clears_what_ran_out_and_leaves_what_stands(office: Office, clock: Clock) -> None:
    gone, stands = office.granted(), office.granted()
    hold(office, gone)
    clock.forward(minutes=assignment.HOLD_MINUTES - 1)
    hold(office, stands, "lawyer2")
    clock.forward(minutes=2)
    due = office.look(None, lambda s, by: offers.lapsed(None, s, by))
    assert office.act(None, lambda s, by: offers.lapse(s, by, due)) == {"lapsed": 0, "passed_on": 0, "freed": 1}
    assert office.act(None, lambda s, by: offers.lapse(s, by, due)) == {"lapsed": 0, "passed_on": 0, "freed": 0}, "what is gone is gone"
    assert [o.aid_request.ticket.no for o in office.look(None, assignment.reserved)] == [stands.no]


def test_a_hard_rule_stops_a_reservation_too_and_so_does_a_missing_right(office: Office) -> None:
    asked = office.granted()
    client(office, "lawyer1")
    with pytest.raises(Conflict, match="利益冲突"):
        hold(office, asked)
    with pytest.raises(Forbidden):
        hold(office, asked, who="mediator")
    with pytest.raises(NotFound):
        hold(office, asked, who="yinzhou")
    with pytest.raises(Conflict, match="没有占位"):
        office.act("haishu", lambda s, by: assignment.release(s, by, asked.no))
    assert count(office) == 0


def test_of_two_at_once_one_gets_the_reservation(office: Office) -> None:
    asked = office.granted()
    found = at_once(lambda: hold(office, asked), lambda: hold(office, asked, "lawyer2", "haishu2"))
    assert sorted(type(f).__name__ for f in found) == ["Conflict", "UUID"]
    assert count(office) == 1
