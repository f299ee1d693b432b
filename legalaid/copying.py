"""All rows of one database in another, whatever kinds the two are, and the proof that they are the same."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, bindparam, cast, insert, select, update
from sqlalchemy.types import JSON, UserDefinedType

from legalaid.database import Database
from legalaid.errors import Refused
from legalaid.tables import Base

_ROWS = 1000


@dataclass(frozen=True)
class Content:
    """What a table holds: how many rows, and the sum of their hashes (SHA-256 each, added modulo 2²⁵⁶: in any order the same)."""

    rows: int
    digest: str


class _Unread(UserDefinedType[str]):
    """JSON as its text: an empty value (SQL NULL) and JSON's own null stay what they are."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "TEXT"


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """A read-only connection on which everything read is of one moment, while others go on writing."""
    with database.reader.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def contents(connection: Connection) -> dict[str, Content]:
    """Every table's content."""
    found = {}
    for table in Base.metadata.sorted_tables:
        count = total = 0
        for rows in _batches(connection, table):
            for row in rows:
                count += 1
                total += int.from_bytes(hashlib.sha256(repr(tuple(row.values())).encode()).digest(), "big")
        found[table.name] = Content(count, f"{total % 2**256:064x}")
    return found


def copy(source: Connection, target: Connection) -> None:
    """Insert every row of `source` into the empty tables of `target`, parents first. Refused when a row is there already."""
    for table in Base.metadata.sorted_tables:
        if target.execute(select(table.primary_key.columns.values()[0]).limit(1)).first() is not None:
            raise Refused("目标数据库里已经有数据，只能复制到空的数据库。", field="database")
    for table in Base.metadata.sorted_tables:
        own = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
        put = insert(table).values({c.name: bindparam(c.name, type_=_Unread()) if isinstance(c.type, JSON) else bindparam(c.name) for c in table.columns})
        waiting: list[dict[str, Any]] = []
        for rows in _batches(source, table):
            target.execute(put, [{**row, **dict.fromkeys(own)} for row in rows])
            waiting += [row for row in rows if any(row[name] is not None for name in own)]
        if waiting:  # what a row of the same table points to may have come after it
            (ident,) = table.primary_key.columns
            point = update(table).where(ident == bindparam("_ident")).values({name: bindparam(f"_{name}") for name in own})
            target.execute(point, [{"_ident": row[ident.name], **{f"_{name}": row[name] for name in own}} for row in waiting])


def differences(one: Mapping[str, Content], other: Mapping[str, Content]) -> list[str]:
    """What is not the same, in words; nothing when all is."""
    return [
        f"{name}：一边 {one[name].rows if name in one else 0} 行，另一边 {other[name].rows if name in other else 0} 行，内容不一致"
        for name in sorted({*one, *other}) if one.get(name) != other.get(name)
    ]


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    most = table.info.get("rows_at_once", _ROWS)  # some hold pieces of files
    found = connection.execution_options(stream_results=True, max_row_buffer=most).execute(select(*map(_read, table.columns)))
    while batch := found.mappings().fetchmany(most):
        yield [dict(row) for row in batch]


def _read(column: Column[Any]) -> Any:
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column
