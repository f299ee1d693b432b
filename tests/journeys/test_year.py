"""A demo office with more work behind it: a whole year is told in many transactions, and every assignment still explains itself."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from legalaid import demo
from legalaid.actions import audit
from legalaid.demo import plans
from legalaid.demo.cast import Office
from legalaid.demo.diary import play
from legalaid.demo.lives import Ticketed
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings
from legalaid.tables.tickets import Ticket
from tests.journeys.conftest import NOW
from tests.journeys.test_office import explained

pytestmark = pytest.mark.full
AIDED = 190


@pytest.fixture(scope="module")
def busy(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The demo office after another year in which nearly two hundred workers were given a lawyer."""
    home = shutil.copytree(filled, tmp_path_factory.mktemp("year") / "home")
    runtime = open_runtime(demo.as_demo(Settings(home=home)), clock=lambda: NOW)
    office = Office(runtime)
    office.rng.seed(7)  # other people than those who are there
    with runtime.read() as session:
        office.learn(session)
    play(office, [Ticketed(office, plan).life() for plan in plans.whole_year(office, AIDED, (1, 0, 0))], timedelta(days=30))
    yield runtime
    runtime.close()


def test_two_hundred_assignments_tell_why_and_why_not_each_other_lawyer(busy: Runtime) -> None:
    with busy.read() as session:
        assert explained(session, 200) >= 200


def test_a_year_told_in_parts_lies_in_order_and_its_chain_is_whole(busy: Runtime) -> None:
    with busy.read() as session:
        assert (session.scalar(select(func.count()).select_from(Ticket)) or 0) >= AIDED + 120
        for ticket in session.scalars(select(Ticket)):
            times = [e.at for e in ticket.events]
            assert times == sorted(times), ticket.no
            assert times[-1] <= busy.clock(), ticket.no
        assert list(audit.faults(session, [])) == []


def test_the_shares_of_a_year_are_those_of_the_city(busy: Runtime) -> None:
    ways = [plan.way for plan in plans.whole_year(Office(busy), plans.YEAR)]
    for way, count in zip(plans.WAYS, plans.SHARES, strict=True):
        assert abs(ways.count(way) - count) < 0.12 * count, way
