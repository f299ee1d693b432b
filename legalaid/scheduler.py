"""The clock: APScheduler calls `jobs.tick` each minute and the outbox every ten seconds. It decides nothing."""

import logging
from datetime import datetime
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.blocking import BlockingScheduler

from legalaid import jobs, jobs_table, outbox
from legalaid.runtime import Runtime

log = logging.getLogger("legalaid.scheduler")
assert jobs_table.TABLE  # importing it fills jobs.JOBS


class _Steady:
    """A scheduler that a clock set back does not hold up: APScheduler would sleep until the hour that it had planned comes again."""

    def _process_jobs(self) -> Any:
        for job in self.get_jobs():  # type: ignore[attr-defined]
            now = datetime.now(job.trigger.timezone)
            if job.next_run_time - now > job.trigger.interval:
                job.modify(next_run_time=now)
        return super()._process_jobs()  # type: ignore[misc]


class Background(_Steady, BackgroundScheduler):
    """As a thread."""


class Blocking(_Steady, BlockingScheduler):
    """As a process."""


def _add(scheduler: Any, runtime: Runtime) -> Any:
    # Slots and claims are in the database (two schedulers on one job store ran 16 of 20 slots twice),
    # so APScheduler only keeps time: memory store, one instance, late ticks merged.
    scheduler.add_job(jobs.tick, "interval", minutes=1, args=[runtime], id="tick", next_run_time=runtime.clock())
    scheduler.add_job(outbox.deliver, "interval", seconds=10, args=[runtime], id="outbox")
    return scheduler


_OPTIONS = {"timezone": "Asia/Shanghai", "job_defaults": {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}}


def start_in_thread(runtime: Runtime) -> BackgroundScheduler:
    """For `serve`: the scheduler as a thread beside the web service."""
    scheduler = _add(Background(**_OPTIONS), runtime)
    scheduler.start()
    return scheduler


def run_forever(runtime: Runtime) -> None:
    """For `legalaid scheduler`: a process of its own."""
    _add(Blocking(**_OPTIONS), runtime).start()


def loop_outbox(runtime: Runtime) -> None:
    """For `legalaid notices send --loop`: only the outbox, until stopped."""
    scheduler = Blocking(**_OPTIONS)
    scheduler.add_job(outbox.deliver, "interval", seconds=10, args=[runtime], id="outbox", next_run_time=runtime.clock())
    scheduler.start()
