"""The disk is full while people work: nothing is half done, the process lives, and it goes on when there is room again."""

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from tests import postgres
from tests.builders import Office
from tests.conftest import missing
from tests.drills.loading import Load, Web, balance, loading, on_cluster, serving

LEFT = 200 * 1024


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system in memory."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)], capture_output=True).returncode:
        pytest.skip("no right to mount a file system here: the drill below does without")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def ballast(disk: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    """What fills the disk but for `LEFT` bytes, and what makes room again."""
    weight = disk / "ballast"

    def fill() -> None:
        with weight.open("wb", buffering=0) as f:  # one write that goes as far as there is room: the callers write too meanwhile
            f.write(bytes(max(0, shutil.disk_usage(disk).free - LEFT)))

    return fill, weight.unlink


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


@pytest.mark.sqlite
def test_a_disk_without_room_takes_nothing_half(office: Office, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 16):
        home = tmp_path / "disk" / "home"
        office.runtime.close()
        shutil.copytree(office.runtime.settings.home, home)
        runtime = open_runtime(Settings(home=home, https=False, sender="memory"))
        there = Office(runtime, office)
        with serving(there, tmp_path / "web.log") as web:
            drill(there, web, *ballast(tmp_path / "disk"), "磁盘满（16 MB 的文件系统）")
        runtime.close()


def test_a_database_server_without_room_takes_nothing_half(tmp_path: Path) -> None:
    """The disk of PostgreSQL: its tables cannot grow. Its journal has room for the drill: without it the server stops, which is the drill of kills."""
    if postgres.bin_folder() is None:
        missing("PostgreSQL (Debian package postgresql)")
    with tempfile.TemporaryDirectory(prefix="legalaid-disk-") as above:  # its user may not look into the tests' own folder
        disk = Path(above) / "disk"
        Path(above).chmod(0o755)
        with small_disk(disk, 160), postgres.running("min_wal_size=32MB", "max_wal_size=32MB", place=disk) as cluster, on_cluster(cluster, tmp_path) as office:
            add, free = ballast(disk)

            def fill() -> None:
                for order in ("SELECT pg_switch_wal()", "CHECKPOINT"):  # a new file of the journal, begun
                    postgres.execute(cluster.url, order)
                add()

            with serving(office, tmp_path / "web.log") as web:
                drill(office, web, fill, free, "磁盘满（PostgreSQL）")


@pytest.mark.sqlite
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
