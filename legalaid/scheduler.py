"""The clock: APScheduler calls `jobs.tick` each minute and the outbox every ten seconds. It decides nothing."""

import logging
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.blocking import BlockingScheduler

from legalaid import jobs, jobs_table, outbox
from legalaid.runtime import Runtime

log = logging.getLogger("legalaid.scheduler")
assert jobs_table.TABLE  # importing it fills jobs.JOBS


def _add(scheduler: Any, runtime: Runtime) -> Any:
    # Slots and claims are in the database (two schedulers on one job store ran 16 of 20 slots twice),
    # so APScheduler only keeps time: memory store, one instance, late ticks merged.
    scheduler.add_job(jobs.tick, "interval", minutes=1, args=[runtime], id="tick", next_run_time=runtime.clock())
    scheduler.add_job(outbox.deliver, "interval", seconds=10, args=[runtime], id="outbox")
    return scheduler


_OPTIONS = {"timezone": "Asia/Shanghai", "job_defaults": {"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}}


def start_in_thread(runtime: Runtime) -> BackgroundScheduler:
    """For `serve`: the scheduler as a thread beside the web service."""
    scheduler = _add(BackgroundScheduler(**_OPTIONS), runtime)
    scheduler.start()
    return scheduler


def run_forever(runtime: Runtime) -> None:
    """For `legalaid scheduler`: a process of its own."""
    _add(BlockingScheduler(**_OPTIONS), runtime).start()


def loop_outbox(runtime: Runtime) -> None:
    """For `legalaid notices send --loop`: only the outbox, until stopped."""
    scheduler = BlockingScheduler(**_OPTIONS)
    scheduler.add_job(outbox.deliver, "interval", seconds=10, args=[runtime], id="outbox", next_run_time=runtime.clock())
    scheduler.start()
