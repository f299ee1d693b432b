"""统一排案: the scheduled exact placing of everything that waits; solved outside the transaction, checked again inside."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import assignment, audit, calendar
from legalaid.errors import Conflict
from legalaid.roles import By
from legalaid.tables.assignment import MatchRun
from matching import batch, problem, stored
from toolkit.officehours import ZONE


@dataclass(frozen=True)
class Prepared:
    """A solved run: the plan and all that its replay needs."""

    plan: problem.Plan | None
    instance: dict[str, Any]
    day_off: bool


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
    return Prepared(plan, {**stored.plain(found), "hash": plan.hash}, False)  # a replay gives the same hash


def place(session: Session, by: By, prepared: Prepared) -> dict[str, Any]:
    """Offer every pair of the plan that still holds; write down what stayed unassigned and why."""
    if prepared.plan is None:
        return {"placed": 0, "unassigned": 0, "skipped": "day_off" if prepared.day_off else "nothing_waiting"}
    plan = prepared.plan
    run = MatchRun(slot=by.request_id, ran_at=by.now, instance=prepared.instance, input_hash=plan.input_hash, weights_number=plan.weights,
                   objective=plan.objective, bound=plan.bound, placed=0, unassigned=[])
    session.add(run)
    session.flush()
    left: list[dict[str, Any]] = []
    still = {str(r.id): r for r in assignment.waiting(session, by)}
    for ident, lawyer_id in sorted(plan.pairs.items()):
        request = still.get(ident)
        if request is None:
            continue  # somebody assigned it while we were thinking
        try:
            assignment.offer(session, by, request.ticket.no, UUID(lawyer_id), run_id=run.id)
            run.placed += 1
        except Conflict as e:
            left.append({"no": request.ticket.no, "reason": "changed", "rules": {e.message: 1}})
    for unplaced in plan.unassigned:
        request = still.get(unplaced.matter)
        if request is not None:
            request.waiting_reason = {"reason": unplaced.reason, "rules": dict(unplaced.rules)}
            left.append({"no": request.ticket.no, "reason": unplaced.reason, "rules": dict(unplaced.rules)})
    run.unassigned = left
    audit.record(session, by, "placing.run", run, placed=run.placed, unassigned=len(left), input=plan.input_hash)
    return {"placed": run.placed, "unassigned": len(left), "run": str(run.id)}


def runs(session: Session, by: By, limit: int = 30) -> list[MatchRun]:
    """The latest runs, newest first."""
    by.must("assign.see")
    return list(session.scalars(select(MatchRun).order_by(MatchRun.ran_at.desc()).limit(limit)))


