"""受理、首次联系: the limits of a request's first steps, frozen at registration beside the one of the whole, and what meets them.

Both run from registration, so that a dispatch that is repeated gives no new time; pauses and extensions do not move them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, audit, calendar, clear, history, limits, scopes
from legalaid.errors import Conflict, Refused
from legalaid.roles import By
from legalaid.tables.limits import FIRST_STEPS, STEPS, StepLimit
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import CLOSED_STATES, IS_OPEN, TICKET_STATES, Ticket
from toolkit import officehours
from toolkit.workdays import Calendar

# How the worker was reached; who did not answer has not been contacted yet
WAYS = {"CALL": "打电话联系上", "MESSAGE": "发了短信", "MEETING": "当面谈过", "NO_ANSWER": "打了电话，没有联系上"}
_TOLD = {"CALL": "工会打电话联系了职工", "MESSAGE": "工会给职工发了短信", "MEETING": "工会和职工当面谈过", "NO_ANSWER": "给职工打了电话，没有联系上"}
IN_PERSON = ("WALK_IN", "ZONE")  # doors at which the worker speaks with somebody of the union
DONE = {"ACCEPT": "受理", "CONTACT": "联系"}


def promised(session: Session, now: datetime, head_count: int = 1) -> str:
    """Within what time a request leads to a call, for whoever registers it now: 2 个工作日.

    Nobody knows yet whether it goes to a county or to the city, so the one that ends later is promised.
    """
    days, matter = calendar.office_calendar(session), limits.matter_of(head_count, ())
    found = limits.in_force(session, now.astimezone(officehours.ZONE).date())
    able = [x for x in found if (x.step, x.matter, x.scope) == ("CONTACT", matter, None) and x.level in ("CITY", "DISTRICT")]
    return max(able, key=lambda x: limits.ends(x, now, days)).words


def freeze(session: Session, days: Calendar, ticket: Ticket) -> datetime | None:
    """The limits of a new request, by the rules of the day of registration; by when its worker is to be contacted, None when that was at the door."""
    matter = limits.matter_of(ticket.head_count, ticket.flags)
    if ticket.channel in IN_PERSON:
        ticket.contacted_at = ticket.registered_at
    made = {}
    for step in FIRST_STEPS:
        due_at, reason = limits.freeze(session, days, ticket.registered_at, ticket.organisation, matter, step=step)
        made[step] = StepLimit(ticket_id=ticket.id, step=step, due_at=due_at, reason=reason, met_at=ticket.contacted_at if step == "CONTACT" else None)
    session.add_all(made.values())
    return made["CONTACT"].due_at if ticket.contacted_at is None else None


def take_over(session: Session, ticket: Ticket, part: Ticket) -> None:
    """What was split off keeps the limits of the whole, and what was done for the whole is done for it."""
    part.contacted_at = ticket.contacted_at
    for row in of_ticket(session, ticket):
        session.add(StepLimit(ticket_id=part.id, step=row.step, due_at=row.due_at, reason=[*row.reason, f"由 {ticket.no} 拆出，时限从原登记时间算起"], met_at=row.met_at))


def accepted(session: Session, days: Calendar, ticket: Ticket, at: datetime) -> None:
    """受理: the class is confirmed; where it has a limit of its own for the first contact, that one holds."""
    open_ = {row.step: row for row in of_ticket(session, ticket) if row.met_at is None}
    if "ACCEPT" in open_:
        open_["ACCEPT"].met_at = at
    found = limits.special(session, days, ticket, "CONTACT") if "CONTACT" in open_ else None
    if found is not None:
        open_["CONTACT"].due_at, open_["CONTACT"].reason = found


def contact(session: Session, by: By, no: str, *, way: str, note: str = "") -> Ticket:
    """登记联系职工: a call, a message, a talk. Who did not answer is written down too and does not count as contacted."""
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    if way not in WAYS:
        raise Refused("请选择怎么联系的。", field="contact_way")
    note = clear.text("contact_note", note, of=ticket.worker, longest=200)
    if ticket.state in CLOSED_STATES:
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，不用再登记联系。", field="contact_way")
    reached = way != "NO_ANSWER"
    if reached:
        limit = contact_limit(session, ticket)
        ticket.contacted_at = ticket.contacted_at or by.now
        if limit is not None and limit.met_at is None:
            limit.met_at = by.now
    history.note(session, by, ticket, "CONTACTED" if reached else "NOT_REACHED", _TOLD[way], public=True, note=note)
    audit.record(session, by, "ticket.contact", ticket, way=way)
    return ticket


def of_ticket(session: Session, ticket: Ticket) -> list[StepLimit]:
    """The limits of a ticket in the order of the steps; none for what was registered before there were any."""
    rows = session.scalars(select(StepLimit).where(StepLimit.ticket_id == ticket.id))
    return sorted(rows, key=lambda row: FIRST_STEPS.index(row.step))


def contact_limit(session: Session, ticket: Ticket) -> StepLimit | None:
    """The limit of a ticket's first contact; none for what was registered before there were any."""
    return next((row for row in of_ticket(session, ticket) if row.step == "CONTACT"), None)


@dataclass(frozen=True)
class Standing:
    """How one limit stands: `state` is met, met_late, overdue, due_soon, dropped (the request ended first) or None, `words` say it."""

    step: str
    title: str
    due_at: datetime
    reason: list[str]
    met_at: datetime | None
    state: str | None
    words: str


def standing(row: StepLimit, ticket: Ticket, now: datetime) -> Standing:
    """How a limit of this ticket stands now."""
    done, due_at, met_at = DONE[row.step], row.due_at, row.met_at
    state: str | None
    if met_at is not None:
        state = "met" if met_at <= due_at else "met_late"
        words = f"按时{done}" if met_at <= due_at else f"超时{done}，{limits.left(due_at, met_at)}"
    elif ticket.state in CLOSED_STATES:
        state, words = "dropped", f"没有{done}，诉求{TICKET_STATES[ticket.state]}"
    else:
        state, words = limits.pace(ticket.registered_at, due_at, now), limits.left(due_at, now)
    return Standing(row.step, STEPS[row.step], due_at, row.reason, met_at, state, words)


def overdue_steps(session: Session, now: datetime) -> dict[UUID, set[str]]:
    """Which steps are overdue, by open ticket; whoever asks leaves out what is out of sight."""
    found: dict[UUID, set[str]] = {}
    query = select(StepLimit.ticket_id, StepLimit.step).join(Ticket, Ticket.id == StepLimit.ticket_id)
    for ident, step in session.execute(query.where(StepLimit.met_at.is_(None), StepLimit.due_at < now, IS_OPEN)):
        found.setdefault(ident, set()).add(step)
    return found


def next_of(session: Session, tickets: Iterable[Ticket], now: datetime) -> dict[UUID, Standing]:
    """The nearest first step that is still to be taken, by open ticket."""
    by_id = {t.id: t for t in tickets if t.state not in CLOSED_STATES}
    rows = session.scalars(select(StepLimit).where(StepLimit.met_at.is_(None), StepLimit.ticket_id.in_(by_id)))
    ordered = sorted(rows, key=lambda row: FIRST_STEPS.index(row.step), reverse=True)
    return {row.ticket_id: standing(row, by_id[row.ticket_id], now) for row in ordered}


def to_warn(session: Session, by: By, days: Calendar) -> list[tuple[UUID, str, str]]:
    """(account, number, template) of the next step of each open request that is overdue, or will be before this is asked on the next working day.

    The handler is told, where there is none the coordinators nearest above.
    """
    until = officehours.add_workdays_at(by.now, 1, days)
    query = select(Ticket, StepLimit).join(StepLimit, StepLimit.ticket_id == Ticket.id).join(Organisation, Organisation.id == Ticket.organisation_id)
    query = query.where(IS_OPEN, StepLimit.met_at.is_(None), scopes.tickets(by)).order_by(Ticket.no, StepLimit.step)  # ACCEPT before CONTACT
    rows: list[Any] = list(session.execute(query))
    found: list[tuple[UUID, str, str]] = []
    seen: set[UUID] = set()
    for ticket, row in rows:
        if ticket.id not in seen and row.due_at <= until:
            told = [ticket.handler_id] if ticket.handler_id else [i for i, _ in accounts.nearest_coordinators(session, by.now, ticket.organisation.path)]
            found += [(ident, ticket.no, f"{row.step.lower()}_{'late' if row.due_at < by.now else 'due'}") for ident in told]
        seen.add(ticket.id)
    return found
