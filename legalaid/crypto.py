"""Sealing of personal data: AES-256-GCM with associated data, wrapped data keys, keyed blind indexes.

Envelope: version byte 1 · length of key id · key id · 12-byte nonce · ciphertext with tag. The key id is in each
ciphertext so that rotation is resumable; the associated data `table:column:uuid` makes a moved ciphertext fail.
"""

import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from legalaid.errors import NotReady, Refused

_VERSION = 1
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Tampered(Exception):
    """A ciphertext that was changed, moved to another row, or sealed with other keys."""


class Keys(Protocol):
    """The office's keys. `office` wraps data keys by id, `current` is the one that seals; `index`, `receipt`, `web` have one use each."""

    @property
    def office(self) -> dict[str, bytes]: ...
    @property
    def current(self) -> str: ...
    @property
    def index(self) -> bytes: ...
    @property
    def receipt(self) -> bytes: ...
    @property
    def web(self) -> bytes: ...
    def now(self) -> "KeySet": ...


@dataclass(frozen=True)
class KeySet:
    """Keys as they stood in a file at one moment."""

    office: dict[str, bytes]
    current: str
    index: bytes
    receipt: bytes
    web: bytes

    def __repr__(self) -> str:  # keys must never reach a log
        return f"KeySet(current={self.current!r})"

    def now(self) -> "KeySet":
        """Itself."""
        return self

    def with_new_current(self) -> "KeySet":
        """The same with one more office key, which seals from now on."""
        key_id = _new_id()
        return KeySet({**self.office, key_id: secrets.token_bytes(32)}, key_id, self.index, self.receipt, self.web)

    def with_current_only(self) -> "KeySet":
        """The same without the office keys that seal no longer."""
        return KeySet({self.current: self.office[self.current]}, self.current, self.index, self.receipt, self.web)


class KeyFile:
    """Keys as the key file holds them now: a process that runs while the office changes its key goes on with the new one.

    Each use asks the file system whether the file is another (a microsecond). A file that is gone leaves a running process what it has.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held = self._mark(), read_keys(path)

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def now(self) -> KeySet:
        """The keys of this moment, which stay as they are."""
        mark = self._mark()
        if mark is not None and mark != self._held[0]:
            self._held = mark, read_keys(self.path)
        return self._held[1]

    @property
    def office(self) -> dict[str, bytes]:
        return self.now().office

    @property
    def current(self) -> str:
        return self.now().current

    @property
    def index(self) -> bytes:
        return self.now().index

    @property
    def receipt(self) -> bytes:
        return self.now().receipt

    @property
    def web(self) -> bytes:
        return self.now().web

    def __repr__(self) -> str:
        return f"KeyFile({self.path.name!r})"


def _new_id() -> str:
    return "k" + secrets.token_hex(3)


def new_keys() -> KeySet:
    """Fresh random keys, 256 bits each."""
    key_id = _new_id()
    return KeySet({key_id: secrets.token_bytes(32)}, key_id, *(secrets.token_bytes(32) for _ in range(3)))


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _written(keys: KeySet) -> bytes:
    return json.dumps({
        "current": keys.current, "office": {k: _b64(v) for k, v in keys.office.items()},
        "index": _b64(keys.index), "receipt": _b64(keys.receipt), "web": _b64(keys.web),
    }, indent=1).encode()


def _put(path: Path, content: bytes, flags: int) -> None:
    """On the disk when this returns, readable by its owner only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600), "wb") as f:
        f.write(content)
        f.flush()
        os.fsync(f.fileno())


def write_keys(path: Path, keys: KeySet) -> None:
    """Write a key file with mode 600; never over an existing one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _put(path, _written(keys), os.O_EXCL)
    except FileExistsError as e:
        raise Refused(f"密钥文件已存在，不会覆盖：{path.name}", field="keys") from e


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Nobody else changes this key file meanwhile: two new keys at once would lose one of them, and what it sealed. Ends with the process."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            raise Refused("另一个命令正在更换密钥，请等它结束。", field="keys") from e
        yield
    finally:
        os.close(folder)


def replace_keys(path: Path, keys: KeySet) -> None:
    """Put other keys in the place of a key file, whole or not at all. Call within `changing`."""
    part = path.with_name(f"{path.name}.new")
    part.unlink(missing_ok=True)  # of a run that was killed while it wrote
    _put(part, _written(keys), os.O_EXCL)
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # a key that seals must not be lost with the power
    finally:
        os.close(folder)


def read_keys(path: Path) -> KeySet:
    """Read the key file; missing, readable by others or damaged is refused by name."""
    if not path.is_file():
        raise NotReady(f"没有找到密钥文件 {path.name}。新安装请先运行 legalaid keys new；恢复备份请放回原密钥。")
    if path.stat().st_mode & 0o077:
        raise NotReady(f"密钥文件 {path.name} 的权限过宽，应为 600。")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        office = {k: base64.b64decode(v, validate=True) for k, v in raw["office"].items()}
        keys = KeySet(office, raw["current"], *(base64.b64decode(raw[n], validate=True) for n in ("index", "receipt", "web")))
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise NotReady(f"密钥文件 {path.name} 已损坏。") from e
    if keys.current not in office or any(len(k) != 32 for k in (*office.values(), keys.index, keys.receipt, keys.web)):
        raise NotReady(f"密钥文件 {path.name} 内容不完整。")
    return keys


def seal(key: bytes, key_id: str, plain: bytes, aad: str) -> bytes:
    """Seal bytes under a 32-byte key."""
    nonce = os.urandom(12)
    return head(key_id) + nonce + AESGCM(key).encrypt(nonce, plain, aad.encode())


def head(key_id: str) -> bytes:
    """What everything sealed by this key begins with."""
    ident = key_id.encode()
    return bytes([_VERSION, len(ident)]) + ident


def key_id_of(sealed: bytes) -> str:
    """The id of the key that sealed this."""
    if len(sealed) < 2 or sealed[0] != _VERSION:
        raise Tampered("not an envelope")
    return sealed[2 : 2 + sealed[1]].decode()


def unseal(key: bytes, sealed: bytes, aad: str) -> bytes:
    """Open an envelope; Tampered if it was changed or belongs to another place."""
    start = 2 + len(key_id_of(sealed).encode())
    try:
        return AESGCM(key).decrypt(sealed[start : start + 12], sealed[start + 12 :], aad.encode())
    except InvalidTag as e:
        raise Tampered(aad) from e


def office_seal(keys: Keys, plain: bytes, aad: str) -> bytes:
    """Seal under the current office key."""
    held = keys.now()  # key and id of one moment
    return seal(held.office[held.current], held.current, plain, aad)


def office_unseal(keys: Keys, sealed: bytes, aad: str) -> bytes:
    """Open what any office key sealed."""
    key = keys.office.get(key_id_of(sealed))
    if key is None:
        raise Tampered(f"unknown key for {aad}")
    return unseal(key, sealed, aad)


def new_data_key(keys: Keys, aad: str) -> bytes:
    """A fresh data key, wrapped by the office key. Deleting it erases everything sealed under it."""
    return office_seal(keys, secrets.token_bytes(32), aad)


def blind_index(keys: Keys, field: str, normalised: str) -> str:
    """HMAC-SHA256 (hex) of a normalised value, for exact match only."""
    return hmac.new(keys.index, f"{field}\x00{normalised}".encode(), hashlib.sha256).hexdigest()


def new_receipt_code() -> str:
    """查询码: 80 random bits in Crockford base32, four groups of four."""
    number = int.from_bytes(secrets.token_bytes(10), "big")
    digits = "".join(_CROCKFORD[(number >> (5 * i)) & 31] for i in range(16))
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def receipt_hash(keys: Keys, no: str, code: str) -> str:
    """Keyed hash of a receipt code as typed: case, blanks, dashes and look-alikes (O, I, L) do not matter."""
    plain = "".join(c for c in code.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
    return hmac.new(keys.receipt, f"{no}\x00{plain}".encode(), hashlib.sha256).hexdigest()


def token_hash(keys: Keys, purpose: str, token: str) -> str:
    """Keyed hash of a random token (session cookie, API bearer)."""
    return hmac.new(keys.web, f"{purpose}\x00{token}".encode(), hashlib.sha256).hexdigest()


def same(a: str, b: str) -> bool:
    """Constant-time comparison."""
    return hmac.compare_digest(a.encode(), b.encode())
