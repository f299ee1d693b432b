"""legalaid index: the search indexes, copies of the database."""

import time
from collections.abc import Iterator
from typing import Any

import click

from casebank.engine import Doc, IndexBroken, IndexBusy
from legalaid.actions import search
from legalaid.cli.home import opened, today
from legalaid.cli.streams import show
from legalaid.errors import NotReady
from legalaid.runtime import Runtime

_WAIT_SECONDS = 30


@click.group("index")
def command() -> None:
    """检索索引。"""


@command.command("rebuild")
def rebuild_all() -> None:
    """从数据库重建全部索引。"""
    with opened() as runtime:
        try:
            done = [{"index": kind, **rebuild(runtime, kind)} for kind in search.KINDS]
        except IndexBroken as e:  # its server is away: a folder is always made anew
            raise NotReady(f"{e}。") from e
        except IndexBusy as e:
            raise NotReady(f"{e}，请稍后再试。") from e
    for line in done:
        show(line)


@command.command("status")
def status() -> None:
    """各索引的篇数和落后条数。"""
    with opened() as runtime, runtime.read() as session:
        for kind in search.KINDS:
            late = len(search.behind(session, kind, today(runtime)).seen) if kind != "tools" else 0
            try:
                show({"index": kind, "documents": runtime.engine(kind).count(), "behind": late})
            except IndexBroken as e:
                show({"index": kind, "documents": None, "behind": late, "problem": f"{e}，请运行 legalaid index rebuild。"})


def rebuild(runtime: Runtime, kind: str) -> dict[str, Any]:
    """A new index from the database, swapped in when complete."""
    late: list[search.Behind] = []
    number = 0

    def docs() -> Iterator[Doc]:
        # read when the engine asks, that is when nobody else writes any more: what they wrote is in the database by then
        nonlocal number
        with runtime.read() as session:
            found = search.all_docs(session, kind, today(runtime))
            late.extend([search.behind(session, kind, today(runtime))] if kind != "tools" else [])
        number = len(found)
        yield from found

    runtime.engine(kind).rebuild(docs())
    with runtime.write() as session:
        for each in late:
            search.mark_indexed(session, each)
    return {"indexed": number}


def bring_up_to_date(runtime: Runtime, kind: str) -> dict[str, Any]:
    """Index what is behind, waiting up to 30 s for another writer; else the job will do it."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            with runtime.read() as session:
                found = search.catch_up(session, runtime.engine(kind), kind, today(runtime))
            break
        except IndexBusy:
            if time.monotonic() > until:
                return {"indexed": 0, "note": "索引正由另一个进程更新，稍后由定时任务补上。"}
            time.sleep(0.5)
        except IndexBroken as e:
            return {"indexed": 0, "note": f"{e}，稍后由定时任务补上。"}
    with runtime.write() as session:
        return {"indexed": search.mark_indexed(session, found)}
