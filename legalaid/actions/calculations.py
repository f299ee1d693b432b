"""测算: a result kept with a matter, computed here and never taken over from outside."""

import hashlib
import json
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, history, scopes
from legalaid.errors import NotFound
from legalaid.roles import By
from legalaid.tables.calculations import Calculation
from legalaid.tables.tickets import Ticket
from toolkit.calculators import CALCULATORS, calculate


def save(session: Session, by: By, no: str, name: str, inputs: dict[str, Any]) -> Calculation:
    """Calculate with the office's calendar and figures and keep inputs and answer with the matter."""
    by.must("disputes.work")
    ticket = scopes.ticket_for_change(session, by, no)
    answer = calculate(name, inputs, calendar.office_calendar(session), calendar.office_parameters(session))
    kept, said = _json(inputs), _json(answer.to_json())
    number = session.scalar(select(func.count()).where(Calculation.ticket_id == ticket.id)) or 0
    row = Calculation(
        ticket=ticket, ticket_id=ticket.id, number=number + 1, calculator=name, law_as_of=answer.law_as_of, sha256=digest(kept, said), written_at=by.now,
        written_by=by.actor_id,
    )
    row.inputs, row.answer = kept, said
    session.add(row)
    session.flush()
    history.note(session, by, ticket, "CALCULATED", f"保存了测算：{CALCULATORS[name].title}（第 {row.number} 次）", public=False)
    audit.record(session, by, "calculation.save", row, calculator=name, number=row.number, law_as_of=row.law_as_of, sha256=row.sha256)
    return row


def of_ticket(session: Session, by: By, no: str) -> list[Calculation]:
    """All results kept with a matter in scope, the newest first."""
    by.must("disputes.work")
    ticket = scopes.ticket(session, by, no)
    return list(session.scalars(select(Calculation).where(Calculation.ticket_id == ticket.id).order_by(Calculation.number.desc())))


def get(session: Session, by: By, no: str, ident: UUID) -> tuple[Calculation, dict[str, Any], dict[str, Any]]:
    """One result with its inputs and its answer as they were written; NotFound outside one's scope."""
    by.must("disputes.work")
    row = session.scalar(select(Calculation).join(Ticket).where(Calculation.id == ident, Ticket.no == no, scopes.tickets(by)))
    if row is None:
        raise NotFound("没有这次测算。")
    return row, json.loads(row.inputs.open()), json.loads(row.answer.open())


def whole(row: Calculation) -> bool:
    """Whether inputs and answer are those that were written."""
    return digest(row.inputs.open(), row.answer.open()) == row.sha256


def digest(inputs: str, answer: str) -> str:
    """SHA-256 over inputs and answer as stored."""
    return hashlib.sha256(f"{inputs}\n{answer}".encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
