"""Migrations equal the tables, go down and up again, and need nothing but alembic and sqlalchemy."""

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from legalaid.database import MIGRATIONS, migrate
from legalaid.tables import Base


@pytest.mark.both
def test_migrations_give_exactly_the_tables_of_the_code(database_url: str) -> None:
    url = make_url(database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url, poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
        checks = {c["name"] for t in Base.metadata.tables for c in inspect(connection).get_check_constraints(t)}
    named = {str(c.name) for t in Base.metadata.tables.values() for c in t.constraints if type(c).__name__ == "CheckConstraint"}
    assert checks == named


@pytest.mark.both
def test_every_migration_goes_down_and_up_again(database_url: str) -> None:
    migrate(database_url, "base", down=True)
    url = make_url(database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url, poolclass=NullPool)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tickets")).scalar_one() == 0


def test_migrations_import_only_alembic_and_sqlalchemy() -> None:
    for path in MIGRATIONS.glob("versions/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(n.split(".")[0] in ("alembic", "sqlalchemy") for n in names), path.name
