"""职工: who asks for help; found again by blind index, never by listing names."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.roles import By
from legalaid.tables.sealed import normalise
from legalaid.tables.workers import Worker


def find_by_phone(session: Session, phone: str) -> list[Worker]:
    """Workers with exactly this phone number (blind index)."""
    mark = crypto.blind_index(session.info["keys"], "phone", normalise(phone))
    return list(session.scalars(select(Worker).where(Worker.phone_index == mark, Worker.erased_at.is_(None))))


def find_by_id_no(session: Session, id_no: str) -> list[Worker]:
    """Workers with exactly this identity number (blind index)."""
    mark = crypto.blind_index(session.info["keys"], "id_no", normalise(id_no))
    return list(session.scalars(select(Worker).where(Worker.id_no_index == mark, Worker.erased_at.is_(None))))


def find_or_add(session: Session, by: By, *, name: str, phone: str | None, id_no: str | None = None, address: str | None = None,
                sex: str | None = None, worker_type: str = "GENERAL", union_member: bool | None = None,
                language: str | None = None) -> Worker:
    """The worker with this phone (or, without one, this identity number) and this name, else a new one.

    Two people may share a phone, so both must agree. A number that was not known before is added only by whoever may register for others: on the
    portal anybody could give another person theirs. A new one is written when the session is flushed.
    """
    mark = crypto.blind_index(session.info["keys"], "name", normalise(name))
    for known in find_by_phone(session, phone) if phone else find_by_id_no(session, id_no) if id_no else []:
        if known.name_index != mark:
            continue
        if id_no and not known.id_no and by.can("tickets.register"):
            known.id_no = id_no
        if not id_no or (known.id_no and known.id_no.open() == id_no):
            return known
    values: dict[str, Any] = {"sex": sex, "worker_type": worker_type, "union_member": union_member, "language": language}
    worker = Worker(created_at=by.now, erased_at=None, data_key=None, **values)
    worker.name, worker.phone = name, phone
    worker.id_no, worker.address = id_no or None, address or None
    session.add(worker)
    return worker
