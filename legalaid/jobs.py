"""定时任务: one readable table, and the runner that does each slot once however many schedulers there are."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from legalaid.errors import Refused, frames
from legalaid.roles import By
from legalaid.runtime import Runtime
from legalaid.tables.office import JobFailure, JobRun

SHANGHAI = ZoneInfo("Asia/Shanghai")
ALARM_AFTER = 5
log = logging.getLogger("legalaid.jobs")

Prepare = Callable[[Runtime, Session, By], Any]
Apply = Callable[[Session, By, Any], dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """`prepare` reads and thinks as long as it likes; `apply` checks again and writes within 200 ms. `times` are the slots when the
    office sets them itself, else they are `when`."""

    title: str
    when: Mapping[str, Any]
    prepare: Prepare
    apply: Apply
    catch_up: str = "latest"  # "each": every missed slot; "latest": only the last one
    times: Callable[[Session], Sequence[Mapping[str, Any]]] | None = None


JOBS: dict[str, Job] = {}


@dataclass(frozen=True)
class Outcome:
    """How a run ended: done, already (somebody did this slot), or failed."""

    job: str
    slot: datetime
    status: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def get(name: str) -> Job:
    """The job of this name, or a refusal that lists the names."""
    if name not in JOBS:
        raise Refused(f"没有名为 {name} 的任务。可用的有：{'、'.join(JOBS)}。", field="name")
    return JOBS[name]


def run(runtime: Runtime, name: str, slot: datetime, *, manual: bool = False) -> Outcome:
    """Do one slot. The claim (job, slot) is a unique row written in the transaction of `apply`: done once, or not at all."""
    job = get(name)
    slot = slot.replace(second=0, microsecond=0)
    by = runtime.system("JOB", request_id=f"{name}@{slot.astimezone(SHANGHAI):%Y%m%dT%H%M}")
    with runtime.read() as session:
        if _claimed(session, name, slot):
            return Outcome(name, slot, "already")
    try:
        with runtime.read() as session:
            prepared = job.prepare(runtime, session, by)
        with runtime.write() as session:
            claim = JobRun(job=name, slot=slot, manual=manual, finished_at=runtime.clock())
            session.add(claim)
            session.flush()
            claim.outcome = job.apply(session, by, prepared)
            return Outcome(name, slot, "done", claim.outcome)
    except Exception as e:
        if isinstance(e, IntegrityError):
            # Somebody else's claim came first: their work stands, ours was rolled back with its claim.
            with runtime.read() as session:
                if _claimed(session, name, slot):
                    return Outcome(name, slot, "already")
        return _failed(runtime, name, slot, e)


def _claimed(session: Session, name: str, slot: datetime) -> bool:
    return session.scalar(select(JobRun.id).where(JobRun.job == name, JobRun.slot == slot)) is not None


def _failed(runtime: Runtime, name: str, slot: datetime, error: Exception) -> Outcome:
    log.error("job %s at %s failed: %s\n%s", name, slot.isoformat(), type(error).__name__, frames(error))
    with runtime.write() as session:
        session.add(JobFailure(job=name, slot=slot, at=runtime.clock(), error=type(error).__name__))
        session.flush()
        count = session.scalar(select(func.count()).where(JobFailure.job == name, JobFailure.slot == slot)) or 0
    if count >= ALARM_AFTER:
        log.critical("job %s failed %s times for %s", name, count, slot.isoformat())
    return Outcome(name, slot, "failed", {"error": type(error).__name__, "times": count})


def times(session: Session, job: Job) -> Sequence[Mapping[str, Any]]:
    """When a job runs as things are set now: one entry for each time of the day."""
    return job.times(session) if job.times else [job.when]


def slots_due(session: Session, name: str, now: datetime) -> list[datetime]:
    """Slots that should have run by now and have not, oldest first; never further back than a week."""
    job = JOBS[name]
    triggers = [CronTrigger(timezone=SHANGHAI, **when) for when in times(session, job)]
    # A slot of the future that somebody ran by hand must not hold up those before it.
    last = session.scalar(select(func.max(JobRun.slot)).where(JobRun.job == name, JobRun.manual.is_(False), JobRun.slot <= now))
    # A new installation starts with the slot of this minute: there is no past to catch up with.
    start = max(last + timedelta(minutes=1), now - timedelta(days=7)) if last else now - timedelta(minutes=1)
    # The last hour first where only the last slot counts: after a week away a job of every minute has ten thousand before it.
    found = _fires(triggers, max(start, now - timedelta(hours=1)), now) if job.catch_up == "latest" else []
    found = found or _fires(triggers, start, now)
    if job.catch_up == "latest":
        found = found[-1:]
    given_up = {
        slot for slot, times in session.execute(
            select(JobFailure.slot, func.count()).where(JobFailure.job == name).group_by(JobFailure.slot)
        ) if times >= ALARM_AFTER
    }
    return [s for s in found if s.replace(second=0, microsecond=0) not in given_up]


def lag(session: Session, name: str, now: datetime) -> timedelta:
    """For how long the first slot after the last one done has been due; nothing for a job that never ran."""
    last = session.scalar(select(func.max(JobRun.slot)).where(JobRun.job == name, JobRun.manual.is_(False), JobRun.slot <= now))
    if last is None:
        return timedelta()
    fires = [CronTrigger(timezone=SHANGHAI, **when).get_next_fire_time(None, last + timedelta(minutes=1)) for when in times(session, JOBS[name])]
    return max((now - fire for fire in fires if fire is not None and fire <= now), default=timedelta())


def _fires(triggers: Sequence[CronTrigger], start: datetime, end: datetime) -> list[datetime]:
    """Every moment of these triggers from start to end, oldest first."""
    found: list[datetime] = []
    for trigger in triggers:
        fire = trigger.get_next_fire_time(None, start)
        while fire is not None and fire <= end:
            found.append(fire)
            fire = trigger.get_next_fire_time(fire, fire + timedelta(seconds=1))
    return sorted(found)


def tick(runtime: Runtime) -> list[Outcome]:
    """Run everything due: called each minute by any number of schedulers."""
    now = runtime.clock()
    outcomes = []
    for name in JOBS:
        with runtime.read() as session:
            due = slots_due(session, name, now)
        outcomes += [run(runtime, name, slot) for slot in due]
    return outcomes
