"""Spans are added up by the database: to the microsecond, as Python counts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import literal, select

from legalaid.tables.base import Moment
from legalaid.tables.moments import microsecond, microseconds
from tests.builders import Office

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.both
@pytest.mark.parametrize("moment", [
    datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI), datetime(2026, 11, 24, 23, 59, 59, 999_999, tzinfo=SHANGHAI), datetime(2026, 11, 24, 10, 30, 0, 1, tzinfo=SHANGHAI),
    datetime(2026, 11, 24, 10, 30, 59, 999_600, tzinfo=SHANGHAI), datetime(1969, 12, 31, 7, 0, 0, 500_000, tzinfo=SHANGHAI),
], ids=str)
def test_a_moment_is_the_same_number_in_the_database_and_here(office: Office, moment: datetime) -> None:
    with office.runtime.read() as session:
        assert session.scalar(select(microseconds(literal(moment, Moment())))) == microsecond(moment)
