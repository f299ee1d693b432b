"""利益冲突: what a comparison of names finds between a matter's employers and lawyers' clients, and what a person decides about a doubt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import aid_requests, audit, clear, groups, history, lawyers, parties, scopes
from legalaid.errors import Conflict, Invalid
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import VERDICTS, ConflictDecision
from legalaid.tables.groups import Group
from legalaid.tables.tickets import CLOSED_STATES, Ticket
from matching import explain, problem
from toolkit import employers

Found = dict[str, tuple[problem.Conflict, ...]]
_compared = lru_cache(maxsize=1 << 16)(employers.compare)  # a scheduled run compares the same names again and again


@dataclass(frozen=True)
class Standing:
    """What lies between a request and the lawyers: conflicts by lawyer, who is cleared of the possible ones, the normalised names of its employers."""

    conflicts: Found
    cleared: frozenset[str]
    employers: frozenset[str]


def employers_of(session: Session, tickets: Iterable[Ticket]) -> dict[UUID, list[tuple[str, str]]]:
    """By matter, (name, normalised name) of its employer, of those of its group file and of the firms that are further parties too."""
    rows = list(tickets)
    files = {t.group_id for t in rows if t.group_id}
    named = {g.id: g for g in session.scalars(select(Group).where(Group.id.in_(files)))} if files else {}
    further = parties.firms(session, [t.id for t in rows])
    return {
        t.id: [(t.employer_name, t.employer_key), *(groups.employers_named(named[t.group_id]) if t.group_id else ()), *further.get(t.id, ())]
        for t in rows
    }


def by_names(session: Session, employers_by: Mapping[UUID, Iterable[tuple[str, str]]]) -> dict[UUID, Found]:
    """For each matter, by lawyer, every client whose name is or may be that of an employer; a colleague's client is one of the firm (律师法 50(5))."""
    clients = lawyers.clients(session)
    hits = {
        ident: [(client, name, compared) for client in clients for name, _ in named if (compared := _compared(name, client.employer)).verdict != employers.CLEAR]
        for ident, named in employers_by.items()
    }
    colleagues = lawyers.of_firms(session, {client.firm for rows in hits.values() for client, _, _ in rows})
    found: dict[UUID, Found] = {}
    for ident, rows in hits.items():
        by_lawyer: dict[str, list[problem.Conflict]] = {}
        for client, name, compared in rows:
            for colleague in colleagues[client.firm]:
                whose = client.whose if colleague == client.lawyer else "FIRM"
                by_lawyer.setdefault(colleague, []).append(problem.Conflict(compared.verdict, whose, name, client.employer, client.side, compared.evidence))
        found[ident] = {lawyer: tuple(dict.fromkeys(conflicts)) for lawyer, conflicts in by_lawyer.items()}
    return found


def decisions(session: Session, requests: Iterable[AidRequest]) -> dict[UUID, dict[str, ConflictDecision]]:
    """By request and lawyer, the newest decision."""
    found: dict[UUID, dict[str, ConflictDecision]] = {r.id: {} for r in requests}
    for row in session.scalars(select(ConflictDecision).where(ConflictDecision.aid_request_id.in_(found)).order_by(ConflictDecision.decided_at)):
        found[row.aid_request_id][str(row.lawyer_id)] = row
    return found


def of_requests(session: Session, requests: Sequence[AidRequest]) -> dict[UUID, Standing]:
    """By request, the conflicts as they stand after decisions, the lawyers cleared of all their possible ones, and the normalised names compared.

    A clearance covers the evidence that its author saw and nothing that was found later.
    """
    named = employers_of(session, [r.ticket for r in requests])
    found, decided = by_names(session, named), decisions(session, requests)
    return {
        r.id: Standing(*_after(found[r.ticket.id], decided[r.id], r.ticket.employer_name), frozenset(key for _, key in named[r.ticket.id]))
        for r in requests
    }


def _after(found: Found, decided: Mapping[str, ConflictDecision], employer: str) -> tuple[Found, frozenset[str]]:
    standing, cleared = dict(found), set()
    for lawyer_id, decision in decided.items():
        doubts = [c for c in found.get(lawyer_id, ()) if c.verdict == problem.POSSIBLE]
        if decision.verdict == "BLOCKED":
            named = problem.Conflict(problem.BLOCKED, "LAWYER", employer, employer, "", (f"人工核查：{decision.reason}",))
            standing[lawyer_id] = (named, *found.get(lawyer_id, ()))
        elif {explain.conflict(c) for c in doubts} <= set(decision.evidence):
            cleared.add(lawyer_id)
    return standing, frozenset(cleared)


def decide(session: Session, by: By, no: str, lawyer_id: UUID, *, verdict: str, reason: str) -> ConflictDecision:
    """核查: a person says whether a possible conflict is one. The evidence seen is kept with the reason."""
    by.must("assign.make")
    ticket = scopes.ticket_to_decide(session, by, no)
    request = aid_requests.of_ticket(session, ticket)
    if request is None or request.state != "GRANTED" or ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求没有正在办理的法律援助，不用核查。")
    lawyer = lawyers.hold(session, lawyer_id)
    if verdict not in VERDICTS:
        raise Invalid({"verdict": "请选择核查的结论。"})
    reason = clear.text("reason", reason, of=request.ticket.worker, shortest=4, longest=200, short="请写明依据（不少于 4 个字）。")
    found = by_names(session, employers_of(session, [ticket]))[ticket.id]
    doubts = [c for c in found.get(str(lawyer_id), ()) if c.verdict == problem.POSSIBLE]
    if not doubts:
        raise Conflict(f"{lawyer.name}律师与本件没有待核查的疑似冲突。")
    row = ConflictDecision(aid_request_id=request.id, lawyer_id=lawyer.id, verdict=verdict, reason=reason, evidence=[explain.conflict(c) for c in doubts],
                           decided_at=by.now, decided_by=by.actor_id)
    session.add(row)
    session.flush()
    history.note(session, by, request.ticket, "CONFLICT", f"核查{lawyer.name}律师的利益冲突：{VERDICTS[verdict]}")
    audit.record(session, by, "conflict.decide", row, no=no, lawyer=lawyer.id, verdict=verdict, evidence=len(doubts))
    return row
