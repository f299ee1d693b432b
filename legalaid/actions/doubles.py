"""重复登记: other requests of the same person, and open ones against the same employer, while registering and on the ticket's page."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from legalaid.actions import scopes, workers
from legalaid.roles import By
from legalaid.tables.tickets import IS_OPEN, Ticket
from toolkit import employers

RECENT = timedelta(days=90)
WINDOW = timedelta(days=30)  # 同一单位: a wave of requests


def of_person(session: Session, by: By, *, phone: str, id_no: str = "") -> list[Ticket]:
    """Open requests of whoever has this phone or identity number, and those closed of late, the newest first; in this person's scope."""
    return _of_workers(session, by, _people(session, phone, id_no), by.now)


def elsewhere(session: Session, by: By, *, phone: str, id_no: str = "") -> int:
    """How many more there are outside this person's scope: a number, nothing of them."""
    wanted = _of(_people(session, phone, id_no), by.now)
    every, seen = (session.scalar(select(func.count()).select_from(Ticket).where(*wanted, *scope)) or 0 for scope in ((), (scopes.tickets(by),)))
    return every - seen


def of_ticket(session: Session, by: By, ticket: Ticket) -> list[Ticket]:
    """The same for a ticket's worker, without the ticket itself and what went on elsewhere."""
    phone, id_no = (said.open() if said else None for said in (ticket.worker.phone, ticket.worker.id_no))
    people = {ticket.worker_id, *(w.id for w in workers.find_by_phone(session, phone or "")), *(w.id for w in (workers.find_by_id_no(session, id_no) if id_no else ()))}
    return [other for other in _of_workers(session, by, people, ticket.registered_at) if other.id != ticket.id and other.state != "MERGED"]


def against(session: Session, by: By, employer_name: str) -> list[Ticket]:
    """Open requests of the last days against this employer, however its name is written, the newest first."""
    query = select(Ticket).where(Ticket.employer_key == employers.key(employer_name), IS_OPEN, Ticket.registered_at >= by.now - WINDOW, scopes.tickets(by))
    return list(session.scalars(query.order_by(Ticket.registered_at.desc()).limit(20)))


def _people(session: Session, phone: str, id_no: str) -> set[UUID]:
    return {worker.id for worker in (*(workers.find_by_phone(session, phone) if phone else ()), *(workers.find_by_id_no(session, id_no) if id_no else ()))}


def _of(people: set[UUID], since: datetime) -> tuple[ColumnElement[bool], ...]:
    return Ticket.worker_id.in_(people), IS_OPEN | (Ticket.registered_at >= since - RECENT)


def _of_workers(session: Session, by: By, people: set[UUID], since: datetime) -> list[Ticket]:
    return list(session.scalars(select(Ticket).where(*_of(people, since), scopes.tickets(by)).order_by(Ticket.registered_at.desc()).limit(10))) if people else []
