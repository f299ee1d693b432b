"""查阅、复制个人信息 (个人信息保护法 45): what the office keeps about one request, for its worker; nothing of anybody else, no internal line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, ratings, receipts, scopes
from legalaid.actions.organisations import COUNTIES
from legalaid.roles import By
from legalaid.tables.aid import FORMS, OUTCOMES, RECORD_STATES, REQUEST_STATES, AidRecord, AidRequest, Document
from legalaid.tables.attachments import ATTACHMENT_KINDS, SCAN_STATES, Attachment
from legalaid.tables.calculations import Calculation
from legalaid.tables.groups import MEMBER_STATES, GroupMember
from legalaid.tables.mediation import ANSWERS, MEDIATION_ENDS, PROOFS, RESULTS, Agreement, Filing, Mediation, Meeting, Payment, Share
from legalaid.tables.tickets import CHANNELS, CONTACT_HOURS, CONTACT_WAYS, RELATIONS, TICKET_STATES, Consent, Dispute, Ticket, TicketEvent
from legalaid.tables.transfers import DEPARTMENTS, TRANSFER_STATES, Transfer
from legalaid.tables.workers import WORKER_TYPES
from toolkit.calculators import CALCULATORS
from toolkit.documents import DOCUMENTS
from toolkit.filings import KINDS
from toolkit.industries import INDUSTRIES
from toolkit.labels import LABELS
from toolkit.officehours import ZONE

CONSENTS = {"DATA": "处理个人信息", "SENSITIVE": "处理敏感个人信息", "MEDIATION": "调解", "TRANSFER": "移交"}
# An allow-list: a fact that is added later shows nothing of third parties before somebody says whose it is.
_OWN_FACTS = (
    "worker", "service", "region", "post", "workplace", "hire_date", "contract_signed", "contract_signed_on", "contract_from", "contract_to", "monthly_wage", "wage_terms",
    "social_insurance", "wages", "arrears", "overtime", "leave", "probation", "sickness", "heat", "noncompete", "injury", "ended", "last_day", "end_reason", "ending",
    "demands", "events", "claims",
)
UNPROVEN = "登记时没有当面核对身份证，为了防止别人冒名查看，这里不显示。请带身份证到工会核对，换了新的查询码就能看到。"
Row = dict[str, str]


def export(session: Session, by: By, no: str) -> dict[str, Row | list[Row]]:
    """Section by section: one record of Chinese names and texts, or a list of such. Empty sections are left out; that it was taken is audited.

    What is kept of the person beyond name and phone, and their line of a roster, only a receipt shows that was given in person. Any other tells
    the same of everybody: what earlier requests brought in would say that there were some.
    """
    by.must("tickets.own")
    ticket = scopes.ticket(session, by, no)
    dispute = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    proven = receipts.in_person(ticket)
    lines = _lines(session, ticket) if proven else []
    found: dict[str, Row | list[Row]] = {
        "登记": _registered(ticket, proven), "办理经过": _history(session, ticket), "同意": _consents(session, ticket), "案情要素": _facts(dispute),
        "法律援助": [*_aid(session, ticket)], "文书": _papers(session, ticket), "您交的材料": _handed_in(session, ticket), "测算": _sums(session, ticket),
        "调解": _meetings(session, dispute), "协议": _agreements(session, dispute, lines),
        "到账": _payments(session, ticket, lines), "集体名册里您的一行": _roster(lines), "递交、移送": _handed(session, ticket, dispute), "评价": _rating(ticket),
    }
    audit.record(session, by, "personal.export", ticket)
    return {title: part for title, part in found.items() if part}


def _row(**values: Any) -> Row:
    """Texts by name, without those that are not known."""
    return {name: text for name, value in values.items() if (text := _text(value))}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:.2f} 元"
    return value.isoformat() if isinstance(value, date) else str(value)


def _opened(secret: Any) -> str | None:
    if secret is None:
        return None
    return secret.open() if secret else str(secret)


def _lines(session: Session, ticket: Ticket) -> list[GroupMember]:
    """The worker's own lines in the roster of the request's group."""
    return list(session.scalars(select(GroupMember).where(GroupMember.worker_id == ticket.worker_id, GroupMember.group_id == ticket.group_id)))


def _registered(ticket: Ticket, proven: bool) -> Row:
    worker, contact = ticket.worker, ticket.contact
    return _row(
        编号=ticket.no, 登记时间=ticket.registered_at, 来源=CHANNELS[ticket.channel], 外部编号=ticket.external_no, 现在的状态=TICKET_STATES[ticket.state], 办结时间=ticket.closed_at,
        姓名=_opened(worker.name), 电话=_opened(worker.phone),
        **(_row(证件号=_opened(worker.id_no), 住址=_opened(worker.address), 性别=worker.sex, 身份=WORKER_TYPES[worker.worker_type], 是否工会会员=worker.union_member, 习惯的语言=worker.language)
           if proven else {"证件号、住址等": UNPROVEN}),
        单位=ticket.employer_name, 单位行业=INDUSTRIES.get(ticket.industry or ""), 地区=COUNTIES[ticket.county] + (ticket.place or ""), 人数=ticket.head_count, 金额=ticket.amount,
        事情经过=_opened(ticket.statement), 摘要=ticket.summary, 类别="·".join(filter(None, (ticket.class_name, ticket.subclass))), 希望律师帮助=ticket.wants_lawyer,
        受理单位=ticket.organisation.name, 办理时限=ticket.due_at,
        **(_row(联系时间=CONTACT_HOURS[contact.hours], 联系方式=CONTACT_WAYS[contact.way], 不要打到单位=contact.not_at_work,
                代为联系的人=RELATIONS.get(contact.relation or "")) if contact else {}),
    )


def _history(session: Session, ticket: Ticket) -> list[Row]:
    rows = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.public).order_by(TicketEvent.seq))
    return [_row(时间=e.at, 内容=e.text) for e in rows]


def _consents(session: Session, ticket: Ticket) -> list[Row]:
    rows = session.scalars(select(Consent).where(Consent.ticket_id == ticket.id).order_by(Consent.given_at, Consent.kind))
    return [_row(同意什么=CONSENTS[c.kind], 文本版本=c.text_version, 时间=c.given_at) for c in rows]


def _facts(dispute: Dispute | None) -> list[Row]:
    sheet = json.loads(dispute.facts.open()) if dispute and dispute.facts else {}
    return [{"项目": label, "内容": text} for name in _OWN_FACTS for label, text in _flat(name, sheet.get(name))]


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every fact under this path with its name; codes in words."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(f"{path}[]", inner)
    elif value is not None and value != "" and path in LABELS:
        words = LABELS[path].words
        yield LABELS[path].label, words.get(str(value).lower() if isinstance(value, bool) else str(value)) or _text(value)


def _aid(session: Session, ticket: Ticket) -> Iterator[Row]:
    for asked in session.scalars(select(AidRequest).where(AidRequest.ticket_id == ticket.id).order_by(AidRequest.applied_at)):
        yield _row(事项="申请", 形式="、".join(FORMS[f] for f in asked.forms), 时间=asked.applied_at, 状态=REQUEST_STATES[asked.state], 决定时间=asked.decided_at, 决定理由=asked.decision_reason)
    for record in session.scalars(select(AidRecord).where(AidRecord.ticket_id == ticket.id).order_by(AidRecord.no)):
        yield _row(事项=f"援助 {record.no}", 形式=FORMS[record.form], 时间=record.opened_at, 状态=RECORD_STATES[record.state], 律师=f"{record.lawyer.name}（{record.lawyer.firm}）",
                   受理机关=record.tribunal, 案号=record.tribunal_no, 结案时间=record.closed_at, 结果=OUTCOMES.get(record.outcome or ""),
                   支持金额=record.awarded_amount, 实际到账=record.recovered_amount)


def _papers(session: Session, ticket: Ticket) -> list[Row]:
    rows = session.scalars(select(Document).where(Document.ticket_id == ticket.id, Document.delivered_at.is_not(None)).order_by(Document.delivered_at, Document.name))
    return [_row(名称=DOCUMENTS[d.name].title, 稿次=d.number, 交给您的时间=d.delivered_at, 校验值=d.sha256) for d in rows]


def _handed_in(session: Session, ticket: Ticket) -> list[Row]:
    """What the worker handed in; what staff put in may name others."""
    rows = session.scalars(select(Attachment).where(Attachment.ticket_id == ticket.id, Attachment.added_by.is_(None)).order_by(Attachment.added_at, Attachment.sha256))
    return [_row(类别=ATTACHMENT_KINDS[a.kind], 文件名=_opened(a.name), 大小=f"{a.size} 字节", 交来的时间=a.added_at, 病毒检查=SCAN_STATES[a.scan], 撤回时间=a.withdrawn_at, 校验值=a.sha256,
                 文件编号=a.id) for a in rows]


def _sums(session: Session, ticket: Ticket) -> list[Row]:
    rows = session.scalars(select(Calculation).where(Calculation.ticket_id == ticket.id).order_by(Calculation.number))
    return [_row(名称=CALCULATORS[c.calculator].title, 时间=c.written_at, 输入=_opened(c.inputs), 校验值=c.sha256) for c in rows]


def _meetings(session: Session, dispute: Dispute | None) -> list[Row]:
    if dispute is None:
        return []
    rows = session.scalars(select(Meeting).join(Mediation).where(Mediation.dispute_id == dispute.id).order_by(Meeting.meets_at, Meeting.number))
    return [_row(第几次=m.number, 约定时间=m.meets_at, 地点=m.place, 您的答复=ANSWERS.get(m.worker_answer or ""), 开会日期=m.held_on, 结果=RESULTS.get(m.result or ""),
                 调解结束=MEDIATION_ENDS.get(m.mediation.ended_as or "")) for m in rows]


def _agreements(session: Session, dispute: Dispute | None, lines: list[GroupMember]) -> list[Row]:
    """Of a group's agreement the worker's own share; what all are promised together is theirs only where they are alone."""
    shares = {s.agreement_id: s for s in session.scalars(select(Share).where(Share.member_id.in_([m.id for m in lines])))}
    of = or_(Agreement.dispute_id == dispute.id, Agreement.id.in_(shares)) if dispute else Agreement.id.in_(shares)
    found = []
    for row in session.scalars(select(Agreement).where(of).order_by(Agreement.signed_on, Agreement.signed_at)):
        alone, share = not row.shares, shares.get(row.id)
        dates = "；".join(f"第 {i.number} 期 {i.due_on}" + (f" {i.amount:.2f} 元" if alone else "") + (f"，{i.paid_on} 付清" if i.paid_on else "") for i in row.instalments)
        found.append(_row(签订日期=row.signed_on, 您的金额=row.total if alone else share.amount if share else None, 分期=dates, 全部履行=row.performed_on, 不再等待履行=row.replaced_on))
    return found


def _payments(session: Session, ticket: Ticket, lines: list[GroupMember]) -> list[Row]:
    query = select(Payment).where(Payment.withdrawn_at.is_(None), or_(Payment.member_id.in_([m.id for m in lines]), (Payment.ticket_id == ticket.id) & Payment.member_id.is_(None)))
    return [_row(日期=p.paid_on, 金额=p.amount, 凭证=PROOFS[p.proof]) for p in session.scalars(query.order_by(Payment.paid_on, Payment.recorded_at))]


def _roster(lines: list[GroupMember]) -> list[Row]:
    return [_row(集体争议=m.group.no, 单位=m.employer_name, 班组=m.team, 欠薪=m.owed, 起=m.owed_from, 止=m.owed_to, 已付=m.settled, 状态=MEMBER_STATES[m.state]) for m in lines]


def _handed(session: Session, ticket: Ticket, dispute: Dispute | None) -> list[Row]:
    filed: Iterable[Filing] = session.scalars(select(Filing).where(Filing.dispute_id == dispute.id).order_by(Filing.sent_on, Filing.sent_at)) if dispute else ()
    moved = session.scalars(select(Transfer).where(Transfer.ticket_id == ticket.id).order_by(Transfer.sent_at))
    return [*(_row(事项=KINDS[f.kind].title, 交给=f.receiver, 日期=f.sent_on, 编号=f.case_no, 答复="；".join(said.title for a in f.answers if (said := KINDS[f.kind].answer(a.code)))) for f in filed),
            *(_row(事项="移送", 交给=f"{DEPARTMENTS[t.department]}（{t.office}）", 日期=t.sent_at, 编号=t.receipt_no, 状态=TRANSFER_STATES[t.state]) for t in moved)]


def _rating(ticket: Ticket) -> Row:
    row = ticket.rating
    return _row(满意程度=ratings.LEVELS[row.level], 您说的话=_opened(row.comment), 时间=row.rated_at) if row else {}
