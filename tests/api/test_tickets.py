"""诉求 through the API: registered as the page would, seen only where they belong, personal data never in clear."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from legalaid.actions import audit, calendar, extensions, intake, merges, pauses, slips, tickets, transfers
from legalaid.errors import Invalid
from legalaid.schemas.api import Masked
from legalaid.schemas.api_tickets import NewTicket
from legalaid.schemas.tickets import TicketSchema, as_registration
from legalaid.tables.office import AuditEntry
from legalaid.tables.tickets import Consent, Ticket, TicketEvent
from tests.actions.audited_intake import REQUEST, send
from tests.api.caller import BODY, Caller
from tests.builders import HAISHU, YINZHOU, Office
from tests.racing import at_once

WRONG = [
    ("amount", 18600.5, "例如 18000"), ("amount", 18600, "例如 18000"), ("amount", "-5", "不能是负数"), ("amount", "1.005", "例如 18000"), ("amount", "1.8万", "例如 18000"),
    ("amount", "NaN", "例如 18000"), ("amount", "1e5", "例如 18000"), ("amount", "9" * 12, "例如 18000"), ("amount", None, "请填写"), ("amount", "9" * 400, "例如 18000"),
    ("head_count", "3", "整数"), ("head_count", 0, "1 到 5000"), ("head_count", 10**30, "1 到 5000"), ("head_count", True, "整数"), ("head_count", 2.0, "整数"),
    ("consent", False, "勾选同意"), ("consent", "true", "是或否"), ("sensitive", False, "勾选同意"), ("wants_lawyer", 1, "是或否"),
    ("county", "110000", "区县"), ("topic", "pay", "选项"), ("channel", "WALK_IN", "选项"), ("worker_type", [], "选项"), ("sex", "x", "选项"),
    ("phone", "1390000", "11位"), ("id_no", "330299199003071230", "校验"), ("name", "\u0000", "姓名"), ("name", "长" * 31, "最多 30"), ("name", {"x": 1}, "格式"),
    ("statement", "短", "至少写 6"), ("statement", "长" * 4001, "最多 4000"), ("external_no", "x" * 65, "最多 64"), ("contact_hours", "随时", "选项"),
    ("together", "one", "不认识的字段"), ("reciept", "x", "不认识的字段"), ("state", "CLOSED", "不认识的字段"), ("no", "FY2026-1124-0001", "不认识的字段"),
]
FORM = {**BODY, "together": "one", "wants_lawyer": "yes", "consent": "on", "sensitive": "on"}
WRONG_FILTERS = [
    ("page", "0"), ("page", "9" * 5000), ("page", "1001"), ("page", "x"), ("size", "101"), ("size", "-1"), ("state", "OPEN"), ("registered_from", "2026-02-30"),
    ("registered_to", "9999-12-31"), ("registered_to", "99999999999999999999-1-1"), ("registered_from", "0001-01-01"), ("stat", "CLOSED"), ("external_no", "x" * 65),
]


def registered(caller: Caller, **values: Any) -> str:
    response = caller.post("/tickets", {**BODY, **values})
    assert response.status_code == 201, response.text
    no: str = response.json["no"]
    return no


@pytest.mark.both
def test_a_request_is_registered_as_the_page_would_and_can_be_read_at_its_location(hotline: Caller, office: Office) -> None:
    response = hotline.post("/tickets", {**BODY, "external_no": "12345-0017", "channel": "HOTLINE", "contact_hours": "EVENING", "relation": "SPOUSE", "speaker_name": "钱家属", "head_count": 3})
    assert response.status_code == 201
    no = response.json["no"]
    assert response.headers["Location"] == f"/api/v1/tickets/{no}"
    assert response.json == {
        "no": no, "external_no": "12345-0017", "state": "REGISTERED", "state_text": "已登记", "organisation": {"code": HAISHU, "name": "海曙区总工会"},
        "registered_at": "2026-11-24T10:00:00+08:00", "due_at": "2026-12-08T10:00:00+08:00",
    }
    read = hotline.get(f"/tickets/{no}").json
    assert read["amount"] == "18600.00"
    assert read["head_count"] == 3
    assert (read["topic"], read["county"], read["place"], read["channel"], read["wants_lawyer"]) == ("PAY", HAISHU, "古林镇", "HOTLINE", True)
    assert read["worker"] == {"name": "钱*例", "phone": "139****0017"}

    def stored(session: Any, _by: Any) -> None:
        ticket = session.scalars(select(Ticket).where(Ticket.no == no)).one()
        assert ticket.statement.open() == BODY["statement"]
        assert ticket.worker.phone.open() == BODY["phone"]
        assert ticket.worker.worker_type == "MIGRANT"
        assert ticket.contact.words == "下班以后（18:00—20:30）·由配偶钱*属代为联系"
        assert {c.channel for c in session.scalars(select(Consent).where(Consent.ticket_id == ticket.id))} == {"API"}
        event = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)).one()
        assert event.actor_name == "12345热线"
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "ticket.register")).one()
        assert (entry.role, entry.channel, entry.subject_id) == ("api_client", "API", str(ticket.id))
        assert entry.request_id == response.headers["X-Request-Id"]
        assert list(audit.faults(session, [])) == []

    office.look(None, stored)


def test_what_the_page_requires_is_required_here_and_named(hotline: Caller) -> None:
    asked = [name for name, field in TicketSchema(today=date(2026, 11, 24)).fields.items() if field.required and name != "together"]
    assert len(asked) == 10
    for name in asked:
        response = hotline.post("/tickets", {k: v for k, v in BODY.items() if k != name})
        assert response.status_code == 422
        assert list(response.json["error"]["fields"]) == [name]
        assert response.json["error"]["message"].endswith("。")


def test_a_wrong_value_is_refused_by_name_and_nothing_is_kept(hotline: Caller, office: Office) -> None:
    for name, value, words in WRONG:
        response = hotline.post("/tickets", {**BODY, name: value})
        assert response.status_code == 422, (name, value)
        assert list(response.json["error"]["fields"]) == [name], (name, value)
        assert words in response.json["error"]["fields"][name], (name, value)
    assert office.look(None, lambda s, by: list(s.scalars(select(Ticket)))) == []


def test_page_and_api_take_and_refuse_the_same_values_in_the_same_words(hotline: Caller) -> None:
    page = TicketSchema(today=date(2026, 11, 24))
    for name, value in (("amount", "-5"), ("amount", "x"), ("phone", "1390000"), ("id_no", "330299199003071230"), ("name", "长" * 31), ("statement", "短"), ("county", "1"), ("sex", "x")):
        with pytest.raises(Invalid) as refused:
            page.load_form(MultiDict({**FORM, name: value}))
        assert refused.value.errors == hotline.post("/tickets", {**BODY, name: value}).json["error"]["fields"]
    assert as_registration(page.load_form(MultiDict(FORM))) | {"channel": "API"} == as_registration(NewTicket().load(BODY)) | {"head_count": 1}


def test_every_fault_is_named_at_once(hotline: Caller) -> None:
    fields = hotline.post("/tickets", {**BODY, "amount": "-1", "phone": "1", "nonsense": 1}).json["error"]["fields"]
    assert set(fields) == {"amount", "phone", "nonsense"}


@pytest.mark.both
def test_a_system_uses_each_of_its_own_numbers_once(hotline: Caller, haishu: Caller) -> None:
    no = registered(hotline, external_no="A-1")
    assert registered(hotline, external_no="A-1", statement="又打来一次电话，说的是同一件事情。") == no
    other = registered(haishu, external_no="A-1")
    assert other != no
    assert [t["no"] for t in haishu.get("/tickets", external_no="A-1").json["items"]] == [other, no]


@pytest.mark.both
def test_the_hotline_is_one_source_whoever_brings_its_numbers_in(hotline: Caller, haishu: Caller, yinzhou: Caller, office: Office) -> None:
    no = registered(hotline, external_no="12345-9", channel="HOTLINE")
    assert registered(haishu, external_no="12345-9", channel="HOTLINE") == no
    taken = yinzhou.post("/tickets", {**BODY, "external_no": "12345-9", "channel": "HOTLINE", "county": YINZHOU})
    assert taken.status_code == 409
    assert no not in taken.text
    row = {**REQUEST, "channel": "HOTLINE", "external_no": "12345-9"}
    done = office.act("haishu", lambda s, by: intake.import_rows(s, by, calendar.office_calendar(s), [(2, row)]))
    assert done["tickets"] == [{"external_no": "12345-9", "no": no, "new": False}]
    # a file is not the person who brings it in: imported by a colleague again, nothing is doubled
    for who, new in (("haishu", True), ("haishu2", False)):
        done = office.act(who, lambda s, by: intake.import_rows(s, by, calendar.office_calendar(s), [(2, {**row, "channel": "API"})]))
        assert [t["new"] for t in done["tickets"]] == [new]
    found = at_once(*(lambda: registered(hotline, external_no="12345-10", channel="HOTLINE") for _ in range(4)))
    assert len(set(found)) == 1
    assert hotline.get("/tickets").json["page"]["total"] == 3


@pytest.mark.both
def test_the_answer_says_where_a_number_stands_and_follows_mergers_and_transfers(hotline: Caller, haishu: Caller, yinzhou: Caller, office: Office) -> None:
    first, second = (registered(hotline, external_no=number) for number in ("A-1", "A-2"))
    office.act("haishu", lambda s, by: merges.merge(s, by, second, into=first))
    office.confirm(SimpleNamespace(no=first))
    office.act("haishu", lambda s, by: tickets.take(s, by, first))
    office.act("haishu", lambda s, by: tickets.resolve(s, by, first, outcome="单位已补发工资"))
    answer = hotline.get("/tickets/external/A-2").json
    assert (answer["result"], answer["main_state"], answer["closed_at"]) == ("办理结果：单位已补发工资", "RESOLVED", None)
    office.act("haishu", lambda s, by: tickets.take(s, by, first))  # again: what was said before is no result any more
    answer = hotline.get("/tickets/external/A-2").json
    assert (answer["result"], answer["main_state"]) == (None, "IN_PROGRESS")
    office.act("haishu", lambda s, by: send(s, by, first))
    office.act("haishu", lambda s, by: transfers.answered(s, by, first, answer="已立案侦查"))
    answer = hotline.get("/tickets/external/A-2").json
    assert (answer["no"], answer["state_text"], answer["merged_into"]) == (second, "已并入", first)
    assert (answer["transferred_to"], answer["result"]) == ("海曙公安示例分局", "海曙公安示例分局答复：已立案侦查")
    sent = hotline.get("/tickets/external/A-1").json
    assert (sent["state"], sent["main_state"], sent["closed_at"]) == ("TRANSFERRED", None, answer["closed_at"])
    helped = office.helped(channel="HOTLINE", external_no="H-1")  # legal aid closes it: that is its result
    assert "法律援助已结案" in hotline.get("/tickets/external/H-1", channel="HOTLINE").json["result"]
    assert office.ticket(helped).state == "CLOSED"
    for caller in (haishu, yinzhou):  # each has numbers of its own
        assert caller.get("/tickets/external/A-1").status_code == 404
    assert hotline.get("/tickets/external/A-1", channel="WALK_IN").status_code == 422


@pytest.mark.both
def test_a_system_registers_for_its_own_organisation_only(yinzhou: Caller) -> None:
    response = yinzhou.post("/tickets", {**BODY, "county": HAISHU})
    assert response.status_code == 422
    assert "本地区" in response.json["error"]["fields"]["county"]
    registered(yinzhou, county=YINZHOU)


@pytest.mark.both
def test_another_district_s_request_does_not_exist(hotline: Caller, haishu: Caller, yinzhou: Caller) -> None:
    no = registered(haishu, external_no="B-7")
    for path in (f"/tickets/{no}", f"/tickets/{no}/history", f"/tickets/{no}/deadline"):
        assert hotline.get(path).status_code == haishu.get(path).status_code == 200
        hidden, missing = yinzhou.get(path), yinzhou.get(path.replace(no, "FY2020-0101-0001"))
        assert hidden.status_code == missing.status_code == 404
        assert hidden.json["error"]["message"] == missing.json["error"]["message"]
    assert yinzhou.get("/tickets").json["page"]["total"] == 0
    assert yinzhou.get("/tickets", external_no="B-7").json["items"] == []


@pytest.mark.both
def test_the_list_is_filtered_and_paged_in_the_body(hotline: Caller, office: Office, clock: Any) -> None:
    first = [registered(hotline, county=county) for county in (HAISHU, HAISHU, YINZHOU)]
    clock.at("2026-11-26T00:30:00")
    late = registered(hotline, county=HAISHU)
    listed = hotline.get("/tickets", page=2, size=3).json
    assert listed["page"] == {"number": 2, "size": 3, "total": 4, "pages": 2}
    assert [t["no"] for t in listed["items"]] == [first[0]]

    def numbers(**query: Any) -> list[str]:
        return [t["no"] for t in hotline.get("/tickets", **query).json["items"]]

    assert numbers() == [late, *reversed(first)]
    assert numbers(county=YINZHOU) == [first[2]]
    assert numbers(registered_from="2026-11-26") == [late]
    assert numbers(registered_to="2026-11-25") == list(reversed(first))
    assert numbers(registered_from="2026-11-24", registered_to="2026-11-24", county=HAISHU) == [first[1], first[0]]
    assert numbers(state="CLOSED") == []
    assert numbers(page=1000) == []


def test_a_wrong_filter_is_refused_by_name(hotline: Caller) -> None:
    for name, value in WRONG_FILTERS:
        response = hotline.get("/tickets", **{name: value})
        assert response.status_code == 422, (name, value)
        assert list(response.json["error"]["fields"]) == [name], (name, value)


@pytest.mark.both
def test_the_history_is_what_the_worker_sees(hotline: Caller, office: Office) -> None:
    asked = office.resolved()
    found = hotline.get(f"/tickets/{asked.no}/history").json
    assert (found["no"], found["state"]) == (asked.no, "RESOLVED")
    assert [e["kind"] for e in found["events"]] == ["REGISTERED", "CONFIRMED", "DISPATCHED", "IN_PROGRESS", "RESOLVED"]
    assert found["events"][-1]["text"] == "办理结果：单位已补发工资"
    read = hotline.get(f"/tickets/{asked.no}").json
    assert (read["class_name"], read["subclass"], read["cause"], read["summary"]) == ("劳动经济", "劳动报酬", "205.5", "拖欠三个月工资，未签劳动合同")


def test_lines_that_are_for_staff_only_stay_inside(hotline: Caller, office: Office) -> None:
    asked, _ = office.offered()
    assert "OFFERED" not in [e["kind"] for e in hotline.get(f"/tickets/{asked.no}/history").json["events"]]


@pytest.mark.both
def test_no_answer_holds_personal_data(hotline: Caller, office: Office) -> None:
    planted = {"name": "欧阳暗号", "phone": "13987654321", "id_no": "110101199003070011", "statement": "我叫欧阳暗号，住在暗号路九号，厂里三个月没有发工资。"}
    planted["id_no"] = with_check_digit(planted["id_no"])
    no = registered(hotline, external_no="P-1", **planted)
    hotline.post("/tickets", {**BODY, **planted, "amount": "x"})
    hotline.post("/tickets", {**BODY, **planted, "id_no": planted["id_no"][:-1] + "?"})
    hotline.post("/tickets", {**BODY, **planted, "external_no": "P-1"})
    for path in (f"/tickets/{no}", f"/tickets/{no}/history", "/tickets"):
        assert hotline.get(path).status_code == 200
    everything = "\n".join(hotline.answers)
    assert "欧*" in everything
    for secret in (planted["name"], planted["phone"], planted["id_no"], "暗号路", planted["statement"]):
        assert secret not in everything


def test_a_masked_field_never_shows_what_is_not_sealed() -> None:
    with pytest.raises(TypeError):
        Masked().serialize("name", {"name": "欧阳暗号"})


def with_check_digit(number: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number[:17] + "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], weights, strict=True)) % 11]


@pytest.mark.both
def test_the_deadline_is_told_with_its_reason_its_pauses_extensions_and_slips(haishu: Caller, office: Office, clock: Any) -> None:
    asked = office.taken()
    office.act("haishu", lambda s, by: slips.issue(s, by, asked.no, demand="请说明进展"))
    ident = office.act("mediator", lambda s, by: extensions.ask(s, by, asked.no, days=2, need="等单位年底结账").id)
    office.act("haishu", lambda s, by: extensions.decide(s, by, ident, grant=True))
    office.act("mediator", lambda s, by: pauses.pause(s, by, asked.no, ground="APPRAISAL", proof="鉴定受理回执", expected_on=date(2026, 12, 20)))
    found = haishu.get(f"/tickets/{asked.no}/deadline").json
    assert (found["no"], found["due_at"], found["stands"]) == (asked.no, "2026-12-10T10:00:00+08:00", "paused")
    assert found["lines"][-1] == "2026-11-24 10:00 同意延期 2 个工作日，届满延至 2026-12-10 10:00"
    assert [(x["step"], x["due_at"], x["state"]) for x in found["steps"]] == [("ACCEPT", "2026-11-25T10:00:00+08:00", "met"), ("CONTACT", "2026-11-26T10:00:00+08:00", None)]
    assert found["pauses"] == [{"ground": "APPRAISAL", "started_at": "2026-11-24T10:00:00+08:00", "expected_on": "2026-12-20", "ended_at": None}]
    assert [(e["days"], e["state"]) for e in found["extensions"]] == [(2, "GRANTED")]
    assert [(x["number"], x["state"], x["answer_due_at"]) for x in found["slips"]] == [(1, "ISSUED", "2026-11-26T10:00:00+08:00")]
    office.act("mediator", lambda s, by: pauses.resume(s, by, asked.no))
    clock.at("2026-12-10T10:01")
    assert haishu.get(f"/tickets/{asked.no}/deadline").json["stands"] == "overdue"
