"""Fixtures every test may use."""

import gc
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask

from legalaid.actions import accounts
from legalaid.app import create_app
from legalaid.crypto import new_keys, write_keys
from legalaid.database import migrate
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from tests import compiled, postgres
from tests.builders import Office

ROOT = Path(__file__).resolve().parent.parent
SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_CI = os.environ.get("LEGALAID_CI") == "1"
# no test is timed: a busy machine must not make a property fail
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
compiled.share()
gc.set_threshold(20_000)  # looking for cycles is a tenth of the time of a page's test
# Argon2 is slow on purpose, half the time of a page's test; tests of how a password is kept take `as_kept`.
_EARNEST = accounts._HASHER, accounts.NOBODY
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
accounts._HASHER, accounts.NOBODY = _QUICK, _QUICK.hash("nobody")


def missing(what: str) -> None:
    """Skip on a user's machine, fail where the whole suite is promised to run."""
    if IN_CI:
        pytest.fail(f"missing in CI: {what}")
    pytest.skip(f"not on this machine: {what}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with public statutes, cases and questions, kept beside the repository."""
    path = ROOT.parent / "shared"
    if not (path / "data" / "statutes.jsonl").is_file():
        missing("../shared/data")
    return path


class Clock:
    """A clock that tests set and move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)

    def at(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `both` run on SQLite and PostgreSQL; `make full` runs everything with a database on both."""
    if "backend" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        both = marked("both") or (os.environ.get("LEGALAID_TEST_BOTH") == "all" and not marked("sqlite"))
        metafunc.parametrize("backend", ["sqlite", "postgresql"] if both else ["sqlite"])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens the demo office in a browser comes first: of two processes one begins with the longest tests, and what is left to share at the end is short."""
    items.sort(key=lambda item: "filled" not in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no search for cycles goes through it again."""
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "legalaid.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def pg_cluster() -> Iterator[str]:
    if postgres.bin_folder() is None:
        missing("PostgreSQL (Debian package postgresql)")
    with postgres.cluster() as url:
        postgres.execute(url, "CREATE DATABASE template_legalaid")
        migrate(url.format(name="template_legalaid"))
        yield url


@dataclass(frozen=True)
class Furnished:
    """A database with a small office in it, to be copied: one for each kind of database and run."""

    database: str
    office: Office


@pytest.fixture(scope="session")
def sqlite_furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    home = tmp_path_factory.mktemp("furnished")
    target = home / "legalaid.sqlite"
    shutil.copy(sqlite_template, target)
    return Furnished(str(target), _furnish(home, f"sqlite:///{target}"))


@pytest.fixture(scope="session")
def postgresql_furnished(pg_cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    postgres.execute(pg_cluster, "CREATE DATABASE furnished TEMPLATE template_legalaid")
    return Furnished("furnished", _furnish(tmp_path_factory.mktemp("furnished"), pg_cluster.format(name="furnished")))


def _furnish(home: Path, url: str) -> Office:
    opened = _open(home, url, Clock())
    office = Office(opened)
    opened.close()
    return office


def _open(home: Path, url: str, clock: Clock) -> Runtime:
    settings = Settings(home=home, database_url=url, https=False, sender="memory")
    write_keys(settings.keys_path, new_keys())
    return open_runtime(settings, clock=clock, sender=MemorySender())


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of its own for each test: empty, or with the small office for tests that ask for `office`."""
    furnished = request.getfixturevalue(f"{backend}_furnished").database if "office" in request.fixturenames else None
    if backend == "sqlite":
        target = tmp_path / "home" / "legalaid.sqlite"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(furnished or request.getfixturevalue("sqlite_template"), target)
        yield f"sqlite:///{target}"
        return
    cluster = request.getfixturevalue("pg_cluster")
    name = f"t_{uuid4().hex[:12]}"
    postgres.execute(cluster, f"CREATE DATABASE {name} TEMPLATE {furnished or 'template_legalaid'} STRATEGY FILE_COPY")
    yield cluster.format(name=name)
    postgres.execute(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Runtime]:
    """A runtime over a home of its own: in-memory sender, the test's clock, https off."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    opened = _open(home, database_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def office(runtime: Runtime, backend: str, request: pytest.FixtureRequest) -> Office:
    """A small office in which tests make what they need."""
    return Office(runtime, request.getfixturevalue(f"{backend}_furnished").office)


@pytest.fixture
def as_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost what they cost in an office."""
    hasher, nobody = _EARNEST
    monkeypatch.setattr(accounts, "_HASHER", hasher)
    monkeypatch.setattr(accounts, "NOBODY", nobody)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    """The web application over `runtime`."""
    made = create_app(runtime)
    made.testing = True
    return made
