"""并入: a duplicate is counted with the ticket that was there first, and can be taken out again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import aid_requests, audit, clear, history, notices, scopes, ticket_states
from legalaid.errors import Conflict, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES, Ticket, TicketEvent


def merge(session: Session, by: By, no: str, *, into: str, reason: str = "") -> Ticket:
    """并入: this ticket goes on as `into`, which was registered earlier, so that the limit that began first holds.

    Both belong to one worker or concern one employer; a ticket with legal aid stays by itself.
    """
    by.must("tickets.confirm", "tickets.move")
    into = into.strip().upper()
    if into == no:
        raise Refused("不能并入自己，请填写另一件诉求的编号。", field="into")
    # Held in one order, so that two mergers cannot wait for each other.
    held = {}
    for one in sorted((no, into)):
        try:
            held[one] = scopes.ticket_for_change(session, by, one)
        except NotFound as e:
            scopes.ticket(session, by, no)  # the one spoken of comes first
            raise Refused(f"没有编号为 {into} 的诉求，或者不归您所在的组织。", field="into") from e
    ticket, main = held[no], held[into]
    reason = clear.text("reason", reason, of=ticket.worker)
    if main.state in CLOSED_STATES:
        raise Conflict(f"{main.no} {TICKET_STATES[main.state]}，不能再并入。", field="into")
    if (main.registered_at, main.no) > (ticket.registered_at, ticket.no):
        raise Refused(f"{main.no} 登记得更晚，请把它并入本件，时限从先登记的算起。", field="into")
    if main.worker_id != ticket.worker_id and main.employer_key != ticket.employer_key:
        raise Refused("两件诉求既不是同一位职工，也不是同一个单位，请核对编号。", field="into")
    aid_requests.must_be_none(session, ticket)
    before = ticket.state
    ticket_states.move(ticket, "MERGED")
    ticket.merged_into_id, ticket.closed_at = main.id, by.now
    history.note(session, by, ticket, "MERGED", f"与先登记的诉求 {main.no} 是同一件事，并在一起办理", public=True, into=main.no, before=before, reason=reason)
    history.note(session, by, main, "JOINED", f"重复登记的诉求 {ticket.no} 并入本件")
    audit.record(session, by, "ticket.merge", ticket, into=main.no)
    notices.tell_worker(session, by, ticket.worker_id, "merged", ticket.no)
    return ticket


def undo(session: Session, by: By, no: str, *, reason: str) -> Ticket:
    """撤销并入: the ticket is again where it was before, with its limit as it ran on."""
    by.must("tickets.confirm", "tickets.move")
    ticket = scopes.ticket_for_change(session, by, no)
    reason = clear.text("reason", reason, of=ticket.worker, shortest=4, short="请写明为什么撤销并入。")
    if ticket.state != "MERGED":
        raise Conflict(f"工单现在是“{TICKET_STATES[ticket.state]}”，没有并入别的诉求。", field="state")
    merged = session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == "MERGED").order_by(TicketEvent.seq.desc())).first()
    main = session.get(Ticket, ticket.merged_into_id)
    assert merged is not None
    assert main is not None
    ticket_states.take_back(ticket, merged.detail["before"])
    ticket.merged_into_id = None
    history.note(session, by, ticket, "UNMERGED", "核对后不是同一件事，单独办理", public=True, reason=reason)
    history.note(session, by, scopes.hold(session, main.id), "LEFT", f"诉求 {ticket.no} 不再并入本件")
    audit.record(session, by, "ticket.unmerge", ticket, out_of=main.no)
    return ticket


def followed(session: Session, ticket: Ticket) -> Ticket:
    """The ticket as which this one goes on: itself, or the end of what it was merged into."""
    while ticket.state == "MERGED":
        ticket = session.get_one(Ticket, ticket.merged_into_id)
    return ticket
