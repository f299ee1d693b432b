"""The site over a small office, with indexes to search in."""

import pytest
from flask import Flask

from legalaid.actions import search
from legalaid.app import create_app
from tests.builders import Office


@pytest.fixture
def site(office: Office) -> Flask:
    """The application over the office's runtime; errors become pages as they do in earnest."""
    for kind in ("cases", "statutes"):
        with office.runtime.read() as session:
            office.runtime.engine(kind).rebuild(search.all_docs(session, kind, office.runtime.clock().date()))
    return create_app(office.runtime)
