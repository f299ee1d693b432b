"""本周案例: proposed masked, put into words and confirmed by a person, never with anything that tells who it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, masking, scopes
from legalaid.actions.reports import within
from legalaid.actions.weeks import Week
from legalaid.errors import Conflict, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRecord
from legalaid.tables.reports import ReportCase, WeeklyReport
from legalaid.tables.tickets import Rating, Ticket

MOST = 3
SHORTEST, LONGEST = 20, 400
_TOLD = ("RESOLVED", "CLOSED", "AID_CLOSED")


@dataclass(frozen=True)
class Proposed:
    """A matter of the week and the masked words to begin with."""

    ticket_id: UUID
    text: str


def candidates(session: Session, week: Week) -> list[Proposed]:
    """Labour matters closed in the week that were rated well or not rated: groups first, then by what was received."""
    received = select(func.max(AidRecord.recovered_amount)).where(AidRecord.ticket_id == Ticket.id).scalar_subquery()
    bad = select(Rating.id).where(Rating.ticket_id == Ticket.id, Rating.level < 4).exists()
    query = select(Ticket).where(Ticket.state == "CLOSED", within(Ticket.closed_at, week.span), Ticket.cause.is_not(None), ~bad)
    # no NULLS LAST: the databases agree on a CASE
    rows = session.scalars(query.order_by(Ticket.group_id.is_(None), case((received.is_(None), 0), else_=received).desc(), Ticket.no).limit(MOST))
    return [Proposed(t.id, suggestion(session, t)) for t in rows if t.worker.erased_at is None]


def suggestion(session: Session, ticket: Ticket) -> str:
    """What is known of the matter, masked: its redacted summary and how it ended."""
    names = masking.names(session, ticket)
    said = [ticket.summary, *(e.text for e in ticket.events if e.kind in _TOLD and e.public)]
    return "。".join(masking.masked(text, ticket, names).strip("。；") for text in said)[:LONGEST - 1] + "。"


def propose(session: Session, row: WeeklyReport, proposed: Iterable[Proposed]) -> None:
    """Lay the cases before those who make the report."""
    for position, one in enumerate(proposed, 1):
        session.add(ReportCase(report_id=row.id, ticket_id=one.ticket_id, position=position, text=one.text, state="PROPOSED", decided_at=None, decided_by=None))
    session.flush()


def add(session: Session, by: By, report: WeeklyReport, *, no: str) -> ReportCase:
    """Propose another matter of one's own scope; what is told of it is masked like the rest."""
    by.must("reports.tell")
    ticket = scopes.ticket(session, by, no)
    scopes.must_coordinate(by, ticket)
    row = hold(session, report)
    if any(c.ticket_id == ticket.id for c in row.cases):
        raise Conflict("这件诉求已经在案例里。", field="no")
    if sum(c.state != "DROPPED" for c in row.cases) >= MOST:
        raise Conflict(f"每期最多 {MOST} 个案例，请先把不采用的去掉。", field="no")
    found = ReportCase(report_id=row.id, ticket_id=ticket.id, position=len(row.cases) + 1, text=suggestion(session, ticket), state="PROPOSED", decided_at=None, decided_by=None)
    session.add(found)
    session.flush()
    audit.record(session, by, "weekly_report.propose", found, week=row.content["week"])
    return found


def confirm(session: Session, by: By, ident: UUID, *, text: str) -> ReportCase:
    """The words as they go into the report: refused while they tell who it is about."""
    row = _undecided(session, by, ident)
    kept = text.strip()
    if not SHORTEST <= len(kept) <= LONGEST:
        raise Refused(f"案例请写 {SHORTEST} 至 {LONGEST} 个字。", field="text")
    found = masking.left(kept, row.ticket, masking.names(session, row.ticket))
    if found:
        raise Refused(f"案例要隐去当事人，还留有{found}，请改掉再确认。", field="text")
    row.text, row.state, row.decided_at, row.decided_by = kept, "CONFIRMED", by.now, by.actor_id
    audit.record(session, by, "weekly_report.confirm", row, week=row.report.content["week"])
    return row


def drop(session: Session, by: By, ident: UUID) -> ReportCase:
    """不采用."""
    row = _undecided(session, by, ident)
    row.state, row.decided_at, row.decided_by = "DROPPED", by.now, by.actor_id
    audit.record(session, by, "weekly_report.drop", row, week=row.report.content["week"])
    return row


def hold(session: Session, report: WeeklyReport) -> WeeklyReport:
    """The report locked and read anew; nothing about one that is published changes."""
    row = session.scalars(select(WeeklyReport).where(WeeklyReport.id == report.id).with_for_update().execution_options(populate_existing=True)).one()
    session.refresh(row, ["cases"])
    if row.state == "PUBLISHED":
        raise Conflict("这一期已经发布，不能再改；更正写在下一期。")
    return row


def _undecided(session: Session, by: By, ident: UUID) -> ReportCase:
    by.must("reports.tell")
    row = session.get(ReportCase, ident)
    # whoever confirms has read the matter: it must be in their scope
    if row is None:
        raise NotFound
    scopes.must_see(session, by, row.ticket_id)
    scopes.must_coordinate(by, row.ticket)
    hold(session, row.report)
    session.refresh(row)
    if row.state == "DROPPED":
        raise Conflict("这个案例已经不采用。")
    return row
