"""法律援助申请: applied for by the worker or a mediator, answered condition by condition, decided within seven days."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, clear, history, lawyers, notices, scopes
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.aid import FORMS, TRACKS, AidRequest
from legalaid.tables.tickets import CLOSED_STATES, Dispute, Ticket
from toolkit import deadlines, eligibility
from toolkit.officehours import ZONE

# what the cause says about the matter asked for (法律援助法 31)
_MATTERS = {"205.1": "RELATION", "214.1": "RELATION", "205.5": "WAGE", "214.2": "WAGE", "209": "WAGE", "206.2": "INJURY", "215.1": "INJURY", "216": "INJURY",
            "205.6": "COMPENSATION", "206.1": "SOCIAL_INSURANCE", "206.3": "SOCIAL_INSURANCE", "206.4": "SOCIAL_INSURANCE", "206.5": "SOCIAL_INSURANCE"}
URGENT_FLAGS = frozenset({"WAGE_FLIGHT", "INJURY_DEATH", "LIMIT_NEAR", "SELF_HARM"})


def assess(session: Session, ticket: Ticket, answers: Mapping[str, Any], by: By) -> eligibility.Eligibility:
    """Eligibility from the answers and from what the ticket already says."""
    dispute = session.scalar(select(Dispute).where(Dispute.ticket_id == ticket.id))
    known: dict[str, Any] = {"matter": _MATTERS.get(ticket.cause or "", "OTHER_LABOUR"), "worker": True, "local": True}
    if ticket.worker.worker_type == "MIGRANT":
        known["migrant"] = True
    if dispute and dispute.limitation_due:
        known["days_left"] = (dispute.limitation_due - by.now.astimezone(ZONE).date()).days
    known |= {k: v for k, v in answers.items() if v is not None}
    figures = calendar.office_parameters(session)
    today, region = by.now.astimezone(ZONE).date(), "宁波市"
    line = figures.find("hardship_line_monthly", region, today)
    amount: Decimal | None = line.number if line else None
    return eligibility.assess(known, amount, amount)


def as_json(found: eligibility.Eligibility) -> dict[str, Any]:
    """What is kept with the request: every condition with status, reason, citation."""
    return {"verdict": found.verdict, "STATE": _track(found.state), "UNION": _track(found.union), "act_first": found.act_first.needed,
            "act_first_reason": found.act_first.reason, "papers_missing": list(found.papers_missing), "questions": dict(found.questions)}


def _track(track: eligibility.Track) -> dict[str, Any]:
    conditions = [{"id": c.id, "label": c.label, "status": c.status, "reason": c.reason, "citation": c.citation} for c in track.conditions]
    return {"verdict": track.verdict, "exemption": track.exemption, "conditions": conditions}


def apply(session: Session, by: By, no: str, *, answers: Mapping[str, Any], forms: Iterable[str], track: str = "UNION", languages: Iterable[str] = (),
          chosen_lawyer: str | None = None) -> AidRequest:
    """申请: one open request a ticket. The answers are kept as given; nothing is decided here."""
    by.must("aid.apply")
    ticket = scopes.ticket_for_change(session, by, no)
    wanted = list(dict.fromkeys(forms))
    errors = {}
    if not wanted or any(f not in FORMS for f in wanted):
        errors["forms"] = "请选择需要哪种帮助。"
    if track not in TRACKS:
        errors["track"] = "请选择向谁申请。"
    if errors:
        raise Invalid(errors)
    if ticket.state in CLOSED_STATES or ticket.state == "REGISTERED":
        raise Conflict("工会核实受理后才能申请法律援助。" if ticket.state == "REGISTERED" else "这件诉求已经办结，不能再申请。")
    if of_ticket(session, ticket) is not None:
        raise Conflict("这件诉求已经有一份法律援助申请了。")
    found = assess(session, ticket, answers, by)
    day = by.now.astimezone(ZONE).date()
    urgent = bool(URGENT_FLAGS & set(ticket.flags)) or found.act_first.needed is True
    row = AidRequest(
        ticket=ticket, ticket_id=ticket.id, track=track, forms=wanted, service=lawyers.service_of(wanted), state="SUBMITTED", answers=dict(answers),
        eligibility=as_json(found), urgent=urgent, languages=[x for x in (list(languages) or [ticket.worker.language or ""]) if x and x != "普通话"],
        chosen_lawyer=chosen_lawyer, applied_at=by.now, applied_by=by.role[:16],
        decide_due=deadlines.deadline("AID_REVIEW_7D", day, calendar.office_calendar(session)).due_date, decided_at=None, decided_by=None,
        decision_reason=None, assign_due=None, assigned_at=None,
    )
    session.add(row)
    session.flush()
    history.note(session, by, ticket, "AID_APPLIED", "申请了法律援助：" + "、".join(FORMS[f] for f in wanted), public=True)
    audit.record(session, by, "aid_request.apply", row, no=ticket.no, forms=wanted, verdict=found.verdict)
    return row


def of_ticket(session: Session, ticket: Ticket) -> AidRequest | None:
    """The ticket's request that is neither refused nor withdrawn."""
    return session.scalar(
        select(AidRequest).where(AidRequest.ticket_id == ticket.id, AidRequest.state.not_in(("REFUSED", "WITHDRAWN"))).order_by(AidRequest.applied_at.desc()).limit(1)
        .execution_options(populate_existing=True)
    )


def must_be_none(session: Session, ticket: Ticket) -> None:
    """A ticket with legal aid asked for or given goes nowhere else: lawyer, papers and sums hang on it."""
    if of_ticket(session, ticket) is not None:
        raise Conflict(f"{ticket.no} 有法律援助申请，不能并入别的诉求，也不能移送。", field="aid")


def granted(session: Session, by: By, no: str, *, for_change: bool = False) -> AidRequest:
    """The granted request of an open ticket in scope that has no lawyer yet; `for_change` holds the ticket, for who gives it to a lawyer."""
    ticket = scopes.ticket_to_decide(session, by, no) if for_change else scopes.ticket(session, by, no)
    row = of_ticket(session, ticket)
    if row is None:
        raise NotFound("这件诉求没有法律援助申请。")
    if row.state != "GRANTED":
        raise Conflict("法律援助申请还没有批准，不能指派律师。")
    if ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求已经办结，不再指派律师。")
    if row.assigned_at is not None:
        raise Conflict("这件援助已经有律师承办。")
    return row


def decide(session: Session, by: By, no: str, *, grant: bool, reason: str) -> AidRequest:
    """给予或不予援助 (法律援助法 43): a refusal is reasoned; nobody decides an application they filed themselves."""
    by.must("aid.decide")
    ticket = scopes.ticket_to_decide(session, by, no)
    row = of_ticket(session, ticket)
    if row is None:
        raise NotFound("这件诉求没有法律援助申请。")
    if row.state not in ("SUBMITTED", "NEEDS_PAPERS"):
        raise Conflict("这份申请已经作出决定。")
    if ticket.state in CLOSED_STATES:
        raise Conflict("这件诉求已经办结，不用再决定。")
    reason = clear.text("reason", reason, of=ticket.worker, shortest=0 if grant else 6, short="不予援助必须写明理由。")
    not_own(session, by, row)
    row.state, row.decided_at, row.decided_by = ("GRANTED" if grant else "REFUSED"), by.now, by.actor_id
    row.decision_reason = reason or None
    if grant:
        row.assign_due = deadlines.deadline("AID_ASSIGN_3D", by.now.astimezone(ZONE).date(), calendar.office_calendar(session)).due_date
    history.note(session, by, ticket, "AID_DECIDED", "同意给予法律援助，正在安排律师" if grant else f"未同意法律援助：{reason}", public=True)
    audit.record(session, by, "aid_request.decide", row, no=ticket.no, granted=grant)
    notices.tell_worker(session, by, ticket.worker_id, "aid_granted" if grant else "aid_refused", ticket.no)
    return row


def not_own(session: Session, by: By, row: AidRequest) -> None:
    """Refuse whoever filed the application: nobody decides on their own."""
    if _filed_by(session, row) == by.actor_id and by.actor_id is not None:
        raise Forbidden("不能审批自己代为提交的申请，请另一位同事审批。")


def _filed_by(session: Session, row: AidRequest) -> Any:
    events = [e for e in row.ticket.events if e.kind == "AID_APPLIED" and e.at <= row.applied_at + timedelta(seconds=1)]
    return events[-1].actor_id if events else None
