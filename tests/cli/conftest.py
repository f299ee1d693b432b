"""Running `legalaid`: inside this process through click's runner, or as a process of its own."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from legalaid.cli import main
from legalaid.crypto import new_keys, write_keys
from legalaid.settings import Settings
from tests import postgres
from tests.builders import Office
from tests.cli.program import PROGRAM, environment

Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """A home with keys and empty tables."""
    made = tmp_path / "home"
    made.mkdir()
    shutil.copy(sqlite_template, made / "legalaid.sqlite")
    write_keys(made / "keys.json", new_keys())
    return made


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("search", "cases", "x", input=…)` over the home in `tmp_path`; whatever breaks, breaks the test."""

    def invoke(*args: str, input: str | bytes | None = None, **env: str) -> Result:
        given = {"LEGALAID_HOME": str(tmp_path / "home"), "LEGALAID_MODE": None, **env}
        result = CliRunner().invoke(main, list(args), input=input, env=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """The same as a process of its own; streams as bytes."""

    def start(*args: str, input: bytes = b"", timeout: int = 600, **env: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run([str(PROGRAM), *args], input=input, capture_output=True, timeout=timeout, env=environment(tmp_path / "home", **env), check=False)

    return start


@pytest.fixture
def empty(office: Office, tmp_path: Path) -> Settings:
    """A home with the office's keys and no database yet."""
    home = tmp_path / "other"
    home.mkdir()
    shutil.copy(office.runtime.settings.keys_path, home / "keys.json")
    return Settings(home=home, sender="memory")


@pytest.fixture
def server(pg_cluster: str) -> Iterator[str]:
    """An empty database on a server."""
    name = f"r_{uuid4().hex[:12]}"
    postgres.execute(pg_cluster, f"CREATE DATABASE {name}")
    yield pg_cluster.format(name=name)
    postgres.execute(pg_cluster, f"DROP DATABASE {name} WITH (FORCE)")
