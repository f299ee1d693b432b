"""A request is numbered once, sealed, classified as a suggestion, and registered whole or not at all."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from legalaid import crypto
from legalaid.actions import calendar, tickets, workers
from legalaid.errors import Refused
from legalaid.runtime import Runtime
from legalaid.tables.office import Notice
from legalaid.tables.tickets import Consent, Ticket
from legalaid.tables.workers import Worker
from tests import counting
from tests.builders import STORY, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


def test_numbers_follow_each_other_and_begin_anew_each_shanghai_day(office: Office, clock: Clock) -> None:
    assert [office.ask().no for _ in range(3)] == ["FY2026-1124-0001", "FY2026-1124-0002", "FY2026-1124-0003"]
    clock.at("2026-11-25T00:20")  # still the 24th in UTC
    assert office.ask().no == "FY2026-1125-0001"


def test_requests_at_the_same_moment_on_an_unused_day_all_get_numbers_of_their_own(office: Office) -> None:
    found = at_once(*(lambda n=n: office.ask(phone=f"1390002{n:04d}").no for n in range(8)))
    assert sorted(found, key=str) == [f"FY2026-1124-{n:04d}" for n in range(1, 9)]


def test_a_registration_that_fails_late_takes_no_number_and_leaves_nothing(office: Office, runtime: Runtime) -> None:
    before = counting.rows(runtime)

    def failing(session, by):
        tickets.register(session, by, calendar.office_calendar(session), topic="PAY", statement=STORY, employer_name="甲示例厂", county="330203", name="周示例",
                         phone="13900000001", consent=True)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.act(office.visitor(), failing)
    assert counting.rows(runtime) == before
    assert "ticket.register" not in counting.audited(office)
    assert office.ask().no == "FY2026-1124-0001"


@pytest.mark.parametrize(("field", "value", "words"), [
    ("topic", "OTHER", "请选择"), ("county", "110101", "县（市、区）"), ("head_count", 0, "人数"), ("consent", False, "同意"), ("amount", Decimal("-1"), "负数"),
    ("amount", Decimal("1e13"), "金额"), ("name", "  ", "姓名"), ("phone", "", "电话"), ("statement", "\n", "经过"), ("employer_name", "", "单位名称"),
    ("employer_name", "老板 13812345678", "电话号码"), ("place", "找我 330203199001011236", "身份证号"),
])
def test_bad_input_is_named_by_field_in_chinese_and_nothing_is_kept(office: Office, runtime: Runtime, field: str, value: object, words: str) -> None:
    before = counting.rows(runtime)
    with pytest.raises(Refused) as refused:
        office.ask(**{field: value})
    assert words in refused.value.errors[field]
    assert counting.rows(runtime) == before


def test_the_receipt_code_opens_its_own_number_only_and_is_kept_only_as_a_hash(office: Office) -> None:
    first, second = office.ask(), office.ask()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", first.code)

    def opened(no: str, code: str) -> bool:
        return office.look(office.visitor(), lambda s, by: tickets.open_by_receipt(s, by, no, code)) is not None

    assert opened(first.no, first.code)
    assert opened(f" {first.no.lower()} ", first.code.lower().replace("-", " ").replace("0", "O").replace("1", "l"))
    assert not opened(second.no, first.code)
    assert not opened(first.no, second.code)
    assert not opened(first.no, "")
    assert not opened("FY2026-1124-9999", first.code)
    stored = office.ticket(first).receipt_hash
    assert first.code not in stored
    assert first.code.replace("-", "") not in stored
    drawn = [crypto.new_receipt_code().replace("-", "") for _ in range(2000)]
    assert all(len(set(signs)) == 32 for signs in zip(*drawn, strict=True)), "five bits at each of sixteen places"


def test_the_same_person_is_one_worker_and_a_shared_phone_is_two(office: Office) -> None:
    asked = [office.ask(name=name, phone="13900000077") for name in ("周示例", "周示例", "钱示例")]
    owners = [office.ticket(a).worker_id for a in asked]
    assert owners[0] == owners[1] != owners[2]


def test_the_classification_is_a_suggestion_and_the_first_summary_holds_no_story(office: Office) -> None:
    ticket = office.ticket(office.ask())
    assert (ticket.state, ticket.cause, ticket.subclass) == ("REGISTERED", None, None)
    assert (ticket.suggestion["cause"], ticket.suggestion["class"]) == ("205.5", "劳动经济")
    assert 0 < ticket.suggestion["confidence"] <= 1
    assert ticket.summary == "工资被拖欠或克扣，宁波青禾示例服饰有限公司，约 18,600.00 元"
    assert not any(STORY[i : i + 6] in ticket.summary for i in range(len(STORY) - 6))


@pytest.mark.parametrize(("people", "days", "flagged"), [(9, "2026-12-08 10:00", False), (10, "2026-12-22 10:00", True)])
def test_the_limit_is_frozen_with_its_reason_and_ten_people_are_a_group(office: Office, people: int, days: str, flagged: bool) -> None:
    ticket = office.ticket(office.ask(head_count=people, statement="老板说下个月再说，我想问问怎么办才好。"))
    assert ("GROUP" in ticket.flags) is flagged
    assert f"届满 {days}" in ticket.due_reason[1]
    assert str(20 if flagged else 10) in ticket.due_reason[0]


def test_consents_notice_and_audit_are_written_with_the_request(office: Office) -> None:
    asked = office.ask()

    def kept(session, _by):
        consents = session.scalars(select(Consent).where(Consent.ticket_id == asked.id)).all()
        notice = session.scalars(select(Notice)).one()
        return {(c.kind, c.text_version, c.channel) for c in consents}, (notice.template, notice.subject_no)

    assert office.look(None, kept) == ({("DATA", "2026-11", "WEB"), ("SENSITIVE", "2026-11", "WEB")}, ("registered_due", asked.no))
    assert counting.audited(office)[-1] == "ticket.register"


def test_what_identifies_the_person_and_the_story_are_sealed(office: Office) -> None:
    asked = office.ask(name="周大平示例", phone="13912345670", id_no="330203199001011236", address="某村 1 号")

    def opened(session, _by):
        ticket = session.get_one(Ticket, asked.id)
        worker = session.get_one(Worker, ticket.worker_id)
        return ticket.statement.open(), worker.name.open(), worker.phone.open(), worker.id_no.open(), worker.address.open()

    assert office.look(None, opened) == (STORY, "周大平示例", "13912345670", "330203199001011236", "某村 1 号")
    assert str(office.look(None, lambda s, _by: str(s.get_one(Ticket, asked.id).statement))) == "（已加密保存）"


def test_nobody_gives_another_person_an_identity_number_on_the_portal(office: Office) -> None:
    """Name and phone are known to an employer; papers are filled with the number."""
    real = office.ask(name="周大平示例", phone="13912345670")
    other = office.ask(name="周大平示例", phone="13912345670", id_no="330203199001011236")
    assert office.ticket(real).worker.id_no is None
    assert office.ticket(other).worker_id != office.ticket(real).worker_id
    again = office.ask(name="周大平示例", phone="13912345670", id_no="330203199001011236")
    assert office.ticket(again).worker_id == office.ticket(other).worker_id


def test_whoever_registers_for_others_adds_the_number_that_was_missing(office: Office) -> None:
    first = office.ask(name="周大平示例", phone="13912345670")
    found = office.act("haishu", lambda s, by: workers.find_or_add(s, by, name="周大平示例", phone="13912345670", id_no="330203199001011236").id)
    assert office.ticket(first).worker_id == found
    assert office.look(None, lambda s, _by: s.get_one(Ticket, first.id).worker.id_no.open()) == "330203199001011236"
