"""What an office answers and does, measured: every page for every role, the calls of the API that read, work out or register, every timed job."""

import itertools
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import jobs
from legalaid.actions import api_clients
from legalaid.api.reference import specification_of
from legalaid.demo.places import CITY
from legalaid.demo.staff import PASSWORD
from legalaid.roles import SCOPES, By
from legalaid.runtime import Runtime
from legalaid.tables.aid import AidRequest
from legalaid.tables.assignment import MatchRun, Offer
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.library import Case, StatuteArticle
from legalaid.tables.reports import WeeklyReport
from legalaid.tables.tickets import Dispute, Ticket
from tests.journeys import tour
from tests.web.browsing import Person
from tests.web.test_queries import counted

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
API, REGISTER = "/api/v1", ("post", "/api/v1/tickets")
WORKED_OUT = ("/claims", "/calculators/", "/statutes/check")  # read although they are posted
_TOKENS = itertools.count(1)


@dataclass(frozen=True)
class Measured:
    """One page as one role opens it, one call, or one job: wall time in milliseconds, processor time of this process, statements, memory at the peak."""

    what: str
    who: str
    median: float
    p95: float
    processor: float
    queries: int
    megabytes: float

    @property
    def row(self) -> str:
        return f"| {self.what[:64]} | {self.who} | {self.median:.0f} | {self.p95:.0f} | {self.processor:.0f} | {self.queries} | {self.megabytes:.1f} |"


def pages(app: Flask, runtime: Runtime, times: int, part: str) -> Iterator[Measured]:
    """Every page by the role that shows it first, as the tour of the browser examines them."""
    for who in ("visitor", "worker", *tour.LOGINS):
        person, codes = Person(app), tour.receipts(runtime) if who == "worker" else {}
        for no, code in codes.items():
            assert person.post("/track", {"no": no, "code": code}).status_code == 303
        if who in tour.LOGINS:
            assert person.sign_in(who, PASSWORD).status_code == 303
        with runtime.read() as session:
            by = tour.acting(runtime, session, who) if who in tour.LOGINS else tour.holder(runtime, session, list(codes)) if codes else By(NOW, "WEB", "bench")
            stops = [s for s in tour.stops(app, session, by, who) if s.examined and part in s.path]
        for stop in stops:
            if person.get(stop.path).status_code == 410:  # whose it was is erased, as most are after ten years
                continue
            yield _measured(runtime, stop.path, who, times, lambda person=person, path=stop.path: person.get(path).status_code == 200)  # type: ignore[misc]


def calls(app: Flask, runtime: Runtime, times: int, part: str) -> Iterator[Measured]:
    """Every GET of the API, what it works out from a body, and a registration, each with the example of the specification."""
    with runtime.read() as session:
        values = _values(session)
    paths, numbers = specification_of(app)["paths"], itertools.count()
    assert _call(app, runtime, *REGISTER, paths[REGISTER[1]]["post"], {}, numbers)()  # one that is asked for by its number outside
    for path, item in paths.items():
        for method, operation in item.items():
            worked_out = method == "post" and path.removeprefix(API).startswith(WORKED_OUT)
            if part in path and (method == "get" or worked_out or (method, path) == REGISTER):
                call = _call(app, runtime, method, path.format_map({name: quote(value) for name, value in values(path).items()}), operation, values(path), numbers)
                yield _measured(runtime, f"{method.upper()} {path}", "API", times, call)


def _call(app: Flask, runtime: Runtime, method: str, address: str, operation: dict[str, Any], values: dict[str, str], numbers: Iterator[int]) -> Callable[[], bool]:
    """Makes the call; tells whether it was answered as asked. `numbers` tell apart what is registered. Each operation has its own token, as each has so many calls a minute."""
    with runtime.write() as session:
        bearer = api_clients.issue(session, runtime.system(), name=f"bench {next(_TOKENS)}", organisation=CITY[0], scopes=SCOPES).token
    query = {p["name"]: values[p["name"]] for p in operation.get("parameters", ()) if p["in"] == "query" and p["name"] in values}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    client = app.test_client()

    def call() -> bool:
        more, asked = {}, body
        if (method, address) == REGISTER:  # somebody else each time
            number = next(numbers)
            more, asked = {"Idempotency-Key": f"bench-key-{number:06d}"}, {**body, "channel": "HOTLINE", "external_no": f"bench-{number}", "phone": f"139{number:08d}"}
        sent: dict[str, Any] = {} if asked is None else {"data": json.dumps(asked), "content_type": "application/json"}
        answer = client.open(address, method=method.upper(), headers={"Authorization": f"Bearer {bearer}", **more}, query_string=query, **sent)
        return answer.status_code == (201 if more else 200)

    return call


def _values(session: Session) -> Callable[[str], dict[str, str]]:
    """What stands in a path or must be asked for, by path."""
    ticket = session.scalars(select(Ticket.no).where(Ticket.state == "IN_PROGRESS").order_by(Ticket.registered_at.desc())).first()
    disputed = session.scalars(select(Ticket.no).join(Dispute).where(Ticket.state == "IN_PROGRESS").order_by(Ticket.registered_at.desc())).first()
    waiting = session.scalars(select(Ticket.no).join(AidRequest).where(AidRequest.state == "GRANTED", AidRequest.assigned_at.is_(None)).order_by(Ticket.no)).first()
    report = session.scalars(select(WeeklyReport).where(WeeklyReport.state == "PUBLISHED").order_by(WeeklyReport.year.desc(), WeeklyReport.week.desc())).first()
    assert report is not None
    found: dict[str, dict[str, Any]] = {
        f"{API}/cases": {"ref": session.scalars(select(Case.ref).where(Case.published_number.is_not(None))).first()},
        f"{API}/statutes": {"ref": session.scalars(select(StatuteArticle.ref).where(StatuteArticle.short == "劳动合同法", StatuteArticle.number == 82)).first()},
        f"{API}/laws": {"short": "劳动合同法"},
        f"{API}/disputes": {"no": disputed},
        f"{API}/assignments": {
            "no": waiting, "lawyer": str(session.scalars(select(Lawyer.id).order_by(Lawyer.licence_no)).first()), "ident": str(session.scalars(select(Offer.id)).first()),
        },
        f"{API}/placings": {"lawyer": str(session.scalars(select(Offer.lawyer_id).where(Offer.state == "ACCEPTED")).first()), "ident": str(session.scalars(select(MatchRun.id)).first())},
        f"{API}/reports": {"year": str(report.year), "week": str(report.week)},
        f"{API}/tickets/external": {"external_no": "bench-0", "channel": "HOTLINE"},
        f"{API}/tickets": {"no": ticket},
    }
    return lambda path: next((values for start, values in found.items() if path.startswith(start)), {})


def timed_jobs(runtime: Runtime) -> Iterator[Measured]:
    """Each job as it comes after a week in which nobody worked, so that all have something to do; its memory after another such week."""
    for name in jobs.JOBS:
        runtime.clock = lambda: NOW + timedelta(weeks=1)
        wall, cpu = time.perf_counter(), time.process_time()
        assert _did(runtime, name), name
        wall, cpu = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
        runtime.clock = lambda: NOW + timedelta(weeks=2)
        yield Measured(name, "job", wall, wall, cpu, *_traced(runtime, lambda name=name: _did(runtime, name)))  # type: ignore[misc]


def _did(runtime: Runtime, name: str) -> bool:
    return jobs.run(runtime, name, runtime.clock(), manual=True).status == "done"


def _measured(runtime: Runtime, what: str, who: str, times: int, ask: Callable[[], bool]) -> Measured:
    assert ask(), what  # what is read once a process is read now
    walls, processor = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        answered = ask()
        walls.append((time.perf_counter() - wall) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
        assert answered, what
    p95 = sorted(walls)[min(len(walls) - 1, int(len(walls) * 0.95))]
    return Measured(what, who, statistics.median(walls), p95, statistics.median(processor), *_traced(runtime, ask))


def _traced(runtime: Runtime, ask: Callable[[], bool]) -> tuple[int, float]:
    """Statements and the peak of memory in megabytes."""
    tracemalloc.start()
    with counted(runtime.database.engine, runtime.database.reader) as count:
        assert ask()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count.number, peak / 1e6
