"""保存期满: whose periods have run out is listed, an administrator releases the list, and only then it is erased, a few at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, calendar, clear, days, erasures, retention
from legalaid.errors import Conflict, NotFound
from legalaid.roles import By
from legalaid.tables.erasures import Erasure
from legalaid.tables.tickets import IS_OPEN, Ticket
from legalaid.tables.workers import Worker
from toolkit.parameters import CITY

A_LIST, A_RUN = 500, 20


@dataclass(frozen=True)
class Expired:
    """A worker of whom nothing is open, and the last day of the longest period."""

    worker_id: UUID
    until: date


def _last_day(session: Session, worker: Worker, on: date) -> date | None:
    """The last day of the longest period, when it is over and nothing is open."""
    found = retention.standing(session, worker, on, calendar.office_parameters(session))
    return found.period.until if not found.open_ and found.period and found.period.until < on else None


def expired(_runtime: Any, session: Session, by: By) -> list[Expired]:
    """Workers who are not listed yet and whose data may go; those kept longest first."""
    return list(islice(_expired(session, by), A_LIST))


def _expired(session: Session, by: By) -> Iterator[Expired]:
    on, figures = days.today(by), calendar.office_parameters(session)
    shortest = min(int(figures.get(key, CITY, on).number) for key in (retention.OWN, retention.FILE, retention.AWARD))
    waiting = exists().where(Erasure.worker_id == Worker.id, Erasure.state.in_(erasures.PENDING))
    open_ = exists().where(Ticket.worker_id == Worker.id, IS_OPEN)
    # a first sieve only: whoever came later than the shortest period cannot be due
    before = by.now - timedelta(days=365 * max(0, shortest))
    query = select(Worker).where(Worker.erased_at.is_(None), Worker.created_at <= before, ~waiting, ~open_).order_by(Worker.created_at, Worker.id)
    for worker in session.scalars(query):
        until = _last_day(session, worker, on)
        if until is not None:
            yield Expired(worker.id, until)


def put_down(session: Session, by: By, prepared: list[Expired]) -> dict[str, Any]:
    """Lay the list before the administrators; whoever asked meanwhile stands there already."""
    listed = 0
    taken = set(session.scalars(select(Erasure.worker_id).where(Erasure.worker_id.in_([e.worker_id for e in prepared]), Erasure.state.in_(erasures.PENDING))))
    for one in prepared:
        if one.worker_id not in taken:
            session.add(Erasure(worker_id=one.worker_id, state="DUE", until=one.until, opened_at=by.now))
            listed += 1
    if listed:
        audit.record(session, by, "erasure.list", "erasures", "", people=listed)
    return {"listed": listed}


def release(session: Session, by: By, *, count: int, reason: str) -> int:
    """放行 of the list as it was read: `count` is the number that the page showed."""
    by.must("personal.erase")
    reason = clear.text("reason", reason, shortest=4, short="请写明依据（不少于 4 个字）。")
    rows = list(session.scalars(select(Erasure).where(Erasure.state == "DUE").order_by(Erasure.id).with_for_update(of=Erasure).execution_options(populate_existing=True)))
    if not rows:
        raise Conflict("没有等待放行的。")
    if len(rows) != count:
        raise Conflict(f"名单刚刚变了，现在是 {len(rows)} 人，请核对后再放行。", field="count")
    for row in rows:
        row.state, row.decided_at, row.decided_by, row.reason = "RELEASED", by.now, by.actor_id, reason
    audit.record(session, by, "erasure.release", "erasures", "", people=len(rows), reason=reason)
    return len(rows)


def keep(session: Session, by: By, ident: UUID, *, reason: str) -> Erasure:
    """暂不删除: out of the list, released or not, until somebody resumes it."""
    row = _held(session, by, ident, ("DUE", "RELEASED"))
    reason = clear.text("reason", reason, of=row.worker, shortest=4, short="请写明理由（不少于 4 个字）。")
    row.state, row.decided_at, row.decided_by, row.reason = "KEPT", by.now, by.actor_id, reason
    audit.record(session, by, "erasure.keep", row, reason=reason)
    return row


def resume(session: Session, by: By, ident: UUID) -> Erasure:
    """Back into the list that waits for its release."""
    row = _held(session, by, ident, ("KEPT",))
    row.state = "DUE"
    row.decided_at = row.decided_by = row.reason = None
    audit.record(session, by, "erasure.resume", row)
    return row


def _held(session: Session, by: By, ident: UUID, states: tuple[str, ...]) -> Erasure:
    by.must("personal.erase")
    row = session.scalar(select(Erasure).where(Erasure.id == ident).with_for_update(of=Erasure).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    if row.state not in states:
        raise Conflict("这一行刚刚变了，请刷新后再看。")
    return row


def released(_runtime: Any, session: Session, by: By) -> list[UUID]:
    """The next few of what was released."""
    return list(session.scalars(select(Erasure.id).where(Erasure.state == "RELEASED").order_by(Erasure.decided_at, Erasure.id).limit(A_RUN)))


def erase(session: Session, by: By, prepared: list[UUID]) -> dict[str, Any]:
    """Erase what is still released, each looked at once more: where something is open again or a period grew, the row says so and nothing is erased."""
    done = 0
    for ident in prepared:
        row = session.scalar(select(Erasure).where(Erasure.id == ident, Erasure.state == "RELEASED").with_for_update(of=Erasure).execution_options(populate_existing=True))
        if row is None:
            continue
        if _last_day(session, row.worker, days.today(by)) is None:
            row.state, row.reason = "REFUSED", "放行以后又有未了的事，或者保存期限变长，没有删除"
            audit.record(session, by, "erasure.refuse", row, reason=row.reason)
            continue
        erasures.done(session, by, row)
        done += 1
    return {"erased": done}
