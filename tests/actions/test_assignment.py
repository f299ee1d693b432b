"""Offering a matter: hard rules, caps and conflicts hold inside the transaction, whoever races whom."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from legalaid.actions import accounts, assignment, lawyers, offers, tickets
from legalaid.errors import Conflict, Forbidden, NotFound, Refused
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.office import Notice
from tests import counting
from tests.builders import HAISHU, YINZHOU, Asked, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def change(office: Office, login: str, **values: object) -> None:
    office.act(None, lambda s, _by: [setattr(s.scalars(select(Lawyer).where(Lawyer.account_id == office.people[login])).one(), k, v) for k, v in values.items()])


def client(office: Office, login: str, **values: str) -> None:
    given = {"employer": "宁波青禾示例服饰有限公司", "side": "FOR", "whose": "LAWYER", "source": "测试", **values}
    office.act(None, lambda s, by: lawyers.engage(s, by, lawyers.hold(s, office.lawyer_id(s, login)), **given))


def ranked(office: Office, asked: Asked, who: str = "haishu") -> assignment.Shortlist:
    return office.look(who, lambda s, by: assignment.shortlist(s, by, asked.no))


def leave(office: Office, login: str, starts: date, ends: date) -> None:
    office.act(login, lambda s, by: lawyers.take_leave(s, by, starts=starts, ends=ends))


FORBID: dict[str, tuple[Callable[[Office], None], str]] = {
    "acts for the employer": (lambda o: client(o, "lawyer1"), "利益冲突"),
    "acted against the employer": (lambda o: client(o, "lawyer1", side="AGAINST"), "利益冲突"),
    "the firm acts for the employer": (lambda o: client(o, "lawyer1", whose="FIRM"), "利益冲突"),
    "a colleague of the firm acts for the employer": (lambda o: (change(o, "lawyer1", firm="同一示例所"), change(o, "lawyer2", firm="同一示例所"), client(o, "lawyer2")), "律所利益冲突"),
    "on leave": (lambda o: leave(o, "lawyer1", date(2026, 11, 24), date(2026, 11, 24)), "请假"),
    "licence ran out": (lambda o: change(o, "lawyer1", licence_until=date(2026, 11, 23)), "执业证到期"),
    "does not do this service": (lambda o: change(o, "lawyer1", services=["CONSULTATION"]), "不办这类服务"),
    "does not serve the county": (lambda o: change(o, "lawyer1", counties=[YINZHOU]), "不服务该县区"),
    "full": (lambda o: change(o, "lawyer1", caps={"REPRESENTATION": 0}), "满负荷"),
    "full for the month": (lambda o: change(o, "lawyer1", month_caps={"REPRESENTATION": 0}), "本月已满"),
    "paused": (lambda o: change(o, "lawyer1", state="PAUSED"), "暂停接单"),
    "disabled": (lambda o: o.act("admin", lambda s, by: accounts.disable(s, by, o.people["lawyer1"])), "账号已停用"),
}


@pytest.mark.parametrize("case", FORBID)
def test_no_hard_rule_is_broken_by_an_offer_made_by_hand(office: Office, case: str) -> None:
    forbid, words = FORBID[case]
    asked = office.granted()
    forbid(office)
    with pytest.raises(Conflict, match=words):
        office.offer(asked, "lawyer1")
    assert office.look(None, lambda s, _by: list(s.scalars(select(Offer)))) == []
    assert "lawyer1" not in [c.lawyer for c in ranked(office, asked).found.candidates]


def test_whoever_mediated_the_matter_is_not_its_lawyer(office: Office) -> None:
    asked = office.granted()
    office.act(None, lambda s, _by: setattr(s.get_one(tickets.Ticket, asked.id), "handler_id", office.people["lawyer1"]))
    with pytest.raises(Conflict, match="调解员"):
        office.offer(asked, "lawyer1")


def test_the_ranking_gives_reasons_and_counts_the_excluded(office: Office) -> None:
    leave(office, "lawyer2", date(2026, 11, 20), date(2026, 11, 30))
    found = ranked(office, office.granted())
    names = {str(office.look(None, lambda s, _by, n=n: office.lawyer_id(s, n))): n for n in ("lawyer1", "lawyer2", "lawyer3")}
    assert [names[c.lawyer] for c in found.found.candidates] == ["lawyer1", "lawyer3"]
    assert all(c.reasons and sum(c.components.values()) == c.total for c in found.found.candidates)
    assert found.found.counts == (("请假", 1),)
    assert found.total == 3


def test_another_than_the_first_needs_a_reason_that_is_kept_and_counted(office: Office) -> None:
    asked = office.granted()
    for code in (None, "BECAUSE"):
        with pytest.raises(Refused, match="请选择原因"):
            office.offer(asked, "lawyer2", override_code=code)
    with pytest.raises(Refused, match="电话号码"):
        office.offer(asked, "lawyer2", override_note="职工电话 13812345678")
    row = office.offer_row(office.offer(asked, "lawyer2", override_code="LANGUAGE", override_note="会四川话"))
    assert (row.override_code, row.override_note) == ("LANGUAGE", "会四川话")
    first = office.offer_row(office.offer(office.granted(), "lawyer1", override_code="LANGUAGE"))
    assert first.override_code is None, "the first choice needs none, so none is counted"


def test_an_offer_keeps_score_reasons_weights_and_the_result_of_the_conflict_check(office: Office) -> None:
    _, ident = office.offered()
    row = office.offer_row(ident)
    assert sum(row.components.values()) == row.score
    assert row.reasons
    assert (row.weights_number, row.conflict["result"], row.offered_by) == (1, "clear", office.people["haishu"])
    notice = office.look(None, lambda s, _by: s.scalars(select(Notice).where(Notice.template == "offer")).one())
    assert notice.account_id == office.people["lawyer1"]


@pytest.mark.parametrize(("at", "urgent", "due"), [
    ("2026-11-24T10:00", False, "2026-11-25T10:00"), ("2026-11-27T16:00", False, "2026-11-30T16:00"),  # Friday → Monday
    ("2026-11-24T10:00", True, "2026-11-24T15:30"), ("2026-11-24T16:30", True, "2026-11-25T11:30"),  # 8:30–12:00, 13:30–17:30
])
def test_one_working_day_to_answer_and_four_office_hours_when_urgent(office: Office, clock: Clock, at: str, urgent: bool, due: str) -> None:
    clock.at(at)
    text = {"statement": "老板跑路了，厂门锁了，三个月工资没发，电话也打不通。"} if urgent else {}
    _, ident = office.offered(**text)
    row = office.offer_row(ident)
    assert row.aid_request.urgent is urgent
    assert f"{row.due_at.astimezone(clock.now.tzinfo):%Y-%m-%dT%H:%M}" == due


def test_one_request_has_one_live_offer(office: Office) -> None:
    asked, _ = office.offered()
    with pytest.raises(Conflict, match="已经派给了别的律师"):
        office.offer(asked, "lawyer2")
    other = office.granted()
    found = at_once(lambda: office.offer(other, "lawyer1"), lambda: office.offer(other, "lawyer2", who="haishu2"))
    assert sorted(type(f).__name__ for f in found) == ["Conflict", "UUID"]


def test_two_coordinators_at_the_last_free_place_do_not_both_get_it(office: Office) -> None:
    change(office, "lawyer1", caps={"REPRESENTATION": 2})
    office.offered()
    first, second = office.granted(), office.granted()
    found = at_once(lambda: office.offer(first, "lawyer1"), lambda: office.offer(second, "lawyer1", who="haishu2"))
    assert sorted(type(f).__name__ for f in found) == ["Conflict", "UUID"]
    assert "满负荷" in next(f for f in found if isinstance(f, Conflict)).message
    live = office.look(None, lambda s, _by: len(list(s.scalars(select(Offer).where(Offer.state == "OFFERED")))))
    assert live == 2


def test_two_offers_to_whoever_stands_first_do_not_both_get_the_last_place(office: Office) -> None:
    change(office, "lawyer1", month_caps={"REPRESENTATION": 1})  # still the best, which a cap of one would not be
    first, second = office.granted(), office.granted()

    def offer(asked: Asked, who: str) -> UUID:
        made, _ = office.act(who, lambda s, by: assignment.offer_first(s, by, asked.no))
        return made.lawyer_id

    found = at_once(lambda: offer(first, "haishu"), lambda: offer(second, "haishu2"))
    best = office.look(None, lambda s, _by: office.lawyer_id(s, "lawyer1"))
    assert found.count(best) == 1, found
    other = next(f for f in found if f != best)
    assert not isinstance(other, Exception) or "情况刚刚有变化" in str(other), "on PostgreSQL the second one ranked before the first one committed"


def test_what_is_closed_not_granted_or_already_served_is_not_offered(office: Office) -> None:
    with pytest.raises(NotFound):
        office.offer(office.confirmed())
    with pytest.raises(Conflict, match="还没有批准"):
        office.offer(office.applied())
    with pytest.raises(Conflict, match="已经有律师"):
        office.offer(office.accepted(), "lawyer2")
    gone = office.granted()
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, gone.no, reason=""))
    with pytest.raises(Conflict, match="已经办结"):
        office.offer(gone)
    assert gone.no not in [r.ticket.no for r in office.look("haishu", assignment.waiting)]


def test_only_coordinators_assign_and_only_what_they_see(office: Office) -> None:
    asked, _ = office.granted(), office.offered()
    for who in ("mediator", "zone", "lawyer1", "admin", "auditor"):
        with pytest.raises(Forbidden):
            office.offer(asked, who=who)
    with pytest.raises(NotFound):
        office.offer(asked, who="yinzhou")
    assert office.look("yinzhou", assignment.waiting) == []
    assert office.look("yinzhou", assignment.pending) == [], "offers of other counties are not listed"
    assert len(office.look("haishu", assignment.pending)) == 1


def test_an_unanswered_offer_is_taken_back_with_a_reason_and_the_lawyer_stays_eligible(office: Office) -> None:
    asked, ident = office.offered()
    with pytest.raises(Refused, match="收回原因"):
        office.act("haishu", lambda s, by: offers.cancel(s, by, ident, reason=" "))
    with pytest.raises(NotFound):
        office.act("yinzhou", lambda s, by: offers.cancel(s, by, ident, reason="派错了"))
    office.act("haishu", lambda s, by: offers.cancel(s, by, ident, reason="派错了"))
    assert office.offer_row(ident).state == "CANCELLED"
    with pytest.raises(Conflict):
        office.act("lawyer1", lambda s, by: offers.accept(s, by, ident, no_conflict=True))
    assert office.offer(asked, "lawyer1")


def test_a_lawyer_is_imported_with_what_matching_reads(office: Office) -> None:
    office.act(None, lambda s, by: office.add_lawyer(s, by, "lawyer9", counties=[HAISHU], specialties={"205.5": 1000}))
    people = office.look(None, lambda s, by: lawyers.snapshot(s, by.now))
    assert len(people) == 4
    assert "lawyer.add" in counting.audited(office)
