"""利益冲突: what a comparison of names finds between a matter's employers and lawyers' clients, and what a person decides about a doubt."""

from collections.abc import Iterable
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
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import CLOSED_STATES, Ticket
from matching import explain, problem
from toolkit import employers

Found = dict[str, tuple[problem.Conflict, ...]]
_compared = lru_cache(maxsize=1 << 16)(employers.compare)  # a scheduled run compares the same names again and again


def names_of(session: Session, ticket: Ticket) -> list[str]:
    """The employers of a matter, those of its group file and the firms that are further parties too."""
    group = session.get_one(Group, ticket.group_id) if ticket.group_id else None
    return [ticket.employer_name, *(group.employer_name.split("、") if group else ()), *(name for name, _ in parties.firms(session, ticket.id))]


def keys_of(session: Session, ticket: Ticket) -> frozenset[str]:
    """The normalised names of these employers."""
    group = session.get_one(Group, ticket.group_id) if ticket.group_id else None
    return frozenset({ticket.employer_key, *(groups.employer_keys(group) if group else ()), *parties.keys(session, ticket.id)})


def by_names(session: Session, names: Iterable[str]) -> Found:
    """By lawyer, every client whose name is or may be that of an employer; a colleague's client is one of the firm (律师法 50(5))."""
    clients = lawyers.client_names(session)
    firms: dict[str, list[str]] = {}
    firm_of: dict[str, str] = {}
    for ident, firm in session.execute(select(Lawyer.id, Lawyer.firm).order_by(Lawyer.id)):
        firms.setdefault(firm, []).append(str(ident))
        firm_of[str(ident)] = firm
    found: dict[str, list[problem.Conflict]] = {}
    for lawyer_id, rows in sorted(clients.items()):
        for row in sorted(rows, key=lambda r: (r.employer_name, r.side, r.whose)):
            for name in names:
                compared = _compared(name, row.employer_name)
                if compared.verdict == employers.CLEAR:
                    continue
                for colleague in firms[firm_of[lawyer_id]]:
                    whose = row.whose if colleague == lawyer_id else "FIRM"
                    found.setdefault(colleague, []).append(problem.Conflict(compared.verdict, whose, name, row.employer_name, row.side, compared.evidence))
    return {ident: tuple(dict.fromkeys(rows)) for ident, rows in found.items()}


def decisions(session: Session, request: AidRequest) -> dict[str, ConflictDecision]:
    """By lawyer, the newest decision on this request."""
    rows = session.scalars(select(ConflictDecision).where(ConflictDecision.aid_request_id == request.id).order_by(ConflictDecision.decided_at))
    return {str(row.lawyer_id): row for row in rows}


def of_request(session: Session, request: AidRequest) -> tuple[Found, frozenset[str]]:
    """The conflicts as they stand after decisions, and the lawyers cleared of all their possible ones.

    A clearance covers the evidence that its author saw and nothing that was found later.
    """
    found, cleared = by_names(session, names_of(session, request.ticket)), set()
    for lawyer_id, decision in decisions(session, request).items():
        doubts = [c for c in found.get(lawyer_id, ()) if c.verdict == problem.POSSIBLE]
        if decision.verdict == "BLOCKED":
            named = [problem.Conflict(problem.BLOCKED, "LAWYER", request.ticket.employer_name, request.ticket.employer_name, "", (f"人工核查：{decision.reason}",))]
            found[lawyer_id] = tuple(named) + found.get(lawyer_id, ())
        elif {explain.conflict(c) for c in doubts} <= set(decision.evidence):
            cleared.add(lawyer_id)
    return found, frozenset(cleared)


def decide(session: Session, by: By, no: str, lawyer_id: UUID, *, verdict: str, reason: str) -> ConflictDecision:
    """核查: a person says whether a possible conflict is one. The evidence seen is kept with the reason."""
    by.must("assign.make")
    ticket = scopes.ticket_for_change(session, by, no)
    request = aid_requests.of_ticket(session, ticket)
    if request is None or request.state != "GRANTED" or ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求没有正在办理的法律援助，不用核查。")
    lawyer = lawyers.hold(session, lawyer_id)
    if verdict not in VERDICTS:
        raise Invalid({"verdict": "请选择核查的结论。"})
    reason = clear.text("reason", reason, of=request.ticket.worker, shortest=4, longest=200, short="请写明依据（不少于 4 个字）。")
    doubts = [c for c in by_names(session, names_of(session, request.ticket)).get(str(lawyer_id), ()) if c.verdict == problem.POSSIBLE]
    if not doubts:
        raise Conflict(f"{lawyer.name}律师与本件没有待核查的疑似冲突。")
    row = ConflictDecision(aid_request_id=request.id, lawyer_id=lawyer.id, verdict=verdict, reason=reason, evidence=[explain.conflict(c) for c in doubts],
                           decided_at=by.now, decided_by=by.actor_id)
    session.add(row)
    session.flush()
    history.note(session, by, request.ticket, "CONFLICT", f"核查{lawyer.name}律师的利益冲突：{VERDICTS[verdict]}")
    audit.record(session, by, "conflict.decide", row, no=no, lawyer=lawyer.id, verdict=verdict, evidence=len(doubts))
    return row
