"""What the machine does not allow: files, the database server, the rights of its account."""

import errno
import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from legalaid.cli import refused as words
from tests import postgres
from tests.cli.conftest import Run
from tests.cli.program import refused


def test_what_the_place_does_not_allow_is_said_in_chinese_and_is_no_finding(run: Run, home: Path, pg_cluster: str) -> None:
    """Exit code 1 says that a check found something."""
    refused(run("db", "upgrade", LEGALAID_DATABASE="postgresql://x:secret@127.0.0.1:9/none"), "数据库连不上")
    assert "secret" not in run("db", "upgrade", LEGALAID_DATABASE="postgresql://x:secret@127.0.0.1:9/none").stderr
    stranger, name = f"s_{uuid4().hex[:8]}", f"n_{uuid4().hex[:8]}"
    postgres.execute(pg_cluster, f"CREATE DATABASE {name}")
    try:
        postgres.execute(pg_cluster, f"CREATE ROLE {stranger} LOGIN PASSWORD 'x'")
        foreign = make_url(pg_cluster.format(name=name)).set(username=stranger, password="x").render_as_string(hide_password=False)
        refused(run("db", "upgrade", LEGALAID_DATABASE=foreign), "账号没有权限")
    finally:
        postgres.execute(pg_cluster, f"DROP DATABASE {name} WITH (FORCE)")
        postgres.execute(pg_cluster, f"DROP ROLE IF EXISTS {stranger}")
    (home / "file").write_text("x")
    refused(run("keys", "new", LEGALAID_KEYS=str(home / "file" / "keys.json")), "file")


def test_what_the_driver_said_is_kept_but_no_part_of_a_password(run: Run, home: Path) -> None:
    told = run("db", "upgrade", LEGALAID_DATABASE="postgresql://x:ge@heim@127.0.0.1:9/none")
    refused(told, "数据库连不上", "127.0.0.1")
    assert "heim" not in told.stderr, "what follows an @ in a password is taken for the host"
    (home / "legalaid.sqlite").write_bytes(b"no database at all" * 100)
    refused(run("users", "token", "list"), "数据库打不开", "file is not a database")


def test_a_fault_of_the_program_stays_one(run: Run, home: Path) -> None:
    with sqlite3.connect(home / "legalaid.sqlite") as database:
        database.execute("DROP TABLE api_clients")
    with pytest.raises(OperationalError, match="no such table"):
        run("users", "token", "list")


@pytest.mark.parametrize(("error", "said"), [
    (OSError(errno.ENOSPC, "No space left on device"), "读写文件时磁盘满了。"), (PermissionError(errno.EACCES, "Permission denied", "/keys/keys.json"), "/keys/keys.json：没有权限。"),
])
def test_a_file_is_named_where_the_system_names_it(error: OSError, said: str) -> None:
    assert words.of_the_place(error) == [said]
