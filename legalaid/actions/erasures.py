"""删除个人信息 (个人信息保护法 47): a worker asks, an administrator decides; the key is destroyed, the anonymous records stay."""

import json
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import attachments, audit, calendar, clear, days, history, notices, proposals, receipts, retention, scopes
from legalaid.errors import Conflict, Gone, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.erasures import Erasure
from legalaid.tables.groups import GroupMember
from legalaid.tables.tickets import Ticket
from legalaid.tables.workers import Worker

PENDING = ("ASKED", "DUE", "RELEASED", "KEPT")
IN_PERSON = "这件诉求登记时没有当面核对身份证。为了防止别人冒名删除，请带身份证到工会当面核对，重新开具回执，再用新的查询码来要求删除。办结以后、保存期满才能删除，去之前可以先打电话问。"


def against(session: Session, worker: Worker, on: date) -> list[str]:
    """What stands against a worker's wish, in words with its last day; nothing when it can be done."""
    found = retention.standing(session, worker, on, calendar.office_parameters(session))
    said = [f"{words}。" for words in found.open_]
    if found.binding and found.binding.until >= on:
        said.append(f"{found.binding.words}，保存到 {found.binding.until} 为止。")
    return said


def pending(session: Session, worker_id: UUID) -> Erasure | None:
    """The worker's wish or what else waits."""
    return session.scalar(select(Erasure).where(Erasure.worker_id == worker_id, Erasure.state.in_(PENDING)))


def listed(session: Session, state: str) -> list[Erasure]:
    """Every row in this state, the oldest first."""
    return list(session.scalars(select(Erasure).where(Erasure.state == state).order_by(Erasure.opened_at, Erasure.id)))


def past(session: Session, first: int, number: int) -> tuple[int, list[Erasure]]:
    """How many were refused or done, and some of them, the latest first."""
    over = Erasure.state.in_(("REFUSED", "ERASED"))
    total = session.scalar(select(func.count()).select_from(Erasure).where(over)) or 0
    return total, list(session.scalars(select(Erasure).where(over).order_by(Erasure.decided_at.desc(), Erasure.id).offset(first).limit(number)))


def numbers(session: Session, rows: Iterable[Erasure]) -> dict[UUID, str]:
    """By row, the numbers of all requests of its worker: all that an administrator sees of them."""
    of = {row.worker_id: row.id for row in rows}
    found: dict[UUID, list[str]] = {ident: [] for ident in of.values()}
    for worker_id, no in session.execute(select(Ticket.worker_id, Ticket.no).where(Ticket.worker_id.in_(of)).order_by(Ticket.no)):
        found[of[worker_id]].append(no)
    return {ident: "、".join(numbers) or "只在集体名册里" for ident, numbers in found.items()}


def shut(session: Session, ticket: Ticket, on: date) -> list[str]:
    """Why the worker cannot ask for it with this receipt now; nothing when they can."""
    if ticket.worker.erased_at is not None:
        return ["您的个人信息已经删除。"]
    if not receipts.in_person(ticket):  # first: what else is known of the worker may not change the answer
        return [IN_PERSON]
    waiting = pending(session, ticket.worker_id)
    if waiting is not None and waiting.state == "ASKED":
        return ["您已经提出过，请等工会答复。"]
    return against(session, ticket.worker, on)


def ask(session: Session, by: By, no: str, *, sure: bool) -> Erasure:
    """The worker asks that what is kept of them be erased, over all their requests. What was due anyway becomes their wish."""
    by.must("tickets.own")
    ticket = scopes.ticket_for_change(session, by, no)
    if not sure:
        raise Refused("请勾选确认：删除以后不能恢复。", field="sure")
    reasons = shut(session, ticket, days.today(by))
    if reasons:
        raise Conflict(" ".join(reasons))
    row = pending(session, ticket.worker_id)
    if row is None:
        row = Erasure(worker_id=ticket.worker_id, worker=ticket.worker, state="ASKED", opened_at=by.now)
        session.add(row)
    row.state, row.ticket_id, row.opened_at = "ASKED", ticket.id, by.now
    row.decided_at = row.decided_by = row.reason = None
    session.flush()
    history.note(session, by, ticket, "ERASURE", "您要求删除个人信息，工会会核对并答复", public=True)
    audit.record(session, by, "erasure.ask", row, no=ticket.no)
    return row


def decide(session: Session, by: By, ident: UUID, *, erase: bool, reason: str) -> Erasure:
    """Do as the worker wished, or say why not."""
    by.must("personal.erase")
    row = session.scalar(select(Erasure).where(Erasure.id == ident).with_for_update(of=Erasure).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    if row.state != "ASKED" or row.ticket is None:
        raise Conflict("这个要求已经答复过。")
    reason = clear.text("reason", reason, of=row.worker, shortest=4, short="请写明理由（不少于 4 个字）。")
    row.decided_at, row.decided_by, row.reason = by.now, by.actor_id, reason
    if erase:
        reasons = against(session, row.worker, days.today(by))
        if reasons:
            raise Conflict("现在不能删除：" + " ".join(reasons))
        done(session, by, row)
    else:
        row.state = "REFUSED"
        history.note(session, by, row.ticket, "ERASURE", f"没有同意删除个人信息：{reason}", public=True)
        notices.tell_worker(session, by, row.worker_id, "erasure_refused", row.ticket.no)
        audit.record(session, by, "erasure.refuse", row, no=row.ticket.no, reason=reason)
    return row


def done(session: Session, by: By, row: Erasure) -> None:
    """Destroy the data key and the blind indexes: nothing sealed under it opens again, backups apart; drafts of cases lose their text. The caller has checked that nothing stands against it."""
    worker = session.scalars(select(Worker).where(Worker.id == row.worker_id).with_for_update().execution_options(populate_existing=True)).one()
    if worker.erased_at is not None:
        raise Gone
    _unname(session, worker)
    files = attachments.destroy_of(session, worker)
    worker.data_key, worker.erased_at = b"", by.now
    worker.name_index = worker.id_no_index = worker.phone_index = None
    row.state, row.erased_at = "ERASED", by.now
    tickets = list(session.scalars(select(Ticket).where(Ticket.worker_id == worker.id).order_by(Ticket.no)))
    drafts = proposals.forget(session, tickets)
    for ticket in tickets:
        history.note(session, by, ticket, "ERASURE", "个人信息已经删除，只留下不含个人信息的办理记录", public=True)
    audit.record(session, by, "erasure.done", row, worker=worker.id, tickets=[t.no for t in tickets], files=files, drafts=drafts, reason=row.reason)


def _unname(session: Session, worker: Worker) -> None:
    """Colleagues' lines of a roster name their team leader: whoever is erased stands there no more."""
    name = worker.name.open() if worker.name else None
    groups = select(GroupMember.group_id).where(GroupMember.worker_id == worker.id)
    others: Iterable[GroupMember] = session.scalars(select(GroupMember).where(GroupMember.group_id.in_(groups), GroupMember.worker_id != worker.id))
    for member in others:
        kept = json.loads(member.row.open()) if member.row else {}
        if name and kept.get("leader_name") == name:
            member.row = json.dumps({**kept, "leader_name": None}, ensure_ascii=False)
