"""What each test would compile anew for its own engine and its own application is compiled once in a run: statements, templates, addresses.
Without it two thirds of the time of a page's test go there."""

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_STATEMENTS: dict[type, LRUCache[Any, Any]] = {}
_BUILDERS: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_compile_builder = Rule._compile_builder


class _Templates(BytecodeCache):
    """Jinja's own cache, in memory."""

    def __init__(self) -> None:
        self._codes = dict[tuple[str, str], CodeType | None]()

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def share() -> None:
    """From now on engines of one kind of database, and all applications, compile each thing once between them."""
    event.listen(Engine, "engine_connect", _shared)
    # The dialect is part of a compiled statement's key; ours differ in nothing that a statement depends on.
    DefaultDialect.__hash__ = lambda dialect: hash(type(dialect))  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda dialect, other: type(dialect) is type(other)  # type: ignore[method-assign]
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Templates()}
    Rule._compile_builder = _builder  # type: ignore[method-assign]


def _shared(connection: Connection) -> None:
    connection.engine._compiled_cache = _STATEMENTS.setdefault(type(connection.dialect), LRUCache(4000))


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    # What writes an address reaches the converters through its rule; nothing else of the application is in it.
    key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
    if key not in _BUILDERS:
        _BUILDERS[key] = _compile_builder(rule, append_unknown)
    return _BUILDERS[key]
