"""Engines and sessions: the SQLite recipe, read-only sessions, migrations."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, Select, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from legalaid.errors import NotReady, Refused

if TYPE_CHECKING:
    import psycopg  # installed with us, loaded only where it is used

_JSON = json.JSONDecoder()
_FRESH = 3600  # seconds: an SQLite connection reads what `weigh` found when it is opened, and never again
# bytes of the file that readers look at where the system keeps it, copying nothing: a fifth to a third of a page's time; what is written goes the usual way
_MAPPED = 1 << 32
MIGRATIONS = Path(__file__).parent / "migrations"


def _sqlite(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        # Transactions are ours: the driver must not begin or commit behind our back.
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
            "trusted_schema=OFF", *(("query_only=ON", f"mmap_size={_MAPPED}") if read_only else ()),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred BEGIN that reads first and writes later fails with "locked" instead of waiting.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _read_json(written: str) -> Any:
    # What stands in a column is what the driver wrote: nothing around it has to be looked for, as json.loads does at twice the time.
    value, end = _JSON.raw_decode(written)
    if end != len(written):
        raise ValueError(f"a column holds more than one JSON value: {written[end:end + 20]!r}")
    return value


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as e:
        raise Refused("数据库地址看不懂，应为 sqlite:///文件 或 postgresql://用户@主机/库名。", field="LEGALAID_DATABASE") from e


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for SQLite or PostgreSQL; anything else is refused."""
    parsed = _parsed(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise Refused("SQLite 数据库必须是文件。", field="LEGALAID_DATABASE")
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"check_same_thread": False}, json_deserializer=_read_json, hide_parameters=True, pool_recycle=_FRESH)
        _sqlite(engine, read_only=read_only)
        return engine
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        options = {"postgresql_readonly": True} if read_only else {}
        engine = create_engine(parsed, pool_pre_ping=True, execution_options=options, hide_parameters=True)
        event.listen(engine, "connect", _without_jit)
        return engine
    raise Refused("数据库只支持 SQLite 与 PostgreSQL。", field="LEGALAID_DATABASE")


def _without_jit(connection: "psycopg.Connection[Any]", _record: Any) -> None:
    # PostgreSQL would compile a question that goes over many rows to machine code first: longer than answering it takes, and anew each time
    connection.execute("SET jit = off")
    connection.commit()


def weigh(connection: Connection) -> None:
    """Let the database look at how its rows are spread: without, it may go through all years for the figures of a week.

    Reads every index, 2 s for 140,000 requests: of a sample it takes a state that most have for a rare one. PostgreSQL does it by itself, but not
    before it is asked for the first figures of an office that was just copied.
    """
    connection.exec_driver_sql("ANALYZE")


class Database:
    """Two engines on one database: `write()` for a transaction, `read()` for a read-only one."""

    def __init__(self, url: str, info: dict[str, Any] | None = None, prepare: Callable[[Any], None] | None = None) -> None:
        self.url = url
        self.engine, self.reader = make_engine(url), make_engine(url, read_only=True)
        self._write = sessionmaker(self.engine, expire_on_commit=False, info=info or {})
        self._read = sessionmaker(self.reader, expire_on_commit=False, info=info or {})
        if prepare:
            prepare(self._write)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose transaction commits at the end of the block and rolls back on any error."""
        with self._write() as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session: a write inside it fails."""
        with self._read() as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        self.reader.dispose()


def numbers(session: Session, *counted: Select[int]) -> tuple[int, ...]:
    """Several numbers in one question: what each of these selects, in their order."""
    return tuple(session.execute(select(*(one.scalar_subquery() for one in counted))).one()) if counted else ()


def _migration_engine(url: str) -> Engine:
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        # With foreign keys on, a batch ALTER of a parent table silently deletes its children.
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def migrate(url: str, revision: str = "head", *, down: bool = False) -> None:
    """Bring the tables to a revision, on a connection of its own, all or nothing."""
    # Imported here: only this needs Alembic, and every command would wait for it.
    from alembic import command
    from alembic.config import Config

    engine = _migration_engine(url)
    try:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            (command.downgrade if down else command.upgrade)(config, revision)
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise Refused(f"迁移会破坏 {len(broken)} 条关联，已全部撤销。")
    finally:
        engine.dispose()


def head() -> str:
    """The newest revision: the number at the head of the last migration's file name (a house test asks Alembic too)."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def check_current(database: Database) -> None:
    """NotReady unless the tables are at the newest revision."""
    try:
        with database.reader.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            current = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if known else None
    except DBAPIError as e:
        raise NotReady("数据库打不开或者连接不上。") from e
    if current != head():
        raise NotReady("数据库还没有升级到本版本，请先运行 legalaid db upgrade。")
