"""安全联系: the worker's wishes on being reached, kept with the ticket and respected by notices."""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import memory
from legalaid.errors import Invalid
from legalaid.tables.tickets import CONTACT_HOURS, CONTACT_WAYS, RELATIONS, Contact, Ticket
from toolkit.officehours import ZONE

# hours of the day in which each wish may be met, and on which weekdays (Monday is 0)
_SPANS = {
    "NOON": (time(12), time(13, 30), range(7)), "EVENING": (time(18), time(20, 30), range(7)), "WEEKEND": (time(9), time(20, 30), (5, 6)),
}


def keep(session: Session, ticket: Ticket, *, hours: str = "ANY", way: str = "CALL", not_at_work: bool = False, relation: str | None = None,
         speaker_name: str | None = None, speaker_phone: str | None = None) -> Contact | None:
    """The wishes as a row of the ticket; none when nothing was wished."""
    errors = {}
    if hours not in CONTACT_HOURS:
        errors["contact_hours"] = "请从列出的时间中选择。"
    if way not in CONTACT_WAYS:
        errors["contact_way"] = "请从列出的方式中选择。"
    if relation is not None and relation not in RELATIONS:
        errors["relation"] = "请从列出的关系中选择。"
    elif (relation is None) != (not speaker_name):
        errors["speaker_name" if relation else "relation"] = "请填写代为联系的人是谁，和职工是什么关系。"
    if speaker_phone and not speaker_name:
        errors["speaker_name"] = "请填写代为联系的人是谁，和职工是什么关系。"
    if errors:
        raise Invalid(errors)
    if (hours, way, not_at_work, relation) == ("ANY", "CALL", False, None):
        return memory.once(session, Contact, ticket.no, lambda: None)  # none is looked for either
    row = Contact(ticket=ticket, ticket_id=ticket.id, hours=hours, way=way, not_at_work=not_at_work, relation=relation)
    row.speaker_name, row.speaker_phone = speaker_name, speaker_phone
    session.add(row)
    return row


def of_ticket(session: Session, no: str | None) -> Contact | None:
    """The wishes kept with the ticket of this number."""
    query = select(Contact).join(Ticket, Ticket.id == Contact.ticket_id).where(Ticket.no == no)
    return memory.once(session, Contact, no, lambda: session.scalar(query))


def next_moment(contact: Contact | None, now: datetime) -> datetime:
    """When a message may reach the worker: now, or when the hours they asked for begin next."""
    if contact is None or contact.hours == "ANY":
        return now
    begins, ends, weekdays = _SPANS[contact.hours]
    local = now.astimezone(ZONE)
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        first, last = datetime.combine(day, begins, ZONE), datetime.combine(day, ends, ZONE)
        if day.weekday() in weekdays and now < last:
            return max(now, first)
    raise AssertionError("every week has such a day")
