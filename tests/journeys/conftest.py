"""One demo office, one server, one browser for all journeys."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

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
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The demo office, at a fixed time on a working day."""
    home = tmp_path_factory.mktemp("journey") / "home"
    settings = demo.fill(Settings(home=home), clock=lambda: NOW)
    runtime = open_runtime(replace(settings, sender="memory"), clock=lambda: NOW, sender=MemorySender())
    yield runtime
    runtime.close()


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
