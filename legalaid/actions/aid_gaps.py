"""缺项清单: the required fields of aid records (domain: 援助记录) that are still empty, record by record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import scopes
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, LogEntry
from legalaid.tables.tickets import Dispute, Ticket

_HEARD, _SPOKEN = ("ARBITRATE", "LITIGATE"), ("NEGOTIATE", "MEDIATE", "ARBITRATE", "LITIGATE")


@dataclass(frozen=True)
class Known:
    """A record with what other tables say about it."""

    record: AidRecord
    dispute: Dispute | None
    entries: int


def _open_or_closed(known: Known) -> bool:
    return True


def _closed(known: Known) -> bool:
    return known.record.state == "CLOSED"


def _spoken(known: Known) -> bool:
    return known.record.form in _SPOKEN


def _heard_closed(known: Known) -> bool:
    return known.record.form in _HEARD and known.record.state == "CLOSED"


# words → (whose it is to fill in, when it is needed, whether it is there)
FIELDS: Mapping[str, tuple[str, Callable[[Known], bool], Callable[[Known], bool]]] = {
    "职工证件号": ("经办人", _open_or_closed, lambda k: k.record.ticket.worker.id_no is not None),
    "职工性别": ("经办人", _open_or_closed, lambda k: k.record.ticket.worker.sex is not None),
    "职工地址": ("经办人", _open_or_closed, lambda k: k.record.ticket.worker.address is not None),
    "是否工会会员": ("经办人", _open_or_closed, lambda k: k.record.ticket.worker.union_member is not None),
    "单位行业": ("经办人", _open_or_closed, lambda k: k.record.ticket.industry is not None),
    "请求金额": ("经办人", _spoken, lambda k: k.record.ticket.amount is not None),
    "案由": ("经办人", _open_or_closed, lambda k: k.record.ticket.cause is not None),
    "时效届满日": ("经办人", _spoken, lambda k: k.dispute is not None and k.dispute.limitation_due is not None),
    "援助条件核对": ("统筹员", _open_or_closed, lambda k: bool(k.record.aid_request.eligibility.get("verdict")) and k.record.aid_request.eligibility["verdict"] != "UNKNOWN"),
    "代理权限": ("律师", _spoken, lambda k: k.record.authority is not None),
    "受理机关和案号": ("律师", _heard_closed, lambda k: bool(k.record.tribunal and k.record.tribunal_no)),
    "办案日志": ("律师", lambda k: _closed(k) and k.record.form != "DRAFT", lambda k: k.entries > 0),
    "确定的金额": ("律师", lambda k: _closed(k) and k.record.form in _SPOKEN, lambda k: k.record.awarded_amount is not None),
    "到手的金额": ("律师", lambda k: _closed(k) and k.record.form in _SPOKEN, lambda k: k.record.recovered_amount is not None),
}
WHOSE = ("经办人", "统筹员", "律师")


@dataclass(frozen=True)
class Gap:
    """A record and what is missing in it: (whose it is, words)."""

    record: AidRecord
    missing: tuple[tuple[str, str], ...]


def missing(known: Known) -> tuple[tuple[str, str], ...]:
    """What this record lacks."""
    return tuple((whose, words) for words, (whose, needed, there) in FIELDS.items() if needed(known) and not there(known))


def of_role(gaps: Iterable[Gap], whose: str) -> list[Gap]:
    """What of these one role has to fill in."""
    found = (Gap(gap.record, tuple(one for one in gap.missing if one[0] == whose)) for gap in gaps)
    return [gap for gap in found if gap.missing]


def listing(session: Session, by: By) -> list[Gap]:
    """Records in scope that lack something, the longest open first."""
    by.must("aid.decide")
    rows = list(session.scalars(
        select(AidRecord).join(Ticket, Ticket.id == AidRecord.ticket_id).where(AidRecord.state != "TERMINATED", scopes.tickets(by))
        .options(joinedload(AidRecord.ticket).joinedload(Ticket.worker), joinedload(AidRecord.aid_request), joinedload(AidRecord.lawyer))
        .order_by(AidRecord.opened_at, AidRecord.no)))
    disputes = {d.ticket_id: d for d in session.scalars(select(Dispute).where(Dispute.ticket_id.in_({r.ticket_id for r in rows})))}
    entries: dict[UUID, int] = dict(session.execute(
        select(LogEntry.record_id, func.count()).where(LogEntry.record_id.in_([r.id for r in rows])).group_by(LogEntry.record_id)).all())
    found = []
    for row in rows:
        lacking = missing(Known(row, disputes.get(row.ticket_id), entries.get(row.id, 0)))
        if lacking:
            found.append(Gap(row, lacking))
    return found
