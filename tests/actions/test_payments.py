"""Agreements are paid in instalments with proof; a group's sums reach each worker once; who is late is told, nobody on a day off."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from legalaid.actions import agreements, disputes, drill_down, groups, payments, reports, tickets
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.tables.groups import GroupMember
from legalaid.tables.mediation import Instalment, Payment
from legalaid.tables.office import Notice
from legalaid.tables.tickets import Ticket
from tests.actions.mediating import TODAY, agreed, filed, invited, replied, roster
from tests.builders import Asked, Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def pay(office: Office, asked: Asked, number: int, on: date = TODAY, who: str = "mediator", **values: Any) -> list[Payment]:
    return office.act(who, lambda s, by: payments.pay(s, by, asked.no, number=number, paid_on=on, proof="TRANSFER", **values))


def standing(office: Office, asked: Asked) -> agreements.State:
    def found(session: Any, by: Any) -> agreements.State:
        dispute = disputes.of(session, by, asked.no)
        row = agreements.latest(session, dispute)
        assert row is not None
        state = agreements.state(session, by, dispute, row)
        assert state.instalments[0].instalment.agreement is row
        return state

    return office.look("mediator", found)


def test_one_workers_instalments_in_parts_with_proof_until_all_is_paid(office: Office, clock: Clock) -> None:
    asked = agreed(office)
    with pytest.raises(Refused, match=r"还剩 9,300\.00 元"):
        pay(office, asked, 1, amount=Decimal("9300.01"))
    pay(office, asked, 1, amount=Decimal("3000.00"))
    with pytest.raises(Conflict, match="第 1、2 期还没有付清"):
        office.act("mediator", lambda s, by: payments.conclude(s, by, asked.no))
    clock.at("2027-01-12T10:00")
    pay(office, asked, 1, date(2026, 12, 12))
    pay(office, asked, 2, date(2027, 1, 12))
    with pytest.raises(Conflict, match="已经付清"):
        pay(office, asked, 2, date(2027, 1, 12))
    with pytest.raises(NotFound):
        pay(office, asked, 3, date(2027, 1, 12))
    found = standing(office, asked)
    assert [(s.paid, s.instalment.paid_on) for s in found.instalments] == [(Decimal(9300), date(2026, 12, 12)), (Decimal(9300), date(2027, 1, 12))]
    assert office.act("mediator", lambda s, by: payments.conclude(s, by, asked.no).state) == "PERFORMED"
    assert standing(office, asked).row.performed_on == date(2027, 1, 12)


def test_a_payment_entered_by_mistake_is_withdrawn_and_its_row_stays(office: Office) -> None:
    asked = agreed(office)
    (row,) = pay(office, asked, 1)
    with pytest.raises(Refused, match="写明撤销的原因"):
        office.act("mediator", lambda s, by: payments.withdraw(s, by, asked.no, row.id, reason=""))
    office.act("mediator", lambda s, by: payments.withdraw(s, by, asked.no, row.id, reason="登记到别人名下了"))
    assert (standing(office, asked).paid, standing(office, asked).instalments[0].instalment.paid_on) == (Decimal(0), None)
    assert office.look(None, lambda s, _by: s.get_one(Payment, row.id).withdrawn_reason) == "登记到别人名下了"
    with pytest.raises(Conflict, match="已经撤销"):
        office.act("mediator", lambda s, by: payments.withdraw(s, by, asked.no, row.id, reason="登记到别人名下了"))


def members(office: Office) -> Mapping[int, tuple[Decimal, str]]:
    return office.look(None, lambda s, _by: {m.position: (m.settled, m.state) for m in s.scalars(select(GroupMember))})


def test_a_group_is_paid_in_two_instalments_and_each_worker_counts_once(office: Office, clock: Clock) -> None:
    asked, no = roster(office, 3)  # owed 1,000, 1,100 and 1,200
    office.act("haishu", lambda s, by: groups.pay(s, by, no, 1, Decimal(100)))
    invited(office, asked)

    def sign(percent: int, exceptions: dict[int, Decimal], *rows: tuple[date, Decimal | None]) -> Any:
        return office.act("mediator", lambda s, by: agreements.sign(s, by, asked.no, signed_on=TODAY, subjects=["WAGE"], rows=rows, signed=True, percent=Decimal(percent), exceptions=exceptions))

    plan = ((date(2026, 12, 10), Decimal("1000.01")), (date(2026, 12, 31), None))
    for percent, exceptions, words in ((0, {}, "大于 0"), (100, {4: Decimal(1)}, "没有第 4 行"), (100, {1: Decimal("900.01")}, "还欠 900.00")):
        with pytest.raises(Refused, match=words):
            sign(percent, exceptions, *plan)
    sign(100, {3: Decimal("1000.50")}, *plan)
    assert standing(office, asked).row.total == Decimal("3000.50")
    # the same money is neither promised nor booked a second time
    with pytest.raises(Conflict, match=asked.no):
        office.act("haishu", lambda s, by: groups.pay(s, by, no, 1, Decimal(1)))
    other = office.taken()
    office.act(None, lambda s, _by: setattr(s.get_one(Ticket, other.id), "group_id", s.get_one(Ticket, asked.id).group_id))
    with pytest.raises(Conflict, match=f"{asked.no} 里已经有协议"):
        agreed(office, other, percent=Decimal(100))
    office.act(None, lambda s, _by: setattr(s.scalars(select(GroupMember).where(GroupMember.position == 1)).one(), "owed", Decimal(101)))
    with pytest.raises(Refused, match=r"第 1 行还欠 1\.00 元"):
        pay(office, asked, 1)
    office.act(None, lambda s, _by: setattr(s.scalars(select(GroupMember).where(GroupMember.position == 1)).one(), "owed", Decimal(1000)))
    with pytest.raises(Refused, match="不填金额"):
        pay(office, asked, 1, amount=Decimal(10))
    with pytest.raises(Refused, match="没有第 9 行"):
        pay(office, asked, 1, positions=[9])
    assert len(pay(office, asked, 1, positions=[2])) == 1
    assert len(pay(office, asked, 1)) == 2
    clock.at("2026-12-31T15:00")
    assert len(pay(office, asked, 2, date(2026, 12, 31))) == 3
    assert members(office) == {1: (Decimal(1000), "PAID"), 2: (Decimal(1100), "PAID"), 3: (Decimal("1000.50"), "PARTLY_PAID")}
    everything = office.look(None, lambda s, _by: sum(p.amount for p in s.scalars(select(Payment))))
    assert everything == Decimal("3100.50")  # the agreement and what was advanced before it
    office.act("mediator", lambda s, by: payments.conclude(s, by, asked.no))


def test_after_a_late_instalment_the_ways_and_their_last_days_are_named(office: Office, clock: Clock) -> None:
    asked = agreed(office, subjects=("WAGE", "SEVERANCE"))
    assert standing(office, asked).remedies == []
    clock.at("2026-12-11T10:00")
    assert [(r.filing, d and d.due_date) for r, d in standing(office, asked).remedies] == [("PAYMENT_ORDER", None), ("ARBITRATION", date(2027, 12, 10))]
    ident = filed(office, asked, "JUD_CONFIRM", "BOTH", sent_on=date(2026, 12, 11))
    replied(office, asked, ident, "CONFIRMED", date(2026, 12, 11))
    assert [(r.filing, d and d.due_date) for r, d in standing(office, asked).remedies] == [("ENFORCEMENT", date(2029, 1, 11))]


def test_reminders_come_once_before_and_twice_after_on_working_days(office: Office, clock: Clock) -> None:
    asked = agreed(office, rows=((date(2026, 12, 13), None),))  # a Sunday

    def told(at: str) -> int:
        clock.at(at)
        prepared = office.look(None, lambda s, by: payments.due(None, s, by))
        done: int = office.act(None, lambda s, by: payments.remind(s, by, prepared))["warned"]
        office.act(None, lambda s, by: payments.remind(s, by, prepared))  # run again: nobody is told twice
        return done

    days = ["2026-12-08", "2026-12-09", "2026-12-10", "2026-12-13", "2026-12-14", "2026-12-15", "2026-12-19", "2026-12-21", "2027-01-04"]
    assert [told(f"{day}T09:20") for day in days] == [0, 1, 0, 0, 1, 0, 0, 1, 0]
    query = select(Notice).where(Notice.template.like("instalment%")).order_by(Notice.created_at, Notice.template)
    rows = office.look(None, lambda s, _by: [(n.template, n.account_id is not None) for n in s.scalars(query)])
    assert rows == [("instalment_due", False), ("instalment_due_desk", True), *[("instalment_late", False), ("instalment_late_desk", True)] * 2]
    pay(office, asked, 1, date(2027, 1, 4))
    assert office.look(None, lambda s, _by: s.scalars(select(Instalment.told)).all()) == [["BEFORE", "AFTER", "AGAIN"]]


def test_a_promise_outlives_the_closed_request_but_not_the_agreement_left_for_another_way(office: Office, clock: Clock) -> None:
    left, kept = (agreed(office, rows=((date(2026, 12, 10), None),)) for _ in range(2))
    office.act("mediator", lambda s, by: tickets.resolve(s, by, kept.no, outcome="双方达成协议，分期支付"))
    office.act("mediator", lambda s, by: tickets.close(s, by, kept.no))
    clock.at("2026-12-11T10:00")
    prepared = office.look(None, lambda s, by: payments.due(None, s, by))
    assert len(prepared) == 2
    filed(office, left, "ARBITRATION", sent_on=date(2026, 12, 11))
    assert office.act(None, lambda s, by: payments.remind(s, by, prepared))["warned"] == 1
    assert office.look(None, lambda s, _by: s.scalars(select(Notice.subject_no).where(Notice.template == "instalment_late")).all()) == [kept.no]


def test_who_may_say_that_money_came(office: Office) -> None:
    asked = office.accepted()
    office.act("lawyer1", lambda s, by: payments.receive(s, by, asked.no, amount=Decimal(500), paid_on=TODAY, proof="COURT"))
    for who, error in (("yinzhou", NotFound), ("lawyer2", NotFound), ("auditor", Forbidden), (office.worker(asked), Forbidden)):
        with pytest.raises(error):
            office.act(who, lambda s, by: payments.receive(s, by, asked.no, amount=Decimal(500), paid_on=TODAY, proof="COURT"))
    with pytest.raises(Refused, match="不能晚于今天"):
        office.act("lawyer1", lambda s, by: payments.receive(s, by, asked.no, amount=Decimal(500), paid_on=date(2026, 11, 25), proof="COURT"))
    with pytest.raises(Forbidden):
        office.act("lawyer1", lambda s, by: payments.withdraw(s, by, asked.no, payments.of_ticket(s, asked.id)[0].id, reason="登记错了一笔"))


def test_what_was_paid_counts_in_its_week_once_and_promises_do_not(office: Office, clock: Clock) -> None:
    asked, _ = roster(office, 2)  # owed 1,000 and 1,100
    invited(office, asked)
    office.act("mediator", lambda s, by: agreements.sign(
        s, by, asked.no, signed_on=TODAY, subjects=["WAGE"], rows=((date(2026, 11, 24), Decimal(1000)), (date(2026, 12, 1), None)), signed=True, percent=Decimal(100)))

    def counted(until: str) -> tuple[Decimal, Decimal, int]:
        clock.at(until)

        def found(session: Any, by: Any) -> Any:
            span = reports.period("week", by.now)
            figures = reports.figures(session, by, span)
            return figures.recovered, figures.awarded_unpaid, drill_down.behind(session, by, "recovered", span).total

        return office.look("haishu", found)

    assert counted("2026-11-29T20:00") == (Decimal(0), Decimal(2100), 0)
    (wrong,) = pay(office, asked, 1, positions=[1])
    pay(office, asked, 1)
    office.act("mediator", lambda s, by: payments.withdraw(s, by, asked.no, wrong.id, reason="登记到别人名下了"))
    half = counted("2026-11-29T20:00")[0]
    assert half == Decimal(1000) - wrong.amount
    clock.at("2026-12-01T10:00")
    pay(office, asked, 1, date(2026, 12, 1))
    pay(office, asked, 2, date(2026, 12, 1))
    # two lawyers of the same group report the whole sum and a worker's part of it on closing: the same money, counted before
    for recovered in ("2100", "1000"):
        helped = office.accepted()
        office.act(None, lambda s, by, one=helped: setattr(s.get_one(Ticket, one.id), "group_id", s.get_one(Ticket, asked.id).group_id))
        office.finish(helped, awarded="2100", recovered=recovered)
    office.finish(office.accepted(), awarded="500", recovered="0")  # what the other matter got lessens nothing of it
    assert counted("2026-12-01T10:00") == (Decimal(2100) - half, Decimal(500), 3)
    assert counted("2026-11-29T20:00")[:2] == (half, Decimal(2100) - half)
