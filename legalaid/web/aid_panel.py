"""What the ticket's page shows of its legal aid beside the main way: papers, aid before the decision, ending, objection."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import act_first, aid_endings, aid_papers, objections
from legalaid.tables.aid import REQUEST_STATES, AidRecord, AidRequest
from legalaid.tables.aid_steps import ENDINGS
from legalaid.tables.tickets import CLOSED_STATES, Ticket


def steps(session: Session, ticket: Ticket, request: AidRequest | None) -> dict[str, Any]:
    """Of the request under way; without one, of the last that was refused, withdrawn or ended."""
    row = request or session.scalar(select(AidRequest).where(AidRequest.ticket_id == ticket.id).order_by(AidRequest.applied_at.desc()).limit(1))
    if row is None:
        return {"papers": None, "first": None, "objection": None, "objectionable": False, "last": None, "endable": False, "endings": ENDINGS, "assigned": False, "undecided": False}
    ending = aid_endings.of_request(session, row)
    working = session.scalar(select(AidRecord.id).where(AidRecord.aid_request_id == row.id, AidRecord.state.in_(("OPEN", "DELIVERED"))).limit(1)) is not None
    last = None
    if request is None:
        last = f"上一次申请：{'已终止，' + ENDINGS[ending.reason] + '；' + ending.note if ending else REQUEST_STATES[row.state] + (f'，{row.decision_reason}' if row.decision_reason else '')}"
    return {
        "papers": aid_papers.asked(session, row), "first": act_first.of_request(session, row), "objection": objections.of_request(session, row),
        "objectionable": objections.objectionable(session, ticket) is not None, "last": last, "endable": working or row.assigned_at is None, "endings": ENDINGS,
        "assigned": row.assigned_at is not None, "undecided": row.state in ("SUBMITTED", "NEEDS_PAPERS") and ticket.state not in CLOSED_STATES,
    }
