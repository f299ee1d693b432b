"""What the machine does not allow: files, the database server, the rights of its account."""

from pathlib import Path
from uuid import uuid4

from sqlalchemy import make_url

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
