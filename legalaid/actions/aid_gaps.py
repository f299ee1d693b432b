"""缺项清单: the required fields of aid records (domain: 援助记录) that are still empty, record by record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from legalaid.actions import scopes
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.tables.aid import AidRecord, AidRequest, LogEntry
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import Dispute, Ticket
from legalaid.tables.workers import Worker

_ALWAYS, _CLOSED = true(), AidRecord.state == "CLOSED"
_SPOKEN, _HEARD = AidRecord.form.in_(("NEGOTIATE", "MEDIATE", "ARBITRATE", "LITIGATE")), AidRecord.form.in_(("ARBITRATE", "LITIGATE"))
# words → (whose it is to fill in, when it is needed, whether it is there), asked of the database: of closed records there are ever more
FIELDS: Mapping[str, tuple[str, ColumnElement[bool], ColumnElement[bool]]] = {
    "职工证件号": ("经办人", _ALWAYS, Worker.id_no_sealed.is_not(None)),
    "职工性别": ("经办人", _ALWAYS, Worker.sex.is_not(None)),
    "职工地址": ("经办人", _ALWAYS, Worker.address_sealed.is_not(None)),
    "是否工会会员": ("经办人", _ALWAYS, Worker.union_member.is_not(None)),
    "单位行业": ("经办人", _ALWAYS, Ticket.industry.is_not(None)),
    "请求金额": ("经办人", _SPOKEN, Ticket.amount.is_not(None)),
    "案由": ("经办人", _ALWAYS, Ticket.cause.is_not(None)),
    "时效届满日": ("经办人", _SPOKEN, Dispute.limitation_due.is_not(None)),
    "援助条件核对": ("统筹员", _ALWAYS, func.coalesce(AidRequest.eligibility["verdict"].as_string(), "").not_in(("", "UNKNOWN"))),
    "代理权限": ("律师", _SPOKEN, AidRecord.authority.is_not(None)),
    "受理机关和案号": ("律师", and_(_HEARD, _CLOSED), and_(func.coalesce(AidRecord.tribunal, "") != "", func.coalesce(AidRecord.tribunal_no, "") != "")),
    "办案日志": ("律师", and_(_CLOSED, AidRecord.form != "DRAFT"), AidRecord.id.in_(select(LogEntry.record_id))),
    "确定的金额": ("律师", and_(_CLOSED, _SPOKEN), AidRecord.awarded_amount.is_not(None)),
    "到手的金额": ("律师", and_(_CLOSED, _SPOKEN), AidRecord.recovered_amount.is_not(None)),
}
WHOSE = ("经办人", "统筹员", "律师")
PAGE = 50
_LACKS = {words: and_(needed, ~there) for words, (_, needed, there) in FIELDS.items()}


@dataclass(frozen=True)
class Gap:
    """A record and what is missing in it: (whose it is, words)."""

    no: str
    form: str
    state: str
    ticket_id: UUID
    ticket_no: str
    lawyer: str
    missing: tuple[tuple[str, str], ...]


def _lacks_of(whose: str = "") -> ColumnElement[bool]:
    """The condition on a record: something is missing in it that this role has to fill in (nobody named: anybody)."""
    return or_(*(lacking for words, lacking in _LACKS.items() if whose in ("", FIELDS[words][0])))


def _lacking(by: By, whose: str, *columns: Any) -> Select[Any]:
    return (
        select(*columns).select_from(AidRecord).join(Ticket, Ticket.id == AidRecord.ticket_id).join(Worker, Worker.id == Ticket.worker_id)
        .join(AidRequest, AidRequest.id == AidRecord.aid_request_id).outerjoin(Dispute, Dispute.ticket_id == Ticket.id)
        .where(AidRecord.state != "TERMINATED", scopes.tickets(by), _lacks_of(whose))
    )


def listing(session: Session, by: By, whose: str = "", page: int | None = None) -> list[Gap]:
    """Records in scope that lack something, of one role or at all, the longest open first; all of them, or one page."""
    by.must("aid.decide")
    query = _lacking(by, whose, AidRecord.no, AidRecord.form, AidRecord.state, Ticket.id, Ticket.no, Account.name, *_LACKS.values())
    query = query.join(Lawyer, Lawyer.id == AidRecord.lawyer_id).join(Account, Account.id == Lawyer.account_id)
    query = query.order_by(AidRecord.opened_at, AidRecord.no)
    found = []
    for no, form, state, ticket_id, ticket_no, lawyer, *lacks in session.execute(query if page is None else query.offset((page - 1) * PAGE).limit(PAGE)):
        missing = tuple((role, words) for (words, (role, _, _)), lacking in zip(FIELDS.items(), lacks, strict=True) if lacking and whose in ("", role))
        found.append(Gap(no, form, state, ticket_id, ticket_no, lawyer, missing))
    return found


def count(session: Session, by: By) -> int:
    """How many these are."""
    by.must("aid.decide")
    return session.scalar(_lacking(by, "", func.count())) or 0


def counts(session: Session, by: By) -> dict[str, int]:
    """How many lack something that each role has to fill in, and how many lack anything ("")."""
    by.must("aid.decide")
    total, *of_roles = session.execute(_lacking(by, "", func.count(), *(func.sum(case((_lacks_of(whose), 1), else_=0)) for whose in WHOSE))).one()
    return {"": total, **{whose: int(n or 0) for whose, n in zip(WHOSE, of_roles, strict=True)}}
