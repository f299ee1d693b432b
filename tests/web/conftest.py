"""The site over a small office, with indexes to search in."""

from collections.abc import Iterator

import pytest
from flask import Flask

from legalaid.actions import search
from legalaid.app import create_app
from tests.builders import Office
from tests.conftest import Clock
from tests.identity_provider import IdentityProvider, running
from tests.web.city import joined


@pytest.fixture
def site(office: Office) -> Flask:
    """The application over the office's runtime; errors become pages as they do in earnest."""
    for kind in ("cases", "statutes"):
        with office.runtime.read() as session:
            office.runtime.engine(kind).rebuild(search.all_docs(session, kind, office.runtime.clock().date()))
    return create_app(office.runtime)


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[IdentityProvider]:
    with running() as idp:
        yield idp


@pytest.fixture
def city(identity_provider: IdentityProvider, office: Office, clock: Clock) -> IdentityProvider:
    """The city's identity provider: it tells the truth, goes by the test's clock, and the office signs in through it."""
    identity_provider.reset()
    identity_provider.clock = clock
    joined(office, identity_provider)
    return identity_provider
