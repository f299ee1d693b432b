"""备份与恢复: the whole database at one moment, sealed, with a manifest that says what must come out of it.

A backup is a folder: `database.sealed` (an SQLite file in chunks of AES-256-GCM under the office key; moved, missing or added
chunks fail) and `manifest.json`, written last. Keys and the search index are not in it: without the key file nobody reads it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import delete, inspect, literal, make_url, select

from legalaid import backup_files as files
from legalaid import copying, crypto
from legalaid.actions import api_clients, audit, erased_list, resealing
from legalaid.backup_files import Manifest
from legalaid.copying import Content
from legalaid.database import Database, check_current, head, migrate, weigh
from legalaid.errors import NotReady, Refused
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings
from legalaid.tables import Base
from legalaid.tables.accounts import Session as WebSession
from legalaid.tables.office import AuditHead


def make(runtime: Runtime, folder: Path) -> Manifest:
    """Write a backup into an empty folder while the office goes on working; noted in the audit. Refused for a folder with something in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"备份目录 {folder.name} 不是空目录，请另选一个。", field="DIR")
    by, ident = runtime.system(), uuid4().hex
    keys = runtime.keys.now()  # one for all of it, although the office may change its key meanwhile
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _scratch(runtime.settings.home, "backup") as file:
            tables, end = _copied(runtime.database, file)
            manifest = Manifest(files.FORMAT, ident, by.now.isoformat(), head(), runtime.settings.demo, keys.current, files.marks(keys), end, tables)
            files.seal(keys, ident, file, folder)
        files.write_manifest(keys, manifest, folder)
    except OSError as e:
        files.forget(folder)
        raise Refused(f"备份目录 {folder.name} 写不进去：磁盘已满、没有权限，或者上级目录不可用。没有备份。", field="DIR") from e
    with runtime.write() as session:
        audit.record(session, by, "backup.make", "backups", ident, rows=manifest.rows, audit_seq=end[0])
    return manifest


@dataclass(frozen=True)
class Restored:
    """A backup that is back: whether every table was compared (one of an earlier version is upgraded instead), what the audit chain
    has to say, up to which entry this home knew it, where that is more than the backup holds, how many erased workers it brought back,
    who are erased again (None where the home has no list of them), and how many tokens of other systems were withdrawn."""

    manifest: Manifest
    compared: bool
    faults: tuple[str, ...]
    known_up_to: int | None
    erased_again: int | None = None
    withdrawn: int = 0


def restore(settings: Settings, folder: Path) -> Restored:
    """Bring a backup back into a home that has its keys and no database yet; noted in the audit.

    Refused, with nothing left behind, for a backup that was changed or cut, for other keys, for a database with something in it.
    Whoever stands in the home's list of erased workers is erased again. Nobody is signed in any more, and no token of another system
    counts: some of them were withdrawn after the backup, and nobody knows which.
    """
    erased = erased_list.known(settings.home) if erased_list.path(settings.home).exists() else None
    keys = crypto.read_keys(settings.keys_path)
    manifest = files.read_manifest(keys, folder)
    place = _place_for(settings)
    compared = manifest.revision == head()
    with _scratch(place.parent if place else settings.home, "restore") as file:
        files.unseal(keys, manifest, folder, file)
        url = f"sqlite:///{file}"
        if compared:
            with _opened(url) as database, copying.snapshot(database) as connection:
                _must_equal(manifest.tables, copying.contents(connection))
        else:
            migrate(url)
        with _opened(url) as database, database.read() as session:
            if missing := resealing.lacking(session, keys):  # made while the office changed its key: some of it under the former one
                raise Refused(f"这份备份里有用密钥 {'、'.join(missing)} 加密的内容，请放回移出它之前的密钥文件。", field="LEGALAID_KEYS")
        if place is not None:
            _closed(file).replace(place)
        else:
            migrate(settings.url)
            with _opened(url) as source, _opened(settings.url) as target:
                transfer(source, target)
    if manifest.demo:
        settings.demo_marker.write_text("filled", encoding="ascii")
    return _continued(settings, manifest, compared, erased)


def _place_for(settings: Settings) -> Path | None:
    """Where the SQLite file goes, None for a server; Refused unless nothing is there."""
    settings.home.mkdir(parents=True, exist_ok=True)
    parsed = make_url(settings.url)
    if parsed.get_backend_name() != "sqlite":
        with _opened(settings.url) as database:
            must_be_vacant(database)
        return None
    place = Path(str(parsed.database))
    if place.exists():
        raise Refused("这里已经有数据库，只能恢复到空的数据目录和空的数据库。", field="LEGALAID_HOME")
    # SQLite would play the log of the lost database into the restored one
    if left := [place.name + end for end in ("-wal", "-shm", "-journal") if Path(f"{place}{end}").exists()]:
        raise Refused(f"这里还有旧数据库的 {'、'.join(left)}，请先移到别处再恢复。", field="LEGALAID_HOME")
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def must_be_vacant(database: Database) -> None:
    """Refused unless the database has no tables, or those of this version without a row."""
    with database.reader.connect() as connection:
        if not inspect(connection).get_table_names():
            return
        held = True
        with suppress(NotReady):
            check_current(database)
            held = any(connection.execute(select(literal(1)).select_from(table).limit(1)).first() for table in Base.metadata.sorted_tables)
    if held:
        raise Refused("这里已经有数据库，只能恢复、搬运到空的数据库。", field="LEGALAID_DATABASE")


def _continued(settings: Settings, manifest: Manifest, compared: bool, erased: list[UUID] | None) -> Restored:
    """The chain of audit checked against what this home knew of it, and begun anew from the backup's end."""
    known, end = audit.known_heads(settings.home), manifest.audit[0]
    runtime = open_runtime(settings)
    try:
        with runtime.read() as session:
            faults = tuple(audit.faults(session, [*((seq, digest) for seq, digest in known if seq <= end), *([manifest.audit] if end else [])]))
        if known:  # what came after the backup is gone: kept to show it, but no measure for what follows
            audit.heads_path(settings.home).rename(settings.home / f"audit-heads.{manifest.ident[:8]}")
        if end:
            audit.keep_head(settings.home, *manifest.audit)
        with runtime.write() as session:
            audit.record(session, runtime.system(), "backup.restore", "backups", manifest.ident, rows=manifest.rows, audit_seq=end)
            session.execute(delete(WebSession))
            live = [client.name for client in api_clients.listed(session, runtime.system()) if client.active]
            for name in live:
                api_clients.withdraw(session, runtime.system(), name=name)
        again = 0
        for ident in erased or ():
            with runtime.write() as session:
                again += erased_list.again(session, runtime.system(), ident)
    finally:
        runtime.close()
    latest = max((seq for seq, _ in known), default=0)
    return Restored(manifest, compared, faults, latest if latest > end else None, None if erased is None else again, len(live))


def transfer(source: Database, target: Database) -> dict[str, Content]:
    """Copy all rows into empty tables, in one transaction that stands only if both sides are the same; what was copied."""
    with copying.snapshot(source) as rows, target.engine.begin() as into:
        copying.copy(rows, into)
        before = copying.contents(rows)
        _must_equal(before, copying.contents(into))
    with target.engine.begin() as connection:
        weigh(connection)
    return before


def _must_equal(wanted: dict[str, Content], found: dict[str, Content]) -> None:
    if faults := copying.differences(wanted, found):
        raise NotReady("核对没有通过，已全部撤销：" + "；".join(faults) + "。")


def _copied(database: Database, file: Path) -> tuple[dict[str, Content], tuple[int, str]]:
    """The database of one moment as an SQLite file; every table's content, the end of the audit chain."""
    if database.reader.dialect.name == "sqlite":
        with database.reader.connect() as connection, closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)  # SQLite's own, in one step: pages as they are at this moment
    else:
        migrate(f"sqlite:///{file}")
        with _opened(f"sqlite:///{file}") as scratch:
            transfer(database, scratch)
    with _opened(f"sqlite:///{_closed(file)}") as scratch, copying.snapshot(scratch) as rows:
        last = rows.execute(select(AuditHead.seq, AuditHead.hash)).first()
        found = copying.contents(rows), (last.seq, last.hash) if last else (0, audit.GENESIS)
    _closed(file)
    return found


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _closed(file: Path) -> Path:
    """The SQLite file whole in itself, without a log beside it."""
    with _opened(f"sqlite:///{file}") as database, database.engine.connect() as connection:
        connection.connection.execute("PRAGMA journal_mode=DELETE")  # outside any transaction
    file.chmod(0o600)
    return file


@contextmanager
def _scratch(home: Path, purpose: str) -> Iterator[Path]:
    """A file in the home, of which nothing stays."""
    file = home / f".{purpose}-{uuid4().hex[:12]}.sqlite"
    try:
        yield file
    finally:
        for left in home.glob(f"{file.name}*"):
            left.unlink()


