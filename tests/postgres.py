"""A throw-away PostgreSQL cluster on a socket in a temporary folder; stopped by whoever started it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

ROOM = 4 * 2**30  # bytes


def bin_folder() -> Path | None:
    """Where initdb lives, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _as_postgres(command: list[str]) -> list[str]:
    # initdb refuses to run as root.
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _place() -> Path | None:
    """Memory if it has room for the databases of a run, else the usual temporary folder."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


@dataclass(frozen=True)
class Cluster:
    """A cluster in a folder of its own; `url` wants the name of a database."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://tester@/{{name}}?host={quote(str(self.folder), safe='')}"

    def run(self, program: str, *args: str) -> "subprocess.CompletedProcess[bytes]":
        """A program of PostgreSQL over the data, as its own user."""
        binaries = bin_folder()
        assert binaries is not None
        return subprocess.run(_as_postgres([str(binaries / program), "-D", str(self.folder / "data"), *args]), check=True, capture_output=True, cwd=self.folder)

    def start(self, *settings: str) -> None:
        """Up when it takes connections. After a kill the first tries may find that something of the old one is still there."""
        options = " ".join(f"-c {one}" for one in ("listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=60", *settings))
        until = time.monotonic() + 30
        while True:
            try:
                self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")
            except subprocess.CalledProcessError as e:
                if time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:]) from e
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """SIGKILL for the server and every process of it, as when the power fails."""
        server = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = [int(p) for p in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
        for process in (server, *children):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(Path(f"/proc/{p}").exists() and "\nState:\tZ" not in Path(f"/proc/{p}/status").read_text() for p in (server, *children)):
            time.sleep(0.01)


@contextmanager
def running(*settings: str, place: Path | None = None) -> Iterator[Cluster]:
    """A cluster made anew and up; stopped and thrown away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="legalaid-pg-", dir=place or _place()))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        made = Cluster(folder)
        made.run("initdb", "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        made.start(*settings)
        try:
            yield made
        finally:
            with suppress(subprocess.CalledProcessError):  # a drill that failed may have left it killed
                made.run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[str]:
    """Yield a connection URL (without database name) for a running cluster that need not outlive the machine."""
    with running("fsync=off") as made:
        yield made.url


def execute(url: str, statement: str) -> None:
    """One statement outside a transaction, on the maintenance database."""
    with psycopg.connect(url.format(name="postgres"), autocommit=True) as connection:
        connection.execute(statement)
