"""退回上收: a ticket returned for the third time goes to the level above, whose dispatch is final."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, history, notices, organisations
from legalaid.errors import Conflict
from legalaid.roles import By
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import Ticket, TicketEvent

THIRD = 3


def refuse_when_final(ticket: Ticket) -> None:
    """What the level above has dispatched is not returned again."""
    if ticket.returns >= THIRD:
        raise Conflict("这件诉求已三次退回，由上级指定承办，不能再退回；有困难请向指定的组织说明。", field="reason")


def raise_up(session: Session, by: By, ticket: Ticket) -> None:
    """After the third return: the ticket belongs to the level above the office that dispatched it, and its coordinators are told."""
    if ticket.returns != THIRD:
        return
    above = _above(session, ticket)
    ticket.organisation = above
    history.note(session, by, ticket, "RAISED", f"第 {THIRD} 次退回，交{above.name}指定承办", organisation=above.code)
    for account_id in accounts.coordinators_at(session, by.now, above.id):
        notices.tell_account(session, by, account_id, "raised", ticket.no)


def _above(session: Session, ticket: Ticket) -> Organisation:
    """The level above whoever dispatched last; the city has nobody above it."""
    last = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == "DISPATCHED").order_by(TicketEvent.seq.desc())).first()
    code = last.detail.get("office") if last else None
    office = session.scalar(select(Organisation).where(Organisation.code == code)) if code else None
    office = office or organisations.responsible_for(session, ticket.county)
    return session.get_one(Organisation, office.parent_id) if office.parent_id else office
