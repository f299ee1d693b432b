"""Checklist 36, 37: on PostgreSQL the web and the jobs do their work with rights that leave the audit and the tables' form alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from legalaid import grants, jobs, jobs_table, outbox
from legalaid.actions import search
from legalaid.app import create_app
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from legalaid.tables import Base
from tests.builders import Office
from tests.cli.conftest import Run
from tests.cli.program import refused
from tests.web import test_plant as journey

pytestmark = pytest.mark.both
assert jobs_table.TABLE


def url_as(office: Office, role: str) -> str:
    return office.runtime.settings.url.replace("tester@", f"{role}@")


@contextmanager
def opened_as(office: Office, role: str) -> Iterator[Runtime]:
    """The office's home and database, with the rights of a role."""
    runtime = open_runtime(replace(office.runtime.settings, database_url=url_as(office, role)), clock=office.runtime.clock, sender=MemorySender())
    try:
        yield runtime
    finally:
        runtime.close()


def test_every_table_named_exists_and_nobody_but_the_owner_changes_the_audit() -> None:
    named = grants._ENTRIES | grants._HEAD | grants._ACCESS | grants._SECRETS | grants._DELETES[grants.WEB] | grants._DELETES[grants.JOBS]
    assert named <= set(Base.metadata.tables)
    assert [grants.allowed(role, "audit_entries") for role in (grants.WEB, grants.JOBS, grants.AUDIT)] == [("SELECT", "INSERT"), ("SELECT", "INSERT"), ("SELECT",)]


def test_requests_and_jobs_run_with_their_rights_and_cannot_touch_the_audit(office: Office, run: Run, backend: str) -> None:
    home = {"LEGALAID_DATABASE": office.runtime.settings.url}
    if backend == "sqlite":
        refused(run("db", "roles", **home), "只有 PostgreSQL")
        return
    shown = run("db", "roles", **home)
    assert (shown.exit_code, shown.output.count("CREATE ROLE"), "audit_entries" in shown.output) == (0, 3, True)
    for _ in range(2):  # again and again the same
        assert run("db", "roles", "--apply", **home).exit_code == 0
    with opened_as(office, grants.JOBS) as runtime:
        for kind in ("cases", "statutes"):
            with runtime.read() as session:
                runtime.engine(kind).rebuild(search.all_docs(session, kind, runtime.clock().date()))
    with opened_as(office, grants.WEB) as runtime:
        site = create_app(runtime)
        asked = journey.ask(site, office)
        journey.at_the_desk(site, office, asked)
        journey.aid(site, office, asked)
        journey.represent(site, office, asked)
        journey.rate(site, asked)
    office.granted()
    with opened_as(office, grants.JOBS) as runtime:
        for name in jobs.JOBS:
            done = jobs.run(runtime, name, runtime.clock() + timedelta(minutes=1))
            assert done.status == "done", (name, done.detail)
        assert outbox.deliver(runtime)["sent"] > 3

    assert run("audit", "verify", LEGALAID_DATABASE=url_as(office, grants.AUDIT)).exit_code == 0
    everybody = ("UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries", "TRUNCATE audit_entries", "DELETE FROM audit_head", "DROP TABLE ratings", "CREATE TABLE more (x int)",
                 "ALTER TABLE tickets ADD COLUMN x int", "CREATE TEMPORARY TABLE t (x int)", "DELETE FROM tickets", "DELETE FROM workers", "UPDATE alembic_version SET version_num = '1'",
                 "ALTER TABLE audit_entries DISABLE TRIGGER ALL")
    forbidden = {
        grants.WEB: everybody,
        grants.JOBS: (*everybody, "UPDATE accounts SET state = 'ACTIVE'", "INSERT INTO posts SELECT * FROM posts", "SELECT * FROM api_clients", "SELECT secret_sealed FROM second_factors"),
        grants.AUDIT: (*everybody, "SELECT no FROM tickets", "SELECT * FROM workers", "INSERT INTO audit_entries SELECT * FROM audit_entries", "UPDATE audit_head SET seq = 0"),
    }
    for role, statements in forbidden.items():
        with psycopg.connect(url_as(office, role), autocommit=True) as connection:
            assert connection.execute("SELECT count(*) FROM audit_entries").fetchone() != (0,)
            for statement in statements:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
