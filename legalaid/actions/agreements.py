"""调解协议与和解协议: what was agreed, in which instalments, for one worker or for a whole group; how it stands, and what can be done when it is not kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, days, disputes, history, mediation, payments
from legalaid.errors import Conflict, Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.tables.groups import GroupMember
from legalaid.tables.mediation import Agreement, Instalment, Share
from legalaid.tables.tickets import Dispute
from toolkit import deadlines
from toolkit import instalments as plans
from toolkit.facts_steps import Instalment as Promised
from toolkit.officehours import ZONE

FEN = Decimal("0.01")


def sign(session: Session, by: By, no: str, *, signed_on: date, subjects: Sequence[str], rows: Sequence[tuple[date, Decimal | None]], signed: bool, total: Decimal | None = None,
         percent: Decimal | None = None, exceptions: Mapping[int, Decimal] | None = None) -> Agreement:
    """双方签字: the parties, the mediator and the seal are on the paper (调解仲裁法 14); its sum, its instalments, what it is about.

    `total` is one worker's; with `percent` it covers the group: everybody gets that part of what the roster still owes, `exceptions` name other sums by
    line of the roster. A settlement without mediation leaves the dispute where it is.
    """
    by.must("disputes.mediate")
    dispute = disputes.for_change(session, by, no)
    if not signed:
        raise Refused("协议要由双方签名或者盖章、调解员签名并加盖调解组织印章以后才生效。", field="signed")
    if not subjects or any(s not in plans.SUBJECTS for s in subjects):
        raise Refused("请选择协议解决的事项。", field="subjects")
    days.past(by, "signed_on", signed_on)
    going_on = mediation.current(session, dispute)
    settled_alone = dispute.state == "NEGOTIATING"
    if going_on is not None and signed_on < going_on.received_on:
        raise Refused("签订日期早于收到调解申请的日期。", field="signed_on")
    if not settled_alone:
        disputes.moved(session, by, dispute, "agree")
        replaced(session, by, dispute, signed_on)  # a settlement made before the mediation
        going_on = going_on or mediation.opened(session, by, dispute, signed_on, delegated=False)  # begun before mediations had a row of their own
    elif payments.standing(session, dispute) is not None:
        raise Conflict("已经登记过和解协议。")
    shares = _shares(session, dispute, percent, exceptions or {}) if percent is not None else []
    if shares:
        total = sum((amount for _, amount in shares), payments.NONE)
    if total is None or not 0 < total < 10**11:
        raise Refused("请填写协议金额，应大于 0。", field="total")
    plan = plans.plan(total, rows, signed_on)
    if shares:
        plans.split([amount for _, amount in shares], [due.amount for due in plan])
    row = Agreement(dispute_id=dispute.id, dispute=dispute, mediation_id=going_on.id if going_on else None, group_id=dispute.ticket.group_id if shares else None, subjects=list(subjects),
                    total=total, signed_on=signed_on, signed_at=by.now, signed_by=by.actor_id, performed_on=None, replaced_on=None)
    row.instalments = [Instalment(agreement_id=row.id, number=n, due_on=due.on, amount=due.amount, paid_on=None) for n, due in enumerate(plan, 1)]
    row.shares = [Share(agreement_id=row.id, member_id=member.id, member=member, position=member.position, amount=amount) for member, amount in shares]
    session.add(row)
    session.flush()
    if going_on is not None:
        mediation.closed(session, by, going_on, "AGREED", signed_on)
    _into_facts(session, by, dispute, row)
    whom = f"，{len(shares)} 人" if shares else ""
    history.note(session, by, dispute.ticket, "AGREED", f"签订{'和解' if settled_alone else '调解'}协议：{total:,.2f} 元，分 {len(plan)} 期支付{whom}", public=True)
    audit.record(session, by, "agreement.sign", row, total=total, instalments=len(plan), people=len(shares) or 1, subjects=list(subjects))
    return row


def _shares(session: Session, dispute: Dispute, percent: Decimal, exceptions: Mapping[int, Decimal]) -> list[tuple[GroupMember, Decimal]]:
    """Everybody of the roster with the sum agreed; nobody gets more than what is still owed."""
    if dispute.ticket.group_id is None:
        raise Refused("这件诉求没有并案，不能按名册签订协议。", field="percent")
    if not 0 < percent <= 100:
        raise Refused("比例应大于 0，不超过 100。", field="percent")
    rows = session.scalars(select(GroupMember).where(GroupMember.group_id == dispute.ticket.group_id, GroupMember.state != "LEFT").order_by(GroupMember.position).with_for_update(of=GroupMember))
    members = {m.position: m for m in rows}
    agreed = payments.of_group(session, dispute.ticket.group_id)
    if agreed is not None:
        raise Conflict(f"这个并案在诉求 {agreed.dispute.ticket.no} 里已经有协议，还没有履行完，不能再签一份。", field="percent")
    unknown = [position for position in exceptions if position not in members]
    if unknown:
        raise Refused(f"名册里没有第 {unknown[0]} 行。", field="exceptions")
    found = []
    for position, member in members.items():
        left = member.owed - member.settled
        amount = exceptions.get(position, (left * percent / 100).quantize(FEN, ROUND_HALF_UP))
        if not 0 <= amount <= left:
            raise Refused(f"名册第 {position} 行还欠 {left:,.2f} 元，协议金额不能超过它。", field="exceptions")
        if amount:
            found.append((member, amount))
    if not found:
        raise Refused("名册里没有还欠着的职工。", field="percent")
    return found


def _into_facts(session: Session, by: By, dispute: Dispute, row: Agreement) -> None:
    """The sheet says what was agreed: papers are filled from it, and the limits of confirmation follow."""
    sheet = disputes.facts_of(dispute)
    mediator = session.get(Account, by.actor_id) if by.actor_id else None
    made = replace(
        sheet.settlement, amount=row.total, signed_on=row.signed_on, instalments=tuple(Promised(on=i.due_on, amount=i.amount) for i in row.instalments),
        body=dispute.ticket.organisation.name if row.mediation_id else sheet.settlement.body, mediator=sheet.settlement.mediator or (mediator.name if mediator else None),
    )
    disputes.keep_facts(session, by, dispute, replace(sheet, settlement=made))


@dataclass(frozen=True)
class Standing:
    """One instalment as it stands: `late` days over its date (0: not), and who of how many has been paid."""

    instalment: Instalment
    parts: list[payments.Part]
    late: int

    @property
    def paid(self) -> Decimal:
        return sum((p.paid for p in self.parts), payments.NONE)

    @property
    def people_paid(self) -> int:
        return sum(p.left == 0 for p in self.parts)


@dataclass(frozen=True)
class State:
    """An agreement with its instalments, what came in, and the ways open where one is late."""

    row: Agreement
    instalments: list[Standing]
    remedies: list[tuple[plans.Remedy, deadlines.Deadline | None]]

    @property
    def paid(self) -> Decimal:
        return sum((s.paid for s in self.instalments), payments.NONE)

    @property
    def mediated(self) -> bool:
        return self.row.mediation_id is not None


def state(session: Session, by: By, dispute: Dispute, row: Agreement) -> State:
    """How an agreement stands today."""
    today = by.now.astimezone(ZONE).date()
    held = payments.parts(session, row)
    found = [Standing(i, held[i.id], max(0, (today - i.due_on).days) if i.paid_on is None else 0) for i in row.instalments]
    late = next((s.instalment for s in found if s.late), None)
    ways = plans.remedies(dispute.state, frozenset(row.subjects), late.due_on, row.instalments[-1].due_on) if late else ()
    days = calendar.office_calendar(session)
    return State(row, found, [(w, deadlines.deadline(w.rule, w.trigger, days, as_of=today) if w.rule and w.trigger else None) for w in ways])


def latest(session: Session, dispute: Dispute) -> Agreement | None:
    """The newest agreement, in force or left."""
    return session.scalar(select(Agreement).where(Agreement.dispute_id == dispute.id).order_by(Agreement.signed_at.desc(), Agreement.id).limit(1))


def replaced(session: Session, by: By, dispute: Dispute, on: date) -> None:
    """The dispute goes another way: what was promised is no longer waited for; what was paid stays."""
    row = payments.standing(session, dispute)
    if row is not None:
        row.replaced_on = on
        audit.record(session, by, "agreement.replace", row, state=dispute.state)


def unpaid(session: Session, by: By, dispute: Dispute) -> bool:
    """Whether an instalment of the agreement in force is over its date."""
    row = payments.standing(session, dispute)
    today = by.now.astimezone(ZONE).date()
    return row is not None and any(i.paid_on is None and i.due_on < today for i in row.instalments)


def guards(session: Session, by: By, dispute: Dispute) -> set[str]:
    """What the agreement in force settles among the facts of the procedure map."""
    row = payments.standing(session, dispute)
    if row is None:
        return set()
    found = {"not_performed"} if unpaid(session, by, dispute) else set()
    if set(row.subjects) <= plans.PAYMENT_ORDER:
        found.add("money_agreement")
    if set(row.subjects) == {"WAGE"}:
        found.add("wage_only_agreement")
    return found

