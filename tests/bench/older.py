"""Years before the year of a filled office, for what growth costs: its finished requests once more for each, erased as those of so long ago are."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Column, Date, Table, UniqueConstraint

from legalaid.tables import Base
from legalaid.tables.base import Moment
from legalaid.tables.tickets import CLOSED_STATES

# the digit of a UUID that says its version: with another one it is another key, and the same one wherever it is meant
_VERSION, _DIGITS = 13, "123569abc"
# no group has ten times its people; and what an offer was chosen from, a run or its grounds, names its requests inside
_LEFT_OUT, _LEFT_EMPTY = {"group_members", "agreement_shares", "offer_grounds"}, {("tickets", "group_id"), ("agreements", "group_id"), ("payments", "member_id"), ("offers", "run_id")}
_NUMBERED = "no"  # FY2026-0424-0011


def add(file: Path, years: int) -> None:
    """Add so many years, at most nine, to an SQLite database. Whoever still waits for something is left out; of the workers only their rows are left."""
    with closing(sqlite3.connect(file)) as database:
        database.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; PRAGMA temp_store=MEMORY; BEGIN")
        tables = _about_requests()
        for table in tables:
            database.execute(f"CREATE TEMP TABLE kept_{table.name} AS SELECT id FROM {table.name} WHERE {_finished(table, tables)}")
            database.execute(f"CREATE UNIQUE INDEX temp.one_{table.name} ON kept_{table.name} (id)")
        for back in range(1, years + 1):
            for table in tables:
                names = ", ".join(f'"{column.name}"' for column in table.columns)
                values = ", ".join(_earlier(column, tables, back) for column in table.columns)
                database.execute(f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name} WHERE id IN (SELECT id FROM kept_{table.name})")
        if broken := database.execute("PRAGMA foreign_key_check").fetchall():
            raise AssertionError(f"older rows point nowhere: {broken[:5]}")
        database.commit()
        database.executescript("PRAGMA journal_mode=WAL; ANALYZE")


def _about_requests() -> list[Table]:
    """Workers and whatever hangs on them, parents first."""
    found = [Base.metadata.tables["workers"]]
    for table in Base.metadata.sorted_tables:
        if table not in found and table.name not in _LEFT_OUT and any(key.column.table in found for key in table.foreign_keys):
            found.append(table)
    return found


def _finished(table: Table, tables: list[Table]) -> str:
    """Which rows of a table are repeated: those whose parents are."""
    closed = ", ".join(f"'{state}'" for state in CLOSED_STATES)
    if table.name == "workers":
        return f"id NOT IN (SELECT worker_id FROM tickets WHERE state NOT IN ({closed}) OR merged_into_id IS NOT NULL OR id IN (SELECT ticket_id FROM aid_records WHERE state = 'OPEN'))"
    inside = [column.name for column in table.columns for key in column.foreign_keys if key.column.table in tables and key.column.table is not table]
    kept = [(name, next(iter(table.columns[name].foreign_keys)).column.table.name) for name in inside]
    return " AND ".join(f"({name} IS NULL OR {name} IN (SELECT id FROM kept_{parent}))" for name, parent in kept)


def _earlier(column: Column[object], tables: list[Table], back: int) -> str:
    """A column's value, so many years back."""
    name, table = column.name, column.table
    if (table.name, name) == ("workers", "erased_at"):
        return f"'{2026 - back}-12-31 00:00:00.000000'"
    if column.primary_key or any(key.column.table in tables for key in column.foreign_keys):
        return f"substr({name}, 1, {_VERSION - 1}) || '{_DIGITS[back - 1]}' || substr({name}, {_VERSION + 1})"
    if isinstance(column.type, (Date, Moment)):
        return f"(CAST(substr({name}, 1, 4) AS INTEGER) - {back}) || substr({name}, 5)"
    if name == _NUMBERED:
        return f"'FY' || (CAST(substr({name}, 3, 4) AS INTEGER) - {back}) || substr({name}, 7)"
    if name == "data_key":  # emptied when its person is erased: what was sealed under it stays, and nobody opens it
        return "x''"
    if (column.nullable and name.endswith("_index")) or (table.name, name) in _LEFT_EMPTY:
        return "NULL"
    if column.unique or any(column.name in c.columns and len(c.columns) == 1 for c in table.constraints if isinstance(c, UniqueConstraint)):
        return f"'{back}' || {name}"
    return f'"{name}"'
