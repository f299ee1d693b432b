"""拆分: several matters in one ticket go on each by itself, under the worker's one receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, first_steps, history, numbers, scopes, tickets
from legalaid.errors import Conflict, Invalid, Refused
from legalaid.roles import By
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES, Consent, Contact, Split, Ticket
from toolkit import classify

MOST = 5


@dataclass(frozen=True)
class Part:
    """One matter that is taken out: what it is about and, in words, what belongs to it."""

    topic: str
    statement: str
    amount: Decimal | None = None


def split(session: Session, by: By, no: str, *, parts: Sequence[Part]) -> list[Ticket]:
    """New tickets for the parts: same worker, employer, place, wishes, consents and limits; each is confirmed by itself."""
    by.must("tickets.confirm", "tickets.move")
    ticket = scopes.ticket_for_change(session, by, no)
    if ticket.state in (*CLOSED_STATES, "RESOLVED", "PAUSED"):  # while the clock stands the limit is not known that a part takes over
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，不能拆分。", field="state")
    if not 1 <= len(parts) <= MOST:
        raise Refused(f"一次可以拆出 1 至 {MOST} 件。", field="parts")
    errors = {}
    for number, part in enumerate(parts, 1):
        if part.topic not in tickets.TOPICS:
            errors[f"topic-{number}"] = f"请选择拆出的第 {number} 件是什么问题。"
        if len(part.statement.strip()) < 6:
            errors[f"statement-{number}"] = f"请写明拆出的第 {number} 件说的是什么，至少 6 个字。"
    if errors:
        raise Invalid(errors)
    made = [_made(session, by, ticket, part) for part in parts]
    listed = "、".join(one.no for one in made)
    history.note(session, by, ticket, "SPLIT", f"其中的其他事项另立 {listed} 办理", public=True)
    audit.record(session, by, "ticket.split", ticket, into=[one.no for one in made])
    return made


def _made(session: Session, by: By, ticket: Ticket, part: Part) -> Ticket:
    found = classify.classify(part.statement)
    one = Ticket(
        no=numbers.ticket_no(session, by.now), receipt_hash=None, worker=ticket.worker, channel=ticket.channel, source=None, external_no=None, state="REGISTERED",
        topic=part.topic, summary=tickets.first_summary(part.topic, ticket.employer_name, ticket.head_count, part.amount), employer_name=ticket.employer_name,
        employer_key=ticket.employer_key, county=ticket.county, place=ticket.place, head_count=ticket.head_count, amount=part.amount, class_name=None, subclass=None,
        cause=None, cause_version=tickets.CAUSE_VERSION, flags=[f.code for f in found.flags], suggestion=tickets.suggested(found, ticket.employer_name, part.statement),
        organisation=ticket.organisation, wants_lawyer=ticket.wants_lawyer, consent_version=ticket.consent_version,
        # the clock began with the first registration; splitting gives no new time
        registered_at=ticket.registered_at, due_at=ticket.due_at, due_reason=[*ticket.due_reason, f"由 {ticket.no} 拆出，时限从原登记时间算起"],
    )
    one.statement = part.statement.strip()
    session.add(one)
    session.flush()
    history.begin(session, one)
    session.add(Split(ticket_id=one.id, from_id=ticket.id, at=by.now))
    first_steps.take_over(session, ticket, one)
    for given in session.scalars(select(Consent).where(Consent.ticket_id == ticket.id, Consent.kind.in_(("DATA", "SENSITIVE")))).all():
        session.add(Consent(ticket_id=one.id, kind=given.kind, text_version=given.text_version, given_at=given.given_at, channel=given.channel, recorded_by=given.recorded_by))
    if ticket.contact is not None:
        wishes = Contact(ticket=one, ticket_id=one.id, **{name: getattr(ticket.contact, name) for name in ("hours", "way", "not_at_work", "relation")})
        wishes.speaker_name, wishes.speaker_phone = (said.open() if said else None for said in (ticket.contact.speaker_name, ticket.contact.speaker_phone))
        session.add(wishes)
    history.note(session, by, one, "REGISTERED", f"从诉求 {ticket.no} 里拆出，单独办理", public=True)
    audit.record(session, by, "ticket.register", one, no=one.no, channel=one.channel, out_of=ticket.no)
    return one


def parts_of(session: Session, ticket: Ticket) -> list[Ticket]:
    """The tickets made out of this one, by number."""
    return list(session.scalars(select(Ticket).join(Split, Split.ticket_id == Ticket.id).where(Split.from_id == ticket.id).order_by(Ticket.no)))


def origin_of(session: Session, ticket: Ticket) -> Ticket | None:
    """The ticket that this one was made out of."""
    return session.scalar(select(Ticket).join(Split, Split.from_id == Ticket.id).where(Split.ticket_id == ticket.id))
