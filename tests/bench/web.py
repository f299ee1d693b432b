"""Server time of every page for every role over a demo office, on SQLite and PostgreSQL: from the request to the finished page."""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from legalaid import backup, demo
from legalaid.app import create_app
from legalaid.database import Database, migrate
from legalaid.demo.staff import PASSWORD
from legalaid.roles import By
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from tests import postgres
from tests.bench import older
from tests.journeys import tour
from tests.web.browsing import Person
from tests.web.test_queries import counted

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
AIM = 60  # milliseconds
SLOWEST = 15  # rows of the table unless all are asked for


@dataclass(frozen=True)
class Measured:
    """One page as one role opens it: wall time in milliseconds, processor time of this process, statements, memory at the peak."""

    page: str
    who: str
    median: float
    p95: float
    processor: float
    queries: int
    megabytes: float

    @property
    def row(self) -> str:
        return f"| {self.page[:64]} | {self.who} | {self.median:.0f} | {self.p95:.0f} | {self.processor:.0f} | {self.queries} | {self.megabytes:.1f} |"


def run(options: Sequence[str] = ()) -> str:
    """A table for each database, the slowest pages first, and a line with the pages above the aim."""
    asked = _asked(options)
    with tempfile.TemporaryDirectory(prefix="legalaid-web-") as folder:
        home = _filled(asked.requests, asked.homes or Path(folder) / "homes")
        copied = shutil.copytree(home, Path(folder) / "home")
        if asked.older:
            older.add(copied / "legalaid.sqlite", asked.older)
        settings = replace(demo.as_demo(Settings(home=copied)), sender="memory")
        told = [_table("SQLite", settings, asked)] if asked.database != "postgresql" else []
        if asked.database != "sqlite":
            with _on_postgresql(settings) as there:
                told.append(_table("PostgreSQL", there, asked))
    return "\n\n".join(told)


def _asked(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench web", description=__doc__)
    parser.add_argument("--requests", type=int, default=0, help="a whole year of so many requests (14004: a quarter of an hour to fill); 0 is the plain demo office")
    parser.add_argument("--older", type=int, default=0, choices=range(10), metavar="YEARS", help="so many years of the same size before it (9: ten in all)")
    parser.add_argument("--homes", type=Path, help="folder in which filled offices are kept for the next time")
    parser.add_argument("--times", type=int, default=50, help="warm requests of each page")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--all", action="store_true", help=f"every row, not only the {SLOWEST} slowest")
    parser.add_argument("--page", default="", help="only pages whose address holds this")
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
    runtime = open_runtime(settings, clock=lambda: NOW, sender=MemorySender())
    try:
        app = create_app(runtime)
        found = sorted(_pages(app, runtime, asked), key=lambda m: -m.median)
    finally:
        runtime.close()
    above = [f"{m.page} ({m.who}) {m.median:.0f}" for m in found if m.median > AIM]
    return "\n".join([
        f"{database}, {asked.requests or 'plain'} requests, {asked.older} years before, "
        f"{len(found)} pages, {asked.times} warm requests each, median of all {statistics.median(m.median for m in found):.0f} ms",
        "| page | role | median ms | p95 ms | processor ms | queries | MB |", "|---|---|---|---|---|---|---|",
        *(m.row for m in (found if asked.all else found[:SLOWEST])),
        f"{len(above)} of {len(found)} above {AIM} ms: {'; '.join(above) or 'none'}",
    ])


def _pages(app: Flask, runtime: Runtime, asked: argparse.Namespace) -> Iterator[Measured]:
    """Every page by the role that shows it first, as the tour of the browser examines them."""
    for who in ("visitor", "worker", *tour.LOGINS):
        person, codes = Person(app), tour.receipts(runtime) if who == "worker" else {}
        for no, code in codes.items():
            assert person.post("/track", {"no": no, "code": code}).status_code == 303
        if who in tour.LOGINS:
            assert person.sign_in(who, PASSWORD).status_code == 303
        with runtime.read() as session:
            by = tour.acting(runtime, session, who) if who in tour.LOGINS else tour.holder(runtime, session, list(codes)) if codes else By(NOW, "WEB", "bench")
            stops = [s for s in tour.stops(app, session, by, who) if s.examined and asked.page in s.path]
        for stop in stops:
            one = _measured(runtime, person, stop.path, who, asked.times)
            print(one.row, file=sys.stderr, flush=True)  # a whole run takes minutes
            yield one


def _measured(runtime: Runtime, person: Person, path: str, who: str, times: int) -> Measured:
    assert person.get(path).status_code == 200, path  # what is read once a process is read now
    walls, processor = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        person.get(path)
        walls.append((time.perf_counter() - wall) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
    tracemalloc.start()
    with counted(runtime.database.engine, runtime.database.reader) as count:
        person.get(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    p95 = sorted(walls)[min(len(walls) - 1, int(len(walls) * 0.95))]
    return Measured(path, who, statistics.median(walls), p95, statistics.median(processor), count.number, peak / 1e6)
