"""办结诉求推荐成案例: a closed matter that the worker praised becomes a masked draft, which an editor finishes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebank import case as bank
from legalaid.actions import audit, cases, masking
from legalaid.errors import Conflict
from legalaid.roles import By
from legalaid.tables.aid import FORMS, OUTCOMES, AidRecord
from legalaid.tables.library import Case, CaseProposal, CaseVersion
from legalaid.tables.searches import Use
from legalaid.tables.tickets import Rating, Ticket
from legalaid.tables.workers import Worker
from toolkit import causes, story

GOOD = 4  # 满意 and better
A_NIGHT = 20
ORIGIN = "办结诉求推荐"
WITHDRAWN = "已撤回的案例草稿"
FORGOTTEN = "职工的个人信息已经按规定删除，这一稿随之撤回，内容一并删除。"
SHORTEST = 20  # characters of a statement below which there is nothing to tell
_OUTCOME_TYPES = {"FULL": "全部支持", "PARTIAL": "部分支持", "MEDIATED": "调解达成", "SETTLED": "调解达成", "REJECTED": "未支持"}
_STEPS = ("RESOLVED", "CLOSED")


@dataclass(frozen=True)
class Proposal:
    """A matter and the masked text of the draft."""

    ticket_id: UUID
    body: dict[str, Any]


def waiting(_runtime: Any, session: Session, _by: By) -> list[Proposal]:
    """Closed, well rated labour matters that were not proposed yet, as masked drafts; the oldest ratings first."""
    done = select(CaseProposal.id).where(CaseProposal.ticket_id == Ticket.id).exists()
    query = select(Ticket).join(Rating, Rating.ticket_id == Ticket.id).where(
        Ticket.state == "CLOSED", Ticket.cause.is_not(None), Rating.level >= GOOD, ~done).order_by(Rating.rated_at, Ticket.no)
    found = (_proposal(session, ticket) for ticket in session.scalars(query.limit(A_NIGHT * 5)) if ticket.worker.erased_at is None and ticket.statement)
    return [each for each in found if each is not None][:A_NIGHT]


def propose(session: Session, by: By, prepared: Iterable[Proposal]) -> dict[str, Any]:
    """The drafts, each once; a matter that was opened again meanwhile is left out."""
    _forget_left(session, by)
    made = 0
    for one in prepared:
        ticket = session.get(Ticket, one.ticket_id)
        if ticket is None or ticket.state != "CLOSED" or session.scalar(select(CaseProposal.id).where(CaseProposal.ticket_id == one.ticket_id)) is not None:
            continue
        # held, so that an erasure comes before or after: what it erases must not be put down again
        if session.scalar(select(Worker.id).where(Worker.id == ticket.worker_id, Worker.erased_at.is_(None)).with_for_update()) is None:
            continue
        version = cases.draft(session, by, one.body, ORIGIN)
        session.add(CaseProposal(ticket_id=ticket.id, case_id=version.case_id, proposed_at=by.now))
        session.flush()
        # the audit of the case says nothing of the matter: a published case leads nobody back to it
        audit.record(session, by, "case.propose", ticket)
        made += 1
    return {"proposed": made}


def forget(session: Session, tickets: Iterable[Ticket]) -> int:
    """An erased worker's drafts: every version but the published one loses its text, and nothing leads from a case to the matter any more.

    Masking takes out the names that the matter knows; a story names colleagues, families and illnesses too. The published text was
    read by two people and stays; what was begun after it may have been copied from a draft before it.
    """
    rows = list(session.scalars(select(CaseProposal).where(CaseProposal.ticket_id.in_([t.id for t in tickets]))))
    for row in rows:
        case = session.get_one(Case, row.case_id)
        for version in case.versions:
            if version.number != case.published_number:
                empty = bank.from_json({"id": case.ref, "title": WITHDRAWN, "causes": version.body["causes"], "facts": FORGOTTEN, "outcome": "内容已删除。"})
                version.body, version.content_hash, version.state, version.review_note = empty.to_json(), empty.digest(), "RETIRED", FORGOTTEN
        if case.published_number is None:
            case.state, case.title = "RETIRED", WITHDRAWN
        session.delete(row)
    return len(rows)


def newest(case: Case) -> CaseVersion:
    """The newest version that has its text; refused where none has: what a form that was still open holds must not be put down again."""
    found = next((v for v in reversed(case.versions) if v.review_note != FORGOTTEN), None)
    if found is None:
        raise Conflict(FORGOTTEN)
    return found


def _forget_left(session: Session, by: By) -> None:
    """The drafts of whoever was erased before drafts were thought of, here or in a backup that was restored."""
    left: dict[UUID, list[Ticket]] = {}
    for ticket in session.scalars(select(Ticket).join(CaseProposal, CaseProposal.ticket_id == Ticket.id).join(Worker, Worker.id == Ticket.worker_id).where(Worker.erased_at.is_not(None))):
        left.setdefault(ticket.worker_id, []).append(ticket)
    for worker_id, tickets in left.items():
        audit.record(session, by, "erasure.done", "workers", worker_id, drafts=forget(session, tickets))


def _proposal(session: Session, ticket: Ticket) -> Proposal | None:
    statement = ticket.statement.open()
    if len(statement) < SHORTEST:
        return None
    names = masking.names(session, ticket)
    facts, summary = masking.masked(statement, ticket, names), masking.masked(ticket.summary, ticket, names)
    outcome = [masking.masked(e.text, ticket, names) for e in ticket.events if e.kind in _STEPS and e.public]
    records = list(session.scalars(select(AidRecord).where(AidRecord.ticket_id == ticket.id, AidRecord.outcome.is_not(None)).order_by(AidRecord.no)))
    outcome += [f"{FORMS[r.form]}：{OUTCOMES[str(r.outcome)]}。" for r in records]
    told = story.parse(statement)
    awarded = [r.awarded_amount for r in records if r.awarded_amount is not None]
    used = list(session.scalars(select(Use.ref).where(Use.ticket_id == ticket.id, Use.kind == "ARTICLE").distinct().order_by(Use.ref)))
    ended = [_OUTCOME_TYPES[r.outcome] for r in records if r.outcome in _OUTCOME_TYPES]
    return Proposal(ticket.id, {
        "id": f"own-{uuid4().hex[:8]}", "title": summary[:60], "causes": [ticket.cause], "facts": facts, "dispute_points": list(told.points), "outcome": "\n".join(outcome) or "已办结。",
        "articles": used or list(causes.ARTICLES.get(str(ticket.cause), ()))[:4], "source": "本会办结的诉求", "date": ticket.closed_at.date().isoformat() if ticket.closed_at else None,
        "outcome_type": ended[-1] if ended else None, "amount_claimed": str(ticket.amount) if ticket.amount is not None else None,
        "amount_awarded": str(max(awarded)) if awarded else None, "head_count": ticket.head_count, "employment_form": None, "evidence": list(told.evidence),
    })
