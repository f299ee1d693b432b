"""Every action that changes something writes its audit entry in the same transaction, and neither stays without the other."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from legalaid import actions
from legalaid.actions import (
    accounts,
    aid_records,
    aid_requests,
    api_clients,
    audit,
    calculations,
    calendar,
    calendar_files,
    cases,
    claims,
    disputes,
    documents,
    figures,
    groups,
    intake,
    lawyers,
    offers,
    organisations,
    placing,
    ratings,
    rosters,
    statutes,
    tickets,
)
from legalaid.runtime import Runtime
from legalaid.tables.office import AuditEntry
from legalaid.tables.organisations import Organisation
from tests import counting
from tests.actions import audited_deadlines, audited_intake, audited_library, audited_matching, audited_mediation, audited_reports
from tests.actions.test_cases import BODY
from tests.builders import ANSWERS, STORY, Office
from toolkit import facts
from toolkit.group_rows import Row

pytestmark = pytest.mark.both
SHEET = facts.from_json({"employer": {"name": "甲示例厂"}})
ARTICLE = {"id": "示例法-1", "law": "示例法", "short": "示例法", "article": "第一条", "no": 1, "text": "为示例制定本法。", "source": "示例", "version_date": "2020-01-01"}


@dataclass(frozen=True)
class Step:
    """An action: who does it, what must be there before, the call itself."""

    who: str | None
    arrange: Callable[[Office], Any]
    act: Callable[[Any, Any, Any, Office], Any]


def _roster(office: Office) -> str:
    no = office.group(office.confirmed())
    office.act("haishu", lambda s, by: groups.add_members(s, by, no, [groups.Line("职工甲", "13800010001", "甲示例厂", Decimal(100))]))
    return no


def _ten(office: Office) -> str:
    no = office.group(office.confirmed())
    office.act("haishu", lambda s, by: rosters.take(s, by, no, [Row(n, f"职工甲{n}", Decimal(100), phone=f"1380001000{n}") for n in range(10)]))
    return no


def _lapsing(office: Office) -> Any:
    ident = office.offered()[1]
    office.act(None, lambda s, _by: setattr(s.get_one(offers.Offer, ident), "due_at", office.runtime.clock() - date.resolution))
    return [ident]


def _drafted(office: Office) -> Any:
    asked = office.accepted()
    made = documents.render("arbitration_application", SHEET, date(2026, 11, 24))
    ident = office.act("lawyer1", lambda s, by: documents.draft(s, by, f"{asked.no}-Y1", made, "{}").id)
    office.act(None, lambda s, _by: setattr(s.get_one(documents.Document, ident), "blanks", 0))
    return ident


def _staff_paper(office: Office) -> Any:
    asked = office.accepted()
    made = documents.render("arbitration_application", SHEET, date(2026, 11, 24))
    ident = office.act("haishu", lambda s, by: documents.draft(s, by, None, made, "{}", ticket_no=asked.no).id)
    office.act(None, lambda s, _by: setattr(s.get_one(documents.Document, ident), "blanks", 0))
    return ident


def _submitted_paper(office: Office) -> Any:
    ident = _staff_paper(office)
    office.act("haishu", lambda s, by: documents.submit(s, by, ident))
    return ident


def _figure(office: Office) -> None:
    office.act("admin", lambda s, by: figures.enter(s, by, key="local_avg_wage_previous_year", region="宁波市", value="9000", valid_from="2026-01-01", valid_to="", source="示例公报"))


def _case(office: Office) -> str:
    office.act("editor", lambda s, by: cases.draft(s, by, BODY))
    return str(BODY["id"])


def _submit(s: Any, by: Any) -> Any:
    return cases.submit(s, by, str(BODY["id"]))


def _publish(s: Any, by: Any) -> Any:
    return cases.review(s, by, str(BODY["id"]), approve=True)


def _in_review(office: Office) -> str:
    office.act("editor", lambda s, by: cases.draft(s, by, BODY))
    office.act("editor", _submit)
    return str(BODY["id"])


WRITES = {
    "accounts.signed_in": Step("admin", lambda o: o.people["admin"], lambda s, by, x, o: accounts.signed_in(s, by, x)),
    "accounts.sign_in_failed": Step("admin", lambda o: o.people["admin"], lambda s, by, x, o: accounts.sign_in_failed(s, by, x)),
    "accounts.add": Step("admin", lambda o: None, lambda s, by, x, o: accounts.add(s, by, login="neu", name="新人", role="mediator", organisation="330203R0")),
    "accounts.disable": Step("admin", lambda o: o.people["zone"], lambda s, by, x, o: accounts.disable(s, by, x)),
    "aid_records.log": Step("lawyer1", Office.accepted, lambda s, by, x, o: aid_records.log(s, by, f"{x.no}-Y1", kind="CALL", happened_on=date(2026, 11, 24), text="通话")),
    "aid_records.set_tribunal": Step("lawyer1", Office.accepted, lambda s, by, x, o: aid_records.set_tribunal(s, by, f"{x.no}-Y1", tribunal="海曙区仲裁委", tribunal_no="", authority=None)),
    "aid_records.close": Step("lawyer1", Office.accepted, lambda s, by, x, o: aid_records.close(
        s, by, f"{x.no}-Y1", outcome="DELIVERED", awarded=None, recovered=None, report="文书已交付，材料归卷。")),
    "aid_records.recover": Step("lawyer1", Office.helped, lambda s, by, x, o: aid_records.recover(s, by, f"{x.no}-Y2", Decimal(1))),
    "aid_requests.apply": Step("haishu", Office.confirmed, lambda s, by, x, o: aid_requests.apply(s, by, x.no, answers=ANSWERS, forms=["DRAFT"])),
    "aid_requests.decide": Step("haishu", Office.applied, lambda s, by, x, o: aid_requests.decide(s, by, x.no, grant=True, reason="")),
    "api_clients.issue": Step("admin", lambda o: None, lambda s, by, x, o: api_clients.issue(s, by, name="12345 平台", organisation="330203", scopes=["tickets.register"])),
    "api_clients.withdraw": Step("admin", lambda o: o.act("admin", lambda s, by: api_clients.issue(s, by, name="甲平台", organisation="330203", scopes=["tickets.see"])),
                                 lambda s, by, x, o: api_clients.withdraw(s, by, name="甲平台")),
    "audit.reveal": Step("mediator", Office.taken, lambda s, by, x, o: audit.reveal(s, by, s.get_one(tickets.Ticket, x.id).worker, "phone", "电话核实")),
    "calculations.save": Step("mediator", Office.taken, lambda s, by, x, o: calculations.save(s, by, x.no, "add_workdays", {"start_date": "2026-11-24", "n": 5})),
    "calendar.import_year": Step("admin", lambda o: calendar_files.read_year("2027.csv", "名称,日期,安排\n元旦,2027-01-01,放假\n".encode()), lambda s, by, x, o: calendar.import_year(s, by, x)),
    "calendar.import_parameters": Step("admin", lambda o: None, lambda s, by, x, o: calendar.import_parameters(s, by, [])),
    "claims.request": Step("mediator", Office.taken, lambda s, by, x, o: claims.request(
        s, by, x.no, claims.work_out(s, claims.facts_of(disputes.of(s, by, x.no), date(2026, 11, 24)), date(2026, 11, 24)), 0)),
    "cases.keep": Step("editor", lambda o: cases.read_lines([json.dumps(BODY, ensure_ascii=False)]), lambda s, by, x, o: cases.keep(s, by, x, "甲.jsonl")),
    "cases.draft": Step("editor", lambda o: None, lambda s, by, x, o: cases.draft(s, by, BODY)),
    "cases.mask": Step("editor", lambda o: o.act("editor", lambda s, by: cases.draft(s, by, {**BODY, "facts": "职工电话 13812345678，已多次催要工资。"})),
                       lambda s, by, x, o: cases.mask(s, by, str(BODY["id"]))),
    "cases.submit": Step("editor", _case, lambda s, by, x, o: cases.submit(s, by, x)),
    "cases.review": Step("editor2", _in_review, lambda s, by, x, o: cases.review(s, by, x, approve=True)),
    "cases.retire": Step("editor2", lambda o: (_in_review(o), o.act("editor2", _publish))[0], lambda s, by, x, o: cases.retire(s, by, x, reason="已被新规取代")),
    "disputes.save_facts": Step("mediator", Office.taken, lambda s, by, x, o: disputes.save_facts(s, by, x.no, SHEET)),
    "disputes.set_limitation": Step("mediator", Office.taken, lambda s, by, x, o: disputes.set_limitation(
        s, by, x.no, calendar.office_calendar(s), ended_on=None, knew_on=date(2026, 3, 2), wage_claim=False)),
    "disputes.consent": Step("mediator", Office.taken, lambda s, by, x, o: disputes.consent(s, by, x.no, "MEDIATION")),
    "disputes.step": Step("mediator", Office.taken, lambda s, by, x, o: disputes.step(s, by, x.no, "file_arbitration", ("by_worker",))),
    "documents.draft": Step("lawyer1", Office.accepted, lambda s, by, x, o: documents.draft(
        s, by, f"{x.no}-Y1", documents.render("arbitration_application", SHEET, date(2026, 11, 24)), "{}")),
    "documents.submit": Step("haishu", _staff_paper, lambda s, by, x, o: documents.submit(s, by, x)),
    "documents.review": Step("lawyer1", _submitted_paper, lambda s, by, x, o: documents.review(s, by, x, approve=True, sha256=s.get_one(documents.Document, x).sha256)),
    "documents.deliver": Step("lawyer1", _drafted, lambda s, by, x, o: documents.deliver(s, by, x)),
    "documents.read": Step("lawyer1", _drafted, lambda s, by, x, o: documents.read(s, by, x)),
    "figures.enter": Step("admin", lambda o: None, lambda s, by, x, o: figures.enter(
        s, by, key="local_avg_wage_previous_year", region="宁波市", value="9000", valid_from="2026-01-01", valid_to="", source="示例公报")),
    "figures.verify": Step("admin", lambda o: None, lambda s, by, x, o: figures.verify(s, by, key="min_wage_monthly", region="海曙区", valid_from=date(2026, 1, 1))),
    "figures.withdraw": Step("admin", _figure, lambda s, by, x, o: figures.withdraw(s, by, key="local_avg_wage_previous_year", region="宁波市", valid_from=date(2026, 1, 1), reason="录错了")),
    "groups.open_group": Step("haishu", Office.confirmed, lambda s, by, x, o: groups.open_group(s, by, title="集体欠薪", ticket_nos=[x.no])),
    "groups.add_members": Step("haishu", _roster, lambda s, by, x, o: groups.add_members(s, by, x, [groups.Line("职工乙", "13800010002", "甲示例厂", Decimal(1))])),
    "rosters.take": Step("haishu", lambda o: o.group(o.confirmed()), lambda s, by, x, o: rosters.take(s, by, x, [Row(2, "职工甲", Decimal(100), phone="13800010001")])),
    "rosters.opened": Step("haishu", _roster, lambda s, by, x, o: rosters.opened(s, by, x, "核对")),
    "rosters.elect": Step("haishu", _ten, lambda s, by, x, o: rosters.elect(s, by, x, [1, 2, 3])),
    "groups.pay": Step("haishu", _roster, lambda s, by, x, o: groups.pay(s, by, x, 1, Decimal(1))),
    "intake.import_rows": Step("haishu", lambda o: None, lambda s, by, x, o: intake.import_rows(s, by, calendar.office_calendar(s), [])),
    "lawyers.import_rows": Step("haishu", lambda o: None, lambda s, by, x, o: lawyers.import_rows(s, by, [])),
    "lawyers.add": Step(None, lambda o: None, lambda s, by, x, o: o.add_lawyer(s, by, "lawyer9")),
    "lawyers.engage": Step(None, lambda o: None, lambda s, by, x, o: lawyers.engage(s, by, lawyers.hold(s, o.lawyer_id(s, "lawyer1")), employer="甲示例厂", side="FOR", whose="LAWYER", source="测试")),
    "lawyers.take_leave": Step("lawyer1", lambda o: None, lambda s, by, x, o: lawyers.take_leave(s, by, starts=date(2026, 12, 1), ends=date(2026, 12, 2))),
    "offers.accept": Step("lawyer1", lambda o: o.offered()[1], lambda s, by, x, o: offers.accept(s, by, x, no_conflict=True)),
    "offers.decline": Step("lawyer1", lambda o: o.offered()[1], lambda s, by, x, o: offers.decline(s, by, x, reason="BUSY")),
    "offers.cancel": Step("haishu", lambda o: o.offered()[1], lambda s, by, x, o: offers.cancel(s, by, x, reason="派错了")),
    "offers.lapse": Step(None, _lapsing, lambda s, by, x, o: offers.lapse(s, by, x)),
    "organisations.add": Step("admin", lambda o: None, lambda s, by, x, o: organisations.add(
        s, by, code="330203R9", name="海曙第九调处室", kind="ROOM", parent=s.scalars(select(Organisation).where(Organisation.code == "330203")).one())),
    "organisations.import_rows": Step("admin", lambda o: None, lambda s, by, x, o: organisations.import_rows(s, by, [(1, {"code": "330203R8", "name": "第八室", "kind": "ROOM", "parent": "330203"})])),
    "placing.place": Step(None, lambda o: (o.granted(), o.look(None, lambda s, by: placing.solve(None, s, by)))[1], lambda s, by, x, o: placing.place(s, by, x)),
    "ratings.rate": Step(None, Office.closed, lambda s, by, x, o: ratings.rate(s, by, x.no, level=1)),
    "ratings.call_back": Step("haishu", lambda o: o.rated(1), lambda s, by, x, o: ratings.call_back(s, by, x.no, note="已电话致歉")),
    "statutes.keep": Step("editor", lambda o: statutes.read_lines([json.dumps(ARTICLE, ensure_ascii=False)]), lambda s, by, x, o: statutes.keep(s, by, x)),
    "tickets.register": Step("zone", lambda o: None, lambda s, by, x, o: tickets.register(
        s, by, calendar.office_calendar(s), topic="PAY", statement=STORY, employer_name="甲示例厂", county="330203", name="周示例", phone="13900000001", consent=True)),
    "tickets.confirm": Step("haishu", Office.ask, lambda s, by, x, o: tickets.confirm(s, by, x.no, class_name="劳动经济", subclass="劳动报酬", cause="205.5", summary="拖欠工资")),
    "tickets.dispatch": Step("haishu", Office.confirmed, lambda s, by, x, o: tickets.dispatch(s, by, x.no, organisation_id=o.places["330203R0"], handler_id=None)),
    "tickets.take": Step("mediator", Office.dispatched, lambda s, by, x, o: tickets.take(s, by, x.no)),
    "tickets.send_back": Step("mediator", Office.dispatched, lambda s, by, x, o: tickets.send_back(s, by, x.no, reason="单位不在本区")),
    "tickets.resolve": Step("mediator", Office.taken, lambda s, by, x, o: tickets.resolve(s, by, x.no, outcome="单位已补发")),
    "tickets.close": Step("mediator", Office.resolved, lambda s, by, x, o: tickets.close(s, by, x.no)),
    "tickets.withdraw": Step("haishu", Office.confirmed, lambda s, by, x, o: tickets.withdraw(s, by, x.no, reason="")),
}
# Parts of the actions above (their caller writes the entry), readings, and what the outbox and the jobs keep a row of their own for.
PARTS = {
    "handovers.taken",
    "aid_records.open_for", "aid_records.own", "aid_records.delivered", "audit.record", "disputes.open_for", "history.note", "notices.tell_account", "notices.tell_worker",
    "figures.remind", "overdue.warn", "throttle.take", "tickets.finish", "workers.find_or_add",
}
READING = {"doubles", "drill_down", "fairness", "impact", "reports", "scopes", "search", "subsidies", "trends"}  # modules that only read
READS = {
    "aid_records.get", "aid_requests.assess", "aid_requests.granted", "api_clients.listed", "assignment.alternatives", "assignment.pending", "assignment.reserved",
    "assignment.shortlist", "assignment.waiting", "calculations.get", "calculations.of_ticket", "cases.get", "disputes.of", "documents.may_review",
    "documents.of_ticket", "duties.faults", "duties.plan_job", "duties.prepare", "duties.quarter", "duty_posts.get", "figures.due", "groups.for_change", "groups.get",
    "groups.same_employer", "handovers.listing", "handovers.of_lawyer", "handovers.proposals", "lawyers.get", "lawyers.listing", "lawyers.me",
    "offers.lapsed", "offers.offers_of", "offers.own_offer", "offers.seen", "overdue.prepare", "overdue.watch", "passwords.waiting", "placing.asked_in", "placing.run",
    "placing.runs", "placing.solve", "placing.what_if", "radar.stale", "radar.watch", "rosters.common",
    "screening.prepare", "screening.to_review", "shifts.asks", "statutes.article", "tickets.open_by_receipt",
}
WRITES |= {name: Step(*step) for name, step in (audited_deadlines.WRITES | audited_intake.WRITES | audited_library.WRITES | audited_matching.WRITES | audited_mediation.WRITES).items()}
PARTS |= audited_deadlines.PARTS | audited_intake.PARTS | audited_library.PARTS | audited_mediation.PARTS
READS |= audited_deadlines.READS | audited_intake.READS | audited_library.READS | audited_mediation.READS
WRITES |= {name: Step(*step) for name, step in audited_reports.WRITES.items()}
PARTS |= audited_reports.PARTS
READS |= audited_reports.READS


def test_every_action_is_known_here_as_one_that_changes_something_or_as_a_reading() -> None:
    found = set()
    for info in pkgutil.iter_modules(actions.__path__):
        if info.name in READING:
            continue
        module = importlib.import_module(f"legalaid.actions.{info.name}")
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_") and {"session", "by"} <= set(inspect.signature(function).parameters):
                found.add(f"{info.name}.{name}")
    assert found - set(WRITES) - PARTS - READS == set(), "say whether this changes something, and show that it is audited"
    assert (set(WRITES) | PARTS | READS) - found == set(), "no such action any more"


class Undone(Exception):
    """What a test raises to undo a transaction."""


@pytest.mark.parametrize("name", WRITES)
def test_the_entry_is_written_with_the_change_and_undone_with_it(office: Office, runtime: Runtime, name: str) -> None:
    step = WRITES[name]
    given = step.arrange(office)
    before = counting.rows(runtime), counting.audited(office)

    def undone(session: Any, by: Any) -> None:
        step.act(session, by, given, office)
        session.flush()
        raise Undone

    with pytest.raises(Undone):
        office.act(step.who, undone)
    assert (counting.rows(runtime), counting.audited(office)) == before
    office.people.pop("lawyer9", None)
    office.act(step.who, lambda s, by: step.act(s, by, given, office))
    added = counting.audited(office)[len(before[1]):]
    assert added, name
    with runtime.read() as session:
        assert list(audit.faults(session, [])) == []
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert last is not None
        assert (last.actor_id, last.channel) == ((office.people[step.who], "WEB") if step.who else (None, "CLI"))
        text = json.dumps([e.detail for e in session.scalars(select(AuditEntry))], ensure_ascii=False)
        for private in ("周示例", "职工甲", "139000", "138000", STORY[:6]):
            assert private not in text
