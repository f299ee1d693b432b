"""The nightly look at how rows are spread: after it the figures of a week are counted from the rows of a week, whatever lies before."""

import pytest
from sqlalchemy import event

from legalaid import jobs, jobs_table
from legalaid.actions import reports
from legalaid.runtime import Runtime
from tests.builders import Office

assert jobs_table.TABLE
COPIED = (
    "worker_id", "channel", "state", "topic", "summary", "employer_name", "employer_key", "county", "head_count", "cause_version", "flags", "suggestion", "organisation_id",
    "wants_lawyer", "due_at", "due_reason", "paused_seconds", "returns", "reopened", "version",
)
YEARS = f"""
WITH RECURSIVE days (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < 700)
INSERT INTO tickets (id, no, registered_at, {', '.join(COPIED)})
SELECT lower(hex(randomblob(16))), no || '-' || n, strftime('%Y-%m-%d %H:%M:%f000', registered_at, '-' || n || ' days'), {', '.join(COPIED)} FROM tickets, days
"""  # as many requests on each of 700 days: too many for a test to register one by one


@pytest.mark.sqlite
def test_after_it_the_figures_of_a_week_read_the_rows_of_a_week(runtime: Runtime) -> None:
    office = Office(runtime)
    for _ in range(6):
        office.ask()
    with runtime.write() as session:
        session.connection().exec_driver_sql(YEARS)

    def plan() -> str:
        asked = []
        with runtime.read() as session:
            event.listen(session.connection(), "before_cursor_execute", lambda _c, _cursor, statement, values, *_more: asked.append((statement, values)))
            assert reports.figures(session, office.by(session, "haishu"), reports.period("week", runtime.clock())).registered >= 6
        statement, values = next((s, v) for s, v in asked if "count(*)" in s and "tickets.registered_at >=" in s)
        runtime.database.reader.dispose()  # the server opens its connections anew every hour
        with runtime.read() as session:
            return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())

    narrow = "COVERING INDEX ix_tickets_registered (registered_at>? AND registered_at<?)"
    assert narrow not in plan(), "the test shows nothing: SQLite finds the way by itself"
    assert jobs.run(runtime, "weigh", runtime.clock()).status == "done"
    assert narrow in plan()


@pytest.mark.both
def test_it_runs_once_a_night_and_changes_nothing(runtime: Runtime) -> None:
    office = Office(runtime)
    before = office.look("haishu", lambda s, by: reports.figures(s, by, reports.period("year", by.now)))
    assert jobs.run(runtime, "weigh", runtime.clock()).status == "done"
    assert jobs.run(runtime, "weigh", runtime.clock()).status == "already"
    assert office.look("haishu", lambda s, by: reports.figures(s, by, reports.period("year", by.now))) == before
