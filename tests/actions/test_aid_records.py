"""The lawyer's work: log, papers and closing, with the sum awarded and the sum really received kept apart."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from legalaid.actions import aid_records, documents, tickets
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.tables.aid import AidRecord, Document, LogEntry
from tests.builders import Asked, Office
from tests.conftest import Clock
from toolkit import facts

pytestmark = pytest.mark.both
REPORT = "双方达成调解，材料归卷，办理完毕。"


def log(office: Office, no: str, who: str = "lawyer1", **values) -> LogEntry:
    given = {"kind": "MEETING", "happened_on": date(2026, 11, 24), "text": "与职工周示例见面，核对工资。", "minutes": 60, **values}
    return office.act(who, lambda s, by: aid_records.log(s, by, no, **given))


def close(office: Office, no: str, who: str = "lawyer1", **values) -> AidRecord:
    given = {"outcome": "MEDIATED", "awarded": Decimal("18600"), "recovered": Decimal("10000"), "report": REPORT, **values}
    return office.act(who, lambda s, by: aid_records.close(s, by, no, **given))


def draft(office: Office, no: str, who: str = "lawyer1", **values) -> Document:
    sheet = facts.from_json({"employer": {"name": "甲示例厂"}, "claims": [{"title": "支付工资", "amount": "18600", "monetary": True}]})
    made = documents.render("arbitration_application", sheet, date(2026, 11, 24))
    return office.act(who, lambda s, by: documents.draft(s, by, no, made, "{}", **values))


def test_the_log_is_sealed_and_the_worker_is_told_the_kind_only(office: Office) -> None:
    asked = office.accepted()
    entry = log(office, f"{asked.no}-Y1")

    def kept(session, _by):
        row = session.get_one(LogEntry, entry.id)
        return row.text.open(), "周示例".encode() in bytes(row.text_sealed), [e.text for e in session.get_one(tickets.Ticket, asked.id).events][-1]

    assert office.look(None, kept) == ("与职工周示例见面，核对工资。", False, "律师：会见（代书）")


@pytest.mark.parametrize(("field", "value"), [("kind", "SLEEP"), ("text", " "), ("happened_on", date(2026, 11, 25)), ("minutes", 0), ("minutes", 1441)])
def test_a_wrong_entry_names_its_field(office: Office, field: str, value: object) -> None:
    asked = office.accepted()
    with pytest.raises(Invalid) as refused:
        log(office, f"{asked.no}-Y1", **{field: value})
    assert list(refused.value.errors) == [field]
    assert log(office, f"{asked.no}-Y1", kind="HEARING", happened_on=date(2026, 12, 24)).kind == "HEARING", "a fixed hearing lies ahead"


def test_only_the_lawyer_who_holds_the_record_writes_in_it(office: Office) -> None:
    asked = office.accepted()
    no = f"{asked.no}-Y1"
    for action in (log, close, draft):
        with pytest.raises(NotFound):
            action(office, no, "lawyer2")
        with pytest.raises(Forbidden):
            action(office, no, "haishu")
    assert office.look("haishu", lambda s, by: aid_records.get(s, by, no).no) == no, "the coordinator sees it"


def test_a_record_taken_from_a_lawyer_is_out_of_sight_at_once(office: Office) -> None:
    asked = office.accepted()
    office.act(None, lambda s, _by: [setattr(r, "state", "TERMINATED") for r in s.scalars(select(AidRecord).where(AidRecord.ticket_id == asked.id))])
    for no in (f"{asked.no}-Y1", f"{asked.no}-Y2"):
        with pytest.raises(NotFound):
            office.look("lawyer1", lambda s, by, n=no: aid_records.get(s, by, n))


@pytest.mark.parametrize(("values", "field"), [
    ({"outcome": "WON"}, "outcome"), ({"report": "办完了"}, "report"), ({"awarded": Decimal("-1"), "recovered": None}, "awarded"), ({"awarded": None, "recovered": None}, "awarded"),
    ({"awarded": Decimal("100"), "recovered": Decimal("100.01")}, "recovered"), ({"outcome": "WITHDRAWN", "awarded": None, "recovered": Decimal("5")}, "awarded"),
    ({"awarded": Decimal("5"), "recovered": Decimal("-5")}, "recovered"),
])
def test_a_wrong_closing_names_its_field_and_leaves_the_record_open(office: Office, values: dict, field: str) -> None:
    asked = office.accepted()
    with pytest.raises(Invalid) as refused:
        close(office, f"{asked.no}-Y2", **values)
    assert field in refused.value.errors
    assert office.records(asked)[1].state == "OPEN"


def test_closing_keeps_both_sums_the_report_and_its_limit_of_fifteen_days(office: Office) -> None:
    asked = office.accepted()
    row = close(office, f"{asked.no}-Y2")
    assert (row.state, row.awarded_amount, row.recovered_amount, row.report_due, row.subsidy) == ("CLOSED", Decimal("18600"), Decimal("10000"), date(2026, 12, 9), "DUE")
    assert office.ticket(asked).state == "IN_PROGRESS", "the drafting is still open"
    with pytest.raises(Conflict):
        close(office, f"{asked.no}-Y2")
    with pytest.raises(Conflict):
        log(office, f"{asked.no}-Y2")
    close(office, f"{asked.no}-Y1", outcome="DELIVERED", awarded=None, recovered=None)
    assert office.ticket(asked).state == "CLOSED", "nothing else is open"


def test_money_that_comes_later_is_added_up_to_what_was_awarded(office: Office) -> None:
    asked = office.helped()
    no = f"{asked.no}-Y2"

    def more(amount: str, record: str = no, who: str = "lawyer1") -> Decimal | None:
        return office.act(who, lambda s, by: aid_records.recover(s, by, record, Decimal(amount)).recovered_amount)

    assert more("8600.00") == Decimal("18600.00")
    for wrong in ("0", "-1", "0.01"):
        with pytest.raises(Refused):
            more(wrong)
    with pytest.raises(NotFound):
        more("1", who="lawyer2")
    with pytest.raises(Conflict, match="结案以后"):
        more("1", f"{office.accepted().no}-Y2")


def test_papers_are_numbered_sealed_and_not_delivered_with_blanks(office: Office, clock: Clock) -> None:
    asked = office.accepted()
    rows = [draft(office, f"{asked.no}-Y1"), draft(office, f"{asked.no}-Y1")]
    assert [r.number for r in rows] == [1, 2]
    assert rows[0].blanks > 0
    with pytest.raises(Refused, match="待补充"):
        office.act("lawyer1", lambda s, by: documents.deliver(s, by, rows[0].id))
    assert office.look(office.worker(asked), lambda s, by: documents.of_ticket(s, by, asked.no)) == [], "a worker sees what was delivered"
    with pytest.raises(NotFound):
        office.act(office.worker(asked), lambda s, by: documents.read(s, by, rows[0].id))


def _deliverable(office: Office, asked: Asked) -> Document:
    row = draft(office, f"{asked.no}-Y1")
    office.act(None, lambda s, _by: setattr(s.get_one(Document, row.id), "blanks", 0))
    return row


def test_a_delivered_paper_is_the_workers_and_nobody_counts_as_their_own_reviewer(office: Office) -> None:
    asked, other = office.accepted(), office.accepted("lawyer2")
    row = _deliverable(office, asked)
    for _ in range(2):
        done = office.act("lawyer1", lambda s, by: documents.deliver(s, by, row.id))
    assert (done.delivered_at is not None, done.reviewed_by, done.written_by) == (True, None, office.people["lawyer1"])
    assert office.records(asked)[0].state == "DELIVERED"
    content = office.act(office.worker(asked), lambda s, by: documents.read(s, by, row.id)).content
    assert content.startswith(b"PK")
    for who in (office.worker(other), "lawyer2", "yinzhou"):
        with pytest.raises(NotFound):
            office.act(who, lambda s, by: documents.read(s, by, row.id))
    for who in ("auditor", "admin", "finance", "editor"):
        with pytest.raises(Forbidden):
            office.act(who, lambda s, by: documents.read(s, by, row.id))


def test_the_facts_of_one_matter_do_not_become_a_paper_of_another(office: Office) -> None:
    first, second = office.accepted(), office.accepted()
    with pytest.raises(NotFound):
        draft(office, f"{second.no}-Y1", ticket_no=first.no)
    assert draft(office, f"{second.no}-Y1", ticket_no=second.no).number == 1
