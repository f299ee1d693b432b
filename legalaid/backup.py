"""备份与恢复: the whole database at one moment, sealed, with a manifest that says what must come out of it.

A backup is a folder: `database.sealed` (an SQLite file in chunks of AES-256-GCM under the office key; moved, missing or added
chunks fail) and `manifest.json`, written last. Keys and the search index are not in it: without the key file nobody reads it.
"""

import hashlib
import hmac
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from sqlalchemy import inspect, select

from legalaid import copying, crypto
from legalaid.actions import audit
from legalaid.copying import Content
from legalaid.database import Database, head, migrate
from legalaid.errors import NotReady, Refused
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings
from legalaid.tables.office import AuditHead

MANIFEST, SEALED = "manifest.json", "database.sealed"
_FORMAT, _CHUNK = 1, 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, of which revision, under which key, the end of the audit chain, every table's content."""

    format: int
    ident: str
    made_at: str
    revision: str
    demo: bool
    key: str
    index: str  # a mark of the blind index's key: with another one nobody is found again
    audit: tuple[int, str]
    tables: dict[str, Content]

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.tables.values())


def make(runtime: Runtime, folder: Path) -> Manifest:
    """Write a backup into an empty folder while the office goes on working; noted in the audit. Refused for a folder with something in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"备份目录 {folder.name} 不是空目录，请另选一个。", field="DIR")
    by, ident = runtime.system(), uuid4().hex
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _scratch(runtime.settings.home, "backup") as file:
            tables, end = _copied(runtime.database, file)
            manifest = Manifest(_FORMAT, ident, by.now.isoformat(), head(), runtime.settings.demo, runtime.keys.current, _mark(runtime.keys), end, tables)
            with file.open("rb") as plain, _private(folder / SEALED) as out:
                _seal(runtime.keys, ident, plain, out)
        # written last, under another name until it is whole: a folder without it is no backup
        part = folder / f"{MANIFEST}.part"
        with _private(part) as out:
            out.write(_signed(runtime.keys, manifest).encode())
        part.replace(folder / MANIFEST)
    except OSError as e:
        for name in (SEALED, f"{MANIFEST}.part"):
            with suppress(OSError):
                (folder / name).unlink()
        raise Refused(f"备份目录 {folder.name} 写不进去：磁盘已满、没有权限，或者上级目录不可用。没有备份。", field="DIR") from e
    with runtime.write() as session:
        audit.record(session, by, "backup.make", "backups", ident, rows=manifest.rows, audit_seq=end[0])
    return manifest


def restore(settings: Settings, folder: Path) -> tuple[Manifest, list[str]]:
    """Bring a backup back into a home that has its keys and no database yet; also what the audit chain has to say, in words.

    Refused, with nothing left behind, for a backup that was changed or cut, for other keys, for a database with something in it.
    """
    keys = crypto.read_keys(settings.keys_path)
    manifest = _read(keys, folder)
    if _holds_something(settings):
        raise Refused("这里已经有数据库，只能恢复到空的数据目录和空的数据库。", field="LEGALAID_HOME")
    settings.home.mkdir(parents=True, exist_ok=True)
    with _scratch(settings.home, "restore") as file:
        with (folder / SEALED).open("rb") as sealed, _private(file) as out:
            _unseal(keys, manifest, sealed, out)
        url = f"sqlite:///{file}"
        if manifest.revision == head():
            with _opened(url) as database, copying.snapshot(database) as connection:
                _must_equal(manifest.tables, copying.contents(connection))
        else:
            migrate(url)
        if settings.url.startswith("sqlite"):
            _closed(file).replace(settings.url.removeprefix("sqlite:///"))
        else:
            migrate(settings.url)
            with _opened(url) as source, _opened(settings.url) as target:
                transfer(source, target)
    audit.keep_head(settings.home, *manifest.audit)
    if manifest.demo:
        settings.demo_marker.write_text("filled", encoding="ascii")
    runtime = open_runtime(settings)
    try:
        with runtime.read() as session:
            return manifest, list(audit.faults(session, audit.known_heads(settings.home)))
    finally:
        runtime.close()


def transfer(source: Database, target: Database) -> dict[str, Content]:
    """Copy all rows into empty tables, in one transaction that stands only if both sides are the same; what was copied."""
    with copying.snapshot(source) as rows, target.engine.begin() as into:
        copying.copy(rows, into)
        before = copying.contents(rows)
        _must_equal(before, copying.contents(into))
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


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that only this user reads, on the disk when it is closed."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _holds_something(settings: Settings) -> bool:
    if not settings.founded:
        return False
    with _opened(settings.url) as database, database.reader.connect() as connection:
        return bool(inspect(connection).get_table_names())


def _mark(keys: crypto.Keys) -> str:
    return crypto.blind_index(keys, "backup", "mark")


def _body(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, indent=1)


def _signed(keys: crypto.Keys, manifest: Manifest) -> str:
    body = _body(manifest)
    return json.dumps({**json.loads(body), "signature": crypto.token_hash(keys, "backup", body)}, ensure_ascii=False, sort_keys=True, indent=1)


def _read(keys: crypto.Keys, folder: Path) -> Manifest:
    """The manifest, if these keys signed it and it is unchanged."""
    try:
        raw: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        signature = raw.pop("signature")
        manifest = Manifest(**{**raw, "audit": tuple(raw["audit"]), "tables": {name: Content(**content) for name, content in raw["tables"].items()}})
    except OSError as e:
        raise Refused(f"{folder.name} 里没有完整的备份（缺 {MANIFEST}）。", field="DIR") from e
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise Refused(f"备份的 {MANIFEST} 已损坏。", field="DIR") from e
    if manifest.key not in keys.office or manifest.index != _mark(keys):
        raise Refused("密钥文件与这份备份不配套，请放回备份时用的密钥。", field="LEGALAID_KEYS")
    if not hmac.compare_digest(signature, crypto.token_hash(keys, "backup", _body(manifest))):
        raise Refused(f"备份的 {MANIFEST} 被改动过，不能恢复。", field="DIR")
    if manifest.format != _FORMAT or manifest.revision > head():
        raise Refused("这份备份由更新的版本生成，请先升级程序再恢复。", field="DIR")
    return manifest


def _place(ident: str, number: int, last: bool) -> str:
    return f"backup:{ident}:{number}:{'last' if last else 'more'}"


def _seal(keys: crypto.Keys, ident: str, plain: BinaryIO, out: BinaryIO) -> None:
    number, chunk = 0, plain.read(_CHUNK)
    while True:
        following = plain.read(_CHUNK)
        sealed = crypto.office_seal(keys, chunk, _place(ident, number, not following))
        out.write(len(sealed).to_bytes(4, "big") + sealed)
        if not following:
            return
        number, chunk = number + 1, following


def _unseal(keys: crypto.Keys, manifest: Manifest, sealed: BinaryIO, out: BinaryIO) -> None:
    number, size = 0, sealed.read(4)
    try:
        while True:
            chunk, following = sealed.read(int.from_bytes(size, "big")), sealed.read(4)
            out.write(crypto.office_unseal(keys, chunk, _place(manifest.ident, number, not following)))
            if not following:
                return
            number, size = number + 1, following
    except crypto.Tampered as e:
        raise Refused(f"备份的 {SEALED} 不完整或者被改动过，不能恢复。", field="DIR") from e


def digest_of(folder: Path) -> str:
    """SHA-256 of the sealed file, to be written down beside a copy kept elsewhere."""
    with (folder / SEALED).open("rb") as sealed:
        return hashlib.file_digest(sealed, "sha256").hexdigest()
