"""What one transaction remembers: calendar, figures, limits, how a worker wishes to be reached; asked for many times, hardly ever changed."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, object_session

from legalaid.tables.base import Base
from legalaid.tables.library import CalendarDay, Parameter
from legalaid.tables.limits import LimitRule
from legalaid.tables.tickets import Contact

T = TypeVar("T")
_READ_ONCE: tuple[type[Base], ...] = (CalendarDay, Parameter, LimitRule, Contact)


def of_transaction(session: Session) -> dict[Hashable, Any]:
    """A place for what holds until this transaction ends or something in it is rolled back."""
    kept: dict[Hashable, Any] = session.info.setdefault("transaction", {})
    return kept


def once(session: Session, table: type[Base], key: Hashable, read: Callable[[], T]) -> T:
    """What was read from one of the tables above, read anew after a row of it was flushed. Nobody may change what is returned."""
    kept: dict[Hashable, T] = of_transaction(session).setdefault(table, {})
    if key not in kept:
        kept[key] = read()
    return kept[key]


def listen(factory: Any) -> None:
    """Forget everything whenever a transaction of this factory's sessions ends or a savepoint is rolled back."""
    event.listen(factory, "after_transaction_end", _ended)
    event.listen(factory, "after_soft_rollback", _forget)


def _ended(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:  # a savepoint and a flush are transactions too, inside another
        _forget(session, ended)


def _forget(session: Session, _ended: SessionTransaction) -> None:
    session.info.pop("transaction", None)


def _written(_mapper: Any, _connection: Any, row: Base) -> None:
    session = object_session(row)
    if session is not None:
        of_transaction(session).pop(type(row), None)


for _table in _READ_ONCE:
    for _moment in ("after_insert", "after_update", "after_delete"):
        event.listen(_table, _moment, _written)
