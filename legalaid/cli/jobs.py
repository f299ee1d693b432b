"""legalaid jobs: the timed jobs, on the same path as the scheduler."""

from datetime import datetime
from typing import Any

import click

from legalaid import jobs, jobs_table
from legalaid.cli.home import SHANGHAI, opened
from legalaid.cli.streams import show
from legalaid.errors import Refused


@click.group("jobs")
def command() -> None:
    """定时任务。"""
    assert jobs_table.TABLE  # importing it fills jobs.JOBS


@command.command("list")
def list_() -> None:
    """列出定时任务和现在生效的时间。"""
    with opened() as runtime, runtime.read() as session:
        for name, job in jobs.JOBS.items():
            show({"name": name, "title": job.title, "when": [dict(when) for when in jobs.times(session, job)], "catch_up": job.catch_up})


@command.command("run")
@click.argument("name")
@click.option("--at", "at", default=None, help="时段，ISO 时间，如 2026-11-24T10:00；默认为现在这一分钟（手动）")
def run(name: str, at: str | None) -> None:
    """运行一个任务，与调度器走同一条路。"""
    jobs.get(name)
    slot = _moment(at) if at is not None else None
    with opened() as runtime:
        outcome = jobs.run(runtime, name, slot or runtime.clock(), manual=slot is None)
    if outcome.status == "failed":
        # Where it broke is in the log, which a command writes to standard error: the lines above this one.
        raise Refused(f"任务没有完成。出错的地方写在上面的日志里（标准错误输出，{outcome.detail['error']}），请交给开发人员。已记录，本时段第 {outcome.detail['times']} 次。", field=name)
    answer: dict[str, Any] = {"job": name, "slot": outcome.slot.astimezone(SHANGHAI).isoformat(), "status": outcome.status, **outcome.detail}
    show({**answer, "note": "这个时段已经做过，没有再做。"} if outcome.status == "already" else answer)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as e:
        raise Refused("时间应为 ISO 格式，如 2026-11-24T10:00。", field="--at") from e
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
