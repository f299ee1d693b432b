"""年度清单销号: what a year brought, what has been struck off, and what is still open, item by item."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import organisations, recoveries, scopes
from legalaid.actions.reports import Period, Rate, midnight, registered_in, within
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.tables.aid import FORMS, RECORD_STATES, AidRecord
from legalaid.tables.groups import Group
from legalaid.tables.mediation import Agreement
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import IS_OPEN, TICKET_STATES, Dispute, Ticket
from toolkit.officehours import ZONE

KINDS = {"TICKET": "诉求", "AID": "法律援助", "UNPAID": "确定未付"}
FIRST = 2000
Sums = Mapping[UUID, tuple[Decimal, Decimal]]
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
    """(everything the year brought, what of it is open) of requests and of legal aid."""
    seen = scopes.tickets(by)
    if kind == "TICKET":
        return (seen, *registered_in(span)), IS_OPEN
    return (seen, within(AidRecord.opened_at, span), AidRecord.state != "TERMINATED"), AidRecord.state.in_(("OPEN", "DELIVERED"))


def confirmed(session: Session, by: By, span: Period) -> Sums:
    """By matter: what the year confirmed, by award or agreement, and what of it is unpaid today."""
    by.must("reports.see")
    tomorrow = midnight(_day(by.now) + timedelta(days=1))
    return recoveries.unpaid(session, span.starts, span.ends, scopes.tickets(by), tomorrow)


def counts(session: Session, by: By, span: Period, sums: Sums) -> dict[str, Rate]:
    """kind → struck off of all; `sums` are those `confirmed`."""
    by.must("reports.see")
    found = {}
    for kind in ("TICKET", "AID"):
        everything, still = _wheres(by, span, kind)
        query = select(func.count(), func.sum(case((still, 0), else_=1))).select_from(Ticket)
        if kind == "AID":
            query = query.join(AidRecord, AidRecord.ticket_id == Ticket.id)
        whole, struck = session.execute(query.where(*everything)).one()
        found[kind] = Rate(int(struck or 0), whole)
    found["UNPAID"] = Rate(sum(not unpaid for _, unpaid in sums.values()), len(sums))
    return found


def left(session: Session, by: By, span: Period, kind: str, sums: Sums) -> list[Item]:
    """The open items of a kind, the longest overdue first; `sums` are those `confirmed`."""
    by.must("reports.see")
    if kind not in KINDS:
        raise Refused("没有这个类别。", field="kind")
    if kind == "UNPAID":
        items = _owed(session, by, span, {ident: unpaid for ident, (_, unpaid) in sums.items() if unpaid})
    else:
        everything, still = _wheres(by, span, kind)
        if kind == "TICKET":
            # only what is listed: whole requests, sealed parts and all, take three times as long
            query = select(Ticket.no, Ticket.summary, Ticket.county, Organisation.name, Account.name, Ticket.state, Ticket.registered_at, Ticket.due_at)
            rows = session.execute(query.join(Ticket.organisation).outerjoin(Ticket.handler).where(*everything, still))
            items = [_ticket(by.now, *row) for row in rows]
        else:
            records = select(AidRecord).join(Ticket, Ticket.id == AidRecord.ticket_id).where(*everything, still)
            items = [_record(r) for r in session.scalars(records.options(joinedload(AidRecord.ticket), joinedload(AidRecord.lawyer)))]
    return sorted(items, key=lambda i: (i.due or date.max, i.since, i.no))


def _owed(session: Session, by: By, span: Period, unpaid: dict[UUID, Decimal]) -> list[Item]:
    """One item of each matter, of a group by its number; it runs from the last day of the year on which a sum of it was confirmed."""
    tickets: dict[UUID, list[Any]] = defaultdict(list)
    query = select(Ticket.id, Ticket.group_id, Ticket.no, Ticket.summary, Ticket.county, Organisation.name.label("place"), Account.name.label("handler"))
    query = query.join(Ticket.organisation).outerjoin(Ticket.handler).where(scopes.tickets(by), or_(Ticket.id.in_(unpaid), Ticket.group_id.in_(unpaid))).order_by(Ticket.no)
    for ticket in session.execute(query):
        tickets[ticket.group_id or ticket.id].append(ticket)
    ids = [t.id for members in tickets.values() for t in members]
    days: dict[UUID, date] = dict(session.execute(
        select(Dispute.ticket_id, func.max(Agreement.signed_on)).join(Agreement, Agreement.dispute_id == Dispute.id)
        .where(Dispute.ticket_id.in_(ids), Agreement.signed_on < _day(span.ends)).group_by(Dispute.ticket_id)).all())
    closed = select(AidRecord.ticket_id, func.max(AidRecord.closed_at)).where(AidRecord.ticket_id.in_(ids), AidRecord.awarded_amount > 0, AidRecord.closed_at < span.ends)
    for ident, moment in session.execute(closed.group_by(AidRecord.ticket_id)):
        if moment is not None:
            days[ident] = max(days.get(ident, date.min), _day(moment))
    groups = {g.id: g for g in session.scalars(select(Group).where(Group.id.in_(unpaid)))}
    found = []
    for ident, members in tickets.items():
        first, group = members[0], groups.get(ident)
        no, words = (group.no, f"{group.title}，{len(members)} 件诉求") if group else (first.no, first.summary)
        since = max(days[t.id] for t in members if t.id in days)
        found.append(Item("UNPAID", no, first.no, words, organisations.COUNTIES.get(first.county, first.county), first.place, first.handler or "",
                          f"还差 {unpaid[ident]:,.2f} 元", since, None, False, unpaid[ident]))
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def _ticket(now: datetime, no: str, summary: str, county: str, place: str, handler: str | None, state: str, registered_at: datetime, due_at: datetime) -> Item:
    return Item("TICKET", no, no, summary, organisations.COUNTIES.get(county, county), place, handler or "", TICKET_STATES[state], _day(registered_at), _day(due_at), now > due_at, None)


def _record(r: AidRecord) -> Item:
    return Item("AID", r.no, r.ticket.no, f"{FORMS[r.form]}：{r.ticket.summary}", organisations.COUNTIES.get(r.ticket.county, r.ticket.county), r.ticket.organisation.name,
                f"{r.lawyer.name}律师", RECORD_STATES[r.state], _day(r.opened_at), None, False, None)


def sheet(session: Session, by: By, span: Period) -> list[list[Any]]:
    """Every open item of the year as rows of a table file, the head first."""
    rows: list[list[Any]] = [list(HEAD)]
    sums = confirmed(session, by, span)
    for kind in KINDS:
        rows += [[KINDS[i.kind], i.no, i.words, i.county, i.place, i.who, i.state, i.since, i.due, "是" if i.late else "", i.amount] for i in left(session, by, span, kind, sums)]
    return rows
