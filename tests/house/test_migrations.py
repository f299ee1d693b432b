"""Migrations equal the tables, go down and up again with an office's data in them, and need nothing but alembic and sqlalchemy."""

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from legalaid.database import MIGRATIONS, head, migrate
from legalaid.runtime import Runtime
from legalaid.tables import Base
from tests.builders import Office


def engine(url: str) -> Engine:
    """A plain engine, nothing of ours in between."""
    parsed = make_url(url)
    return create_engine(parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed, poolclass=NullPool)


def differences(url: str) -> list[object]:
    """What the tables of the code have that those of the database have not, and the other way round."""
    with engine(url).connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
        checks = {c["name"] for t in Base.metadata.tables for c in inspect(connection).get_check_constraints(t)}
    named = {str(c.name) for t in Base.metadata.tables.values() for c in t.constraints if type(c).__name__ == "CheckConstraint"}
    return [*found, *(checks ^ named)]


def rows(url: str) -> dict[str, int]:
    """How many rows each table holds."""
    with engine(url).connect() as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {t: connection.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in sorted(tables)}


def columns(url: str) -> dict[str, list[str]]:
    """The columns of each table."""
    with engine(url).connect() as connection:
        found = inspect(connection)
        return {t: sorted(c["name"] for c in found.get_columns(t)) for t in found.get_table_names()}


@pytest.mark.both
def test_migrations_give_exactly_the_tables_of_the_code(database_url: str) -> None:
    assert differences(database_url) == []


@pytest.mark.both
def test_a_column_index_or_check_that_differs_is_found(database_url: str) -> None:
    with engine(database_url).begin() as connection:
        connection.execute(text("ALTER TABLE tickets ADD COLUMN colour VARCHAR(8)"))
        connection.execute(text("DROP INDEX ix_tickets_state_due_at"))
    found = str(differences(database_url))
    assert "colour" in found
    assert "ix_tickets_state_due_at" in found


@pytest.mark.both
def test_every_migration_goes_down_and_up_again_with_data(database_url: str, runtime: Runtime) -> None:
    office = Office(runtime)
    office.helped()
    office.rated()
    held = rows(database_url)
    assert sum(count > 0 for count in held.values()) >= 15
    steps = [s.revision for s in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]  # newest first
    had: dict[str, dict[str, list[str]]] = {}
    for before in (*steps[1:], "base"):
        migrate(database_url, before, down=True)
        left = rows(database_url)
        assert left == {t: held[t] for t in left}, f"rows lost on the way down to {before}"
        had[before] = columns(database_url)
    assert rows(database_url) == {}
    for revision in reversed(steps):
        migrate(database_url, revision)
        assert columns(database_url) == had.get(revision, columns(database_url)), f"the way down leaves something to {revision}"
    assert differences(database_url) == []
    assert set(rows(database_url)) == set(held)


@pytest.mark.both
def test_rows_of_the_first_tables_survive_the_way_to_the_newest(database_url: str, runtime: Runtime) -> None:
    Office(runtime).helped()
    first = ScriptDirectory(str(MIGRATIONS)).get_bases()[0]
    migrate(database_url, first, down=True)
    held = rows(database_url)
    migrate(database_url)
    now = rows(database_url)
    assert {t: now[t] for t in held} == held
    assert held["tickets"] == 1


def test_the_newest_revision_is_what_alembic_says_and_numbers_have_no_gap() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [head()]
    assert sorted(s.revision for s in script.walk_revisions()) == [f"{n:04d}" for n in range(1, int(head()) + 1)]


def test_migrations_import_only_alembic_and_sqlalchemy() -> None:
    for path in MIGRATIONS.glob("versions/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(n.split(".")[0] in ("alembic", "sqlalchemy") for n in names), path.name
