"""材料: files handed in by the worker or put in by who works on the matter; opened only in scope, audited, scanned, destroyed with their worker's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid import filestore
from legalaid.actions import audit, calendar, clear, history, notices, scopes
from legalaid.crypto import Tampered
from legalaid.errors import Conflict, Forbidden, Gone, NotFound, Refused
from legalaid.roles import By
from legalaid.scanner import NotScanned, Scanner
from legalaid.tables.attachments import ATTACHMENT_KINDS, OWN_KINDS, Attachment
from legalaid.tables.limits import Pause
from legalaid.tables.mediation import Filing, Payment
from legalaid.tables.tickets import Ticket
from legalaid.tables.transfers import Transfer
from legalaid.tables.workers import Worker
from legalaid.uploads import MOST_FILES, MOST_OF_MATTER, Upload

OVER = ("CLOSED", "WITHDRAWN", "TRANSFERRED")  # then a worker hands in nothing more
TOLD_AGAIN = timedelta(hours=2)  # who sends ten photos one by one is announced once
A_RUN = 20
Proven = Pause | Transfer | Filing | Payment


@dataclass(frozen=True)
class Checked:
    """A file that may be kept, and how far it was scanned: UNSCANNED, WAITING or CLEAN."""

    upload: Upload
    scan: str


@dataclass(frozen=True)
class Opened:
    """A file in clear, for whoever asked for it."""

    name: str
    format: str
    content: bytes


def scanned(scanner: Scanner | None, files: Sequence[Upload]) -> tuple[list[Checked], list[Upload]]:
    """What may be kept, and what the scanner found something in (slow: outside a write transaction). Without an answer a file waits for one."""
    kept, infected, away = [], [], False
    for one in files:
        state = "UNSCANNED" if scanner is None else "WAITING"
        if scanner is not None and not away:
            try:
                state = "CLEAN" if scanner.clean(one.content) else "INFECTED"
            except NotScanned:
                away = True  # nobody waits for it file by file
        if state == "INFECTED":
            infected.append(one)
        else:
            kept.append(Checked(one, state))
    return kept, infected


def refuse(session: Session, by: By, no: str, infected: Sequence[Upload]) -> Refused:
    """Note that something was found in what came for this ticket; what to tell who sent it. Nothing of it is kept."""
    ticket = _for(session, by, no)
    audit.record(session, by, "attachment.refuse", ticket, sha256=[filestore.digest(one.content) for one in infected])
    names = "、".join(f"“{one.name}”" for one in infected)
    return Refused(f"{names}检查出病毒，没有收，别的文件也没有收。请不要再打开它，换一份，或者拍照、截图以后再传。", field="files")


def add(session: Session, by: By, no: str, *, kind: str, files: Sequence[Checked], about: Proven | None = None) -> list[Attachment]:
    """Keep files with a ticket; `about` is what they are the proof of. A worker hands in while the matter goes on, staff also afterwards."""
    ticket, own = _for(session, by, no, change=True), not by.can("disputes.work")
    session.refresh(ticket.worker)  # only now, with the ticket held, no erasure can come between
    if ticket.worker.erased_at is not None:
        raise Gone
    if own and ticket.state in OVER:
        raise Conflict("这件诉求已经结束，不能再交材料。还有材料的，请打电话给工会。")
    if kind not in (OWN_KINDS if own else ATTACHMENT_KINDS):
        raise Refused("请选择是什么材料。", field="kind")
    if not files:
        raise Refused("请选择文件，或者拍照。", field="files")
    if len(files) > MOST_FILES:
        raise Refused(f"一次最多 {MOST_FILES} 个文件，请分几次上传。", field="files")
    if about is not None and (about.dispute.ticket_id if isinstance(about, Filing) else about.ticket_id) != ticket.id:
        raise NotFound
    held = session.scalar(select(func.sum(Attachment.size)).where(Attachment.ticket_id == ticket.id, Attachment.data_key != b"")) or 0
    if held + sum(len(f.upload.content) for f in files) > MOST_OF_MATTER:
        raise Refused(f"一件诉求的材料合起来不超过 {MOST_OF_MATTER // 2**20} MB，已经有 {held / 2**20:.0f} MB。请只留要紧的，其余带到窗口。", field="files")
    announced = not own or ticket.handler_id is None or session.scalar(
        select(Attachment.id).where(Attachment.ticket_id == ticket.id, Attachment.added_by.is_(None), Attachment.added_at > by.now - TOLD_AGAIN).limit(1)) is not None
    rows = [_kept(session, by, ticket, kind, one, about) for one in files]
    words = f"{len(rows)} 份材料（{ATTACHMENT_KINDS[kind]}）"
    history.note(session, by, ticket, "PAPERS_IN", f"您交来 {words}" if own else f"放入 {words}", public=own)
    audit.record(session, by, "attachment.add", ticket, kind=kind, sha256=[r.sha256 for r in rows], scan=[r.scan for r in rows], about=rows[0].about)
    if not announced and ticket.handler_id:
        notices.tell_account(session, by, ticket.handler_id, "papers_in", ticket.no, not_before=calendar.sending_time(session, by.now))
    return rows


def _kept(session: Session, by: By, ticket: Ticket, kind: str, one: Checked, about: Proven | None) -> Attachment:
    upload = one.upload
    row = Attachment(
        ticket=ticket, ticket_id=ticket.id, kind=kind, format=upload.kind, size=len(upload.content), sha256=filestore.digest(upload.content), scan=one.scan,
        about=about.__tablename__ if about else None, about_id=about.id if about else None, added_at=by.now, added_by=by.actor_id, withdrawn_at=None, withdrawn_reason=None)
    row.name = upload.name
    session.add(row)
    session.flush()
    filestore.put(session, row, upload.content)
    return row


def listed(session: Session, by: By, ticket: Ticket) -> list[Attachment]:
    """The files of a ticket in scope, the newest first, withdrawn ones too; a worker's own only, since others' may name other people."""
    _must(by)
    whose = (Attachment.added_by.is_(None),) if not by.can("disputes.work") else ()
    return list(session.scalars(select(Attachment).where(Attachment.ticket_id == ticket.id, *whose).order_by(Attachment.added_at.desc(), Attachment.sha256)))


def proofs(rows: Sequence[Attachment]) -> dict[UUID | None, list[Attachment]]:
    """By the id of what they prove, the files that still stand."""
    found: dict[UUID | None, list[Attachment]] = {}
    for row in rows:
        if row.about_id is not None and row.withdrawn_at is None:
            found.setdefault(row.about_id, []).append(row)
    return found


def read(session: Session, by: By, no: str, ident: UUID) -> Opened:
    """A file of this ticket in clear; the look is audited. What waits for the scanner only who sent it gets."""
    row = _in_scope(session, by, no, ident)
    if not opens(by, row):
        raise Conflict("这份材料现在打不开：已经撤回、销毁，或者还在等病毒检查。")
    try:
        content = filestore.get(session, row)
    except Tampered as e:
        raise Conflict("文件和登记的校验值不一致，没有打开。请联系管理员。") from e
    audit.record(session, by, "attachment.read", row, no=no, sha256=row.sha256)
    return Opened(row.name.open(), row.format, content)


def opens(by: By, row: Attachment) -> bool:
    """Whether this person, in whose scope it is, may open the file now."""
    return row.withdrawn_at is None and not row.gone and (row.scan in ("CLEAN", "UNSCANNED") or mine(by, row))


def mine(by: By, row: Attachment) -> bool:
    """Whether this person handed it in."""
    return row.added_by == by.actor_id


def withdraw(session: Session, by: By, no: str, ident: UUID, *, reason: str = "") -> Attachment:
    """撤回 by whoever handed it in: nobody opens it any more, the row stays. Staff say why."""
    row = _in_scope(session, by, no, ident)
    if not mine(by, row):
        raise Forbidden("只有交材料的人可以撤回它。")
    ticket = scopes.hold(session, row.ticket_id)
    session.refresh(row)
    if row.withdrawn_at is not None:
        raise Conflict("这份材料已经撤回。")
    own = not by.can("disputes.work")
    reason = "" if own else clear.text("reason", reason, of=ticket.worker, shortest=4, longest=200, short="请写明撤回的原因（不少于 4 个字）。")
    row.withdrawn_at, row.withdrawn_reason = by.now, reason or None
    history.note(session, by, ticket, "PAPERS_BACK", f"{'您' if own else ''}撤回一份材料（{ATTACHMENT_KINDS[row.kind]}）", public=own)
    audit.record(session, by, "attachment.withdraw", row, no=no, reason=reason)
    return row


def destroy_of(session: Session, worker: Worker) -> int:
    """With a worker's data go the files of all their matters, whoever put them in; how many. The caller writes the audit entry."""
    held = list(session.scalars(select(Ticket.id).where(Ticket.worker_id == worker.id).order_by(Ticket.id).with_for_update()))  # nobody adds another meanwhile
    rows = list(session.scalars(select(Attachment).where(Attachment.ticket_id.in_(held), Attachment.data_key != b"")))
    for row in rows:
        filestore.destroy(session, row)
    return len(rows)


def unscanned(runtime: Any, session: Session, by: By) -> list[tuple[UUID, bool]]:
    """The next few files that nobody scanned yet, with what the scanner says now: (id, clean)."""
    if runtime.scanner is None:
        return []
    found = []
    query = select(Attachment).where(Attachment.scan.in_(("WAITING", "UNSCANNED")), Attachment.data_key != b"").order_by(Attachment.added_at, Attachment.sha256).limit(A_RUN)
    for row in session.scalars(query):
        try:
            found.append((row.id, runtime.scanner.clean(filestore.get(session, row))))
        except NotScanned:
            continue  # it goes on waiting
    return found


def settle(session: Session, by: By, prepared: Sequence[tuple[UUID, bool]]) -> dict[str, Any]:
    """What is clean may be opened; what is not is destroyed, and whoever sent it is told."""
    done = {"scanned": 0, "destroyed": 0}
    for ident, clean in prepared:
        row = session.scalar(select(Attachment).where(Attachment.id == ident).with_for_update(of=Attachment).execution_options(populate_existing=True))
        if row is None or row.gone or row.scan not in ("WAITING", "UNSCANNED"):
            continue
        row.scan = "CLEAN" if clean else "INFECTED"
        done["scanned"] += 1
        audit.record(session, by, "attachment.scan", row, clean=clean)
        if clean:
            continue
        filestore.destroy(session, row)
        done["destroyed"] += 1
        history.note(session, by, row.ticket, "PAPERS_INFECTED", f"一份材料（{ATTACHMENT_KINDS[row.kind]}）检查出病毒，已经销毁，请换一份再交", public=row.added_by is None)
        if row.added_by is None:
            notices.tell_worker(session, by, row.ticket.worker_id, "paper_infected", row.ticket.no)
        else:
            notices.tell_account(session, by, row.added_by, "paper_infected", row.ticket.no, not_before=calendar.sending_time(session, by.now))
    return done


def _must(by: By) -> None:
    by.must("tickets.own", "disputes.work")


def _for(session: Session, by: By, no: str, *, change: bool = False) -> Ticket:
    _must(by)
    return (scopes.ticket_for_change if change else scopes.ticket)(session, by, no)


def _in_scope(session: Session, by: By, no: str, ident: UUID) -> Attachment:
    ticket = _for(session, by, no)
    row = session.get(Attachment, ident)
    if row is None or row.ticket_id != ticket.id or (row.added_by is not None and not by.can("disputes.work")):
        raise NotFound
    return row
