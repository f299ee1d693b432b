"""更换机关密钥: a new key in the file, everything that the former one sealed sealed anew, then the former one out of the file.

One key at a time: while the file holds two, `rotate` goes on with what a killed run left. The web, the scheduler and the sender run on:
they read the file again when it is another, and until `retire` both keys open. Of the other keys see the handbook.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from legalaid import crypto
from legalaid.actions import audit, resealing
from legalaid.errors import Conflict, Refused
from legalaid.runtime import Runtime
from legalaid.tables.office import AuditEntry

QUIET = timedelta(minutes=10)  # no request and no job holds what it read for so long
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Rotated:
    """The key that seals now and those that sealed before; whether it is new; how many rows were sealed anew; what would not open."""

    current: str
    former: tuple[str, ...]
    new: bool
    done: int
    broken: tuple[str, ...]


def status(runtime: Runtime) -> dict[str, Counter[str]]:
    """Every office key of the file and every one that the database names → how much it seals."""
    with runtime.read() as session:
        found = resealing.used(session)
    return {name: found.get(name, Counter()) for name in dict.fromkeys((runtime.keys.current, *runtime.keys.office, *found))}


def rotate(runtime: Runtime, *, batch: int = 500, told: Progress = lambda _place, _rows: None) -> Rotated:
    """Make a new key the current one, or go on where a former run ended, and seal anew in transactions of `batch` rows."""
    path = runtime.settings.keys_path
    with crypto.changing(path):
        keys = crypto.read_keys(path)
        _must_be_known(runtime, keys)
        new = len(keys.office) == 1
        if new:
            keys = keys.with_new_current()
            crypto.replace_keys(path, keys)
        with runtime.write() as session:
            if _last(session, "keys.rotate", keys.current) is None:
                audit.record(session, runtime.system(), "keys.rotate", "keys", keys.current)
        done, broken = _reseal(runtime, batch, told)
    return Rotated(keys.current, tuple(name for name in keys.office if name != keys.current), new, done, broken)


def _reseal(runtime: Runtime, batch: int, told: Progress) -> tuple[int, tuple[str, ...]]:
    done, broken = 0, list[str]()
    for column in resealing.columns():
        place, last = f"{column.table.name}.{column.name}", None
        while True:
            with runtime.write() as session:
                found = resealing.reseal(session, runtime.system(), column, after=last, limit=batch)
            done += found.done
            broken += found.broken
            if found.done:
                told(place, found.done)
            if found.last is None:
                break
            last = found.last
    return done, tuple(broken)


def retire(runtime: Runtime) -> tuple[tuple[str, ...], Path]:
    """Take the former keys out of the file when nothing is sealed by them; the file as it was is kept beside it, for older backups.

    Refused while anything is, and until ten minutes after the last change: what was read or begun before that is over by then.
    """
    path = runtime.settings.keys_path
    with crypto.changing(path):
        keys = crypto.read_keys(path)
        former = tuple(name for name in keys.office if name != keys.current)
        if not former:
            raise Conflict("密钥文件里只有现在用的这一把，没有要移出的。")
        kept = path.with_name(f"{path.stem}-{'-'.join(former)}{path.suffix}")
        with runtime.write() as session:
            by = runtime.system()
            changed = max(filter(None, (_last(session, action, keys.current) for action in ("keys.rotate", "keys.reseal"))), default=None)
            if changed is None or by.now - changed < QUIET:
                raise Conflict(f"换密钥以后还不到 {QUIET.seconds // 60} 分钟，正在进行的办理可能还在用旧密钥，请稍后再试。")
            _hold(session)
            left = {name: places for name, places in resealing.used(session).items() if name != keys.current}
            if left:
                raise Conflict(f"还有内容用其他密钥加密（{_listed(left)}），请先运行 legalaid keys rotate。")
            audit.record(session, by, "keys.retire", "keys", keys.current, former=list(former))
        if kept.exists():  # of a run that was killed here: it may lack a key, this does not
            kept.unlink()
        crypto.write_keys(kept, keys)
        crypto.replace_keys(path, keys.with_current_only())
    return former, kept


def _hold(session: Session) -> None:
    """On PostgreSQL wait for whoever has written and not committed yet; SQLite has one writer, which is this one."""
    if session.get_bind().dialect.name == "postgresql":
        tables = ", ".join(sorted({column.table.name for column in resealing.columns()}))
        session.execute(text("SET LOCAL lock_timeout = '5s'"))
        session.execute(text(f"LOCK TABLE {tables} IN SHARE MODE"))


def _must_be_known(runtime: Runtime, keys: crypto.KeySet) -> None:
    with runtime.read() as session:
        strange = resealing.lacking(session, keys)
    if strange:
        raise Refused(f"数据库里有内容用密钥文件里没有的密钥加密（{_listed(strange)}），请先把它放回密钥文件。", field="keys")


def _listed(found: dict[str, Counter[str]]) -> str:
    return "；".join(f"{name}：{'、'.join(f'{place} {rows} 处' for place, rows in sorted(places.items()))}" for name, places in sorted(found.items()))


def _last(session: Session, action: str, key: str) -> datetime | None:
    return session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.action == action, AuditEntry.subject_kind == "keys", AuditEntry.subject_id == key))
