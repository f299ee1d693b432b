"""A process that runs one slot of a drill job: `python -m tests.drills.worker HOME URL SLOT THINK APPLY`.

THINK and APPLY are the seconds spent preparing and inside the transaction; each lets a drill kill the process there.
"""

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid import jobs
from legalaid.actions import audit, numbers
from legalaid.roles import By
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from legalaid.tables.office import AuditEntry


def main(home: str, url: str, slot: str, think: str, apply: str) -> None:
    def prepare(runtime: Runtime, session: Session, by: By) -> int:
        # As real jobs do: what was read stays open as one snapshot for as long as the thinking takes.
        held = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        print("thinking", flush=True)
        time.sleep(float(think))
        again = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        return 1 if again >= held else 0

    def write(session: Session, by: By, prepared: Any) -> dict[str, Any]:
        numbers.take(session, "drill")
        audit.record(session, by, "drill.done", "drill")
        session.flush()
        print("writing", flush=True)
        time.sleep(float(apply))
        return {"count": prepared}

    jobs.JOBS["drill"] = jobs.Job("演练", {"minute": "0"}, prepare, write)
    runtime = open_runtime(Settings(home=Path(home), database_url=url, https=False), sender=MemorySender())
    print(jobs.run(runtime, "drill", datetime.fromisoformat(slot)).status, flush=True)
    runtime.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
