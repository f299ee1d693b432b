"""A throw-away PostgreSQL cluster on a socket in a temporary folder; stopped by whoever started it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def cluster() -> Iterator[str]:
    """Yield a connection URL (without database name) for a running cluster."""
    folder = Path(tempfile.mkdtemp(prefix="legalaid-pg-", dir=_place()))
    binaries = bin_folder()
    assert binaries is not None
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        run = {"check": True, "capture_output": True, "cwd": folder}
        data = folder / "data"
        subprocess.run(_as_postgres([str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "tester", "-E", "UTF8",
                                     "--locale=C.UTF-8", "--no-sync"]), **run)
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        subprocess.run(_as_postgres([str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"]), **run)
        try:
            yield f"postgresql://tester@/{{name}}?host={quote(str(folder), safe='')}"
        finally:
            subprocess.run(_as_postgres([str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]), **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def execute(url: str, statement: str) -> None:
    """One statement outside a transaction, on the maintenance database."""
    with psycopg.connect(url.format(name="postgres"), autocommit=True) as connection:
        connection.execute(statement)
