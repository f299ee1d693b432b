"""The systems that call the office."""

import pytest
from flask import Flask

from tests.api.caller import Caller, token
from tests.builders import HAISHU, YINZHOU, Office


@pytest.fixture
def hotline(app: Flask, office: Office) -> Caller:
    """12345 of the whole city, with every scope."""
    return Caller(app, token(office, "12345热线"))


@pytest.fixture
def haishu(app: Flask, office: Office) -> Caller:
    """The platform of one district."""
    return Caller(app, token(office, "海曙基层治理", HAISHU))


@pytest.fixture
def yinzhou(app: Flask, office: Office) -> Caller:
    """The platform of the district beside it."""
    return Caller(app, token(office, "鄞州基层治理", YINZHOU))
