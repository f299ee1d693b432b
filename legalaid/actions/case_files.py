"""结案归档: what belongs into the file of a closed record, what is missing, handing it in, and the check that the subsidy waits for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import aid_records, audit, calendar, clear, notices, scopes
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, Document, LogEntry
from legalaid.tables.aid_steps import CaseFile
from legalaid.tables.tickets import Ticket
from toolkit import deadlines
from toolkit.officehours import ZONE

_ALL, _SPOKEN = frozenset({"CONSULT", "DRAFT", "NEGOTIATE", "MEDIATE", "ARBITRATE", "LITIGATE"}), frozenset({"NEGOTIATE", "MEDIATE", "ARBITRATE", "LITIGATE"})
_HEARD = frozenset({"ARBITRATE", "LITIGATE"})
# item → (words, forms of aid that need it) [C]; what the records themselves show is not asked again (`seen`)
ITEMS: Mapping[str, tuple[str, frozenset[str]]] = {
    "REPORT": ("结案报告", _ALL), "LOG": ("办案日志", _ALL - {"DRAFT"}), "PAPER": ("已交付的文书", frozenset({"DRAFT"})), "TRIBUNAL": ("受理机关和案号", _HEARD),
    "NOTICE": ("给予援助决定书、指派通知", _ALL), "AUTHORITY": ("授权委托书", _SPOKEN), "CONSULTATION": ("咨询记录", frozenset({"CONSULT"})),
    "EVIDENCE": ("申请书和证据材料", _HEARD), "OPINION": ("代理词或者代理意见", _HEARD), "RESULT": ("裁决书、判决书、调解书或者协议", _SPOKEN), "VISIT": ("回访或者受援人意见", _ALL),
}
_SHOWN = frozenset({"REPORT", "LOG", "PAPER", "TRIBUNAL"})


@dataclass(frozen=True)
class Line:
    """One item of the checklist: there is it by the records themselves, or ticked by the lawyer."""

    code: str
    words: str
    shown: bool
    there: bool


def due(session: Session, record: AidRecord) -> date | None:
    """The last day to hand the file in: thirty days after closing [LAP, 待核实]."""
    if record.closed_at is None:
        return None
    return deadlines.deadline("AID_FILE_30D", record.closed_at.astimezone(ZONE).date(), calendar.office_calendar(session)).due_date


def checklist(session: Session, record: AidRecord) -> list[Line]:
    """What this record's file needs, with what is there."""
    return checklists(session, [record])[record.id]


def checklists(session: Session, records: Sequence[AidRecord]) -> dict[UUID, list[Line]]:
    """The same for several records, with as few questions as for one."""
    idents = [r.id for r in records]
    ticked = {f.record_id: set(f.items) for f in session.scalars(select(CaseFile).where(CaseFile.record_id.in_(idents)))}
    logged = set(session.scalars(select(LogEntry.record_id).where(LogEntry.record_id.in_(idents)).distinct()))
    delivered = set(session.scalars(select(Document.record_id).where(Document.record_id.in_(idents), Document.delivered_at.is_not(None)).distinct()))
    found = {}
    for record in records:
        seen = {"REPORT": record.report is not None, "LOG": record.id in logged, "PAPER": record.id in delivered or record.delivered_at is not None,
                "TRIBUNAL": bool(record.tribunal and record.tribunal_no)}
        found[record.id] = [Line(code, words, code in _SHOWN, seen.get(code, code in ticked.get(record.id, ()))) for code, (words, forms) in ITEMS.items() if record.form in forms]
    return found


def hand_in(session: Session, by: By, no: str, *, items: Iterable[str]) -> CaseFile:
    """归档: the lawyer ticks what lies in the file; nothing may be missing. A file that was sent back is handed in again."""
    record = aid_records.own(session, by, no)
    if record.state != "CLOSED":
        raise Conflict("结案以后才能归档。")
    given, file = set(items), of_record(session, record)
    if file is not None and file.accepted is not False:
        raise Conflict("案卷已经交上来了。")
    lacking = [line.words for line in checklist(session, record) if not (line.there if line.shown else line.code in given)]
    if lacking:
        raise Invalid({"items": f"还缺：{'、'.join(lacking)}。"})
    kept = sorted(given & ITEMS.keys())
    if file is None:
        file = CaseFile(record=record, record_id=record.id, items=kept, filed_at=by.now, filed_by=by.actor_id, accepted=None, note=None, checked_at=None, checked_by=None)
        session.add(file)
    else:
        file.items, file.filed_at, file.filed_by, file.accepted, file.checked_at, file.checked_by = kept, by.now, by.actor_id, None, None, None
    session.flush()
    audit.record(session, by, "aid_file.hand_in", file, no=record.no, late=(due(session, record) or date.max) < by.now.astimezone(ZONE).date())
    return file


def check(session: Session, by: By, ident: UUID, *, accept: bool, note: str = "") -> CaseFile:
    """案卷审核 by a coordinator: accepted, the subsidy waits for finance; sent back with what is wrong. Nobody checks a file of their own."""
    by.must("aid.check")
    file = session.get(CaseFile, ident)
    if file is None:
        raise NotFound
    scopes.hold_to_decide(session, by, file.record.ticket_id)
    session.refresh(file)
    session.refresh(file.record)
    if file.accepted is not None:
        raise Conflict("这份案卷已经审核。")
    if by.actor_id is not None and by.actor_id == file.filed_by:
        raise Forbidden("不能审核自己交的案卷。")
    note = clear.text("note", note, of=file.record.ticket.worker, shortest=0 if accept else 4, short="退回的，请写明缺什么、改什么。")
    file.accepted, file.note, file.checked_at, file.checked_by = accept, note or None, by.now, by.actor_id
    if accept and file.record.subsidy == "DUE":
        file.record.subsidy = "FILE_OK"
    audit.record(session, by, "aid_file.check", file, no=file.record.no, accepted=accept)
    if not accept:
        notices.tell_account(session, by, file.record.lawyer.account_id, "file_sent_back", file.record.ticket.no)
    return file


def of_record(session: Session, record: AidRecord) -> CaseFile | None:
    """The file of this record, if it was handed in."""
    return session.scalar(select(CaseFile).where(CaseFile.record_id == record.id))


def waiting(session: Session, by: By) -> list[CaseFile]:
    """Files to be checked in scope, the longest waiting first."""
    by.must("aid.check")
    query = select(CaseFile).join(AidRecord, AidRecord.id == CaseFile.record_id).join(Ticket, Ticket.id == AidRecord.ticket_id).options(
        joinedload(CaseFile.record).joinedload(AidRecord.ticket), joinedload(CaseFile.record).joinedload(AidRecord.lawyer))
    return list(session.scalars(query.where(CaseFile.accepted.is_(None), scopes.tickets(by)).order_by(CaseFile.filed_at, CaseFile.id)))
