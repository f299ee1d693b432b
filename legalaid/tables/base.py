"""What every table shares: naming, ids made in Python, types for money, time, states."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, DateTime, MetaData, String, Table, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column
from sqlalchemy.types import JSON

_CENT = Decimal("0.01")


class Money(TypeDecorator[Decimal]):
    """金额 in yuan, stored as whole fen so that SUM is exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("money is never a float")
        return int((Decimal(value).quantize(_CENT, ROUND_HALF_UP) * 100).to_integral_value())

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else (Decimal(int(value)) / 100).quantize(_CENT)


class Moment(TypeDecorator[datetime]):
    """An aware point in time, stored as UTC; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("naive time refused")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


_uuid = lru_cache(maxsize=1 << 16)(UUID)


class Ident(Uuid[UUID]):
    """编号. SQLite gives text; the same id comes back in row after row, and reading it anew each time was a tenth of a page."""

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        if dialect.supports_native_uuid:
            return super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return lambda value: None if value is None else _uuid(value)


class Base(DeclarativeBase):
    """Declarative base. Constructors make the uuid; no column has a clock or database default."""

    metadata = MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    })
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as class data
        Decimal: Money, datetime: Moment, UUID: Ident(), dict[str, Any]: JSON, list[Any]: JSON, list[str]: JSON,
    }

    @classmethod
    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        # A CHECK on the table, not on the column: migrations see only those.
        table = cast(Table, cls.__table__)
        for column in table.columns:
            if "one_of" in column.info:
                listed = ", ".join(f"'{value}'" for value in column.info["one_of"])
                table.append_constraint(CheckConstraint(f"{column.name} in ({listed})", name=column.name))

    def __init__(self, **values: Any) -> None:
        makes_id, defaults = _defaults(type(self))
        if makes_id and values.get("id") is None:
            values["id"] = uuid4()
        for name, default in defaults:
            if name not in values:
                # Constants are set at once, so that a row reads the same before and after its flush.
                values[name] = default.arg(None) if default.is_callable else default.arg
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name}")
            setattr(self, name, value)


@cache
def _defaults(table: type[Base]) -> tuple[bool, tuple[tuple[str, Any], ...]]:
    """(whether its id is a uuid, columns with their defaults): asked for every row that is made."""
    columns = table.__mapper__.columns
    return "id" in columns and isinstance(columns["id"].type, Uuid), tuple((c.key, c.default) for c in columns if c.default is not None)


def key() -> MappedColumn[UUID]:
    """Primary key: a random uuid made by the constructor."""
    return mapped_column(Uuid(), primary_key=True)


def one_of(name: str, values: Iterable[str], *, nullable: bool = False, index: bool = False, **kw: Any) -> MappedColumn[Any]:
    """A short string limited to `values` by a named CHECK; `name` is the column's name."""
    return mapped_column(name, String(24), nullable=nullable, index=index, info={"one_of": tuple(values)}, **kw)


class Versioned:
    """Mixin for rows that people edit: a second saver of the same version gets StaleDataError → 409."""

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
