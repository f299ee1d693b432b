"""删除过的人: their random ids outside the database, so that an older backup does not bring them back for good (`backup.restore`)."""

import logging
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import erasures
from legalaid.errors import Refused, frames
from legalaid.roles import By
from legalaid.tables.erasures import Erasure
from legalaid.tables.workers import Worker

NAME = "erased-workers"
log = logging.getLogger("legalaid")
AGAIN = "恢复较早的备份以后，重新删除"


def path(home: Path) -> Path:
    """The file, beside the kept ends of the audit chain. An id is random and says nothing of anybody."""
    return home / NAME


def keep(home: Path, session: Session) -> None:
    """Append whoever was erased since the last time."""
    there = set(known(home))
    if new := [ident for ident in session.scalars(select(Worker.id).where(Worker.erased_at.is_not(None)).order_by(Worker.erased_at, Worker.id)) if ident not in there]:
        with path(home).open("a", encoding="ascii") as f:
            f.writelines(f"{ident}\n" for ident in new)


def keep_or_log(home: Path, session: Session) -> None:
    """`keep`, where a file that cannot be written must not stop what goes on: the hourly job fails on the same, and its failing is told."""
    try:
        keep(home, session)
    except (OSError, Refused) as e:
        log.error("the list of erased workers was not kept: %s\n%s", type(e).__name__, frames(e))


def known(home: Path) -> list[UUID]:
    """The ids kept; Refused for a file with anything else in it, by line."""
    file, found = path(home), list[UUID]()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else (), 1):
        try:
            found.append(UUID(line.strip()))
        except ValueError as e:
            raise Refused(f"删除过的人的名单第 {number} 行读不懂，请用另存的一份。", field=file.name) from e
    return found


def again(session: Session, by: By, ident: UUID) -> bool:
    """Erase a worker whom a restored backup has brought back; False for who is erased there too, or came after it."""
    worker = session.get(Worker, ident)
    if worker is None or worker.erased_at is not None:
        return False
    row = erasures.pending(session, ident)
    if row is None:
        row = Erasure(worker_id=ident, worker=worker, state="ASKED", opened_at=by.now)
        session.add(row)
    row.decided_at, row.reason = by.now, AGAIN
    session.flush()
    erasures.done(session, by, row)
    return True
