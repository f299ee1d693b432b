"""指派: recommendation, offer, answer, lapse, and the scheduled placing of all that wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import aid_requests, audit, calendar, clear, groups, history, lawyers, notices, scopes
from legalaid.errors import Conflict, Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer, WeightsVersion
from legalaid.tables.groups import Group
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import CLOSED_STATES, Ticket
from matching import problem, recommend
from toolkit import causes, employers
from toolkit.officehours import ZONE, OfficeHours, add_workdays_at

OVERRIDES = {"NEXT": "首选不便联系", "LANGUAGE": "语言或方言需要", "WISH": "职工的意愿", "TEAM": "与既有团队配合", "OTHER": "其他"}
URGENT_HOURS = 4
LIVE = ("HELD", "OFFERED", "ACCEPTED")


def causes_tree() -> problem.Causes:
    """The cause tree as the matching takes it."""
    return problem.Causes(dict(causes.PARENT), {c: frozenset(r) for c, r in causes.RELATED.items()})


def weights_now(session: Session, now: datetime) -> problem.Weights:
    """The newest weights in force; the built-in ones are number 1."""
    day = now.astimezone(ZONE).date()
    row = session.scalar(select(WeightsVersion).where(WeightsVersion.valid_from <= day).order_by(WeightsVersion.number.desc()).limit(1))
    return problem.Weights() if row is None else problem.Weights(**{**row.values, "number": row.number})


def waiting(session: Session, by: By) -> list[AidRequest]:
    """Granted requests of open tickets without a live offer or record, the soonest limit first."""
    live = select(Offer.aid_request_id).where(Offer.state.in_(LIVE))
    query = (
        select(AidRequest).join(Ticket)
        .where(AidRequest.state == "GRANTED", AidRequest.assigned_at.is_(None), AidRequest.id.not_in(live), Ticket.state.not_in(CLOSED_STATES), scopes.tickets(by))
        .order_by(AidRequest.urgent.desc(), AidRequest.assign_due, AidRequest.applied_at, AidRequest.id)
    )
    return list(session.scalars(query))


def matter(session: Session, request: AidRequest) -> problem.Matter:
    """An aid request as the matching reads it, with every conflict that a comparison of names finds."""
    ticket = request.ticket
    place = session.get(Organisation, ticket.organisation_id)
    if place is None or place.latitude is None:
        # rooms and zones have no coordinates of their own: the county's centre serves
        place = session.scalar(select(Organisation).where(Organisation.code == ticket.county))
    keys, names = {ticket.employer_key}, [ticket.employer_name]
    if ticket.group_id:
        group = session.get_one(Group, ticket.group_id)
        keys.update(groups.employer_keys(group))
        names += group.employer_name.split("、")
    declined = session.scalars(select(Offer.lawyer_id).where(Offer.aid_request_id == request.id, Offer.state.in_(("DECLINED", "LAPSED"))))
    earlier = session.scalar(
        select(AidRecord.lawyer_id).join(Ticket, Ticket.id == AidRecord.ticket_id)
        .where(Ticket.worker_id == ticket.worker_id, AidRecord.aid_request_id != request.id).order_by(AidRecord.opened_at.desc()).limit(1)
    )
    return problem.Matter(
        id=str(request.id), cause=ticket.cause, county=ticket.county, latitude=(place.latitude if place else None) or 0.0,
        longitude=(place.longitude if place else None) or 0.0, service=request.service, urgent=request.urgent, group="GROUP" in ticket.flags,
        languages=frozenset(request.languages), employers=frozenset(keys), chosen=request.chosen_lawyer, excluded=frozenset(request.excluded_lawyers),
        declined=frozenset(str(i) for i in declined), continuity=str(earlier) if earlier else None, court="LITIGATE" in request.forms,
        neutrals=frozenset(_neutrals(session, ticket)), conflicts=_conflicts(session, names),
    )


_compared = lru_cache(maxsize=1 << 16)(employers.compare)  # a scheduled run compares the same names again and again


def _conflicts(session: Session, names: Iterable[str]) -> dict[str, tuple[problem.Conflict, ...]]:
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


def _neutrals(session: Session, ticket: Ticket) -> list[str]:
    """Lawyers who handled this matter as mediator (律师法 39; convention)."""
    return [str(i) for i in session.scalars(select(Lawyer.id).where(Lawyer.account_id == ticket.handler_id))] if ticket.handler_id else []


@dataclass(frozen=True)
class Shortlist:
    """What the assignment page shows."""

    request: AidRequest
    found: recommend.Recommendation
    lawyers: dict[str, Lawyer]
    total: int
    weights: problem.Weights


def shortlist(session: Session, by: By, no: str, top: int = 5) -> Shortlist:
    """Ranked lawyers for the waiting request of a ticket."""
    by.must("assign.see")
    request = aid_requests.granted(session, by, no)
    people = lawyers.snapshot(session, by.now)
    weights = weights_now(session, by.now)
    found = recommend.recommend(matter(session, request), people, by.now.astimezone(ZONE).date(), causes_tree(), weights, causes.NAMES, top)
    rows = {str(row.id): row for row in session.scalars(select(Lawyer))}
    return Shortlist(request, found, rows, len(people), weights)


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
    if session.scalar(select(Offer.id).where(Offer.aid_request_id == request.id, Offer.state.in_(LIVE))) is not None:
        raise Conflict("这件援助刚刚已经派给了别的律师。")
    message = clear.text("message", message, of=request.ticket.worker)
    override_note = clear.text("override_note", override_note, of=request.ticket.worker, longest=200)
    # The lawyer is held too: of two coordinators at the last free place, the second one counts the first one's offer.
    lawyer = lawyers.hold(session, lawyer_id)
    found = recommend.recommend(matter(session, request), lawyers.snapshot(session, by.now), by.now.astimezone(ZONE).date(), causes_tree(),
                                weights_now(session, by.now), causes.NAMES, top=10_000)
    stopped = found.excluded.get(str(lawyer_id))
    if stopped:
        raise Conflict(f"不能派给{lawyer.name}律师：{'、'.join(stopped)}。", field="lawyer")
    place, chosen = next(((i, c) for i, c in enumerate(found.candidates) if c.lawyer == str(lawyer_id)), (0, None))
    if chosen is None:
        raise Conflict(f"不能派给{lawyer.name}律师：已暂停接单，或者账号已停用。", field="lawyer")
    if place and run_id is None and override_code not in OVERRIDES:
        raise Refused("没有选推荐的第一名，请选择原因。", field="override_code")
    due = answer_by(session, request, by.now)
    row = Offer(
        aid_request=request, aid_request_id=request.id, lawyer=lawyer, lawyer_id=lawyer.id, state="OFFERED", service=request.service, score=chosen.total,
        components=dict(chosen.components), reasons=[f"{kind}:{words}" for kind, words in chosen.reasons],
        conflict={"result": "clear", "checked_at": by.now.isoformat(), "employer_key": request.ticket.employer_key},
        weights_number=weights_now(session, by.now).number, run_id=run_id, offered_at=by.now, offered_by=by.actor_id, due_at=due,
        message=message or None, next_when_lapsed=next_when_lapsed, answered_at=None, conflict_declared=None, decline_reason=None,
        decline_note=None, override_code=override_code if place else None, override_note=override_note or None,
    )
    session.add(row)
    session.flush()
    request.waiting_reason = {}
    history.note(session, by, request.ticket, "OFFERED", f"已请{lawyer.name}律师办理，等待答复", public=False)
    audit.record(session, by, "offer.make", row, no=request.ticket.no, lawyer=lawyer.id, score=chosen.total, override=row.override_code)
    notices.tell_account(session, by, lawyer.account_id, "offer", request.ticket.no, due=f"{due.astimezone(ZONE):%m月%d日 %H:%M}")
    return row
