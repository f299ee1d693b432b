"""Server time of every page for every role, of the API's calls and of the jobs, over a demo office on SQLite and PostgreSQL."""

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from legalaid import backup, demo
from legalaid.app import create_app
from legalaid.database import Database, migrate
from legalaid.runtime import open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from tests import postgres
from tests.bench import older
from tests.bench._served import NOW, Measured, calls, pages, timed_jobs

AIM = 60  # milliseconds
PARTS = ("pages", "calls", "jobs")
SLOWEST = 15  # rows of the table unless all are asked for


def run(options: Sequence[str] = ()) -> str:
    """A table for each database, the slowest pages first, and a line with the pages above the aim."""
    asked = _asked(options)
    with tempfile.TemporaryDirectory(prefix="legalaid-web-") as folder:
        home = _filled(asked.requests, asked.homes or Path(folder) / "homes")
        copied = shutil.copytree(home, Path(folder) / "home")
        if asked.older:
            older.add(copied / "legalaid.sqlite", asked.older)
        settings = replace(demo.as_demo(Settings(home=copied)), sender="memory")
        with ExitStack() as stack:
            measured = {"SQLite": settings} if asked.database != "postgresql" else {}
            if asked.database != "sqlite":  # copied before anything is registered in the other
                measured["PostgreSQL"] = stack.enter_context(_on_postgresql(settings))
            return "\n\n".join([_table(name, there, asked) for name, there in measured.items()])


def _asked(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench web", description=__doc__)
    parser.add_argument("--requests", type=int, default=0, help="a whole year of so many requests (14004: a quarter of an hour to fill); 0 is the plain demo office")
    parser.add_argument("--older", type=int, default=0, choices=range(10), metavar="YEARS", help="so many years of the same size before it (9: ten in all)")
    parser.add_argument("--homes", type=Path, help="folder in which filled offices are kept for the next time")
    parser.add_argument("--times", type=int, default=50, help="warm requests of each page")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--all", action="store_true", help=f"every row, not only the {SLOWEST} slowest")
    parser.add_argument("--page", default="", help="only pages and calls whose address holds this")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what is measured; all three without it")
    return parser.parse_args(options)


def _filled(requests: int, homes: Path) -> Path:
    """The office of this size: the one that is kept, else a new one, under another name until it is whole."""
    home = homes / f"demo-{requests}"
    if not home.exists():
        begun = home.with_name(f"{home.name}-begun")
        shutil.rmtree(begun, ignore_errors=True)
        homes.mkdir(parents=True, exist_ok=True)
        demo.fill(Settings(home=begun), clock=lambda: NOW, requests=requests)
        begun.rename(home)
    return home


@contextmanager
def _on_postgresql(settings: Settings) -> Iterator[Settings]:
    """The same rows in a throw-away cluster."""
    with postgres.cluster() as url:
        postgres.execute(url, "CREATE DATABASE bench")
        there = replace(settings, database_url=url.format(name="bench"))
        migrate(there.url)
        source, target = Database(settings.url), Database(there.url)
        backup.transfer(source, target)
        source.dispose()
        target.dispose()
        yield there


def _table(database: str, settings: Settings, asked: argparse.Namespace) -> str:
    told = [f"{database}, {asked.requests or 'plain'} requests, {asked.older} years before, {asked.times} warm requests each"]
    runtime = open_runtime(settings, clock=lambda: NOW, sender=MemorySender())
    try:
        app = create_app(runtime)
        parts = {"pages": lambda: pages(app, runtime, asked.times, asked.page), "calls": lambda: calls(app, runtime, asked.times, asked.page), "jobs": lambda: timed_jobs(runtime)}
        for part in asked.parts:
            told.append(_rows(part, parts[part](), asked))
    finally:
        runtime.close()
    return "\n\n".join(told)


def _rows(part: str, measured: Iterable[Measured], asked: argparse.Namespace) -> str:
    found = []
    for one in measured:
        print(one.row, file=sys.stderr, flush=True)  # a whole run takes minutes
        found.append(one)
    found.sort(key=lambda m: -m.median)
    above = [f"{m.what} ({m.who}) {m.median:.0f}" for m in found if m.median > AIM]
    return "\n".join([
        f"{len(found)} {part}, median of all {statistics.median(m.median for m in found):.0f} ms; the process took {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB at most",
        f"| {part} | by | median ms | p95 ms | processor ms | queries | MB |", "|---|---|---|---|---|---|---|",
        *(m.row for m in (found if asked.all else found[:SLOWEST])),
        *([] if part == "jobs" else [f"{len(above)} of {len(found)} above {AIM} ms: {'; '.join(above) or 'none'}"]),
    ])
