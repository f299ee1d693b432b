"""诉求（工单）: registration, confirmation, dispatch, handling, closing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import accounts, audit, calendar, clear, contacts, disputes, escalation, first_steps, history, limits, notices, numbers, organisations, pauses, scopes, workers
from legalaid.actions.ticket_states import move
from legalaid.errors import Conflict, Forbidden, Invalid, Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import TICKET_STATES, Consent, Ticket
from toolkit import causes, classify, employers, industries, workdays

CAUSE_VERSION = "2025"
CONSENT_VERSION = "2026-11"

# What a worker picks on the first page, in the order shown. The text decides the cause, not this.
TOPICS = {
    "PAY": "工资被拖欠或克扣", "DISMISSAL": "被辞退、被逼离职", "INJURY": "工作中受伤、得职业病", "CONTRACT": "没签合同、没交社保",
    "WOMEN": "女职工权益", "PLATFORM": "外卖、快递、网约车", "UNSURE": "说不清楚",
}


@dataclass(frozen=True)
class Registered:
    """The new ticket and its receipt code, which is shown once and kept only as a hash."""

    ticket: Ticket
    receipt_code: str


def register(session: Session, by: By, calendar: workdays.Calendar, *, topic: str, statement: str, employer_name: str, county: str,
             name: str, phone: str, channel: str = "PORTAL", amount: Decimal | None = None, head_count: int = 1,
             place: str | None = None, id_no: str | None = None, address: str | None = None, sex: str | None = None,
             worker_type: str = "GENERAL", union_member: bool | None = None, language: str | None = None,
             contact: Mapping[str, Any] | None = None, wants_lawyer: bool = True, consent: bool = False,
             external_no: str | None = None) -> Registered:
    """Register a request for help. Anyone may; `consent` to the use of the data is required (个人信息保护法 13, 29).

    Another system registers for its own organisation only, and each number of a source (`external_no`) once; `contact` are the
    arguments of `contacts.keep`.
    """
    errors = {}
    if topic not in TOPICS:
        errors["topic"] = "请选择您遇到的问题。"
    if county not in organisations.COUNTIES:
        errors["county"] = "请选择单位所在的县（市、区）。"
    if head_count < 1:
        errors["head_count"] = "人数至少为 1。"
    if amount is not None and not 0 <= amount < 10**11:
        errors["amount"] = "金额不能是负数，也不能大得离谱，请检查。"
    for field, value, words in (("name", name, "您的姓名"), ("phone", phone, "联系电话"), ("statement", statement, "事情经过"), ("employer_name", employer_name, "单位名称")):
        if not value.strip():
            errors[field] = f"请填写{words}。"
    if not consent:
        errors["consent"] = "请先阅读并同意个人信息处理说明。"
    if errors:
        raise Invalid(errors)
    employer_name = clear.text("employer_name", employer_name, longest=80)
    place = clear.text("place", place or "", longest=60) or None
    office = organisations.responsible_for(session, county)
    if not scopes.within(by, office, "api_client"):
        raise Refused("这个访问令牌只能登记本地区的诉求。", field="county")
    no = numbers.ticket_no(session, by.now)
    worker = workers.find_or_add(session, by, name=name, phone=phone, id_no=id_no, address=address, sex=sex, worker_type=worker_type,
                                 union_member=union_member, language=language)
    found = classify.classify(statement)
    flags = [f.code for f in found.flags]
    if head_count >= 10 and "GROUP" not in flags:
        flags.append("GROUP")
    due_at, reason = limits.freeze(session, calendar, by.now, office, limits.matter_of(head_count, flags))
    code = crypto.new_receipt_code()
    source = source_of(by, channel) if external_no else None
    if registered_as(session, source, external_no) is not None:
        raise Conflict(f"外部编号 {external_no} 已经登记。", field="external_no")
    ticket = Ticket(
        no=no, receipt_hash=crypto.receipt_hash(session.info["keys"], no, code), worker=worker, channel=channel, source=source, external_no=external_no,
        state="REGISTERED", topic=topic, summary=first_summary(topic, employer_name, head_count, amount),
        employer_name=employer_name, employer_key=employers.key(employer_name), county=county, place=place, head_count=head_count,
        amount=amount, class_name=None, subclass=None, cause=None, cause_version=CAUSE_VERSION, flags=flags,
        suggestion=suggested(found, employer_name, statement), organisation=office, wants_lawyer=wants_lawyer, consent_version=CONSENT_VERSION,
        registered_at=by.now, due_at=due_at, due_reason=reason,
    )
    ticket.statement = statement
    session.add(ticket)
    session.flush()
    history.begin(session, ticket)
    call_by = first_steps.freeze(session, calendar, ticket)
    wishes = contacts.keep(session, ticket, **contact or {})
    for kind in ("DATA", "SENSITIVE"):
        session.add(Consent(ticket_id=ticket.id, kind=kind, text_version=CONSENT_VERSION, given_at=by.now, channel=by.channel, recorded_by=by.actor_id))
    history.note(session, by, ticket, "REGISTERED", "您提交了申请", public=True)
    audit.record(session, by, "ticket.register", ticket, no=no, channel=channel)
    if call_by is None or contacts.next_moment(wishes, by.now) >= call_by:  # who is only to be reached later would read of a moment that is over
        notices.tell_worker(session, by, worker.id, "registered", no)
    else:
        notices.tell_worker(session, by, worker.id, "registered_due", no, due=notices.when(call_by))
    return Registered(ticket, code)


def source_of(by: By, channel: str) -> str:
    """Whose numbers they are: a system's own, or those of a channel (12345, a file) whoever brings its requests in."""
    return by.actor_id.hex if channel == "API" and by.actor_id and "api_client" in by.roles else channel


def registered_as(session: Session, source: str | None, external_no: str | None) -> Ticket | None:
    """The ticket of a source's number. Asked after a number of ours was taken: its counter row is locked, so of two at once the second sees the first."""
    return session.scalar(select(Ticket).where(Ticket.source == source, Ticket.external_no == external_no)) if external_no else None


def suggested(found: classify.Classification, employer_name: str, statement: str) -> dict[str, Any]:
    """What the classifier suggests, as kept with the ticket until a person confirms."""
    return {"industry": industries.guess(employer_name, statement), "cause": found.cause, "class": found.cls, "subclass": found.subclass, "confidence": found.confidence,
            "needs_person": found.needs_person, "flags": [{"code": f.code, "words": list(f.words)} for f in found.flags]}


def first_summary(topic: str, employer_name: str, head_count: int, amount: Decimal | None) -> str:
    """Built from the choices only: the story itself stays sealed until a person has written a checked summary."""
    parts = [TOPICS[topic], employer_name]
    if head_count > 1:
        parts.append(f"涉及 {head_count} 人")
    if amount:
        parts.append(f"约 {amount:,.2f} 元")
    return "，".join(parts)


def confirm(session: Session, by: By, no: str, *, class_name: str, subclass: str, cause: str | None, summary: str, industry: str | None = None,
            version: int | None = None) -> Ticket:
    """A person confirms the classification and writes the redacted summary; a labour dispute opens with it."""
    by.must("tickets.confirm")
    ticket = scopes.ticket_for_change(session, by, no)
    check_version(ticket, version)
    errors = {}
    if subclass not in causes.SUBCLASSES.get(class_name, ()):
        errors["subclass"] = "类别与小类不相配，请重新选择。"
    if cause is not None and cause not in causes.LEAVES:
        errors["cause"] = "没有这个案由代码。"
    if industry is not None and industry not in industries.INDUSTRIES:
        errors["industry"] = "没有这个行业代码。"
    if errors:
        raise Invalid(errors)
    summary = clear.text("summary", summary, of=ticket.worker, shortest=4, longest=300, short="请写一句不含姓名、电话的案情摘要。")
    move(ticket, "CONFIRMED")
    ticket.class_name, ticket.subclass, ticket.cause, ticket.summary, ticket.industry = class_name, subclass, cause, summary, industry
    ticket.confirmed_at = by.now
    days = calendar.office_calendar(session)
    limits.freeze_confirmed(session, days, ticket)
    first_steps.accepted(session, days, ticket, by.now)
    history.note(session, by, ticket, "CONFIRMED", "工会受理，核实了情况", public=True, cause=cause, subclass=subclass)
    audit.record(session, by, "ticket.confirm", ticket, cause=cause, subclass=subclass, suggested=ticket.suggestion.get("cause"))
    notices.tell_worker(session, by, ticket.worker_id, "confirmed", ticket.no)
    if cause is not None:
        disputes.open_for(session, by, ticket)
    return ticket


def dispatch(session: Session, by: By, no: str, *, organisation_id: UUID, handler_id: UUID | None, reason: str = "") -> Ticket:
    """派单: hand the ticket to an organisation below, and to a person there if one is named."""
    by.must("tickets.dispatch")
    ticket = scopes.ticket_to_decide(session, by, no)
    reason = clear.text("reason", reason, of=ticket.worker)
    place = session.get(Organisation, organisation_id)
    if place is None or not place.active or (not any(place.path.startswith(p) for p in by.paths("coordinator")) and not by.system):
        raise Refused("只能派给本级或下级组织。", field="organisation_id")
    handler = session.get(Account, handler_id) if handler_id else None
    if handler_id and (handler is None or not _handles(handler, place, by.now)):
        raise Refused("这位经办人不在所选组织，或者账号、岗位已停用。", field="handler_id")
    stands_in = accounts.reached(session, handler_id, by.now) if handler_id else None
    covered = handler.name if handler and stands_in != handler_id else None
    if ticket.state == "CONFIRMED" or ticket.state == "RETURNED":
        move(ticket, "DISPATCHED")
    elif ticket.state not in ("DISPATCHED", "IN_PROGRESS"):
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，不能派单。", field="state")
    elif ticket.state == "IN_PROGRESS" and handler is None:
        raise Refused("工单正在办理，改派时要指定经办人。", field="handler_id")
    ticket.organisation, ticket.handler_id, ticket.dispatched_at = place, stands_in, by.now
    office = next((p.path for p in by.posts if p.role == "coordinator" and place.path.startswith(p.path)), "")
    history.note(session, by, ticket, "DISPATCHED", f"派给{place.name}办理", public=True, office=office.rstrip("/").rpartition("/")[2], **({"for": covered} if covered else {}))
    audit.record(session, by, "ticket.dispatch", ticket, organisation=place.code, handler=stands_in, reason=reason)
    return ticket


def _handles(account: Account, place: Organisation, now: datetime) -> bool:
    return account.state == "ACTIVE" and any(p.role in accounts.HANDLING and p.path.startswith(place.path) for p in accounts.held_posts(account, now))


def take(session: Session, by: By, no: str) -> Ticket:
    """Start handling: the actor becomes the handler."""
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    if ticket.state == "PAUSED":
        raise Conflict("工单已暂停，请先恢复办理。", field="state")
    again = ticket.state in ("RESOLVED", "CLOSED")
    move(ticket, "IN_PROGRESS")
    ticket.handler_id = by.actor_id or ticket.handler_id
    history.note(session, by, ticket, "IN_PROGRESS", "经办人重新办理" if again else "经办人开始办理", public=True)
    audit.record(session, by, "ticket.take", ticket, again=again)
    return ticket


def send_back(session: Session, by: By, no: str, *, reason: str) -> Ticket:
    """退回 with a reason; returns are counted, and the third goes up."""
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    reason = clear.text("reason", reason, of=ticket.worker, shortest=4, short="请写明退回原因。")
    escalation.refuse_when_final(ticket)
    move(ticket, "RETURNED")
    ticket.returns += 1
    ticket.handler_id = None
    history.note(session, by, ticket, "RETURNED", f"退回重新派单（第 {ticket.returns} 次）：{reason}")
    escalation.raise_up(session, by, ticket)
    audit.record(session, by, "ticket.send_back", ticket, returns=ticket.returns)
    return ticket


def resolve(session: Session, by: By, no: str, *, outcome: str) -> Ticket:
    """The handler reports the result; closing follows."""
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    outcome = clear.text("reason", outcome, of=ticket.worker, shortest=4, short="请写明办理结果。")
    move(ticket, "RESOLVED")
    ticket.resolved_at = by.now
    history.note(session, by, ticket, "RESOLVED", f"办理结果：{outcome}", public=True)
    audit.record(session, by, "ticket.resolve", ticket)
    return ticket


def finish(session: Session, by: By, ticket: Ticket, outcome: str) -> None:
    """Resolve and close in one: the aid is done and nothing else is open."""
    move(ticket, "RESOLVED")
    ticket.resolved_at = by.now
    history.note(session, by, ticket, "RESOLVED", f"办理结果：{outcome}", public=True)
    move(ticket, "CLOSED")
    ticket.closed_at = by.now
    history.note(session, by, ticket, "CLOSED", "已办结，请您评价", public=True)
    audit.record(session, by, "ticket.finish", ticket)
    notices.tell_worker(session, by, ticket.worker_id, "closed", ticket.no)


def close(session: Session, by: By, no: str) -> Ticket:
    """办结: the worker is asked to rate."""
    if not (by.can("tickets.handle") or by.can("aid.work")):
        raise Forbidden
    ticket = scopes.ticket_for_change(session, by, no)
    move(ticket, "CLOSED")
    ticket.closed_at = by.now
    history.note(session, by, ticket, "CLOSED", "已办结，请您评价", public=True)
    audit.record(session, by, "ticket.close", ticket)
    notices.tell_worker(session, by, ticket.worker_id, "closed", ticket.no)
    return ticket


def withdraw(session: Session, by: By, no: str, *, reason: str) -> Ticket:
    """The worker does not want to go on, or staff record that."""
    if not (by.can("tickets.handle") or by.can("tickets.own")):
        raise Forbidden
    ticket = scopes.ticket_for_change(session, by, no)
    reason = clear.text("reason", reason, of=ticket.worker)
    if ticket.state == "PAUSED":
        pauses.end(session, by, ticket)
    move(ticket, "WITHDRAWN")
    ticket.closed_at = by.now
    history.note(session, by, ticket, "WITHDRAWN", f"已撤回：{reason or '职工不再申请'}", public=True)
    audit.record(session, by, "ticket.withdraw", ticket)
    return ticket


def open_by_receipt(session: Session, by: By, no: str, code: str) -> Ticket | None:
    """The ticket that number and receipt code open together; None for anything else, in equal time."""
    ticket = session.scalar(select(Ticket).where(Ticket.no == no.strip().upper()))
    given = crypto.receipt_hash(session.info["keys"], no.strip().upper(), code)
    stored = ticket.receipt_hash if ticket and ticket.receipt_hash else "0" * 64
    return ticket if crypto.same(given, stored) and ticket is not None else None


def check_version(row: Any, version: int | None) -> None:
    """Refuse when the form was made from an older state of the row."""
    if version is not None and row.version != version:
        raise Conflict("在您填写期间，别人已经改过这条记录。请刷新后核对再保存。", field="version")
