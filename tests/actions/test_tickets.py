"""Confirming, dispatching, handling and closing a request; what is refused leaves it as it was."""

from datetime import date

import pytest
from sqlalchemy import select

from legalaid.actions import accounts, disputes, scopes, tickets
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Stale
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Post
from legalaid.tables.office import Notice
from legalaid.tables.tickets import Ticket
from tests import counting
from tests.builders import Office
from tests.racing import at_once

pytestmark = pytest.mark.both


def confirm(office: Office, asked, who: str = "haishu", **values):
    given = {"class_name": "劳动经济", "subclass": "劳动报酬", "cause": "205.5", "summary": "拖欠三个月工资", **values}
    return office.act(who, lambda s, by: tickets.confirm(s, by, asked.no, **given))


def test_confirming_takes_what_the_person_says_and_opens_the_dispute_at_triaged(office: Office) -> None:
    asked = office.ask()
    confirm(office, asked, subclass="解除终止补偿", cause="205.6")
    ticket = office.ticket(asked)
    assert (ticket.state, ticket.class_name, ticket.subclass, ticket.cause) == ("CONFIRMED", "劳动经济", "解除终止补偿", "205.6")
    assert ticket.confirmed_at is not None
    assert office.look("haishu", lambda s, by: disputes.of(s, by, asked.no).state) == "TRIAGED"


def test_a_matter_that_is_no_dispute_has_none(office: Office) -> None:
    asked = office.ask()
    confirm(office, asked, class_name="其他", subclass="政策咨询", cause=None)
    with pytest.raises(NotFound):
        office.look("haishu", lambda s, by: disputes.of(s, by, asked.no))


@pytest.mark.parametrize(("field", "value"), [("subclass", "建会入会"), ("cause", "999"), ("summary", "短"), ("summary", "周示例被拖欠工资"), ("summary", "电话 13812345678 的职工")])
def test_a_wrong_confirmation_names_its_field_and_changes_nothing(office: Office, runtime: Runtime, field: str, value: str) -> None:
    asked = office.ask()
    before = counting.rows(runtime), office.ticket(asked).version
    with pytest.raises(Refused) as refused:
        confirm(office, asked, **{field: value})
    assert field in refused.value.errors
    assert (counting.rows(runtime), office.ticket(asked).version) == before


def test_a_form_made_from_an_older_state_is_a_conflict(office: Office) -> None:
    asked = office.ask()
    seen = office.ticket(asked).version
    confirm(office, asked, version=seen)
    other = office.ask()
    with pytest.raises(Conflict, match="别人已经改过"):
        confirm(office, other, version=office.ticket(other).version - 1)
    assert office.ticket(other).state == "REGISTERED"


def test_two_at_once_confirm_one_request_once(office: Office) -> None:
    asked = office.ask()
    found = at_once(*(lambda who=who: confirm(office, asked, who).state for who in ("haishu", "haishu2")))
    assert sorted(type(f).__name__ for f in found) == ["Conflict", "str"]
    assert counting.audited(office).count("ticket.confirm") == 1
    assert [e.seq for e in office.look(None, lambda s, _by: s.get_one(Ticket, asked.id).events)] == [1, 2]


def test_dispatch_goes_to_an_organisation_below_and_to_a_person_there(office: Office) -> None:
    asked = office.dispatched()
    ticket = office.ticket(asked)
    assert (ticket.state, ticket.organisation.code, ticket.handler_id) == ("DISPATCHED", "330203R0", office.people["mediator"])
    assert office.look("mediator", lambda s, by: scopes.ticket(s, by, asked.no).no) == asked.no


@pytest.mark.parametrize(("place", "handler", "field"), [
    ("330212R0", None, "organisation_id"), ("330203R0", "mediator2", "handler_id"), ("330203R0", "lawyer1", "handler_id"), ("330203R0", "admin", "handler_id"),
])
def test_a_dispatch_outside_ones_own_tree_or_to_somebody_elsewhere_is_refused(office: Office, place: str, handler: str | None, field: str) -> None:
    asked = office.confirmed()
    with pytest.raises(Refused) as refused:
        office.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places[place], handler_id=office.people[handler] if handler else None))
    assert refused.value.field == field
    assert office.ticket(asked).state == "CONFIRMED"


def test_nobody_whose_account_or_post_has_ended_is_handed_a_request(office: Office) -> None:
    asked = office.confirmed()
    office.act("admin", lambda s, by: accounts.disable(s, by, office.people["mediator"]))
    office.act(None, lambda s, _by: setattr(s.scalars(select(Post).where(Post.account_id == office.people["mediator2"])).one(), "valid_to", date(2026, 11, 23)))
    for room, handler in (("330203R0", "mediator"), ("330203R1", "mediator2")):
        with pytest.raises(Refused, match="停用"):
            office.act("haishu", lambda s, by, r=room, h=handler: tickets.dispatch(s, by, asked.no, organisation_id=office.places[r], handler_id=office.people[h]))
    assert office.look(None, lambda s, by: [n for _, n in accounts.handlers_under(s, by.now, "/3302/330203/")]) == ["示例zone（古林第一片区）"]


def test_a_return_needs_a_reason_is_counted_and_can_be_dispatched_again(office: Office) -> None:
    asked = office.dispatched()
    with pytest.raises(Refused, match="退回原因"):
        office.act("mediator", lambda s, by: tickets.send_back(s, by, asked.no, reason=" 不 "))
    with pytest.raises(Refused, match="职工的姓名"):
        office.act("mediator", lambda s, by: tickets.send_back(s, by, asked.no, reason="周示例不在本区上班"))
    for count in (1, 2):
        office.act("mediator", lambda s, by: tickets.send_back(s, by, asked.no, reason="单位不在本区，请改派"))
        ticket = office.ticket(asked)
        assert (ticket.state, ticket.returns, ticket.handler_id) == ("RETURNED", count, None)
        office.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R0"], handler_id=office.people["mediator"]))


def test_a_request_in_hand_is_handed_on_only_to_a_person(office: Office) -> None:
    asked = office.taken()
    with pytest.raises(Refused, match="指定经办人"):
        office.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R1"], handler_id=None))
    office.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R1"], handler_id=office.people["mediator2"]))
    assert office.ticket(asked).state == "IN_PROGRESS"
    with pytest.raises(NotFound):
        office.look("mediator", lambda s, by: scopes.ticket(s, by, asked.no))


def test_two_who_claim_one_request_at_once_do_not_both_get_it(office: Office) -> None:
    asked = office.dispatched(place="330203", handler=None)
    found = at_once(*(lambda who=who: office.act(who, lambda s, by: tickets.take(s, by, asked.no).handler_id) for who in ("mediator", "mediator2")))
    won = [f for f in found if not isinstance(f, Exception)]
    assert len(won) == 1
    assert isinstance(next(f for f in found if isinstance(f, Exception)), (Conflict, Stale, NotFound))
    assert office.ticket(asked).handler_id == won[0]


def test_the_result_is_told_then_closed_and_the_worker_is_asked_to_rate(office: Office) -> None:
    asked = office.closed()
    ticket = office.ticket(asked)
    assert (ticket.state, ticket.resolved_at is not None, ticket.closed_at is not None) == ("CLOSED", True, True)
    lines = office.look(None, lambda s, _by: [(e.text, e.public) for e in s.get_one(Ticket, asked.id).events])
    assert ("办理结果：单位已补发工资", True) in lines
    templates = office.look(None, lambda s, _by: list(s.scalars(select(Notice.template).order_by(Notice.created_at, Notice.id))))
    assert sorted(templates) == ["closed", "confirmed", "registered_due"]


def test_taking_a_closed_request_up_again_opens_it_and_is_counted(office: Office) -> None:
    asked = office.closed()
    office.act("mediator", lambda s, by: tickets.take(s, by, asked.no))
    ticket = office.ticket(asked)
    assert (ticket.state, ticket.reopened, ticket.closed_at, ticket.resolved_at) == ("IN_PROGRESS", 1, None, None)


@pytest.mark.parametrize("who", ["lawyer1", "editor", "finance", "auditor", "admin"])
def test_only_those_who_handle_requests_may_change_them(office: Office, who: str) -> None:
    asked = office.dispatched()
    for action in (
        lambda s, by: tickets.confirm(s, by, asked.no, class_name="劳动经济", subclass="劳动报酬", cause=None, summary="某事"), lambda s, by: tickets.take(s, by, asked.no),
        lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203"], handler_id=None), lambda s, by: tickets.send_back(s, by, asked.no, reason="不属于本区"),
        lambda s, by: tickets.resolve(s, by, asked.no, outcome="已经办好了"), lambda s, by: tickets.withdraw(s, by, asked.no, reason=""),
    ):
        with pytest.raises(Forbidden):
            office.act(who, action)


def test_the_worker_may_withdraw_the_own_request_only(office: Office) -> None:
    asked, other = office.confirmed(), office.confirmed()
    with pytest.raises(NotFound):
        office.act(office.worker(asked), lambda s, by: tickets.withdraw(s, by, other.no, reason=""))
    office.act(office.worker(asked), lambda s, by: tickets.withdraw(s, by, asked.no, reason="已经和解"))
    assert office.ticket(asked).state == "WITHDRAWN"
    with pytest.raises(Invalid):
        confirm(office, office.ask(), cause="nonsense")
