"""One cache of compiled statements for a whole run: each test has engines of its own, and compiling anew for them takes a quarter of its time."""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_CACHES: dict[type, LRUCache[Any, Any]] = {}


def share() -> None:
    """From now on engines of one kind of database compile each statement once between them."""
    event.listen(Engine, "engine_connect", _shared)
    # The dialect is part of a compiled statement's key; ours differ in nothing that a statement depends on.
    DefaultDialect.__hash__ = lambda dialect: hash(type(dialect))  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda dialect, other: type(dialect) is type(other)  # type: ignore[method-assign]


def _shared(connection: Connection) -> None:
    connection.engine._compiled_cache = _CACHES.setdefault(type(connection.dialect), LRUCache(4000))
