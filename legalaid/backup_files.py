"""The files of a backup: a database sealed in chunks, and a signed manifest that says what must come out of it."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from legalaid import crypto
from legalaid.copying import Content
from legalaid.database import head
from legalaid.errors import Refused

MANIFEST, SEALED = "manifest.json", "database.sealed"
FORMAT, CHUNK = 1, 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, of which revision, under which key, the end of the audit chain, every table's content."""

    format: int
    ident: str
    made_at: str
    revision: str
    demo: bool
    key: str
    marks: dict[str, str]  # of the other keys: without that of the index nobody is found again, without that of the receipts no code opens
    audit: tuple[int, str]
    tables: dict[str, Content]

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.tables.values())


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that only this user reads, on the disk when it is closed."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def marks(keys: crypto.Keys) -> dict[str, str]:
    """What tells the office's keys from others without saying them."""
    return {"index": crypto.blind_index(keys, "backup", "mark"), "receipt": crypto.receipt_hash(keys, "backup", "mark")}


def _body(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, indent=1)


def write_manifest(keys: crypto.Keys, manifest: Manifest, folder: Path) -> None:
    """Signed, and under another name until it is whole: a folder without it is no backup."""
    body, part = _body(manifest), folder / f"{MANIFEST}.part"
    with _private(part) as out:
        out.write(json.dumps({**json.loads(body), "signature": _signature(keys, body)}, ensure_ascii=False, sort_keys=True, indent=1).encode())
    part.replace(folder / MANIFEST)


def _signature(keys: crypto.Keys, body: str) -> str:
    # by a key that a restore needs anyway: the web's is changed to end all sessions
    return crypto.blind_index(keys, "backup-manifest", body)


def read_manifest(keys: crypto.Keys, folder: Path) -> Manifest:
    """The manifest, if these keys signed it and it is unchanged."""
    try:
        raw: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        signature = raw.pop("signature")
        manifest = Manifest(**{**raw, "audit": tuple(raw["audit"]), "tables": {name: Content(**content) for name, content in raw["tables"].items()}})
    except OSError as e:
        raise Refused(f"{folder.name} 里没有完整的备份（缺 {MANIFEST}）。", field="DIR") from e
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise Refused(f"备份的 {MANIFEST} 已损坏。", field="DIR") from e
    if manifest.key not in keys.office or manifest.marks != marks(keys):
        raise Refused("密钥文件与这份备份不配套，请放回备份时用的密钥。", field="LEGALAID_KEYS")
    if not hmac.compare_digest(signature, _signature(keys, _body(manifest))):
        raise Refused(f"备份的 {MANIFEST} 被改动过，不能恢复。", field="DIR")
    if manifest.format != FORMAT or manifest.revision > head():
        raise Refused("这份备份由更新的版本生成，请先升级程序再恢复。", field="DIR")
    return manifest


def _place(ident: str, number: int, last: bool) -> str:
    return f"backup:{ident}:{number}:{'last' if last else 'more'}"


def seal(keys: crypto.Keys, ident: str, plain: Path, folder: Path) -> None:
    """The file `plain` into the backup, chunk by chunk."""
    with plain.open("rb") as source, _private(folder / SEALED) as out:
        number, chunk = 0, source.read(CHUNK)
        while True:
            following = source.read(CHUNK)
            sealed = crypto.office_seal(keys, chunk, _place(ident, number, not following))
            out.write(len(sealed).to_bytes(4, "big") + sealed)
            if not following:
                return
            number, chunk = number + 1, following


def unseal(keys: crypto.Keys, manifest: Manifest, folder: Path, plain: Path) -> None:
    """The other way round. Refused for anything that is not exactly what was sealed."""
    try:
        with (folder / SEALED).open("rb") as sealed, _private(plain) as out:
            number, size = 0, sealed.read(4)
            while True:
                chunk, following = sealed.read(int.from_bytes(size, "big")), sealed.read(4)
                out.write(crypto.office_unseal(keys, chunk, _place(manifest.ident, number, not following)))
                if not following:
                    return
                number, size = number + 1, following
    except (crypto.Tampered, UnicodeDecodeError, FileNotFoundError) as e:
        raise Refused(f"备份的 {SEALED} 缺失、不完整或者被改动过，不能恢复。", field="DIR") from e


def forget(folder: Path) -> None:
    """Remove what was written of a backup that did not get done."""
    for name in (SEALED, f"{MANIFEST}.part"):
        with suppress(OSError):
            (folder / name).unlink()


def digest_of(folder: Path) -> str:
    """SHA-256 of the sealed file, to be written down beside a copy kept elsewhere."""
    with (folder / SEALED).open("rb") as sealed:
        return hashlib.file_digest(sealed, "sha256").hexdigest()
