"""换密钥: what the office key sealed, sealed anew under the current one, some rows at a time.

Every binary column holds envelopes bound to `table:column:id`. Most are sealed by the data key of a person or a file and stay
as they are; the data keys themselves, and what has no owner, are sealed by the office key.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, ColumnElement, CursorResult, LargeBinary, and_, func, literal, select, update
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import audit
from legalaid.errors import Forbidden
from legalaid.roles import By
from legalaid.tables.base import Base
from legalaid.tables.sealed import DATA_KEY_ID

NO_ENVELOPE = "?"
_LONGEST_HEAD = 2 + 255


@dataclass(frozen=True)
class Resealed:
    """How many rows were sealed anew, which would not open (`table:column:id`), and the last one looked at: None when all were."""

    done: int
    broken: tuple[str, ...]
    last: UUID | None


def columns() -> Iterator[Column[Any]]:
    """Every column that holds something sealed."""
    for table in Base.metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, LargeBinary))


def _begins(column: Column[Any], head: bytes) -> ColumnElement[bool]:
    return func.substr(column, 1, len(head), type_=LargeBinary()) == literal(head, LargeBinary())


def _by_the_office(column: Column[Any]) -> ColumnElement[bool]:
    # an empty data key is that of somebody erased, and stays empty
    return and_(column.is_not(None), func.length(column) > 0, ~_begins(column, crypto.head(DATA_KEY_ID)))


def used(session: Session) -> dict[str, Counter[str]]:
    """Which office keys seal how much: id of the key → table and column → rows."""
    found: dict[str, Counter[str]] = {}
    for column in columns():
        heads = session.scalars(select(func.substr(column, 1, _LONGEST_HEAD, type_=LargeBinary())).where(_by_the_office(column)).execution_options(yield_per=1000))
        for head in heads:
            found.setdefault(_key_id(head), Counter())[f"{column.table.name}.{column.name}"] += 1
    return found


def lacking(session: Session, keys: crypto.Keys) -> dict[str, Counter[str]]:
    """What is sealed by keys that are not among these; what is no envelope at all no key would open."""
    return {name: places for name, places in used(session).items() if name not in (*keys.office, NO_ENVELOPE)}


def _key_id(head: bytes) -> str:
    try:
        return crypto.key_id_of(head)
    except (crypto.Tampered, UnicodeDecodeError):
        return NO_ENVELOPE


def reseal(session: Session, by: By, column: Column[Any], *, after: UUID | None = None, limit: int = 500) -> Resealed:
    """Seal up to `limit` rows of a column under the current office key, those behind `after` by id.

    A row that somebody changes meanwhile keeps their change; one that does not open where it stands is left as it is and named.
    """
    if not by.system:
        raise Forbidden
    keys = cast(crypto.Keys, session.info["keys"])
    table = cast(Any, column.table)
    old = and_(_by_the_office(column), ~_begins(column, crypto.head(keys.current)), *([table.c.id > after] if after else []))
    rows = session.execute(select(table.c.id, column).where(old).order_by(table.c.id).limit(limit)).all()
    done, broken = 0, []
    for ident, sealed in rows:
        place = f"{table.name}:{column.name}:{ident}"
        try:
            plain = crypto.office_unseal(keys, sealed, place)
        except (crypto.Tampered, UnicodeDecodeError):
            broken.append(place)
            continue
        put = update(table).where(table.c.id == ident, column == sealed).values({column.name: crypto.office_seal(keys, plain, place)})
        done += cast(CursorResult[Any], session.execute(put)).rowcount
    if done:
        audit.record(session, by, "keys.reseal", "keys", keys.current, place=f"{table.name}.{column.name}", rows=done)
    return Resealed(done, tuple(broken), rows[-1].id if len(rows) == limit else None)
