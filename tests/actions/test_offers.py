"""The lawyer's answer: masked before, full data after accepting; a declined or lapsed pair never returns."""

from datetime import date

import pytest
from sqlalchemy import select

from legalaid.actions import accounts, aid_records, assignment, audit, lawyers, offers, scopes, tickets
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Stale
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.office import Notice
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def accept(office: Office, ident, who: str = "lawyer1", no_conflict: bool | None = True) -> Offer:
    return office.act(who, lambda s, by: offers.accept(s, by, ident, no_conflict=no_conflict))


def decline(office: Office, ident, who: str = "lawyer1", **values) -> Offer:
    return office.act(who, lambda s, by: offers.decline(s, by, ident, **{"reason": "BUSY", **values}))


def sees(office: Office, asked: Asked, who: str) -> bool:
    try:
        return office.look(who, lambda s, by: scopes.ticket(s, by, asked.no)) is not None
    except NotFound:
        return False


def lapse(office: Office) -> dict:
    prepared = office.look(None, lambda s, by: offers.lapsed(None, s, by))
    return office.act(None, lambda s, by: offers.lapse(s, by, prepared))


def test_nothing_of_the_person_is_open_before_acceptance_and_all_of_it_after(office: Office) -> None:
    asked, ident = office.offered()
    assert not sees(office, asked, "lawyer1")
    with pytest.raises(NotFound):
        office.look("lawyer1", lambda s, by: aid_records.get(s, by, f"{asked.no}-Y1"))
    accept(office, ident)
    assert sees(office, asked, "lawyer1")
    shown = office.act("lawyer1", lambda s, by: audit.reveal(s, by, aid_records.get(s, by, f"{asked.no}-Y1").ticket.worker, "name", "承办案件"))
    assert shown == "周示例"
    assert not sees(office, asked, "lawyer2")


def test_accepting_opens_one_record_for_each_form_and_tells_the_worker(office: Office) -> None:
    asked, ident = office.offered()
    accept(office, ident)
    assert [(r.no, r.form, r.state) for r in office.records(asked)] == [(f"{asked.no}-Y1", "DRAFT", "OPEN"), (f"{asked.no}-Y2", "ARBITRATE", "OPEN")]
    ticket = office.ticket(asked)
    assert ticket.state == "IN_PROGRESS"
    told = office.look(None, lambda s, _by: s.scalars(select(Notice.template).where(Notice.worker_id == ticket.worker_id)).all())
    assert told.count("lawyer_accepted") == 1


@pytest.mark.parametrize(("answer", "words"), [(None, "请先回答"), (False, "不便接单")])
def test_the_conflict_question_is_answered_first(office: Office, answer: bool | None, words: str) -> None:
    _, ident = office.offered()
    with pytest.raises(Refused, match=words) as refused:
        accept(office, ident, no_conflict=answer)
    assert refused.value.field == "conflict"
    assert office.offer_row(ident).state == "OFFERED"


def test_somebody_elses_offer_does_not_exist(office: Office) -> None:
    _, ident = office.offered()
    for action in (accept, decline):
        with pytest.raises(NotFound):
            action(office, ident, "lawyer2")
        with pytest.raises(Forbidden):
            action(office, ident, "haishu")


def _firm_conflict(office: Office) -> None:
    def action(session, by):
        for login in ("lawyer1", "lawyer2"):
            lawyers.hold(session, office.lawyer_id(session, login)).firm = "同一示例所"
        lawyers.engage(session, by, lawyers.hold(session, office.lawyer_id(session, "lawyer2")), employer="宁波青禾示例服饰有限公司", side="FOR", whose="LAWYER", source="测试")

    office.act(None, action)


CHANGED = {
    "own client": lambda o: o.act(None, lambda s, by: lawyers.engage(
        s, by, lawyers.hold(s, o.lawyer_id(s, "lawyer1")), employer="宁波青禾示例服饰有限公司", side="FOR", whose="LAWYER", source="测试")),
    "client of a colleague": _firm_conflict,
    "licence": lambda o: o.act(None, lambda s, _by: setattr(lawyers.hold(s, o.lawyer_id(s, "lawyer1")), "licence_until", date(2026, 11, 23))),
    "paused": lambda o: o.act(None, lambda s, _by: setattr(lawyers.hold(s, o.lawyer_id(s, "lawyer1")), "state", "PAUSED")),
}


@pytest.mark.parametrize("case", CHANGED)
def test_what_came_up_since_the_offer_is_checked_again_at_acceptance(office: Office, case: str) -> None:
    asked, ident = office.offered()
    CHANGED[case](office)
    with pytest.raises(Conflict):
        accept(office, ident)
    assert office.records(asked) == []
    assert not sees(office, asked, "lawyer1")


def test_a_withdrawn_request_cannot_be_accepted_any_more(office: Office) -> None:
    asked, ident = office.offered()
    office.act(office.worker(asked), lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    with pytest.raises(Conflict, match="撤回"):
        accept(office, ident)
    assert not sees(office, asked, "lawyer1")


def test_a_declined_pair_never_returns(office: Office) -> None:
    asked, ident = office.offered()
    with pytest.raises(Invalid, match="原因"):
        decline(office, ident, reason="")
    with pytest.raises(Refused, match="姓名"):
        decline(office, ident, note="周示例的案子办不过来")
    decline(office, ident, note="本周有三个庭")
    with pytest.raises(Conflict, match="曾婉拒"):
        office.offer(asked, "lawyer1")
    assert office.offer(asked, "lawyer2")
    with pytest.raises(Conflict, match="已经答复"):
        decline(office, ident)


@pytest.mark.parametrize("said", [{"reason": "CONFLICT"}, {"reason": "BUSY", "no_conflict": False}, {"reason": "", "no_conflict": False}])
def test_a_declared_conflict_stops_every_later_offer_of_that_employer(office: Office, said: dict) -> None:
    asked, ident = office.offered()
    row = decline(office, ident, **said)
    assert (row.decline_reason, row.conflict_declared) == ("CONFLICT", True)
    with pytest.raises(Conflict, match="利益冲突"):
        office.offer(office.granted(), "lawyer1")
    assert office.offer(office.granted(employer_name="远帆示例物流有限公司"), "lawyer1")
    assert not sees(office, asked, "lawyer1")


def test_a_conflict_with_one_firm_of_a_group_stops_the_whole_group(office: Office) -> None:
    _, ident = office.offered()
    decline(office, ident, reason="CONFLICT")
    first, second = office.granted(employer_name="远帆示例物流有限公司"), office.confirmed()
    office.group(first, second)
    with pytest.raises(Conflict, match="利益冲突"):
        office.offer(first, "lawyer1")


def test_an_offer_past_its_limit_goes_on_to_the_next_and_never_back(office: Office, clock: Clock) -> None:
    asked, ident = office.offered()
    clock.at("2026-11-25T10:00")
    assert lapse(office) == {"lapsed": 0, "passed_on": 0, "freed": 0}, "the limit itself is still in time"
    clock.at("2026-11-25T10:01")
    with pytest.raises(Conflict, match="时限已过"):
        accept(office, ident)
    assert lapse(office) == {"lapsed": 1, "passed_on": 1, "freed": 0}
    assert lapse(office) == {"lapsed": 0, "passed_on": 0, "freed": 0}
    live = office.look(None, lambda s, _by: s.scalars(select(Offer).where(Offer.state == "OFFERED")).one())
    assert live.lawyer.account_id == office.people["lawyer2"], "the next best"
    clock.at("2026-11-27T10:01")
    lapse(office)
    clock.at("2026-12-02T10:01")
    assert lapse(office) == {"lapsed": 1, "passed_on": 0, "freed": 0}
    assert office.look("haishu", lambda s, by: [r.waiting_reason["reason"] for r in assignment.waiting(s, by)]) == ["no_eligible_lawyer"]
    told = office.look(None, lambda s, _by: s.scalars(select(Notice.account_id).where(Notice.template == "offer_lapsed")).all())
    assert sorted(map(str, told)) == sorted(str(office.people[f"lawyer{n}"]) for n in (1, 2, 3))
    assert not sees(office, asked, "lawyer1")


def test_a_coordinator_may_keep_a_lapsed_offer_from_going_on(office: Office, clock: Clock) -> None:
    office.offer(office.granted(), "lawyer1", next_when_lapsed=False)
    clock.forward(days=3)
    assert lapse(office) == {"lapsed": 1, "passed_on": 0, "freed": 0}


def test_an_answer_and_the_lapse_at_once_do_not_both_happen(office: Office, clock: Clock) -> None:
    asked, ident = office.offered()
    early = office.look("lawyer1", lambda s, by: by)
    clock.at("2026-11-25T10:01")
    prepared = office.look(None, lambda s, by: offers.lapsed(None, s, by))
    found = at_once(lambda: office.act(early, lambda s, by: offers.accept(s, by, ident, no_conflict=True).state),
                    lambda: office.act(None, lambda s, by: offers.lapse(s, by, prepared)["lapsed"]))
    assert (found[0] == "ACCEPTED") is (found[1] == 0), found
    if found[0] != "ACCEPTED":
        assert isinstance(found[0], (Conflict, Stale))
    assert bool(office.records(asked)) is (found[0] == "ACCEPTED")


def test_answers_are_counted_for_the_lawyer(office: Office, clock: Clock) -> None:
    office.accepted()
    decline(office, office.offered()[1])
    office.offered()
    clock.forward(days=3)
    lapse(office)
    row = office.look(None, lambda s, _by: s.get_one(Lawyer, office.lawyer_id(s, "lawyer1")))
    assert (row.answered, row.answered_in_time) == (3, 2)


def test_a_disabled_lawyer_sees_and_answers_nothing(office: Office) -> None:
    asked, ident = office.offered()
    office.act("admin", lambda s, by: accounts.disable(s, by, office.people["lawyer1"]))
    with office.runtime.read() as session:
        assert accounts.acting(session, office.people["lawyer1"], office.runtime.clock(), "WEB", "r") is None
    assert office.offer_row(ident).state == "OFFERED"
    assert office.records(asked) == []
