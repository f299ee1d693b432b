"""The nightly look at how rows are spread: after it the figures of a week are counted from the rows of a week, whatever lies before."""

from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from legalaid import jobs, jobs_table
from legalaid.actions import first_steps, overdue, reports, scopes, tickets
from legalaid.runtime import Runtime
from tests.builders import Office

assert jobs_table.TABLE
COPIED = (
    "worker_id", "channel", "topic", "summary", "employer_name", "employer_key", "county", "head_count", "cause_version", "flags", "suggestion", "organisation_id",
    "wants_lawyer", "due_at", "due_reason", "paused_seconds", "returns", "reopened", "version",
)
YEARS = f"""
WITH RECURSIVE days (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < 700)
INSERT INTO tickets (id, no, state, registered_at, closed_at, {', '.join(COPIED)})
SELECT lower(hex(randomblob(16))), no || '-' || n, 'CLOSED', strftime('%Y-%m-%d %H:%M:%f000', registered_at, '-' || n || ' days'), registered_at, {', '.join(COPIED)} FROM tickets, days
"""  # as many requests on each of 700 days, closed since: too many for a test to register one by one


def plan(runtime: Runtime, ask: Callable[[Session], object], part: str) -> str:
    """How SQLite finds the rows of the query that holds `part`, on a connection as the server opens one every hour."""
    asked = []
    with runtime.read() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda _c, _cursor, statement, values, *_more: asked.append((statement, values)))
        ask(session)
    statement, values = next((s, v) for s, v in asked if part in s)
    runtime.database.reader.dispose()
    with runtime.read() as session:
        return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())


@pytest.mark.sqlite
def test_after_it_figures_of_a_week_read_the_rows_of_a_week_and_lists_of_open_requests_the_open_ones(runtime: Runtime) -> None:
    office = Office(runtime)
    for _ in range(6):
        office.ask()
    with runtime.write() as session:
        session.connection().exec_driver_sql(YEARS)
    now = runtime.clock()

    def of_week() -> str:
        return plan(runtime, lambda s: reports.figures(s, office.by(s, "haishu"), reports.period("week", now)), "tickets.registered_at >=")

    narrow = "COVERING INDEX ix_tickets_registered (registered_at>? AND registered_at<?)"
    assert narrow not in of_week(), "the test shows nothing: SQLite finds the way by itself"
    assert jobs.run(runtime, "weigh", now).status == "done"
    assert narrow in of_week()
    assert "ix_tickets_open" in plan(runtime, lambda s: overdue.pressing(s, now, scopes.tickets(office.by(s, "haishu"))), "tickets.due_at")
    assert "ix_tickets_external_no" in plan(runtime, lambda s: tickets.registered_as(s, "HOTLINE", "12345-1"), "tickets.external_no =")  # although none has such a number
    assert "ix_step_limits_unmet" in plan(runtime, lambda s: first_steps.overdue_steps(s, now), "step_limits")


@pytest.mark.both
def test_it_runs_once_a_night_and_changes_nothing(runtime: Runtime) -> None:
    office = Office(runtime)
    before = office.look("haishu", lambda s, by: reports.figures(s, by, reports.period("year", by.now)))
    assert jobs.run(runtime, "weigh", runtime.clock()).status == "done"
    assert jobs.run(runtime, "weigh", runtime.clock()).status == "already"
    assert office.look("haishu", lambda s, by: reports.figures(s, by, reports.period("year", by.now))) == before
