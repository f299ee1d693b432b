"""集体争议的办结: what one agreement of the whole group has settled goes to its end in one go; what cannot go is named with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import aid_requests, audit, disputes, groups, mediation, payments, scopes, tickets
from legalaid.actions.ticket_states import move
from legalaid.errors import Conflict
from legalaid.roles import By
from legalaid.tables.aid import AidRecord
from legalaid.tables.groups import Group
from legalaid.tables.mediation import Agreement
from legalaid.tables.tickets import CLOSED_STATES, IS_OPEN, TICKET_STATES, Dispute, Ticket
from toolkit import procedure

# a dispute that is settled and paid, from where the group's agreement finds it, step by step to the archive; from elsewhere it is another procedure's
WAYS = {
    "TRIAGED": ("negotiate", "perform", "archive"), "NEGOTIATING": ("perform", "archive"), "MEDIATING": ("agree", "perform", "archive"),
    "ARB_DELEGATED_MED": ("agree", "perform", "archive"), "MED_AGREED": ("perform", "archive"), "PERFORMED": ("archive",),
}
CONFIRMED = ("ARB_MED_DOC", "JUD_CONFIRMED")  # of the dispute that holds the agreement, where that was confirmed
ENDED = ("CLOSED", "WITHDRAWN", "TRANSFERRED")  # of a dispute


@dataclass(frozen=True)
class Prospect:
    """One request of the group: its dispute, whether anything of it is still open, and why it cannot go with the others (empty: it can)."""

    ticket: Ticket
    dispute: Dispute | None
    open: bool
    why: str


def agreement(session: Session, group: Group) -> Agreement | None:
    """The newest agreement of the whole roster that no dispute has left for another way."""
    query = select(Agreement).where(Agreement.group_id == group.id, Agreement.replaced_on.is_(None))
    return session.scalar(query.order_by(Agreement.signed_at.desc(), Agreement.id).limit(1))


def prospects(session: Session, by: By, group: Group) -> list[Prospect]:
    """Every request of the group in this person's scope, in order."""
    rows = list(session.scalars(select(Ticket).where(Ticket.group_id == group.id, scopes.tickets(by)).order_by(Ticket.no)))
    found = {d.ticket_id: d for d in session.scalars(select(Dispute).where(Dispute.ticket_id.in_([t.id for t in rows])))}
    row = agreement(session, group)
    settled = {s.member.worker_id for s in row.shares} if row is not None and all(i.paid_on for i in row.instalments) else None
    made = []
    for ticket in rows:
        dispute = found.get(ticket.id)
        left = ticket.state not in CLOSED_STATES or (ticket.state == "CLOSED" and dispute is not None and dispute.state not in ENDED)
        made.append(Prospect(ticket, dispute, left, _why(session, ticket, dispute, row, settled) if left else ""))
    return made


def _why(session: Session, ticket: Ticket, dispute: Dispute | None, row: Agreement | None, settled: set[UUID] | None) -> str:
    """What stops this request from going to its end with the others."""
    if row is None:
        return "还没有按名册签订的协议"
    if settled is None:
        return "协议的款项还没有付清"
    if dispute is None:
        return "还没有确认为劳动争议"
    if ticket.worker_id not in settled:
        return "职工本人不在协议的名册里"
    if ticket.state not in (*scopes.CLAIMABLE, "IN_PROGRESS", "RESOLVED", "CLOSED"):
        return f"诉求现在是“{TICKET_STATES[ticket.state]}”"
    unfinished = session.scalars(select(AidRecord.no).where(AidRecord.ticket_id == ticket.id, AidRecord.state.in_(("OPEN", "DELIVERED"))).order_by(AidRecord.no)).all()
    if unfinished:
        return f"法律援助 {'、'.join(unfinished)} 还没有结案"
    asked = aid_requests.of_ticket(session, ticket)
    if asked is not None and (asked.state != "GRANTED" or asked.assigned_at is None):
        return "法律援助申请还没有办完"
    own = payments.standing(session, dispute)
    if own is not None and own is not row and not all(i.paid_on for i in own.instalments):
        return "这件诉求自己的协议还没有付清"
    if _way(session, dispute, row) is None:
        return f"争议现在是“{procedure.STATES[dispute.state]}”，要先办完这个程序或者由职工撤回"
    return ""


def _way(session: Session, dispute: Dispute, row: Agreement) -> tuple[str, ...] | None:
    """The steps to the archive; none needed where the dispute has ended, None where the agreement does not reach it."""
    if dispute.state in ENDED:
        return ()
    if dispute.state in CONFIRMED and payments.standing(session, dispute) is row:
        return ("perform", "archive")
    return WAYS.get(dispute.state)


def close(session: Session, by: By, no: str) -> list[Prospect]:
    """一并办结: every request that can go is performed, archived and closed; the group ends with the last of them. Answers what was left, with its reason."""
    by.must("groups.manage")
    group = groups.for_change(session, by, no)
    if group.state == "CLOSED":
        raise Conflict("这件集体争议已经办结。")
    for number in session.scalars(select(Ticket.no).where(Ticket.group_id == group.id, scopes.tickets(by)).order_by(Ticket.no)).all():
        scopes.ticket_for_change(session, by, number)
    found = prospects(session, by, group)
    going, left = [p for p in found if p.open and not p.why], [p for p in found if p.open and p.why]
    elsewhere = hidden(session, group, found)
    if not going and (left or elsewhere):
        raise Conflict("没有一件可以一并办结：" + "；".join([*(f"{p.ticket.no} {p.why}" for p in left[:5]), *([f"另有 {elsewhere} 件不在您的范围里"] if elsewhere else [])]) + "。")
    for prospect in going:
        _finish(session, by, group, prospect)
    if not left and not elsewhere:
        group.state, group.closed_at = "CLOSED", by.now
    audit.record(session, by, "group.close", group, closed=len(going), left=len(left) + elsewhere)
    return left


def hidden(session: Session, group: Group, found: Sequence[Prospect]) -> int:
    """How many open requests of the group lie outside the scope of whoever reads."""
    seen = [p.ticket.id for p in found]
    return session.scalar(select(func.count()).select_from(Ticket).where(Ticket.group_id == group.id, Ticket.id.not_in(seen), IS_OPEN)) or 0


def _finish(session: Session, by: By, group: Group, prospect: Prospect) -> None:
    ticket, dispute, row = prospect.ticket, prospect.dispute, agreement(session, group)
    assert dispute is not None  # what has no dispute or no agreement is told why
    assert row is not None
    for event in _way(session, dispute, row) or ():
        if event == "perform":
            payments.conclude(session, by, ticket.no)
            continue
        going_on = mediation.current(session, dispute)
        disputes.moved(session, by, dispute, event)
        if event == "agree" and going_on is not None:
            mediation.closed(session, by, going_on, "AGREED", max(row.signed_on, going_on.received_on))
    if ticket.state in scopes.CLAIMABLE:
        move(ticket, "IN_PROGRESS")
        ticket.handler_id = ticket.handler_id or by.actor_id
    if ticket.state == "IN_PROGRESS":
        tickets.finish(session, by, ticket, f"与集体争议 {group.no} 一并办结，协议款项已经付清")
    elif ticket.state == "RESOLVED":
        tickets.close(session, by, ticket.no)
