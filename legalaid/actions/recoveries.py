"""挽回经济损失: what reached workers, by payments on record and by closed aid, each matter once whatever its stages; what was promised is never added to it."""

import operator
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, literal, or_, select, type_coerce, union, union_all
from sqlalchemy.orm import Session

from legalaid.tables.aid import AidRecord
from legalaid.tables.base import Money
from legalaid.tables.mediation import Agreement, Payment
from legalaid.tables.tickets import Dispute, Ticket
from toolkit.officehours import ZONE

_NOTHING = type_coerce(literal(0), Money)
_NONE = Decimal("0.00")


def money(session: Session, starts: datetime, ends: datetime, seen: ColumnElement[bool]) -> tuple[Decimal, Decimal]:
    """(received, awarded or agreed and still unpaid at the end) that a half-open stretch of time adds over the matters seen.

    A group file is one matter. What a lawyer reports on closing and what was recorded payment by payment are the same money: the larger of the two
    counts, so that what was received adds up over stretches, and what was received counts as confirmed too. Where one agreement holds for a whole
    group, its lawyers all report that money: the largest report counts. Unpaid is only what this stretch confirmed:
    an earlier sum that is paid or replaced in it lessens nothing, and no matter lessens another's.
    """
    sums = [_sums(by_source) for by_source in _matters(session, starts, ends, seen).values()]
    received = sum((got[0] - got[1] for got, _ in sums), _NONE)
    return received, sum((max(_NONE, min(due[0] - due[1], due[0] - got[0])) for got, due in sums), _NONE)


def unpaid(session: Session, starts: datetime, ends: datetime, seen: ColumnElement[bool], until: datetime) -> dict[UUID, tuple[Decimal, Decimal]]:
    """By matter (group or request) to which the stretch added a sum: (what it confirmed, what of that is still unpaid at `until`, not before its end)."""
    then = _matters(session, starts, ends, seen)
    now = then if until <= ends else _matters(session, starts, ends, seen, until)
    found = {}
    for ident, by_source in then.items():
        _, due = _sums(by_source)
        got_now, due_now = _sums(now[ident])
        if due[0] > due[1]:
            found[ident] = (due[0] - due[1], max(_NONE, min(due[0] - due[1], due[0] - got_now[0], due_now[0] - got_now[0])))
    return found


def _sums(by_source: dict[str, list[Decimal]]) -> tuple[list[Decimal], list[Decimal]]:
    """(received, confirmed) of one matter, each until the end and until the start."""
    got = [max(by_source["AID"][i], by_source["PAID"][i]) for i in (0, 1)]
    return got, [max(by_source["AID"][i + 2], by_source["AGREED"][i + 2], got[i]) for i in (0, 1)]


def _members(starts: datetime, ends: datetime, seen: ColumnElement[bool]) -> CTE:
    """(ticket, its matter) of the matters to which the stretch added anything: all others add nothing to its sums, and there are ever more of them."""
    first, last = (moment.astimezone(ZONE).date() for moment in (starts, ends))
    touched = union(
        select(AidRecord.ticket_id.label("id")).where(AidRecord.closed_at >= starts, AidRecord.closed_at < ends),
        select(Payment.ticket_id).where(Payment.paid_on >= first, Payment.paid_on < last),
        select(Dispute.ticket_id).join(Agreement, Agreement.dispute_id == Dispute.id).where(Agreement.signed_on >= first, Agreement.signed_on < last),
    ).cte("touched")
    grouped = select(Ticket.id, Ticket.group_id).where(Ticket.group_id.is_not(None)).cte("grouped")
    files = select(grouped.c.group_id).where(grouped.c.id.in_(select(touched.c.id)))
    either = union(select(touched.c.id), select(grouped.c.id).where(grouped.c.group_id.in_(files))).cte("either")
    return select(Ticket.id, func.coalesce(Ticket.group_id, Ticket.id).label("matter")).where(Ticket.id.in_(select(either.c.id)), seen).cte("members")


def _matters(session: Session, starts: datetime, ends: datetime, seen: ColumnElement[bool], until: datetime | None = None) -> dict[Any, dict[str, list[Decimal]]]:
    """By matter that the stretch touched and source: received until the end (or `until`) and until the start, confirmed likewise."""
    members = _members(starts, ends, seen)
    matter, ends = members.c.matter, until or ends
    first, last = (moment.astimezone(ZONE).date() for moment in (starts, ends))

    def where_true(column: Any, when: Any) -> Any:
        return case((when, column), else_=_NOTHING)

    aid = select(matter, literal("AID").label("source"), *(
        func.max(where_true(func.coalesce(column, _NOTHING), AidRecord.closed_at < moment)) for column in (AidRecord.recovered_amount, AidRecord.awarded_amount) for moment in (ends, starts)
    )).join(members, members.c.id == AidRecord.ticket_id).where(AidRecord.closed_at < ends).group_by(members.c.id, matter)
    paid = select(matter, literal("PAID"), *(func.sum(where_true(Payment.amount, Payment.paid_on < day)) for day in (last, first)), _NOTHING, _NOTHING).select_from(Payment).join(
        members, members.c.id == Payment.ticket_id).where(Payment.withdrawn_at.is_(None), Payment.paid_on < last).group_by(matter)
    agreed = select(matter, literal("AGREED"), _NOTHING, _NOTHING, *(
        func.sum(where_true(Agreement.total, and_(Agreement.signed_on < day, or_(Agreement.replaced_on.is_(None), Agreement.replaced_on >= day)))) for day in (last, first)
    )).select_from(Agreement).join(Dispute, Dispute.id == Agreement.dispute_id).join(members, members.c.id == Dispute.ticket_id).where(Agreement.signed_on < last).group_by(matter)
    together = set(session.scalars(select(Agreement.group_id).where(Agreement.group_id.is_not(None), Agreement.replaced_on.is_(None))))
    found: dict[Any, dict[str, list[Decimal]]] = defaultdict(lambda: {source: [_NONE] * 4 for source in ("AID", "PAID", "AGREED")})
    for ident, source, *sums in session.execute(union_all(aid, paid, agreed)):
        here = found[ident][source]
        join = max if source == "AID" and ident in together else operator.add
        found[ident][source] = [join(a, b) for a, b in zip(here, sums, strict=True)]
    return found


def paid_in(starts: datetime, ends: datetime) -> Select[Any]:
    """Ids of the requests to which money came in a half-open stretch of time."""
    first, last = (moment.astimezone(ZONE).date() for moment in (starts, ends))
    return select(Payment.ticket_id).where(Payment.withdrawn_at.is_(None), Payment.paid_on >= first, Payment.paid_on < last)
