"""年度清单销号: what a year brought, what has been struck off, and what is still open, item by item."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import organisations, scopes
from legalaid.actions.reports import Period, Rate, midnight, within
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.tables.aid import FORMS, RECORD_STATES, AidRecord
from legalaid.tables.mediation import Payment
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES, Ticket
from toolkit.officehours import ZONE

KINDS = {"TICKET": "诉求", "AID": "法律援助", "UNPAID": "确定未付"}
FIRST = 2000
HEAD = ("类别", "编号", "事项", "区县", "承办", "经办", "状态", "起算日", "期限", "是否超期", "未付金额（元）")


@dataclass(frozen=True)
class Item:
    """One open item; `due` None: no limit is kept for it."""

    kind: str
    no: str
    ticket_no: str
    words: str
    county: str
    place: str
    who: str
    state: str
    since: date
    due: date | None
    late: bool
    amount: Decimal | None


def year_of(year: int) -> Period:
    """The calendar year in Shanghai; merged duplicates are no item of their own."""
    if not FIRST <= year < 9999:
        raise Refused("请填写四位数的年份。", field="year")
    return Period("year", f"{year} 年", midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1)))


def _wheres(by: By, span: Period, kind: str) -> tuple[tuple[ColumnElement[bool], ...], ColumnElement[bool]]:
    """(everything the year brought, what of it is open); of sums only what was received says whether they are."""
    seen = scopes.tickets(by)
    if kind == "TICKET":
        return (seen, within(Ticket.registered_at, span), Ticket.state != "MERGED"), Ticket.state.not_in(CLOSED_STATES)
    if kind == "AID":
        return (seen, within(AidRecord.opened_at, span), AidRecord.state != "TERMINATED"), AidRecord.state.in_(("OPEN", "DELIVERED"))
    return (seen, AidRecord.state == "CLOSED", AidRecord.awarded_amount > 0, within(AidRecord.closed_at, span)), true()


def counts(session: Session, by: By, span: Period) -> dict[str, Rate]:
    """kind → struck off of all."""
    by.must("reports.see")
    found = {}
    for kind in KINDS:
        everything, still = _wheres(by, span, kind)
        query = select(func.count()).select_from(Ticket)
        if kind != "TICKET":
            query = query.join(AidRecord, AidRecord.ticket_id == Ticket.id)
        whole = session.scalar(query.where(*everything)) or 0
        open_ = len(left(session, by, span, kind)) if kind == "UNPAID" else session.scalar(query.where(*everything, still)) or 0
        found[kind] = Rate(whole - open_, whole)
    return found


def left(session: Session, by: By, span: Period, kind: str) -> list[Item]:
    """The open items of a kind, the longest overdue first."""
    by.must("reports.see")
    if kind not in KINDS:
        raise Refused("没有这个类别。", field="kind")
    everything, still = _wheres(by, span, kind)
    if kind == "TICKET":
        items = [_ticket(t, by.now) for t in session.scalars(select(Ticket).where(*everything, still).options(joinedload(Ticket.handler)))]
    else:
        query = select(AidRecord).join(Ticket, Ticket.id == AidRecord.ticket_id).where(*everything, still)
        rows = list(session.scalars(query.options(joinedload(AidRecord.ticket), joinedload(AidRecord.lawyer))))
        paid = _paid(session, rows) if kind == "UNPAID" else {}
        items = [item for r in rows if (item := _record(r, paid.get(r.ticket_id, Decimal(0)), owed=kind == "UNPAID")) is not None]
    return sorted(items, key=lambda i: (i.due or date.max, i.since, i.no))


def _paid(session: Session, rows: list[AidRecord]) -> dict[UUID, Decimal]:
    """What was recorded payment by payment for these matters."""
    query = select(Payment.ticket_id, func.sum(Payment.amount)).where(Payment.withdrawn_at.is_(None), Payment.ticket_id.in_({r.ticket_id for r in rows}))
    return dict(session.execute(query.group_by(Payment.ticket_id)).all())


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def _ticket(t: Ticket, now: datetime) -> Item:
    return Item("TICKET", t.no, t.no, t.summary, organisations.COUNTIES.get(t.county, t.county), t.organisation.name, t.handler.name if t.handler else "", TICKET_STATES[t.state],
                _day(t.registered_at), _day(t.due_at), now > t.due_at, None)


def _record(r: AidRecord, paid: Decimal, *, owed: bool) -> Item | None:
    """The item of a record; None when nothing is owed on it any more: the lawyer's report and the payments are the same money."""
    amount = (r.awarded_amount or Decimal(0)) - max(r.recovered_amount or Decimal(0), paid) if owed else None
    if amount is not None and amount <= 0:
        return None
    state = f"已结案，还差 {amount:,.2f} 元" if owed else RECORD_STATES[r.state]
    since = r.closed_at if owed and r.closed_at else r.opened_at
    return Item("UNPAID" if owed else "AID", r.no, r.ticket.no, f"{FORMS[r.form]}：{r.ticket.summary}", organisations.COUNTIES.get(r.ticket.county, r.ticket.county), r.ticket.organisation.name,
                f"{r.lawyer.name}律师", state, _day(since), None, False, amount)


def sheet(session: Session, by: By, span: Period) -> list[list[Any]]:
    """Every open item of the year as rows of a table file, the head first."""
    rows: list[list[Any]] = [list(HEAD)]
    for kind in KINDS:
        rows += [[KINDS[i.kind], i.no, i.words, i.county, i.place, i.who, i.state, i.since, i.due, "是" if i.late else "", i.amount] for i in left(session, by, span, kind)]
    return rows
