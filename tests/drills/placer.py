"""A process that dies while it places: `python -m tests.drills.placer HOME URL SLOT` says "writing" with all offers made and waits to be killed."""

import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from legalaid import jobs, jobs_table
from legalaid.actions import placing
from legalaid.runtime import open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings


def main(home: str, url: str, slot: str) -> None:
    at = datetime.fromisoformat(slot)
    runtime = open_runtime(Settings(home=Path(home), database_url=url, https=False), clock=lambda: at, sender=MemorySender())

    def place(session: Any, by: Any, prepared: Any) -> dict[str, Any]:
        done = placing.place(session, by, prepared)
        session.flush()
        assert done["placed"], "there must be something to lose"
        print("writing", flush=True)
        time.sleep(60)
        return done

    jobs.JOBS["assign-waiting"] = replace(jobs_table.TABLE["assign-waiting"], apply=place)
    jobs.run(runtime, "assign-waiting", at)


if __name__ == "__main__":
    main(*sys.argv[1:])
