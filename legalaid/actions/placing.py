"""统一排案: the scheduled exact placing of everything that waits; solved outside the transaction, checked again inside; its settings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import assignment, audit, calendar, clear, scopes, weights
from legalaid.errors import Conflict, Invalid, NotFound
from legalaid.roles import By
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import MatchRun, Offer, PlacingSetting
from legalaid.tables.lawyers import SERVICES
from legalaid.tables.tickets import Ticket
from matching import batch, problem, stored, whatif
from toolkit.officehours import ZONE

TIMES, MOST_TIMES = ("10:00", "15:00"), 8
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Prepared:
    """A solved run: the plan and all that its replay needs."""

    plan: problem.Plan | None
    instance: dict[str, Any]
    day_off: bool


@dataclass(frozen=True)
class Settings:
    """When the placing runs on working days, and for which classes of service its choice is confirmed without a person."""

    number: int = 1
    times: tuple[str, ...] = TIMES
    automatic: frozenset[str] = frozenset(SERVICES)


def settings(session: Session) -> Settings:
    """What holds now; what is shipped is number 1."""
    row = session.scalar(select(PlacingSetting).order_by(PlacingSetting.number.desc()).limit(1))
    return Settings() if row is None else Settings(row.number, tuple(row.times), frozenset(row.automatic))


def settings_history(session: Session) -> list[PlacingSetting]:
    """All settings that somebody made, the newest first."""
    return list(session.scalars(select(PlacingSetting).order_by(PlacingSetting.number.desc())))


def configure(session: Session, by: By, *, times: Iterable[str], automatic: Iterable[str], reason: str, known: int | None = None) -> PlacingSetting:
    """New times and classes; the rows before stay as history. `known` is the number the author saw."""
    by.must("placing.configure")
    now = settings(session)
    if known is not None and known != now.number:
        raise Conflict(f"排案设置刚刚被改到第 {now.number} 版，请看过再改。")
    wanted, classes = sorted(set(times)), sorted(set(automatic))
    errors = {}
    if not wanted or len(wanted) > MOST_TIMES or any(not _TIME.fullmatch(t) for t in wanted):
        errors["times"] = f"请填 1 到 {MOST_TIMES} 个时间，如 10:00。"
    if not set(classes) <= set(SERVICES):
        errors["automatic"] = "服务类别不对。"
    if len(reason.strip()) < 4:
        errors["reason"] = "请写明为什么改（不少于 4 个字）。"
    if errors:
        raise Invalid(errors)
    if (tuple(wanted), frozenset(classes)) == (now.times, now.automatic):
        raise Conflict("没有改动任何一项。")
    row = PlacingSetting(number=now.number + 1, times=wanted, automatic=classes, reason=clear.text("reason", reason, longest=200), author_id=by.actor_id, recorded_at=by.now)
    session.add(row)
    session.flush()
    audit.record(session, by, "placing.configure", row, number=row.number, times=wanted, automatic=classes)
    return row


def slots(session: Session) -> list[Mapping[str, Any]]:
    """When the job runs, one entry a time of the day."""
    return [{"hour": t[:2], "minute": t[3:]} for t in settings(session).times]


def next_slot(session: Session, now: datetime) -> datetime:
    """The next placing after now, on a working day."""
    days, local = calendar.office_calendar(session), now.astimezone(ZONE)
    day = local.date()
    while True:
        if not days.is_off(day):
            for clock in settings(session).times:
                slot = datetime.combine(day, time.fromisoformat(clock), ZONE)
                if slot > local:
                    return slot
        day += timedelta(days=1)


def solve(_runtime: Any, session: Session, by: By) -> Prepared:
    """Solve for all waiting requests; nothing is done on a day off."""
    today = by.now.astimezone(ZONE).date()
    if calendar.office_calendar(session).is_off(today):
        return Prepared(None, {}, True)
    requests = assignment.waiting(session, by)
    if not requests:
        return Prepared(None, {}, False)
    found = assignment.problem_of(session, requests, by.now)
    plan = batch.batch(found)
    return Prepared(plan, {**stored.plain(found), "hash": plan.hash, "pairs": dict(plan.pairs)}, False)  # a replay gives the same hash


def place(session: Session, by: By, prepared: Prepared) -> dict[str, Any]:
    """Offer every pair of the plan that still holds, or propose it where a person confirms; write down what stayed unassigned and why."""
    if prepared.plan is None:
        return {"placed": 0, "unassigned": 0, "skipped": "day_off" if prepared.day_off else "nothing_waiting"}
    plan, now = prepared.plan, settings(session)
    run = MatchRun(slot=by.request_id, ran_at=by.now, instance=prepared.instance, input_hash=plan.input_hash, weights_number=plan.weights,
                   objective=plan.objective, bound=plan.bound, placed=0, unassigned=[])
    session.add(run)
    session.flush()
    proposed, until = 0, next_slot(session, by.now)
    left: list[dict[str, Any]] = []
    still = {str(r.id): r for r in assignment.waiting(session, by)}
    for ident, lawyer_id in sorted(plan.pairs.items()):
        request = still.get(ident)
        if request is None:
            continue  # somebody assigned it while we were thinking
        try:
            if request.service in now.automatic:
                assignment.offer(session, by, request.ticket.no, UUID(lawyer_id), run_id=run.id)
                run.placed += 1
            else:
                assignment.hold(session, by, request.ticket.no, UUID(lawyer_id), until=until, run_id=run.id)
                proposed += 1
        except Conflict as e:
            left.append({"no": request.ticket.no, "reason": "changed", "rules": {e.message: 1}})
    for unplaced in plan.unassigned:
        request = still.get(unplaced.matter)
        if request is not None:
            request.waiting_reason = {"reason": unplaced.reason, "rules": dict(unplaced.rules)}
            left.append({"no": request.ticket.no, "reason": unplaced.reason, "rules": dict(unplaced.rules), "eligible": unplaced.eligible})
    run.unassigned = left
    audit.record(session, by, "placing.run", run, placed=run.placed, proposed=proposed, unassigned=len(left), input=plan.input_hash)
    return {"placed": run.placed, "proposed": proposed, "unassigned": len(left), "run": str(run.id)}


@dataclass(frozen=True)
class Past:
    """A run in a list: of what it was asked only how many matters there were, and its hash."""

    id: UUID
    ran_at: datetime
    placed: int
    unassigned: list[Any]
    objective: int
    bound: int
    weights_number: int
    matters: int
    hash: str


def runs(session: Session, by: By, limit: int = 30, start: int = 0) -> list[Past]:
    """The latest runs, newest first. What they were asked stays in the database: it was half of a page."""
    by.must("assign.see")
    latest = select(MatchRun.id).order_by(MatchRun.ran_at.desc(), MatchRun.id).offset(start).limit(limit).subquery()
    asked = (func.json_array_length(MatchRun.instance["matters"]), MatchRun.instance["hash"].as_string())
    rows = select(MatchRun.id, MatchRun.ran_at, MatchRun.placed, MatchRun.unassigned, MatchRun.objective, MatchRun.bound, MatchRun.weights_number, *asked)
    return [Past(*row) for row in session.execute(rows.join(latest, latest.c.id == MatchRun.id).order_by(MatchRun.ran_at.desc(), MatchRun.id))]


def count(session: Session) -> int:
    """How many runs there are."""
    return session.scalar(select(func.count()).select_from(MatchRun)) or 0


def run(session: Session, by: By, ident: UUID) -> MatchRun:
    """One run, by its id."""
    by.must("assign.see")
    row = session.get(MatchRun, ident)
    if row is None:
        raise NotFound
    return row


def asked_in(session: Session, by: By, row: MatchRun) -> dict[str, Ticket]:
    """The tickets that a run placed or tried to place, by the id of their request; only those in scope."""
    idents = [UUID(m["id"]) for m in row.instance["matters"]]
    query = select(AidRequest.id, Ticket).join(Ticket, Ticket.id == AidRequest.ticket_id).where(AidRequest.id.in_(idents), scopes.tickets(by))
    return {str(ident): ticket for ident, ticket in session.execute(query)}


def offers_of(session: Session, row: MatchRun) -> dict[str, Offer]:
    """What became of a run's pairs: the offer or reservation of each request."""
    return {str(o.aid_request_id): o for o in session.scalars(select(Offer).where(Offer.run_id == row.id).order_by(Offer.offered_at))}


def replayed(row: MatchRun) -> problem.Plan:
    """The plan computed anew from what the run kept; its hash should be that of the first time."""
    return batch.replay(row.instance)


def what_if(session: Session, by: By, *, values: Mapping[str, Any] | None = None, away: Iterable[str] = (), more: Mapping[str, int] | None = None,
            run_id: UUID | None = None) -> whatif.Comparison:
    """如果: what waits now (or a stored run) solved as it is and once with other weights, lawyers away, more matters by county. Nothing changes."""
    by.must("assign.see")
    found = stored.read(run(session, by, run_id).instance) if run_id else assignment.problem_of(session, assignment.waiting(session, by), by.now)
    other = weights.changed(session, by.now, values) if values else None
    try:
        return whatif.what_if(found, weights=other, away=away, more=more)
    except problem.BadInstance as e:
        raise Invalid({e.field: f"{e.message}。"}) from e
