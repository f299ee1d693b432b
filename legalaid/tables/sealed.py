"""Sealed attributes: personal data that the database holds only as ciphertext.

`name = Sealed("name", mask=mask_name, index="name_index")` sits over the binary column `name_sealed`. Assigning a
string seals it at the next flush under the data key of the row's owner (a worker or a file) or, where there is none,
under the office key. Reading gives a `Secret`: its text is the mask. Plain text comes out only through `Secret.open`,
which `actions/audit.reveal` alone calls for people, and which documents and senders call for the person concerned.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Protocol, cast

from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from legalaid import crypto
from legalaid.errors import Gone

ERASED = "已删除"
DATA_KEY_ID = "d"  # stands in envelopes where the id of an office key would: that row's owner has the key


class Secret:
    """A sealed value. `str()` and formatting give the mask; `open()` the plain text.

    What was erased is false, shows 已删除 and refuses to open: callers ask `if secret` before they open it.
    """

    __slots__ = ("_gone", "_mask", "_open")

    def __init__(self, opener: Callable[[], str], mask: Callable[[str], str], gone: Callable[[], bool] = lambda: False) -> None:
        self._open, self._mask, self._gone = opener, mask, gone

    def __bool__(self) -> bool:
        return not self._gone()

    def __str__(self) -> str:
        return self._mask(self._open()) if self else ERASED

    def __repr__(self) -> str:
        return f"<Secret {self}>"

    def __html__(self) -> str:
        return str(self).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")

    def open(self) -> str:
        """The plain text. Callers write an audit row or hand it to nobody but its owner."""
        return self._open()


class Owner(Protocol):
    """A row with a wrapped data key of its own."""

    data_key: bytes | None


def mask_name(text: str) -> str:
    """周大平 → 周*平, 周平 → 周*."""
    if len(text) <= 1:
        return "*"
    return text[0] + "*" * (1 if len(text) == 2 else len(text) - 2) + (text[-1] if len(text) > 2 else "")


def mask_phone(text: str) -> str:
    """13812345521 → 138****5521."""
    return text[:3] + "****" + text[-4:] if len(text) >= 8 else "****"


def mask_id(text: str) -> str:
    """First four and last two characters stay."""
    return text[:4] + "*" * max(4, len(text) - 6) + text[-2:] if len(text) > 8 else "******"


def mask_all(text: str) -> str:
    """Nothing of a free text may show."""
    return "（已加密保存）" if text else ""


def normalise(text: str) -> str:
    """For blind indexes: NFKC, no blanks or dashes, upper case."""
    return re.sub(r"[\s\-—()（）]", "", unicodedata.normalize("NFKC", text)).upper()


class Sealed:
    """Descriptor over `<name>_sealed`; see the module."""

    def __init__(self, name: str, mask: Callable[[str], str] = mask_all, index: str | None = None) -> None:
        self.name, self.column, self.mask, self.index = name, f"{name}_sealed", mask, index

    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return self
        pending = row.__dict__.get("_unsealed", {})
        if self.name in pending:
            value = pending[self.name]
            return None if value is None else Secret(lambda: cast(str, value), self.mask)
        blob = getattr(row, self.column)
        return None if blob is None else Secret(lambda: _unseal(row, self, blob), self.mask, lambda: is_erased(row.sealing_owner()))

    def __set__(self, row: Any, value: str | None) -> None:
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{self.name}: a string, not {type(value).__name__}")
        row.__dict__.setdefault("_unsealed", {})[self.name] = value
        # The column is touched so that the row counts as changed; the flush listener puts the ciphertext.
        setattr(row, self.column, None if value is None else b"")


def _place(row: Any, sealed: Sealed) -> str:
    return f"{row.__tablename__}:{sealed.column}:{row.id}"


def is_erased(owner: Owner | None) -> bool:
    """Whether the data key of this worker or file was destroyed."""
    return owner is not None and owner.data_key == b""


def _keys(session: Session) -> crypto.Keys:
    return cast(crypto.Keys, session.info["keys"])


def data_key(session: Session, owner: Any) -> tuple[bytes, str]:
    """The owner's data key, opened, and the id to put into envelopes; made on first use."""
    place = f"{owner.__tablename__}:data_key:{owner.id}"
    if owner.data_key is None:
        owner.data_key = crypto.new_data_key(_keys(session), place)
    if is_erased(owner):
        raise Gone
    return crypto.office_unseal(_keys(session), owner.data_key, place), DATA_KEY_ID


def _unseal(row: Any, sealed: Sealed, blob: bytes) -> str:
    session = object_session(row)
    if session is None:
        raise RuntimeError(f"{_place(row, sealed)}: sealed values open only inside a session")
    owner = row.sealing_owner()
    if owner is None:
        return crypto.office_unseal(_keys(session), blob, _place(row, sealed)).decode()
    return crypto.unseal(data_key(session, owner)[0], blob, _place(row, sealed)).decode()


def _seal_pending(session: Session, _context: Any, _instances: Any) -> None:
    with session.no_autoflush:
        for row in [r for r in (*session.new, *session.dirty) if "_unsealed" in r.__dict__]:
            kinds = {s.name: s for c in type(row).__mro__ for s in vars(c).values() if isinstance(s, Sealed)}
            for name, value in row.__dict__.pop("_unsealed").items():
                sealed = kinds[name]
                if sealed.index:
                    mark = None if not value else crypto.blind_index(_keys(session), name, normalise(value))
                    setattr(row, sealed.index, mark)
                if value is None:
                    continue
                owner = row.sealing_owner()
                if owner is None:
                    blob = crypto.office_seal(_keys(session), value.encode(), _place(row, sealed))
                else:
                    key, key_id = data_key(session, owner)
                    blob = crypto.seal(key, key_id, value.encode(), _place(row, sealed))
                setattr(row, sealed.column, blob)


def listen(factory: Any) -> None:
    """Seal pending values of every session of this factory before its flushes."""
    event.listen(factory, "before_flush", _seal_pending)
