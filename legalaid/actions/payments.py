"""到账: money that reached workers, by instalment or by another paper, each with date and proof; reminders around each due date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, clear, days, disputes, history, notices
from legalaid.errors import Conflict, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.groups import GroupMember
from legalaid.tables.mediation import PROOFS, Agreement, Instalment, Payment
from legalaid.tables.tickets import Dispute, Ticket
from toolkit import instalments as plans
from toolkit import procedure
from toolkit.officehours import ZONE

NONE = Decimal("0.00")
BEFORE = 3  # working days before the due date
AGAIN = 7  # days after it
_WEEK = timedelta(days=AGAIN)


@dataclass(frozen=True)
class Part:
    """What one worker is to get by one instalment and has got; `member` is None where the agreement is of one worker."""

    member: GroupMember | None
    amount: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.amount - self.paid


def standing(session: Session, dispute: Dispute) -> Agreement | None:
    """The agreement that holds: the newest one that the dispute has not left for another way."""
    query = select(Agreement).where(Agreement.dispute_id == dispute.id, Agreement.replaced_on.is_(None))
    return session.scalar(query.order_by(Agreement.signed_at.desc(), Agreement.id).limit(1))


def of_group(session: Session, group_id: UUID) -> Agreement | None:
    """The agreement of a whole group that is still to be performed."""
    return session.scalar(select(Agreement).where(Agreement.group_id == group_id, Agreement.replaced_on.is_(None), Agreement.performed_on.is_(None)).limit(1))


def parts(session: Session, agreement: Agreement) -> dict[UUID, list[Part]]:
    """By instalment, every worker's part of it."""
    got: dict[tuple[UUID | None, UUID | None], Decimal] = {}
    rows = select(Payment.instalment_id, Payment.member_id, func.sum(Payment.amount)).where(
        Payment.instalment_id.in_([i.id for i in agreement.instalments]), Payment.withdrawn_at.is_(None)).group_by(Payment.instalment_id, Payment.member_id)
    for instalment_id, member_id, amount in session.execute(rows):
        got[instalment_id, member_id] = amount
    members: list[GroupMember | None] = [s.member for s in agreement.shares] or [None]
    shares = [s.amount for s in agreement.shares] or [agreement.total]
    table = plans.split(shares, [i.amount for i in agreement.instalments])
    return {
        one.id: [Part(member, row[column], got.get((one.id, member.id if member else None), NONE)) for member, row in zip(members, table, strict=True)]
        for column, one in enumerate(agreement.instalments)
    }


def of_ticket(session: Session, ticket_id: UUID) -> list[Payment]:
    """Every payment of a matter, the newest first, withdrawn ones too."""
    return list(session.scalars(select(Payment).where(Payment.ticket_id == ticket_id).order_by(Payment.paid_on.desc(), Payment.recorded_at.desc(), Payment.id)))


def pay(session: Session, by: By, no: str, *, number: int, paid_on: date, proof: str, note: str = "", amount: Decimal | None = None, positions: Iterable[int] = ()) -> list[Payment]:
    """An instalment came in, whole or in part. In a group everybody's part unless `positions` names some; `amount` only where it is one worker's."""
    by.must("disputes.work")
    dispute = disputes.for_change(session, by, no)
    note = _checked(by, dispute, paid_on, proof, note)
    agreement = standing(session, dispute)
    instalment = next((i for i in agreement.instalments if i.number == number), None) if agreement else None
    if agreement is None or instalment is None:
        raise NotFound("协议里没有这一期。")
    chosen = set(positions)
    unknown = chosen - {s.position for s in agreement.shares}
    if unknown:
        raise Refused(f"协议的名单里没有第 {min(unknown)} 行。", field="positions")
    due = [p for p in parts(session, agreement)[instalment.id] if p.left > 0 and (not chosen or (p.member and p.member.position in chosen))]
    if not due:
        raise Conflict(f"第 {number} 期已经付清。", field="number")
    if amount is not None and len(due) > 1:
        raise Refused("登记多人的到账时按协议金额登记，不填金额；只到账一部分的，请一个人一个人登记。", field="amount")
    if amount is not None and not 0 < amount <= due[0].left:
        raise Refused(f"这一期还剩 {due[0].left:,.2f} 元，到账金额应大于 0，且不超过它。", field="amount")
    over = next((p.member for p in due if p.member and p.member.settled + (amount if amount is not None else p.left) > p.member.owed), None)
    if over is not None:
        raise Refused(f"名册第 {over.position} 行还欠 {over.owed - over.settled:,.2f} 元，到账金额不能超过它，请先核对已经登记的到账。", field="amount")
    made = [_book(session, by, dispute.ticket, amount if amount is not None else p.left, paid_on, proof, note, instalment, p.member) for p in due]
    session.flush()
    _settled(session, instalment)
    total = sum((p.amount for p in made), NONE)
    whom = f"，{len(made)} 人" if agreement.shares else ""
    history.note(session, by, dispute.ticket, "PAID", f"协议第 {number} 期到账 {total:,.2f} 元{whom}", public=True)
    audit.record(session, by, "payment.instalment", instalment, number=number, amount=total, people=len(made), proof=proof)
    return made


def receive(session: Session, by: By, no: str, *, amount: Decimal, paid_on: date, proof: str, note: str = "") -> Payment:
    """Money without an instalment: by an award, a judgment, enforcement, a guarantee fund."""
    by.must("disputes.work")
    dispute = disputes.for_change(session, by, no)
    note = _checked(by, dispute, paid_on, proof, note)
    if not 0 < amount < 10**11:
        raise Refused("到账金额应大于 0，请检查。", field="amount")
    row = _book(session, by, dispute.ticket, amount, paid_on, proof, note, None, None)
    history.note(session, by, dispute.ticket, "PAID", f"到账 {amount:,.2f} 元", public=True)
    audit.record(session, by, "payment.receive", row, amount=amount, proof=proof)
    return row


def advance(session: Session, by: By, ticket: Ticket, member: GroupMember, amount: Decimal) -> Payment:
    """What a worker of a group got outside an agreement; the caller checks and writes the audit entry."""
    return _book(session, by, ticket, amount, by.now.astimezone(ZONE).date(), "OTHER", "", None, member)


def withdraw(session: Session, by: By, no: str, ident: UUID, *, reason: str) -> Payment:
    """A payment was entered by mistake: it counts no more, its row and the reason stay."""
    by.must("disputes.mediate")
    dispute = disputes.for_change(session, by, no)
    row = session.scalar(select(Payment).where(Payment.id == ident, Payment.ticket_id == dispute.ticket_id))
    if row is None:
        raise NotFound
    if row.withdrawn_at is not None:
        raise Conflict("这笔登记已经撤销。")
    reason = clear.text("reason", reason, of=dispute.ticket.worker, shortest=4, longest=200, short="请写明撤销的原因。")
    if dispute.state in ("PERFORMED", "CLOSED"):
        raise Conflict("争议已登记为全部履行，付款登记不能再撤销。")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = by.now, by.actor_id, reason
    if row.member_id is not None:
        settle(session.get_one(GroupMember, row.member_id), -row.amount)
    session.flush()
    if row.instalment_id is not None:
        _settled(session, session.get_one(Instalment, row.instalment_id))
    history.note(session, by, dispute.ticket, "PAID_BACK", f"撤销一笔到账登记（{row.amount:,.2f} 元）：{reason}", public=True)
    audit.record(session, by, "payment.withdraw", row, amount=row.amount)
    return row


def conclude(session: Session, by: By, no: str) -> Dispute:
    """全部履行: every instalment is paid; without an agreement whoever works the dispute says so."""
    by.must("disputes.work")
    dispute = disputes.for_change(session, by, no)
    agreement = standing(session, dispute)
    if agreement is not None:
        open_ = [i.number for i in agreement.instalments if i.paid_on is None]
        if open_:
            raise Conflict(f"协议第 {'、'.join(map(str, open_))} 期还没有付清，不能登记为全部履行。")
        agreement.performed_on = max(i.paid_on for i in agreement.instalments if i.paid_on)
    return disputes.moved(session, by, dispute, "perform")


def may_conclude(dispute: Dispute, agreement: Agreement | None) -> bool:
    """Whether `conclude` is open now."""
    return any(t.event == "perform" for t in procedure.allowed(dispute.state)) and (agreement is None or all(i.paid_on for i in agreement.instalments))


def settle(member: GroupMember, amount: Decimal) -> None:
    """Add to what a worker of a group has received, and say in the roster how far it is."""
    member.settled += amount
    member.state = "PAID" if member.settled >= member.owed > 0 else "PARTLY_PAID" if member.settled else "CONFIRMED"


def _checked(by: By, dispute: Dispute, paid_on: date, proof: str, note: str) -> str:
    if proof not in PROOFS:
        raise Refused("请选择凭证。", field="proof")
    days.past(by, "paid_on", paid_on, "到账日期")
    return clear.text("note", note, of=dispute.ticket.worker, longest=200)


def _book(session: Session, by: By, ticket: Ticket, amount: Decimal, paid_on: date, proof: str, note: str, instalment: Instalment | None, member: GroupMember | None) -> Payment:
    row = Payment(ticket_id=ticket.id, instalment_id=instalment.id if instalment else None, member_id=member.id if member else None, amount=amount, paid_on=paid_on, proof=proof,
                  note=note, recorded_at=by.now, recorded_by=by.actor_id, withdrawn_at=None)
    session.add(row)
    if member is not None:
        settle(member, amount)
    return row


def _settled(session: Session, instalment: Instalment) -> None:
    """Write down the day on which the last of an instalment came in, none while something is open."""
    paid, last = session.execute(
        select(func.sum(Payment.amount), func.max(Payment.paid_on)).where(Payment.instalment_id == instalment.id, Payment.withdrawn_at.is_(None))).one()
    instalment.paid_on = last if paid == instalment.amount else None


@dataclass(frozen=True)
class Reminder:
    """One instalment of which somebody has to be told now: stage BEFORE, AFTER or AGAIN."""

    instalment_id: UUID
    stage: str


def due(_runtime: Any, session: Session, by: By) -> list[Reminder]:
    """Unpaid instalments whose next reminder has come, of closed requests, too: the promise outlives them. Nobody is told on a day off."""
    today, held = by.now.astimezone(ZONE).date(), calendar.office_calendar(session)
    if held.is_off(today):
        return []
    rows = session.scalars(
        select(Instalment).join(Agreement).join(Dispute).join(Ticket)
        .where(Instalment.paid_on.is_(None), Agreement.replaced_on.is_(None), Instalment.due_on <= held.add_workdays(today, BEFORE), Ticket.state.not_in(("WITHDRAWN", "MERGED")),
               Dispute.state.not_in(("PERFORMED", "CLOSED", "WITHDRAWN")))
        .order_by(Instalment.due_on, Instalment.id))
    return [Reminder(row.id, stage) for row in rows if (stage := _stage(row.due_on, today)) not in row.told]


def _stage(due_on: date, today: date) -> str:
    return "BEFORE" if today <= due_on else "AFTER" if today < due_on + _WEEK else "AGAIN"


def remind(session: Session, by: By, prepared: list[Reminder]) -> dict[str, Any]:
    """Tell the handler, and the worker whose own agreement it is; what was paid or replaced meanwhile or told already is left out."""
    told, when = 0, calendar.sending_time(session, by.now)
    for reminder in prepared:
        row = session.get(Instalment, reminder.instalment_id)
        if row is None or row.paid_on is not None or row.agreement.replaced_on is not None or reminder.stage in row.told:
            continue
        row.told = [*row.told, reminder.stage]
        ticket, template = row.agreement.dispute.ticket, "instalment_due" if reminder.stage == "BEFORE" else "instalment_late"
        if ticket.handler_id:
            notices.tell_account(session, by, ticket.handler_id, f"{template}_desk", ticket.no, count=row.number, due=str(row.due_on), not_before=when)
        if row.agreement.group_id is None:
            notices.tell_worker(session, by, ticket.worker_id, template, ticket.no, count=row.number, due=str(row.due_on))
        told += 1
    return {"warned": told}
