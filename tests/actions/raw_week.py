"""The figures of a week computed another way: plain Python over all raw rows, by Shanghai calendar days."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.limits import Pause, StepLimit
from legalaid.tables.mediation import Payment
from legalaid.tables.tickets import Dispute, Rating, Ticket

PLACE = ZoneInfo("Asia/Shanghai")
GONE = {"CLOSED", "MERGED", "WITHDRAWN", "TRANSFERRED"}


def day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(PLACE).date()


def figures(session: Session, monday: date) -> dict[str, tuple[int, int | None]]:
    """code → (numerator, denominator), None where nothing is divided."""
    week, over = {monday + timedelta(days=n) for n in range(7)}, monday + timedelta(days=7)
    tickets, ratings = list(session.scalars(select(Ticket))), list(session.scalars(select(Rating)))
    records, requests, offers = (list(session.scalars(select(table))) for table in (AidRecord, AidRequest, Offer))
    disputes = list(session.scalars(select(Dispute)))
    merged = {t.id for t in tickets if t.state == "MERGED"}

    def earlier(moment: datetime | None) -> bool:
        return moment is not None and moment.astimezone(PLACE).date() < over

    registered = [t for t in tickets if day(t.registered_at) in week and t.id not in merged]
    closed = [t for t in tickets if t.state == "CLOSED" and day(t.closed_at) in week]
    still = [t for t in tickets if earlier(t.registered_at) and t.id not in merged and not earlier(t.closed_at) and not (t.closed_at is None and t.state in GONE)]
    rated = [r for r in ratings if day(r.rated_at) in week]
    marks = {r.ticket_id: r for r in ratings}
    to_decide = [r for r in requests if r.decide_due in week and r.state != "DRAFT" and not (r.state == "WITHDRAWN" and r.decided_at is None)]
    to_assign = [r for r in requests if r.assign_due in week and (r.state == "GRANTED" or r.assigned_at)]

    def decided(request: AidRequest) -> bool:
        on = day(request.decided_at)
        return on is not None and on <= request.decide_due

    def assigned(request: AidRequest) -> bool:
        taken = [day(o.answered_at) for o in offers if o.aid_request_id == request.id and o.state in ("ACCEPTED", "CANCELLED") and o.conflict_declared is not None]
        return any(on is not None and request.assign_due is not None and on <= request.assign_due for on in taken)

    def stepped(step: str) -> tuple[int, int]:
        found = [0, 0]
        for limit in session.scalars(select(StepLimit)):
            left = limit.ticket.state in GONE - {"CLOSED"} and limit.ticket.closed_at <= limit.due_at
            if limit.step == step and day(limit.due_at) in week and (limit.met_at or not left):
                found = [found[0] + bool(limit.met_at and limit.met_at <= limit.due_at), found[1] + 1]
        return found[0], found[1]

    return {
        "registered_raw": (sum(day(t.registered_at) in week for t in tickets), None), "registered": (len(registered), None), "closed": (len(closed), None), "open": (len(still), None),
        "closing": (sum(t.state == "CLOSED" and earlier(t.closed_at) for t in registered), len(registered)),
        "on_time": (sum(t.closed_at is not None and t.closed_at <= t.due_at for t in closed), len(closed)),
        "late_closed": (sum(t.closed_at is not None and t.closed_at > t.due_at for t in closed), None),
        "late_open": (sum(earlier(t.due_at) for t in still), None),
        "rated": (sum(t.id in marks and earlier(marks[t.id].rated_at) for t in closed), len(closed)),
        "satisfied": (sum(r.level in (4, 5) for r in rated), len(rated)), "low": (sum(r.level in (1, 2) for r in rated), None),
        "uncalled": (sum(earlier(r.callback_due_at) and not earlier(r.callback_done_at) for r in ratings), None),
        "accepted": stepped("ACCEPT"), "contacted": stepped("CONTACT"),
        "transferred": (sum(t.state == "TRANSFERRED" and day(t.closed_at) in week for t in tickets), None),
        "disputes": (sum(day(d.opened_at) in week and d.ticket_id not in merged for d in disputes), None),
        "aid": (sum(day(r.opened_at) in week for r in records), None),
        "aid_closed": (sum(r.state == "CLOSED" and day(r.closed_at) in week for r in records), None),
        "aid_decided": (sum(decided(r) for r in to_decide), len(to_decide)), "aid_assigned": (sum(assigned(r) for r in to_assign), len(to_assign)),
    }


def tables(session: Session, monday: date) -> dict[str, dict[Any, int]]:
    """Registered requests of the week by subclass, county code and channel code; disputes by cause code; aid by form code."""
    week = {monday + timedelta(days=n) for n in range(7)}
    rows = [t for t in session.scalars(select(Ticket)) if day(t.registered_at) in week and t.state != "MERGED"]
    opened = [d.ticket.cause for d in session.scalars(select(Dispute)) if day(d.opened_at) in week and d.ticket.state != "MERGED"]
    return {
        "subclasses": Counter(t.subclass for t in rows if t.subclass), "counties": Counter(t.county for t in rows), "industries": Counter(t.industry for t in rows if t.industry),
        "channels": Counter(t.channel for t in rows),
        "causes": Counter(opened), "forms": Counter(r.form for r in session.scalars(select(AidRecord)) if day(r.opened_at) in week),
    }


def received(session: Session, monday: date) -> Decimal:
    """What the week adds to the money received: of each matter the larger of what lawyers reported and what was recorded as paid."""
    tickets = {t.id: t for t in session.scalars(select(Ticket))}

    def until(last: date) -> Decimal:
        told: dict[Any, Decimal] = {}
        for record in session.scalars(select(AidRecord).where(AidRecord.closed_at.is_not(None))):
            closed = day(record.closed_at)
            if closed is not None and closed < last:
                told[record.ticket_id] = max(told.get(record.ticket_id, Decimal(0)), record.recovered_amount or Decimal(0))
        sums: dict[Any, list[Decimal]] = {}
        for ident, amount in told.items():
            sums.setdefault(tickets[ident].group_id or ident, [Decimal(0), Decimal(0)])[0] += amount
        for payment in session.scalars(select(Payment)):
            if payment.withdrawn_at is None and payment.paid_on < last:
                sums.setdefault(tickets[payment.ticket_id].group_id or payment.ticket_id, [Decimal(0), Decimal(0)])[1] += payment.amount
        return sum((max(pair) for pair in sums.values()), Decimal(0))

    return until(monday + timedelta(days=7)) - until(monday)


def paused(session: Session, monday: date) -> dict[str, int]:
    """Of the cohorts of tickets: how many were paused at some time before the week ended."""
    week, over = {monday + timedelta(days=n) for n in range(7)}, monday + timedelta(days=7)
    still = {p.ticket_id for p in session.scalars(select(Pause)) if p.started_at.astimezone(PLACE).date() < over}
    tickets = list(session.scalars(select(Ticket)))
    return {
        "closing": sum(t.id in still for t in tickets if day(t.registered_at) in week and t.state != "MERGED"),
        "on_time": sum(t.id in still for t in tickets if t.state == "CLOSED" and day(t.closed_at) in week),
        **{code: sum(r.ticket_id in still for r in session.scalars(select(StepLimit)) if r.step == step and day(r.due_at) in week and (
            r.met_at or r.ticket.state not in GONE or r.ticket.state == "CLOSED" or r.ticket.closed_at > r.due_at)) for code, step in (("accepted", "ACCEPT"), ("contacted", "CONTACT"))},
        "satisfied": sum(r.ticket_id in still for r in session.scalars(select(Rating)) if day(r.rated_at) in week),
    }
