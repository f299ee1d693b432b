"""A process that changes the office key and waits to be killed: `python -m tests.drills.rotator HOME URL MOMENT`.

MOMENT is `file` (the new key is in the file and nowhere else), or how many batches of one row are done.
"""

import sys
import time
from pathlib import Path

from legalaid import crypto, rotation
from legalaid.runtime import open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings


def main(home: str, url: str, moment: str) -> None:
    batches = 0

    def reached() -> None:
        print("reached", flush=True)
        time.sleep(60)

    def told(_place: str, _rows: int) -> None:
        nonlocal batches
        batches += 1
        if str(batches) == moment:
            reached()

    def replaced(path: Path, keys: crypto.KeySet) -> None:
        write(path, keys)
        if moment == "file":
            reached()

    write, crypto.replace_keys = crypto.replace_keys, replaced
    runtime = open_runtime(Settings(home=Path(home), database_url=url, https=False), sender=MemorySender())
    rotation.rotate(runtime, batch=1, told=told)
    runtime.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
