"""援助时限: seven days to decide and three to assign (法律援助法 43), objections in five, papers that follow; who is warned of what."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, act_first, calendar, notices, objections, organisations, scopes
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.tickets import IS_OPEN, Ticket
from toolkit.officehours import ZONE

KINDS = {"DECIDE": "决定", "ASSIGN": "指派律师", "FIRST": "先行援助补办", "OBJECT": "答复异议"}
NEAR = 2  # days before the last one on which the warning comes


@dataclass(frozen=True)
class Limit:
    """What has to be done with a ticket's aid by which day; late, near or ok on the day asked."""

    kind: str
    ticket: Ticket
    due: date
    level: str
    track: str


def open_limits(session: Session, by: By) -> list[Limit]:
    """Everything still to be done in scope, the most urgent first."""
    by.must("aid.decide")
    today = by.now.astimezone(ZONE).date()

    def limit(kind: str, row: AidRequest, due: date) -> Limit:
        return Limit(kind, row.ticket, due, "over" if due < today else "soon" if due <= today + timedelta(days=NEAR) else "ok", row.track)

    rows = session.scalars(
        select(AidRequest).join(Ticket, Ticket.id == AidRequest.ticket_id).where(AidRequest.state.in_(("SUBMITTED", "GRANTED")), IS_OPEN, scopes.tickets(by)))
    found = []
    for row in rows:
        if row.state == "SUBMITTED":
            found.append(limit("DECIDE", row, row.decide_due))
        elif row.assigned_at is None and row.assign_due is not None:
            found.append(limit("ASSIGN", row, row.assign_due))
    seen = set(session.scalars(select(Ticket.id).where(scopes.tickets(by), IS_OPEN)))
    found += [limit("FIRST", first.aid_request, first.papers_due) for first in act_first.waiting(session) if first.aid_request.state == "GRANTED" and first.aid_request.ticket_id in seen]
    found += [limit("OBJECT", o.aid_request, o.answer_due) for o in objections.waiting(session, by)]
    return sorted(found, key=lambda one: (one.due, one.ticket.no))


def prepare(_runtime: Any, session: Session, by: By) -> list[tuple[UUID, str, str, str]]:
    """Who has to be warned of what today: the coordinators of the responsible union, of an objection those of the union above, which answers it; nobody on a day off."""
    if calendar.office_calendar(session).is_off(by.now.astimezone(ZONE).date()):
        return []
    found = []
    for one in open_limits(session, by):
        if one.level != "ok":
            place = organisations.responsible_for(session, one.ticket.county)
            told = accounts.coordinators_at(session, by.now, place.id)
            if one.kind == "OBJECT" and one.track == "UNION" and place.parent_id is not None:
                told = [account for account, _ in accounts.nearest_coordinators(session, by.now, place.path.removesuffix(f"{place.code}/"))]
            found += [(account, one.ticket.no, KINDS[one.kind], f"{one.due:%m月%d日}") for account in told]
    return found


def warn(session: Session, by: By, prepared: list[tuple[UUID, str, str, str]]) -> dict[str, Any]:
    """Queue one notice for each."""
    for account, no, _, due in prepared:
        notices.tell_account(session, by, account, "aid_due", no, due=due)
    return {"warned": len(prepared)}
