"""审计: entries chained by hash in the same transaction as the change, and the check of the chain."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, SessionTransaction

from legalaid.actions import clear
from legalaid.roles import By
from legalaid.tables.base import Base
from legalaid.tables.office import AuditEntry, AuditHead
from legalaid.tables.sealed import ERASED, Secret

GENESIS = "0" * 64


def record(session: Session, by: By, action: str, subject: Base | str, subject_id: str | UUID | None = None, **detail: Any) -> None:
    """Note what was done. `detail` holds plain values without personal data. Chained when the transaction commits."""
    kind = subject if isinstance(subject, str) else subject.__tablename__
    ident = subject_id if subject_id is not None else getattr(subject, "id", "")
    session.info.setdefault("audit", []).append(AuditEntry(
        at=by.now, actor_id=by.actor_id, role=by.role, channel=by.channel, request_id=by.request_id, action=action,
        subject_kind=kind, subject_id=str(ident), detail=json.loads(json.dumps(detail, default=str)),
    ))


def reveal(session: Session, by: By, row: Any, attribute: str, reason: str) -> str:
    """Plain text of a sealed attribute for a person with the right to see it; the look itself is audited."""
    by.must("personal.reveal")
    reason = clear.text("reason", reason, of=row.sealing_owner(), shortest=2, longest=60, short="查看完整个人信息要写明用途。")
    secret = getattr(row, attribute)
    if secret is not None and not secret:
        return ERASED  # nothing was seen
    record(session, by, "personal.reveal", row, attribute=attribute, reason=reason)
    return cast(Secret, secret).open() if secret is not None else ""


def link(previous: str, entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and the entry's canonical JSON."""
    body = json.dumps(
        # the same moment in any zone has one hash: what is read back from the database is in UTC
        [entry.seq, entry.at.astimezone(UTC).isoformat(), str(entry.actor_id), entry.role, entry.channel, entry.request_id, entry.action,
         entry.subject_kind, entry.subject_id, entry.detail],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def _chain(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the entries wait for the real end
    entries: list[AuditEntry] = session.info.pop("audit", [])
    if not entries:
        return
    # The head row is locked last, so that two transactions cannot wait for each other; the very first may be two at once.
    session.flush()
    session.execute(text("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, :hash) ON CONFLICT (id) DO NOTHING"), {"hash": GENESIS})
    head = session.scalars(select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)).one()
    for entry in entries:
        entry.seq, entry.previous = head.seq + 1, head.hash
        entry.hash = link(head.hash, entry)
        head.seq, head.hash = entry.seq, entry.hash
    session.add_all(entries)
    session.flush()


def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop("audit", None)


def listen(factory: Any) -> None:
    """Chain pending entries before each commit of this factory's sessions; drop them on rollback."""
    event.listen(factory, "before_commit", _chain)
    event.listen(factory, "after_soft_rollback", _forget)


def faults(session: Session, known_heads: list[tuple[int, str]], first: int = 1, last: int | None = None) -> Iterator[str]:
    """What is wrong with the chain, in words: edits, gaps, reordering, truncation. Nothing when it is whole.

    `known_heads` are (seq, hash) pairs kept outside the database; they find a chain cut short or rewritten. With `first` and `last` only
    that stretch is read, and how it hangs on the entry before it; without `last` the end of the chain too.
    """
    known = dict(known_heads)
    query = select(AuditEntry).where(AuditEntry.seq >= first).order_by(AuditEntry.seq)
    before = session.get(AuditEntry, first - 1) if first > 1 else None
    previous, expected = before.hash if before else GENESIS, first
    for entry in session.scalars((query if last is None else query.where(AuditEntry.seq <= last)).execution_options(yield_per=500)):
        if entry.seq != expected:
            yield f"第 {expected} 条缺失（下一条是第 {entry.seq} 条）"
            expected = entry.seq
        if entry.previous != previous:
            yield f"第 {entry.seq} 条与前一条接不上"
        if link(entry.previous, entry) != entry.hash:
            yield f"第 {entry.seq} 条内容被改动"
        if entry.seq in known and known[entry.seq] != entry.hash:
            yield f"第 {entry.seq} 条与库外留存的校验值不符"
        previous, expected = entry.hash, entry.seq + 1
    if last is not None:
        return
    head, end = session.get(AuditHead, 1), expected - 1
    if (head.seq if head else 0) != end or (head and head.hash != previous):
        yield f"链尾记录与最后一条（第 {end} 条）不符"
    beyond = [seq for seq in known if seq > end]
    if beyond:
        yield f"审计被截短：库外留存到第 {max(beyond)} 条，库内只到第 {end} 条"


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last entry."""
    row = session.get(AuditHead, 1)
    return (row.seq, row.hash) if row else (0, GENESIS)


def heads_path(home: Path) -> Path:
    """The file in which the ends of the chain are kept, outside the database."""
    return home / "audit-heads"


def keep_head(home: Path, seq: int, digest: str) -> None:
    """Append the end of the chain to a file outside the database; repeating it does no harm."""
    line = f"{seq} {digest}\n"
    path = heads_path(home)
    if not path.exists() or not path.read_text(encoding="ascii").endswith(line):
        with path.open("a", encoding="ascii") as f:
            f.write(line)


def known_heads(home: Path) -> list[tuple[int, str]]:
    """The ends kept by `keep_head`."""
    path = heads_path(home)
    if not path.exists():
        return []
    return [(int(seq), digest) for seq, digest in (line.split() for line in path.read_text(encoding="ascii").splitlines() if line)]
