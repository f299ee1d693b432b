"""下钻: the records behind a figure of the dashboard, page by page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from legalaid.actions import pauses, recoveries, scopes
from legalaid.actions.reports import Period, closed_in, registered_in, within
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.tickets import Rating, Ticket

BEHIND = {
    "registered": "登记的诉求", "closed": "办结的诉求", "open": "登记后尚未办结的诉求", "late": "超时办结的诉求", "paused": "登记后暂停过的诉求",
    "satisfied": "评价为满意和非常满意的诉求", "unsatisfied": "评价不满意的诉求", "recovered": "有款项到手的诉求", "aid": "有法律援助的诉求",
    "accepted": "律师接单的诉求",
}
# what brought a record under its figure, where that was not its registration: the latest comes first
LATEST: dict[str, tuple[InstrumentedAttribute[Any], str]] = {
    "closed": (Ticket.closed_at, "最近办结的在前"), "late": (Ticket.closed_at, "最近办结的在前"),
    "satisfied": (Rating.rated_at, "最近评价的在前"), "unsatisfied": (Rating.rated_at, "最近评价的在前"),
}
PAGE = 50


@dataclass(frozen=True)
class Behind:
    """One page of the records behind a figure, and how many there are: the same number as the figure."""

    rows: list[Ticket]
    total: int


def behind(session: Session, by: By, name: str, span: Period, *, county: str | None = None, subclass: str | None = None, form: str | None = None,
           page: int = 1) -> Behind:
    """下钻: the records behind a figure. 件次 of legal aid list a ticket once for each of its records."""
    by.must("reports.see")
    if name not in BEHIND:
        raise Refused("没有这项指标。", field="name")
    registered, closed = registered_in(span), closed_in(span)
    records, offers = select(AidRecord.ticket_id), select(AidRequest.ticket_id).join(Offer, Offer.aid_request_id == AidRequest.id)
    where: dict[str, tuple[ColumnElement[bool], ...]] = {
        "registered": registered,
        "closed": closed,
        "open": (*registered, Ticket.state != "CLOSED"),
        "paused": (*registered, pauses.ever()),
        "late": (*closed, Ticket.closed_at > Ticket.due_at),
        "satisfied": (Rating.level >= 4, within(Rating.rated_at, span)),
        "unsatisfied": (Rating.level < 4, within(Rating.rated_at, span)),
        "recovered": (or_(Ticket.id.in_(records.where(AidRecord.recovered_amount > 0, within(AidRecord.closed_at, span))), Ticket.id.in_(recoveries.paid_in(span.starts, span.ends))),),
        "aid": (within(AidRecord.opened_at, span),),
        "accepted": (Ticket.id.in_(offers.where(Offer.state == "ACCEPTED", within(Offer.answered_at, span))),),
    }
    query = select(Ticket).where(scopes.tickets(by), *where[name])
    if name in ("satisfied", "unsatisfied"):
        query = query.join(Rating, Rating.ticket_id == Ticket.id)
    if name == "aid":
        query = query.join(AidRecord, AidRecord.ticket_id == Ticket.id)
        if form:
            query = query.where(AidRecord.form == form)
    if county:
        query = query.where(Ticket.county == county)
    if subclass:
        query = query.where(Ticket.subclass == subclass)
    return listed(session, query, page, LATEST[name][0] if name in LATEST else Ticket.registered_at)


def listed(session: Session, query: Select[Any], page: int, moment: InstrumentedAttribute[Any] = Ticket.registered_at) -> Behind:
    """One page of the tickets of a query, the latest first. What is sorted are ids: whole rows with their workers take three times as long, and even numbers are not in the index."""
    total = session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    first = query.with_only_columns(Ticket.id, maintain_column_froms=True).order_by(moment.desc(), Ticket.id)
    idents = session.scalars(first.offset((page - 1) * PAGE).limit(PAGE)).all()
    rows = {t.id: t for t in session.scalars(select(Ticket).where(Ticket.id.in_(idents)))}
    return Behind([rows[ident] for ident in idents], total)
