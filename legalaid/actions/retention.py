"""保存期限 (个人信息保护法 19、47): how long a worker's personal data are kept, by what became of the requests, and what stands against erasing them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.groups import GroupMember
from legalaid.tables.mediation import Agreement, Share
from legalaid.tables.tickets import CLOSED_STATES, Dispute, Ticket
from legalaid.tables.workers import Worker
from toolkit.officehours import ZONE
from toolkit.parameters import CITY, Parameters

# Figures of the table of parameters, by what became of the request. Those of files stand against a worker's wish, too.
OWN = "retention_ticket"  # this office's own period: no law asks for it
FILE, AWARD = "retention_dispute", "retention_award"
LONGEST = 100  # years: whatever an office enters
_DECIDED = frozenset({"AWARD_FINAL", "AWARD_NONFINAL", "SETASIDE", "AWARD_REVOKED", "CT1_JUDGED", "APPEAL", "JUDGED_2"})
_RULED = ("FULL", "PARTIAL", "REJECTED")


@dataclass(frozen=True)
class Period:
    """Until which day (inclusive) something is kept, by which figure of how many years with which source."""

    key: str
    until: date
    words: str


@dataclass(frozen=True)
class Standing:
    """What keeps a worker's data: open business in words, and the period that ends last (None without any request)."""

    open_: tuple[str, ...]
    period: Period | None
    binding: Period | None  # the longest of those that stand against a worker's wish


def standing(session: Session, worker: Worker, today: date, figures: Parameters) -> Standing:
    """Over every request of the worker and of the groups in whose rosters they stand."""
    lines = list(session.scalars(select(GroupMember).where(GroupMember.worker_id == worker.id)))
    of = or_(Ticket.worker_id == worker.id, Ticket.group_id.in_({m.group_id for m in lines}))
    tickets = list(session.scalars(select(Ticket).where(of).order_by(Ticket.no)))
    held: list[str] = [f"诉求 {t.no} 还在办理" for t in tickets if t.state not in CLOSED_STATES]
    own = [t for t in tickets if t.worker_id == worker.id]
    held += [f"诉求 {t.no} 的评价还没有回访" for t in own if t.rating and t.rating.callback_due_at and t.rating.callback_done_at is None]
    records = session.scalars(select(AidRecord).where(AidRecord.ticket_id.in_([t.id for t in own]), AidRecord.state.in_(("OPEN", "DELIVERED"))).order_by(AidRecord.no))
    held += [f"法律援助 {r.no} 还没有结案" for r in records]
    held += _promised(session, own, lines)
    periods = [_period(session, t, today, figures) for t in tickets if t.closed_at]
    lasting = [p for p in periods if p.key != OWN]
    return Standing(tuple(held), max(periods, key=lambda p: p.until, default=None), max(lasting, key=lambda p: p.until, default=None))


def _promised(session: Session, own: list[Ticket], lines: list[GroupMember]) -> list[str]:
    """Agreements of which something is still to be paid."""
    shared = select(Share.agreement_id).where(Share.member_id.in_([m.id for m in lines]))
    query = select(Agreement).join(Dispute).where(
        or_(Dispute.ticket_id.in_([t.id for t in own]), Agreement.id.in_(shared)), Agreement.replaced_on.is_(None), Agreement.performed_on.is_(None))
    return [f"诉求 {a.dispute.ticket.no} 的协议还没有付清" for a in session.scalars(query.order_by(Agreement.signed_at)) if any(i.paid_on is None for i in a.instalments)]


def _period(session: Session, ticket: Ticket, today: date, figures: Parameters) -> Period:
    key = _kind(session, ticket)
    figure = figures.get(key, CITY, today)
    closed = ticket.closed_at.astimezone(ZONE).date() if ticket.closed_at else today
    last = session.scalars(select(AidRecord.closed_at).where(AidRecord.ticket_id == ticket.id, AidRecord.closed_at.is_not(None))).all()
    start = max([closed, *(at.astimezone(ZONE).date() for at in last if at)])
    return Period(key, _years_later(start, max(0, min(LONGEST, int(figure.number)))), f"诉求 {ticket.no}：{figure.label.removesuffix('保存多久')}，办结后保存 {figure.value} 年（{figure.source}）")


def _kind(session: Session, ticket: Ticket) -> str:
    """Whether anybody ruled on it, whether there is a file of a dispute or of legal aid, or neither."""
    ruled = session.scalar(select(AidRecord.id).where(AidRecord.ticket_id == ticket.id, AidRecord.form.in_(("ARBITRATE", "LITIGATE")), AidRecord.outcome.in_(_RULED)).limit(1))
    if ruled is not None or any(e.kind == "PROCEDURE" and e.detail.get("state") in _DECIDED for e in ticket.events):
        return AWARD
    file = session.scalar(select(Dispute.id).where(Dispute.ticket_id == ticket.id)) or session.scalar(select(AidRequest.id).where(AidRequest.ticket_id == ticket.id).limit(1))
    return FILE if file is not None else OWN


def _years_later(day: date, years: int) -> date:
    """The same day so many years on; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
