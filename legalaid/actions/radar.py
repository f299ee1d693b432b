"""时效雷达: open matters by the days left of the right itself; kept up to date each night."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from legalaid.actions import calendar, disputes, scopes
from legalaid.roles import By
from legalaid.tables.tickets import IS_OPEN, Dispute, Ticket
from toolkit import rights
from toolkit.officehours import ZONE

NEAR, LATER = 30, 90  # days: to be done now, to be planned
LEVELS = {"passed": "已过", "near": f"{NEAR} 天以内", "later": f"{LATER} 天以内", "far": f"{LATER} 天以上", "unknown": "没有推算"}


@dataclass(frozen=True)
class Watched:
    """A matter with its nearest right: `days` left (negative when over), both None where nothing has been worked out."""

    dispute: Dispute
    ticket: Ticket
    right: rights.Right | None
    days: int | None

    @property
    def level(self) -> str:
        """A key of LEVELS."""
        if self.days is None:
            return "unknown"
        return "passed" if self.days < 0 else "near" if self.days <= NEAR else "later" if self.days <= LATER else "far"


def watch(session: Session, by: By) -> list[Watched]:
    """Open matters in this person's scope, the fewest days left first; over ones stand before, those not worked out last.

    A matter whose rights cannot run out (pay while employed) is not on the list.
    """
    by.must("disputes.work")
    today = by.now.astimezone(ZONE).date()
    query = select(Dispute).join(Ticket).where(IS_OPEN, scopes.tickets(by))
    rows = session.scalars(query.options(joinedload(Dispute.ticket).joinedload(Ticket.handler))).unique()
    found = [one for row in rows if (one := _watched(row, today)) is not None]
    return sorted(found, key=lambda one: (one.days is None, one.days if one.days is not None else 0, one.ticket.no))


def _watched(row: Dispute, today: date) -> Watched | None:
    known = [rights.from_json(data) for data in row.limits or ()]
    if row.limitation_due is not None and row.state in rights.BEFORE_ARBITRATION:
        known.append(rights.Right(rights.LIMITATION, "申请仲裁（登记的时效）", row.limitation_due, False, tuple(row.limitation_reason)))
    if not known:
        # worked out, and nothing runs: neither by the sheet nor by what was entered by hand
        settled = row.limits is not None or bool(row.limitation_reason) or row.state not in rights.BEFORE_ARBITRATION
        return None if settled else Watched(row, row.ticket, None, None)
    nearest = rights.next_due(known, today) or max(known, key=lambda right: right.due)
    return Watched(row, row.ticket, nearest, (nearest.due - today).days)


def stale(_runtime: Any, session: Session, by: By) -> list[tuple[UUID, int, Any]]:
    """Open matters whose last days are others by today's calendar and figures: id, version read, what is right now."""
    day, held, figures = by.now.astimezone(ZONE).date(), calendar.office_calendar(session), calendar.office_parameters(session)
    rows = session.scalars(select(Dispute).join(Ticket).where(IS_OPEN, Dispute.facts_sealed.is_not(None)))
    found = []
    for row in rows:
        limits = disputes.limits_of(disputes.facts_of(row), row.state, day, held, figures)
        if limits != row.limits:
            found.append((row.id, row.version, limits))
    return found


def refresh(session: Session, _by: By, prepared: list[tuple[UUID, int, Any]]) -> dict[str, Any]:
    """Keep what `stale` found. A matter that somebody saved meanwhile has the right days already; its version stays, as nobody edited it."""
    done = 0
    for ident, version, limits in prepared:
        done += session.connection().execute(update(Dispute).where(Dispute.id == ident, Dispute.version == version).values(limits=limits)).rowcount
    return {"refreshed": done}
