"""援助记录: opened on acceptance, logged, delivered, closed with awarded and recovered sums."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, history, notices, scopes, tickets
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import FORMS, LOG_KINDS, OUTCOMES, AidRecord, AidRequest, LogEntry
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import Ticket
from toolkit import deadlines
from toolkit.officehours import ZONE

# state -> allowed next
NEXT = {"OPEN": {"DELIVERED", "CLOSED", "TERMINATED"}, "DELIVERED": {"CLOSED", "TERMINATED"}, "CLOSED": set(), "TERMINATED": set()}


def seen(by: By) -> ColumnElement[bool]:
    """Records of tickets in scope; a lawyer sees the own ones only, and none that was taken from them."""
    if by.system:
        return true()
    parts: list[ColumnElement[bool]] = []
    if by.lawyer_id is not None:
        parts.append(and_(AidRecord.lawyer_id == by.lawyer_id, AidRecord.state != "TERMINATED"))
    if by.roles - {"lawyer"}:
        parts.append(AidRecord.ticket_id.in_(select(Ticket.id).where(scopes.tickets(by))))
    return or_(false(), *parts)


def get(session: Session, by: By, no: str) -> AidRecord:
    """The record of this number in scope."""
    found = session.scalar(select(AidRecord).where(AidRecord.no == no, seen(by)))
    if found is None:
        raise NotFound
    return found


def open_for(session: Session, by: By, request: AidRequest, lawyer: Lawyer) -> list[AidRecord]:
    """One record for each form granted (件次: one form × one stage × one recipient); what an earlier lawyer closed stays theirs."""
    count = session.scalar(select(func.count()).where(AidRecord.ticket_id == request.ticket_id)) or 0
    closed = set(session.scalars(select(AidRecord.form).where(AidRecord.aid_request_id == request.id, AidRecord.state == "CLOSED")))
    rows = []
    for number, form in enumerate((f for f in request.forms if f not in closed), count + 1):
        row = AidRecord(no=f"{request.ticket.no}-Y{number}", aid_request_id=request.id, ticket_id=request.ticket_id, lawyer_id=lawyer.id, form=form,
                        stage="FIRST" if form == "LITIGATE" else None, state="OPEN", opened_at=by.now)
        session.add(row)
        session.flush()
        audit.record(session, by, "aid_record.open", row, no=row.no, form=form)
        rows.append(row)
    return rows


def own(session: Session, by: By, no: str) -> AidRecord:
    """The record of this number for the lawyer who works it, its ticket held."""
    by.must("aid.work")
    row = get(session, by, no)
    if not by.system and row.lawyer_id != by.lawyer_id:
        raise Forbidden("只有承办律师可以填写援助记录。")
    scopes.hold(session, row.ticket_id)
    session.refresh(row)
    return row


def log(session: Session, by: By, no: str, *, kind: str, happened_on: date, text: str, minutes: int | None = None) -> LogEntry:
    """办案日志: what was done on which day; never in the future except a hearing that is fixed."""
    row = own(session, by, no)
    errors = {}
    if kind not in LOG_KINDS:
        errors["kind"] = "请选择事项。"
    if not text.strip():
        errors["text"] = "请写明做了什么。"
    if happened_on > by.now.astimezone(ZONE).date() and kind != "HEARING":
        errors["happened_on"] = "日期不能晚于今天（开庭除外）。"
    if minutes is not None and not 0 < minutes <= 1440:
        errors["minutes"] = "用时应在 1 到 1440 分钟之间。"
    if row.state in ("CLOSED", "TERMINATED"):
        raise Conflict("这件援助已经结束，不能再写日志。")
    if errors:
        raise Invalid(errors)
    entry = LogEntry(record=row, record_id=row.id, kind=kind, happened_on=happened_on, minutes=minutes, written_at=by.now, written_by=by.actor_id)
    entry.text = text.strip()
    session.add(entry)
    session.flush()
    history.note(session, by, row.ticket, "AID_LOG", f"律师：{LOG_KINDS[kind]}（{FORMS[row.form]}）", public=True)
    audit.record(session, by, "aid_record.log", row, kind=kind, on=happened_on)
    return entry


def set_tribunal(session: Session, by: By, no: str, *, tribunal: str, tribunal_no: str, authority: str | None) -> AidRecord:
    """Where the matter is heard, under which number, with general or special authority."""
    row = own(session, by, no)
    if authority not in (None, "GENERAL", "SPECIAL"):
        raise Refused("请选择一般授权或特别授权。", field="authority")
    row.tribunal, row.tribunal_no, row.authority = tribunal.strip() or None, tribunal_no.strip() or None, authority
    audit.record(session, by, "aid_record.tribunal", row)
    return row


def close(session: Session, by: By, no: str, *, outcome: str, awarded: Decimal | None, recovered: Decimal | None, report: str) -> AidRecord:
    """结案: outcome, sum awarded and sum actually recovered; the closing report is due within 15 days (浙江省法律援助条例 19)."""
    row = own(session, by, no)
    errors = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = "请选择结果。"
    if len(report.strip()) < 10:
        errors["report"] = "请写结案小结（不少于 10 个字）。"
    for name, value in (("awarded", awarded), ("recovered", recovered)):
        if value is not None and value < 0:
            errors[name] = "金额不能是负数。"
    if outcome in ("FULL", "PARTIAL", "MEDIATED", "SETTLED") and row.form != "DRAFT" and awarded is None:
        errors["awarded"] = "请填写裁决、判决或者协议确定的金额，没有金额填 0。"
    if recovered and awarded is None:
        errors["awarded"] = "有到手的金额，就要填确定的金额。"
    if awarded is not None and recovered is not None and recovered > awarded:
        errors["recovered"] = "实际到手不能超过确定的金额。"
    if errors:
        raise Invalid(errors)
    if "CLOSED" not in NEXT[row.state]:
        raise Conflict("这件援助已经结束。")
    row.state, row.closed_at, row.outcome = "CLOSED", by.now, outcome
    row.awarded_amount, row.recovered_amount, row.report = awarded, recovered, report.strip()
    row.subsidy = "DUE"
    row.report_due = deadlines.deadline("AID_REPORT_15D", by.now.astimezone(ZONE).date(), calendar.office_calendar(session)).due_date
    history.note(session, by, row.ticket, "AID_CLOSED", f"律师已结案：{FORMS[row.form]}，{OUTCOMES[outcome]}", public=True)
    audit.record(session, by, "aid_record.close", row, outcome=outcome, awarded=awarded, recovered=recovered)
    open_left = session.scalar(select(func.count()).where(AidRecord.ticket_id == row.ticket_id, AidRecord.state.in_(("OPEN", "DELIVERED"))))
    if not open_left and row.ticket.state == "IN_PROGRESS":
        tickets.finish(session, by, row.ticket, f"法律援助已结案：{OUTCOMES[outcome]}")
    return row


def recover(session: Session, by: By, no: str, amount: Decimal) -> AidRecord:
    """Money that came in after closing."""
    row = own(session, by, no)
    total = (row.recovered_amount or Decimal("0.00")) + amount
    if amount <= 0:
        raise Refused("请填写大于 0 的金额。", field="amount")
    if row.state != "CLOSED":
        raise Conflict("结案以后才能补记到手的金额。")
    if row.awarded_amount is None or total > row.awarded_amount:
        raise Refused("累计到手不能超过确定的金额。", field="amount")
    row.recovered_amount = total
    audit.record(session, by, "aid_record.recover", row, amount=amount)
    return row


def delivered(session: Session, by: By, row: AidRecord) -> None:
    """A drafting is delivered with its document; the worker is told."""
    if row.state == "OPEN" and row.form == "DRAFT":
        row.state, row.delivered_at = "DELIVERED", by.now
    notices.tell_worker(session, by, row.ticket.worker_id, "document_ready", row.ticket.no)
