"""One demo office, filled once; each process of the tests has a copy, a server and a browser for all its journeys."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from legalaid import demo
from legalaid.runtime import Runtime, open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from tests.conftest import SHANGHAI, missing
from tests.journeys.browser import chromium, launched, served

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office at a fixed time on a working day: filled by the process that needs it first, for all."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "filled"
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():  # under another name until it is whole: where filling fails, no other process takes the half of it
            begun = home.with_name("filling")
            demo.fill(Settings(home=begun), clock=lambda: NOW)
            begun.rename(home)
    return home


@contextmanager
def opened(filled: Path, folder: Path) -> Iterator[Runtime]:
    """A copy of the filled office in this folder."""
    settings = demo.as_demo(Settings(home=shutil.copytree(filled, folder / "home")))
    runtime = open_runtime(replace(settings, sender="memory"), clock=lambda: NOW, sender=MemorySender())
    yield runtime
    runtime.close()


@pytest.fixture(scope="session")
def office(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with opened(filled, tmp_path_factory.mktemp("journey")) as runtime:
        yield runtime


@pytest.fixture(scope="session")
def site(office: Runtime) -> Iterator[str]:
    with served(office) as base:
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        missing("Chromium (Debian package chromium)")
    with launched() as found:
        yield found
