"""What one transaction remembers: the calendar, figures and limits, which an action asks for many times and which hardly ever change."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, object_session

from legalaid.tables.base import Base
from legalaid.tables.library import CalendarDay, Parameter
from legalaid.tables.limits import LimitRule

T = TypeVar("T")
_READ_ONCE: tuple[type[Base], ...] = (CalendarDay, Parameter, LimitRule)


def of_transaction(session: Session) -> dict[Hashable, Any]:
    """A place for what holds until this transaction, or a savepoint in it, ends."""
    kept: dict[Hashable, Any] = session.info.setdefault("transaction", {})
    return kept


def once(session: Session, table: type[Base], key: Hashable, read: Callable[[], T]) -> T:
    """What was read from one of the tables above, read anew after a row of it was flushed. Nobody may change what is returned."""
    kept: dict[Hashable, T] = of_transaction(session).setdefault(table, {})
    if key not in kept:
        kept[key] = read()
    return kept[key]


def listen(factory: Any) -> None:
    """Forget everything whenever a transaction or savepoint of this factory's sessions ends."""
    event.listen(factory, "after_transaction_end", _ended)


def _ended(session: Session, ended: SessionTransaction) -> None:
    if ended.nested or ended.parent is None:  # a flush is one too, inside another
        session.info.pop("transaction", None)


def _written(_mapper: Any, _connection: Any, row: Base) -> None:
    session = object_session(row)
    if session is not None:
        of_transaction(session).pop(type(row), None)


for _table in _READ_ONCE:
    for _moment in ("after_insert", "after_update", "after_delete"):
        event.listen(_table, _moment, _written)
