"""Actions of reports and of the steps of legal aid for `test_audit_trail.py`: name → (who, what must be there before, the call)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from legalaid.actions import (
    act_first,
    aid_endings,
    aid_papers,
    aid_records,
    aid_requests,
    case_files,
    objections,
    report_cases,
    subsidy_payment,
    vitality,
    weekly_reports,
    weeks,
)
from legalaid.tables.aid_steps import PapersAsked
from legalaid.tables.tickets import Ticket
from tests.builders import HAISHU, Asked, Office

WEEK = weeks.Week(date(2026, 11, 16))
TOLD = "一名制衣工人被拖欠三个月工资，经工会调解后单位一次付清。"
CASE_ITEMS = ("NOTICE", "VISIT", "AUTHORITY", "EVIDENCE", "OPINION", "RESULT")


def made(office: Office) -> None:
    """Last week's report."""
    office.act(None, lambda s, by: weekly_reports.keep(s, by, weekly_reports.prepare(None, s, by)))


def with_case(office: Office) -> UUID:
    """Last week's report with a case proposed."""
    asked = office.closed()
    office.act(None, lambda s, by: setattr(s.get_one(Ticket, asked.id), "closed_at", by.now - timedelta(days=7)))
    made(office)
    return office.look("haishu", lambda s, by: weekly_reports.get(s, by, WEEK).cases[0].id)


def needs_papers(office: Office) -> Asked:
    """An application that waits for papers."""
    asked = office.applied()
    office.act("haishu", lambda s, by: aid_papers.ask(s, by, asked.no, papers=["收入证明"]))
    return asked


def _overdue_papers(office: Office) -> list[UUID]:
    asked = needs_papers(office)
    office.act(None, lambda s, by: [setattr(p, "due", date(2026, 11, 1)) for p in s.query(PapersAsked)])
    assert asked.no
    return office.look(None, lambda s, by: aid_papers.lapsed(None, s, by))


def first(office: Office) -> Asked:
    """Aid before the decision."""
    asked = office.applied()
    office.act("haishu", lambda s, by: act_first.grant(s, by, asked.no, reason="离时效届满不足七日"))
    return asked


def refused(office: Office) -> Asked:
    """A refused application."""
    asked = office.applied()
    office.act("haishu", lambda s, by: aid_requests.decide(s, by, asked.no, grant=False, reason="不属于援助范围"))
    return asked


def objected(office: Office) -> UUID:
    """An objection that waits for its answer."""
    asked = refused(office)
    return office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="我的收入低于标准").id)


def arbitrated(office: Office) -> str:
    """A closed representation with log and tribunal; its number."""
    asked = office.accepted(forms=("ARBITRATE",))
    no = f"{asked.no}-Y1"
    office.act("lawyer1", lambda s, by: aid_records.log(s, by, no, kind="CALL", happened_on=date(2026, 11, 24), text="通话"))
    office.act("lawyer1", lambda s, by: aid_records.set_tribunal(s, by, no, tribunal="海曙区仲裁委", tribunal_no="甬海劳人仲案〔2026〕1号", authority="GENERAL"))
    office.finish(asked)
    return no


def handed_in(office: Office) -> UUID:
    """A file that waits for its check."""
    no = arbitrated(office)
    return office.act("lawyer1", lambda s, by: case_files.hand_in(s, by, no, items=CASE_ITEMS).id)


def rated(office: Office, form: str = "ARBITRATE", amount: str = "1500", valid_from: date = date(2026, 1, 1), code: str = HAISHU) -> None:
    """A rate."""
    office.act("finance", lambda s, by: subsidy_payment.enter_rate(s, by, code=code, form=form, amount=Decimal(amount), valid_from=valid_from, source="甬总工办〔2026〕示例号"))


def checked(office: Office) -> str:
    """A record whose file was accepted and for which there is a rate; its number."""
    ident = handed_in(office)
    rated(office)
    return office.act("haishu", lambda s, by: case_files.check(s, by, ident, accept=True).record.no)


def approved(office: Office) -> str:
    """A record whose subsidy is approved."""
    no = checked(office)
    office.act("finance", lambda s, by: subsidy_payment.approve(s, by, no))
    return no


WRITES: dict[str, Any] = {
    "weekly_reports.keep": (None, lambda o: o.look(None, lambda s, by: weekly_reports.prepare(None, s, by)), lambda s, by, x, o: weekly_reports.keep(s, by, x)),
    "weekly_reports.publish": ("editor", made, lambda s, by, x, o: weekly_reports.publish(s, by, WEEK)),
    "report_cases.add": ("haishu", lambda o: (made(o), o.closed())[1], lambda s, by, x, o: report_cases.add(s, by, weekly_reports.get(s, by, WEEK), no=x.no)),
    "report_cases.confirm": ("haishu", with_case, lambda s, by, x, o: report_cases.confirm(s, by, x, text=TOLD)),
    "report_cases.drop": ("haishu", with_case, lambda s, by, x, o: report_cases.drop(s, by, x)),
    "vitality.enter": ("admin", lambda o: None, lambda s, by, x, o: vitality.enter(s, by, code="330203013", as_of=date(2026, 10, 1), workers=1000, members=800, source="2026 年工会年报")),
    "aid_papers.ask": ("haishu", Office.applied, lambda s, by, x, o: aid_papers.ask(s, by, x.no, papers=["收入证明"])),
    "aid_papers.came": ("haishu", needs_papers, lambda s, by, x, o: aid_papers.came(s, by, x.no)),
    "aid_papers.withdraw": ("haishu", Office.applied, lambda s, by, x, o: aid_papers.withdraw(s, by, x.no)),
    "aid_papers.lapse": (None, _overdue_papers, lambda s, by, x, o: aid_papers.lapse(s, by, x)),
    "act_first.grant": ("haishu", Office.applied, lambda s, by, x, o: act_first.grant(s, by, x.no, reason="离时效届满不足七日")),
    "act_first.confirm": ("haishu", first, lambda s, by, x, o: act_first.confirm(s, by, x.no, entitled=True)),
    "aid_endings.end": ("haishu", Office.accepted, lambda s, by, x, o: aid_endings.end(s, by, x.no, reason="OWN_WISH", note="职工自愿终止援助")),
    "objections.file": ("haishu", refused, lambda s, by, x, o: objections.file(s, by, x.no, reason="收入低于标准，应当援助")),
    "objections.answer": ("city", objected, lambda s, by, x, o: objections.answer(s, by, x, upheld=True, answer="收入低于标准，应当援助")),
    "case_files.hand_in": ("lawyer1", arbitrated, lambda s, by, x, o: case_files.hand_in(s, by, x, items=CASE_ITEMS)),
    "case_files.check": ("haishu", handed_in, lambda s, by, x, o: case_files.check(s, by, x, accept=True)),
    "subsidy_payment.enter_rate": ("finance", lambda o: None, lambda s, by, x, o: subsidy_payment.enter_rate(
        s, by, code=HAISHU, form="DRAFT", amount=Decimal(500), valid_from=date(2026, 1, 1), source="甬总工办〔2026〕示例号")),
    "subsidy_payment.approve": ("finance", checked, lambda s, by, x, o: subsidy_payment.approve(s, by, x)),
    "subsidy_payment.pay": ("finance", approved, lambda s, by, x, o: subsidy_payment.pay(s, by, x, voucher="记字第 12 号")),
}
PARTS = {"aid_limits.warn", "aid_requests.not_own"}  # the notices' rows are their own proof; a check changes nothing
READS = {
    "aid_gaps.count", "aid_gaps.counts", "aid_gaps.listing", "aid_limits.open_limits", "aid_limits.prepare", "aid_papers.lapsed", "aid_papers.of", "aid_papers.to_decide", "case_files.waiting",
    "districts.compare", "objections.above", "objections.waiting",
    "strike_off.confirmed", "strike_off.counts", "strike_off.left", "strike_off.sheet", "subsidy_payment.rates", "vitality.entries", "vitality.listing", "weekly_figures.records", "weekly_reports.get",
    "weekly_reports.listing", "weekly_reports.prepare",
}
