"""The disk is full while people work: nothing is half done, the process lives, and it goes on when there is room again."""

import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from tests.builders import Office
from tests.drills.loading import Load, Web, balance, loading, serving

LEFT = 200 * 1024


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of 16 MB in memory."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(folder)], capture_output=True).returncode:
        pytest.skip("no right to mount a file system here: the drill below does without")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def refused(load: Load) -> int:
    return load.answers["500"] + load.answers["503"]


def drill(office: Office, web: Web, fill: Callable[[], None], free: Callable[[], None], what: str) -> None:
    with loading(office, web) as load:
        load.more(20)
        fill()
        until = time.monotonic() + 60
        while refused(load) < 20:
            assert time.monotonic() < until, f"it was never full: {load.answers}"
            time.sleep(0.05)
        assert web.status("/health/live") == 200
        assert web.status("/laws/") == 200, "what is only read is still read"
        free()
        load.more(20)
    load.finish()
    balance(office, load, what)
    assert load.answers["503"] > 0, "and says that nothing was saved"


def test_a_disk_without_room_takes_nothing_half(office: Office, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk"):
        home = tmp_path / "disk" / "home"
        office.runtime.close()
        shutil.copytree(office.runtime.settings.home, home)
        runtime = open_runtime(Settings(home=home, https=False, sender="memory"))
        there = Office(runtime, office)
        ballast = tmp_path / "disk" / "ballast"

        def fill() -> None:
            with ballast.open("wb") as f:
                f.write(bytes(shutil.disk_usage(home).free - LEFT))

        with serving(there, tmp_path / "web.log") as web:
            drill(there, web, fill, ballast.unlink, "磁盘满（16 MB 的文件系统）")
        runtime.close()


def test_a_file_that_may_not_grow_takes_nothing_half(office: Office, tmp_path: Path) -> None:
    """The same without a right to mount: the process may not write beyond a size."""
    home = office.runtime.settings.home

    with serving(office, tmp_path / "web.log") as web:
        assert web.process is not None
        was = resource.prlimit(web.process.pid, resource.RLIMIT_FSIZE)

        def limit(size: int) -> None:
            assert web.process is not None
            resource.prlimit(web.process.pid, resource.RLIMIT_FSIZE, (size, was[1]))

        def fill() -> None:
            limit((home / "legalaid.sqlite-wal").stat().st_size + LEFT)

        drill(office, web, fill, lambda: limit(was[0]), "文件不能再变大")
