"""指派: what waits, the ranking of lawyers, reservation and offer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from legalaid.actions import aid_requests, audit, calendar, clear, duties, grounds, history, lawyers, matters, notices, scopes, weights
from legalaid.errors import Conflict, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.tickets import IS_OPEN, Ticket
from matching import problem, recommend, rules
from toolkit import causes
from toolkit.officehours import ZONE, OfficeHours, add_workdays_at

OVERRIDES = {"NEXT": "首选不便联系", "LANGUAGE": "语言或方言需要", "WISH": "职工的意愿", "TEAM": "与既有团队配合", "OTHER": "其他"}
URGENT_HOURS = 4
DEMAND_DAYS = 90
HOLD_MINUTES = 30  # of a reservation made by hand
LIVE = ("HELD", "OFFERED", "ACCEPTED")


def causes_tree() -> problem.Causes:
    """The cause tree as the matching takes it."""
    return problem.Causes(dict(causes.PARENT), {c: frozenset(r) for c, r in causes.RELATED.items()})


def waiting(session: Session, by: By) -> list[AidRequest]:
    """Granted requests of open tickets without a standing offer or record, the soonest limit first."""
    query = select(AidRequest).join(Ticket).where(*_waits(by)).order_by(AidRequest.urgent.desc(), AidRequest.assign_due, AidRequest.applied_at, AidRequest.id)
    return list(session.scalars(query))


def how_many_wait(by: By) -> Select[int]:
    """The number of these, to be asked by `database.numbers`."""
    return select(func.count()).select_from(AidRequest).join(Ticket).where(*_waits(by))


def _waits(by: By) -> tuple[ColumnElement[bool], ...]:
    live = select(Offer.id).where(Offer.aid_request_id == AidRequest.id, Offer.standing(by.now))
    return AidRequest.state == "GRANTED", AidRequest.assigned_at.is_(None), ~live.exists(), IS_OPEN, scopes.tickets(by)


@dataclass(frozen=True)
class Shortlist:
    """What the assignment page shows; `held` is the reservation that stands."""

    request: AidRequest
    held: Offer | None
    found: recommend.Recommendation
    lawyers: dict[str, lawyers.Listed]
    total: int
    weights: problem.Weights


def shortlist(session: Session, by: By, no: str, top: int = 5) -> Shortlist:
    """Ranked lawyers for the waiting request of a ticket."""
    by.must("assign.see")
    request = aid_requests.granted(session, by, no)
    return _listed(session, by, request, problem_of(session, [request], by.now, request.id), top)


def _listed(session: Session, by: By, request: AidRequest, asked: problem.Problem, top: int) -> Shortlist:
    held = session.scalar(select(Offer).where(Offer.aid_request_id == request.id, Offer.state == "HELD", Offer.due_at > by.now))
    found = rank(asked, top, duties.on_duty(session, request.ticket, by.now))
    return Shortlist(request, held, found, lawyers.by_id(session), len(asked.lawyers), asked.weights)


def demand(session: Session, now: datetime) -> dict[str, dict[str, int]]:
    """How many matters of each cause were granted of late, by service class: what makes knowledge scarce."""
    query = (
        select(AidRequest.service, Ticket.cause, func.count()).join(Ticket, Ticket.id == AidRequest.ticket_id)
        .where(AidRequest.decided_at > now - timedelta(days=DEMAND_DAYS), AidRequest.state == "GRANTED", Ticket.cause.is_not(None)).group_by(AidRequest.service, Ticket.cause)
    )
    found: dict[str, dict[str, int]] = {}
    for service, cause, count in session.execute(query):
        found.setdefault(service, {})[str(cause)] = count
    return found


def problem_of(session: Session, requests: Iterable[AidRequest], now: datetime, but: UUID | None = None) -> problem.Problem:
    """These requests before the whole panel as it is now; what is reserved for the request `but` burdens nobody."""
    asked, people = list(requests), lawyers.snapshot(session, now, but)
    return problem.Problem(tuple(matters.of(session, asked)), tuple(people), now.astimezone(ZONE).date(), causes_tree(),
                           weights.in_force(session, now), demand=demand(session, now))


def rank(asked: problem.Problem, top: int = 10_000, on_duty: Iterable[str] = ()) -> recommend.Recommendation:
    """The lawyers for the only matter of a problem, best first, whoever is on duty before all others."""
    return recommend.recommend(asked.matters[0], asked.lawyers, asked.day, asked.causes, asked.weights, causes.NAMES, top, on_duty,
                               asked.demand.get(asked.matters[0].service))


def alternatives(session: Session, by: By, no: str) -> tuple[Shortlist, tuple[grounds.Other, ...]]:
    """Everybody for a waiting request: the ranking, and why not each other than its first, with what the plan for all that wait would lose."""
    by.must("assign.see")
    request = aid_requests.granted(session, by, no)
    requests, ident = {r.id: r for r in (*waiting(session, by), request)}, str(request.id)
    asked = problem_of(session, requests.values(), by.now, request.id)
    found = _listed(session, by, request, replace(asked, matters=tuple(m for m in asked.matters if m.id == ident)), 10_000)
    if not found.found.candidates:
        return found, grounds.stopped(found.found)
    return found, grounds.others(asked, ident, found.found.candidates[0].lawyer, found.found)


def pending(session: Session, by: By) -> list[Offer]:
    """Offers of tickets in scope that wait for the lawyer's answer, the soonest limit first."""
    by.must("assign.see")
    query = (
        select(Offer).join(AidRequest, AidRequest.id == Offer.aid_request_id).join(Ticket, Ticket.id == AidRequest.ticket_id)
        .where(Offer.state == "OFFERED", scopes.tickets(by)).order_by(Offer.due_at)
    )
    return list(session.scalars(query))


def answer_by(session: Session, request: AidRequest, now: datetime) -> datetime:
    """The lawyer answers within one working day; urgent ones within four working hours [C]."""
    days = calendar.office_calendar(session)
    if request.urgent:
        hours: OfficeHours = calendar.office_hours(session, now.astimezone(ZONE).date())
        return hours.add_working_hours(now, URGENT_HOURS, days)
    return add_workdays_at(now, 1, days)


def offer(session: Session, by: By, no: str, lawyer_id: UUID, *, message: str = "", next_when_lapsed: bool = True, override_code: str | None = None,
          override_note: str = "", run_id: UUID | None = None) -> Offer:
    """Offer the matter to one lawyer. All hard rules, caps and conflicts are checked here again, in this transaction."""
    by.must("assign.make")
    request = aid_requests.granted(session, by, no, for_change=True)
    held = _end_hold(session, by, request)
    if held is not None and held.lawyer_id == lawyer_id:
        run_id = run_id or held.run_id  # what a run proposed and a person confirms needs no reason
    message = clear.text("message", message, of=request.ticket.worker)
    override_note = clear.text("override_note", override_note, of=request.ticket.worker, longest=200)
    choice = _chosen(session, by, request, lawyer_id)
    if choice.place and run_id is None and override_code not in OVERRIDES:
        raise Refused("没有选推荐的第一名，请选择原因。", field="override_code")
    return _offered(session, by, request, choice, run_id, message=message or None, next_when_lapsed=next_when_lapsed,
                    override_code=override_code if choice.place and run_id is None else None, override_note=override_note or None)


def offer_first(session: Session, by: By, no: str) -> tuple[Offer | None, recommend.Recommendation]:
    """Offer the matter to whoever stands first now, whoever is on duty before all others; no offer when the rules leave nobody."""
    by.must("assign.make")
    request = aid_requests.granted(session, by, no, for_change=True)
    _end_hold(session, by, request)
    asked = problem_of(session, [request], by.now)
    on_duty = duties.on_duty(session, request.ticket, by.now)
    found = rank(asked, on_duty=on_duty)
    if not found.candidates:
        return None, found
    lawyer = lawyers.hold(session, UUID(found.candidates[0].lawyer))
    # held only now: what others did to this one lawyer meanwhile counts
    me = lawyers.snapshot(session, by.now, only=lawyer.id)
    if not me or rules.broken(me[0], matters.one(session, request), asked.day):
        raise Conflict(f"{lawyer.name}律师的情况刚刚有变化，请重新选择。", field="lawyer")
    return _offered(session, by, request, _Choice(lawyer, 0, found.candidates[0], asked, found, on_duty), None, next_when_lapsed=True), found


def _offered(session: Session, by: By, request: AidRequest, choice: "_Choice", run_id: UUID | None, **more: Any) -> Offer:
    """Keep the offer with its grounds, note it, tell the lawyer."""
    due = answer_by(session, request, by.now)
    row = _keep(session, by, request, choice, "OFFERED", due, run_id, **more)
    if run_id is None:
        grounds.keep(session, row, choice.asked, choice.found, choice.on_duty)
    request.waiting_reason = {}
    history.note(session, by, request.ticket, "OFFERED", f"已请{choice.lawyer.name}律师办理，等待答复", public=False)
    audit.record(session, by, "offer.make", row, no=request.ticket.no, lawyer=choice.lawyer.id, score=row.score, override=row.override_code)
    notices.tell_account(session, by, choice.lawyer.account_id, "offer", request.ticket.no, due=notices.when(due))
    return row


def hold(session: Session, by: By, no: str, lawyer_id: UUID, *, until: datetime | None = None, run_id: UUID | None = None) -> Offer:
    """占位: reserve a lawyer's place while somebody decides. It counts as load, nobody is told, and it ends by itself."""
    by.must("assign.make")
    request = aid_requests.granted(session, by, no, for_change=True)
    _end_hold(session, by, request)
    choice = _chosen(session, by, request, lawyer_id)
    row = _keep(session, by, request, choice, "HELD", until or by.now + timedelta(minutes=HOLD_MINUTES), run_id)
    audit.record(session, by, "offer.hold", row, no=no, lawyer=choice.lawyer.id)
    return row


def release(session: Session, by: By, no: str) -> None:
    """Give a reservation up before its time; only the own one or that of a run."""
    by.must("assign.make")
    request = aid_requests.granted(session, by, no, for_change=True)
    held = _end_hold(session, by, request)
    if held is None:
        raise Conflict("这件援助没有占位，或者已经到时。")
    audit.record(session, by, "offer.release", "offers", str(held.id), no=no)


def reserved(session: Session, by: By) -> list[Offer]:
    """Reservations of tickets in scope that still stand, the soonest end first."""
    by.must("assign.see")
    query = (
        select(Offer).join(AidRequest, AidRequest.id == Offer.aid_request_id).join(Ticket, Ticket.id == AidRequest.ticket_id)
        .where(Offer.state == "HELD", Offer.due_at > by.now, scopes.tickets(by)).order_by(Offer.due_at, Offer.id)
    )
    return list(session.scalars(query))


def _end_hold(session: Session, by: By, request: AidRequest) -> Offer | None:
    """Take away the reservation of this request, which must be the own one, a run's or run out; refuse when it was offered."""
    row = session.scalar(select(Offer).where(Offer.aid_request_id == request.id, Offer.state.in_(LIVE)))
    if row is None:
        return None
    if row.state != "HELD":
        raise Conflict("这件援助刚刚已经派给了别的律师。")
    if row.due_at > by.now and row.offered_by not in (None, by.actor_id):
        raise Conflict(f"另一位同事正在为这件援助选律师，占位到 {row.due_at.astimezone(ZONE):%H:%M}，请稍后再办。")
    session.delete(row)
    session.flush()
    return row


@dataclass(frozen=True)
class _Choice:
    """A lawyer who may be asked, the place in the ranking, and what the ranking came from."""

    lawyer: Lawyer
    place: int
    candidate: problem.Candidate
    asked: problem.Problem
    found: recommend.Recommendation
    on_duty: tuple[str, ...]


def _chosen(session: Session, by: By, request: AidRequest, lawyer_id: UUID) -> _Choice:
    """The lawyer for this request, or a refusal that says what stops the pair."""
    # The lawyer is held too: of two coordinators at the last free place, the second one counts the first one's offer.
    lawyer = lawyers.hold(session, lawyer_id)
    asked = problem_of(session, [request], by.now)
    on_duty = duties.on_duty(session, request.ticket, by.now)
    found = rank(asked, on_duty=on_duty)
    stopped = found.excluded.get(str(lawyer_id))
    if stopped:
        raise Conflict(f"不能派给{lawyer.name}律师：{'、'.join(stopped)}。", field="lawyer")
    place = next((i for i, c in enumerate(found.candidates) if c.lawyer == str(lawyer_id)), None)
    if place is None:
        raise Conflict(f"不能派给{lawyer.name}律师：已暂停接单，或者账号已停用。", field="lawyer")
    return _Choice(lawyer, place, found.candidates[place], asked, found, on_duty)


def _keep(session: Session, by: By, request: AidRequest, choice: _Choice, state: str, due: datetime, run_id: UUID | None, **more: Any) -> Offer:
    row = Offer(**{
        "aid_request": request, "aid_request_id": request.id, "lawyer": choice.lawyer, "lawyer_id": choice.lawyer.id, "state": state, "service": request.service,
        "score": choice.candidate.total, "components": dict(choice.candidate.components), "reasons": [f"{kind}:{words}" for kind, words in choice.candidate.reasons],
        "conflict": {"result": "clear", "checked_at": by.now.isoformat(), "employer_key": request.ticket.employer_key}, "weights_number": choice.asked.weights.number,
        "run_id": run_id, "offered_at": by.now, "offered_by": by.actor_id, "due_at": due, "message": None, "answered_at": None, "conflict_declared": None,
        "decline_reason": None, "decline_note": None, "override_code": None, "override_note": None, **more,
    })
    session.add(row)
    session.flush()
    return row
