"""终止援助 (法律援助法 48): with a legal reason in writing; every open record of the request ends, and the lawyer's access with it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import aid_papers, audit, clear, history, notices
from legalaid.errors import Conflict, Invalid
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.aid_steps import ENDINGS, AidEnding
from legalaid.tables.assignment import Offer

_LIVE = ("HELD", "OFFERED", "ACCEPTED")


def end(session: Session, by: By, no: str, *, reason: str, note: str) -> AidEnding:
    """End granted aid, whoever works on it; what is already closed stays closed."""
    ticket, row = aid_papers.to_decide(session, by, no)
    if reason not in ENDINGS:
        raise Invalid({"reason": "请选择终止的理由。"})
    if row.state != "GRANTED":
        raise Conflict("只有已经给予的援助才能终止。")
    records = list(session.scalars(select(AidRecord).where(AidRecord.aid_request_id == row.id, AidRecord.state.in_(("OPEN", "DELIVERED")))))
    if row.assigned_at is not None and not records:
        raise Conflict("这件援助的各项都已经结束，不用终止。")
    note = clear.text("note", note, of=ticket.worker, shortest=6, longest=400, short="请写明终止的事实和理由（不少于 6 个字）。")
    for record in records:
        record.state = "TERMINATED"
    for offer in session.scalars(select(Offer).where(Offer.aid_request_id == row.id, Offer.state.in_(_LIVE))):
        offer.state = "CANCELLED"
        notices.tell_account(session, by, offer.lawyer.account_id, "aid_ended", ticket.no)
    row.state, row.waiting_reason = "WITHDRAWN", {}
    found = AidEnding(aid_request=row, aid_request_id=row.id, reason=reason, note=note, ended_at=by.now, ended_by=by.actor_id)
    session.add(found)
    session.flush()
    history.note(session, by, ticket, "AID_ENDED", f"法律援助终止：{ENDINGS[reason]}。对决定有异议的，可以提出", public=True)
    audit.record(session, by, "aid_request.end", row, no=ticket.no, reason=reason, records=len(records))
    notices.tell_worker(session, by, ticket.worker_id, "aid_ended", ticket.no)
    return found


def of_request(session: Session, row: AidRequest) -> AidEnding | None:
    """How the aid of this request ended before its time, if it did."""
    return session.scalar(select(AidEnding).where(AidEnding.aid_request_id == row.id).order_by(AidEnding.ended_at.desc()).limit(1))
