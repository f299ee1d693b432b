"""A request merged, split, transferred or returned three times: history on both sides, the receipt leads on, nothing is counted twice."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from legalaid.actions import aid_requests, merges, notices, receipts, reports, scopes, splits, tickets, transfers
from legalaid.actions.calendar import office_calendar
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Account
from legalaid.tables.office import Notice
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Consent, Ticket
from tests import counting
from tests.actions.audited_intake import doubled, merged, send, transferred
from tests.builders import ANSWERS, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def kinds(office: Office, asked) -> list[str]:
    return office.look(None, lambda s, _by: [e.kind for e in s.get_one(Ticket, asked.id).events])


def registered(office: Office) -> int:
    return office.look("city", lambda s, by: reports.figures(s, by, reports.period("year", by.now)).registered)


def told(office: Office, asked) -> list[str]:
    return office.look(None, lambda s, _by: list(s.scalars(select(Notice.template).where(Notice.subject_no == asked.no).order_by(Notice.created_at, Notice.template))))


def test_a_duplicate_is_counted_with_the_first_and_only_a_receipt_given_in_person_leads_there(office: Office) -> None:
    first, second = merged(office)
    ticket = office.ticket(second)
    assert (ticket.state, ticket.merged_into_id) == ("MERGED", first.id)
    assert registered(office) == 1
    assert kinds(office, first) == ["REGISTERED", "JOINED"]
    assert kinds(office, second) == ["REGISTERED", "MERGED"]
    assert told(office, second) == ["merged", "registered_due"]

    def led() -> list[str]:
        return office.look(None, lambda s, _by: [t.no for t in receipts.led_to(s, s.get_one(Ticket, second.id))])

    assert led() == [second.no]  # whoever knows name and phone gets a receipt on the portal
    office.act("haishu", lambda s, by: receipts.renew(s, by, second.no))  # identity checked
    assert led() == [second.no, first.no]
    office.act("haishu", lambda s, by: merges.undo(s, by, second.no, reason="不是同一个月的工资"))
    ticket = office.ticket(second)
    assert (ticket.state, ticket.merged_into_id, ticket.closed_at) == ("REGISTERED", None, None)
    assert registered(office) == 2
    assert (kinds(office, first)[-1], kinds(office, second)[-1]) == ("LEFT", "UNMERGED")
    with pytest.raises(Conflict, match="没有并入"):
        office.act("haishu", lambda s, by: merges.undo(s, by, second.no, reason="再撤销一次"))


def test_a_chain_of_mergers_leads_to_its_end_and_the_middle_can_be_taken_out(office: Office) -> None:
    one, two, three = (office.ask(phone="13900019999") for _ in range(3))
    office.act("haishu", lambda s, by: merges.merge(s, by, three.no, into=two.no))
    office.act("haishu", lambda s, by: merges.merge(s, by, two.no, into=one.no))
    end = office.look(None, lambda s, _by: merges.followed(s, s.get_one(Ticket, three.id)).no)
    assert end == one.no
    office.act("haishu", lambda s, by: merges.undo(s, by, two.no, reason="其实是另一家单位"))
    assert office.look(None, lambda s, _by: merges.followed(s, s.get_one(Ticket, three.id)).no) == two.no


def test_a_wrong_merger_is_refused_and_changes_nothing(office: Office, runtime: Runtime) -> None:
    first, second = doubled(office)
    stranger = office.ask(employer_name="另一家示例厂", name="吴示例")
    withdrawn = office.ask(phone="13900019999")
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, withdrawn.no, reason=""))
    aided, far = office.applied(phone="13900019999"), office.ask(county="330212", phone="13900019999")
    before = counting.rows(runtime)
    for no, into, error, words in (
        (second.no, second.no, Refused, "自己"), (first.no, second.no, Refused, "登记得更晚"), (stranger.no, first.no, Refused, "同一位职工"),
        (aided.no, first.no, Conflict, "法律援助"), (second.no, "FY2026-1124-9999", Refused, "没有编号为"), (far.no, first.no, NotFound, ""), (second.no, far.no, Refused, "没有编号为"),
        (withdrawn.no, first.no, Conflict, "已撤回"),
    ):
        with pytest.raises(error, match=words or None):
            office.act("haishu", lambda s, by, n=no, i=into: merges.merge(s, by, n, into=i))
    later = office.ask(phone="13900019999")
    with pytest.raises(Conflict, match="不能再并入"):
        office.act("haishu", lambda s, by: merges.merge(s, by, later.no, into=withdrawn.no))
    with pytest.raises(Forbidden):
        office.act("lawyer1", lambda s, by: merges.merge(s, by, second.no, into=first.no))
    assert {k: v - before[k] for k, v in counting.rows(runtime).items() if v != before[k]}.keys() <= {"tickets", "ticket_events", "consents", "notices", "step_limits"}
    assert {office.ticket(a).state for a in (first, second, stranger)} == {"REGISTERED"}


def test_two_mergers_at_once_make_no_circle(office: Office) -> None:
    first, second = doubled(office)
    found = at_once(*(lambda n=n, i=i: office.act("haishu", lambda s, by: merges.merge(s, by, n, into=i)) for n, i in ((second.no, first.no), (second.no, first.no), (first.no, second.no))))
    assert sum(isinstance(f, Ticket) for f in found) == 1
    assert (office.ticket(first).state, office.ticket(second).state) == ("REGISTERED", "MERGED")


def test_the_parts_of_a_request_keep_its_clock_and_hang_on_its_receipt(office: Office, clock: Clock) -> None:
    asked = office.ask(contact={"hours": "EVENING", "relation": "SPOUSE", "speaker_name": "钱家属"})
    clock.forward(days=2)
    parts = [splits.Part("INJURY", "上个月在车间被机器压伤了手指。", Decimal("5000")), splits.Part("CONTRACT", "一直没有签劳动合同，也没有交社保。")]
    office.act("haishu", lambda s, by: splits.split(s, by, asked.no, parts=parts))

    def look(session, _by):
        ticket = session.get_one(Ticket, asked.id)
        made = splits.parts_of(session, ticket)
        assert [p.topic for p in made] == ["INJURY", "CONTRACT"]
        assert {(p.state, p.registered_at, p.due_at, p.worker_id, p.receipt_hash) for p in made} == {("REGISTERED", ticket.registered_at, ticket.due_at, ticket.worker_id, None)}
        assert [p.no for p in receipts.led_to(session, ticket)] == [asked.no, *(p.no for p in made)]
        assert splits.origin_of(session, made[0]) is ticket
        assert made[0].statement.open() == parts[0].statement
        assert made[0].contact.words == ticket.contact.words == "下班以后（18:00—20:30）·由配偶钱*属代为联系"
        assert made[0].contact.speaker_name.open() == "钱家属"
        assert session.scalars(select(Consent.kind).where(Consent.ticket_id == made[1].id).order_by(Consent.kind)).all() == ["DATA", "SENSITIVE"]
        assert made[0].no in ticket.events[-1].text
        assert asked.no in made[0].events[0].text

    office.look(None, look)
    assert registered(office) == 3
    # confirmed where it lies now, at a room, as what has three days in the county: the limit it took over stays
    office.act(None, lambda s, _by: [setattr(s.get_one(Ticket, asked.id), "organisation_id", office.places["330203R0"])])
    made = office.act("haishu", lambda s, by: splits.split(s, by, asked.no, parts=parts[:1]))[0]
    office.confirm(made, class_name="其他", subclass="政策咨询", cause=None)
    assert office.ticket(made).due_at == office.ticket(asked).due_at
    paused = office.paused()
    with pytest.raises(Conflict, match="已暂停"):  # its limit moves when the pause ends, that of a part would not
        office.act("haishu", lambda s, by: splits.split(s, by, paused.no, parts=parts))
    for bad, field in (([], "parts"), ([splits.Part("NOPE", "一句够长的话在这里")], "topic-1"), ([splits.Part("PAY", "短")], "statement-1"), (parts * 3, "parts")):
        with pytest.raises(Refused) as refused:
            office.act("haishu", lambda s, by, b=bad: splits.split(s, by, asked.no, parts=b))
        assert field in refused.value.errors


def test_a_transfer_needs_consent_has_two_limits_and_the_worker_is_told_of_the_answer(office: Office, clock: Clock) -> None:
    asked = office.confirmed()
    with pytest.raises(Invalid) as refused:
        office.act("haishu", lambda s, by: transfers.send(s, by, office_calendar(s), asked.no, department="X", office="海曙分局", reason="涉嫌犯罪", agreed=False))
    assert set(refused.value.errors) == {"department", "agreed"}
    row = office.act("haishu", lambda s, by: send(s, by, asked.no))
    # from Tuesday 2026-11-24 10:00: three and fifteen working days
    assert [f"{t.astimezone(clock.now.tzinfo):%m-%d %H:%M}" for t in (row.receipt_due_at, row.answer_due_at)] == ["11-27 10:00", "12-15 10:00"]
    assert office.ticket(asked).state == "TRANSFERRED"
    assert office.look(None, lambda s, _by: "TRANSFER" in s.scalars(select(Consent.kind).where(Consent.ticket_id == asked.id)).all())
    clock.at("2026-11-30T09:00")
    assert office.look("haishu", lambda s, by: [(w.late, w.transfer.state) for w in transfers.waiting(s, by)]) == [(True, "SENT")]
    assert office.look(None, lambda s, by: transfers.overdue(None, s, by)) == [(office.people["haishu"], asked.no)]
    office.act(None, lambda s, by: transfers.remind(s, by, transfers.overdue(None, s, by)))
    office.act("haishu", lambda s, by: transfers.receive(s, by, asked.no, receipt_no="海公收 0017"))
    with pytest.raises(Conflict, match="已签收"):
        office.act("haishu", lambda s, by: transfers.receive(s, by, asked.no))
    assert office.look("yinzhou", transfers.waiting) == []
    assert office.look("haishu", lambda s, by: [w.late for w in transfers.waiting(s, by)]) == [False]
    office.act("haishu", lambda s, by: transfers.answered(s, by, asked.no, answer="已立案侦查，请等候通知"))
    assert told(office, asked)[-3:] == ["transferred", "transfer_answered", "transfer_late"]
    assert kinds(office, asked)[-3:] == ["TRANSFERRED", "TRANSFER_RECEIVED", "TRANSFER_ANSWERED"]
    with pytest.raises(NotFound):
        office.act("haishu", lambda s, by: transfers.refused(s, by, asked.no, reason="后来又退回"))


def test_what_a_department_refuses_is_open_again_where_it_was(office: Office) -> None:
    asked = transferred(office)
    office.act("haishu", lambda s, by: transfers.refused(s, by, asked.no, reason="不够立案标准"))
    ticket = office.ticket(asked)
    assert (ticket.state, ticket.closed_at) == ("CONFIRMED", None)
    office.act("haishu", lambda s, by: send(s, by, asked.no))
    assert office.look("haishu", lambda s, by: [t.state for t in transfers.of_ticket(s, s.get_one(Ticket, asked.id))]).count("REFUSED") == 1
    aided = office.confirmed()
    office.act(office.worker(aided), lambda s, by: aid_requests.apply(s, by, aided.no, answers=ANSWERS, forms=["DRAFT"]))
    with pytest.raises(Conflict, match="法律援助"):
        office.act("haishu", lambda s, by: send(s, by, aided.no))


def test_the_third_return_goes_to_the_level_above_whose_dispatch_is_final(office: Office) -> None:
    asked = office.confirmed()
    for count in (1, 2, 3):
        office.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R0"], handler_id=office.people["mediator"]))
        office.act("mediator", lambda s, by: tickets.send_back(s, by, asked.no, reason="单位不在本片区"))
        assert office.ticket(asked).organisation.code == ("330203R0" if count < 3 else "3302")
    with pytest.raises(NotFound):
        office.look("haishu", lambda s, by: scopes.ticket(s, by, asked.no))
    raised = office.look(None, lambda s, _by: s.scalars(select(Account.login).join(Notice, Notice.account_id == Account.id).where(Notice.template == "raised")).all())
    assert raised == ["city"]
    office.act("city", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R1"], handler_id=office.people["mediator2"]))
    with pytest.raises(Conflict, match="上级指定"):
        office.act("mediator2", lambda s, by: tickets.send_back(s, by, asked.no, reason="还是不想办"))
    assert office.act("mediator2", lambda s, by: tickets.take(s, by, asked.no).state) == "IN_PROGRESS"


def test_what_the_city_dispatched_itself_comes_back_to_the_city(office: Office) -> None:
    asked = office.confirmed()
    for _ in range(3):
        office.act("city", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R0"], handler_id=None))
        office.act("mediator", lambda s, by: tickets.send_back(s, by, asked.no, reason="人手不够办不了"))
    assert office.look(None, lambda s, _by: s.get_one(Organisation, office.ticket(asked).organisation_id).code) == "3302"


def test_a_new_receipt_code_takes_the_place_of_the_old_one(office: Office) -> None:
    asked = office.ask()
    code = office.act("haishu", lambda s, by: receipts.renew(s, by, asked.no))
    assert office.look(office.visitor(), lambda s, by: (tickets.open_by_receipt(s, by, asked.no, asked.code), tickets.open_by_receipt(s, by, asked.no, code).id)) == (None, asked.id)
    with pytest.raises(NotFound):
        office.act("yinzhou", lambda s, by: receipts.renew(s, by, asked.no))


def test_notices_keep_to_the_hours_and_the_person_that_the_worker_named(office: Office, clock: Clock) -> None:
    evening = office.ask(contact={"hours": "EVENING", "relation": "SPOUSE", "speaker_name": "钱家属", "speaker_phone": "13912340000"})
    weekend, silent, plain = office.ask(contact={"hours": "WEEKEND"}), office.ask(contact={"way": "NO_MESSAGE"}), office.ask()

    def notice(asked):
        return office.look(None, lambda s, _by: s.scalars(select(Notice).where(Notice.subject_no == asked.no)).one())

    assert [f"{notice(a).not_before.astimezone(clock.now.tzinfo):%m-%d %H:%M}" for a in (evening, weekend, plain)] == ["11-24 18:00", "11-28 09:00", "11-24 10:00"]
    assert (notice(silent).dead_at is not None, notice(silent).last_error) == (True, "职工要求不发短信")
    message = office.look(None, lambda s, _by: notices.message(s, s.get_one(Notice, notice(evening).id), "示例工会"))
    assert message is not None
    assert message.to == "13912340000"
    with pytest.raises(Invalid) as refused:
        office.ask(contact={"relation": "SPOUSE"})
    assert set(refused.value.errors) == {"speaker_name"}
    assert date(2026, 11, 28).weekday() == 5
