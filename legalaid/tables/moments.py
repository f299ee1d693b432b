"""Points in time as whole microseconds in SQL, so that spans are added up exactly by either database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

WEEK = 7 * 24 * 3600 * 1_000_000


def microsecond(moment: datetime) -> int:
    """The same of a moment that is known here."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


class microseconds(FunctionElement[int]):  # noqa: N801 - written like func.count
    """Microseconds since 1970 of a column of moments."""

    type = BigInteger()
    inherit_cache = True


@compiles(microseconds, "sqlite")
def _sqlite(element: microseconds, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.clauses, **kw)
    # written as 2026-11-24 10:30:00.000000; the functions of SQLite round to milliseconds, and 59.9996 seconds to the next minute
    return f"(CAST(strftime('%s', substr({column}, 1, 19)) AS INTEGER) * 1000000 + CAST(substr({column}, 21, 6) AS INTEGER))"


@compiles(microseconds, "postgresql")
def _postgresql(element: microseconds, compiler: Any, **kw: Any) -> str:
    return f"CAST(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **kw)}) * 1000000 AS BIGINT)"
