"""Fills the demo office: people and library first, then a year of requests and live work in every state, through the actions the web uses."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from legalaid.actions import accounts, offers, organisations, placing, slips
from legalaid.database import weigh
from legalaid.demo import bulletin, departures, groupcase, panel, places, plans, rota, shelves, staff
from legalaid.demo.cast import Office
from legalaid.demo.diary import Life, play
from legalaid.demo.lives import Ticketed
from legalaid.roles import By
from legalaid.runtime import Runtime
from toolkit.officehours import ZONE

PLACING_DAYS = 5
TOGETHER = timedelta(days=7)  # of a whole year, so much is done in one transaction


def fill_office(runtime: Runtime, requests: int = 0) -> None:
    """Everything, in order; the indexes are built beside the live work. `requests` more are spread over the whole year."""
    office = Office(runtime)
    hashed = accounts.hash_password(staff.PASSWORD)
    with shelves.indexer() as pool:
        with runtime.write() as session:
            _people(office, session, runtime.system("DEMO", "demo", office.moment(366)), hashed)
            office.learn(session)
        shelves.stock(office)
        with shelves.indexing(office, pool):
            told = [*plans.year(office), *plans.live(office), *plans.whole_year(office, requests)]
            lives = [Ticketed(office, plan).life() for plan in told]
            lives += [*groupcase.lives(office), *departures.lives(office), shelves.in_hand(office), panel.leaves(office), rota.planned(office), _schedule(office), bulletin.issues(office)]
            play(office, lives, TOGETHER if requests else None)
            with runtime.write() as session:
                weigh(session.connection())


def _people(office: Office, session: Session, by: By, hashed: str) -> None:
    rows = list(places.rows(office.rng))
    organisations.import_rows(session, by, enumerate(rows, 1))
    starts = office.day(400)
    staff.add_printed(session, by, office.people, hashed, starts)
    rooms = [r["code"] for r in rows if r["kind"] == "ROOM" and r["code"] != "330203R0"]
    staff.add_others(session, by, office.people, rooms, [c for c in places.DISTRICTS if c != "330203"], starts)
    panel.add(session, by, office.people, office.rng, hashed, office.today)


def _schedule(office: Office) -> Life:
    """What the jobs would have done: placing twice each working day of late, lapsed offers passed on, slips for what is overdue."""
    for back in range(PLACING_DAYS, 0, -1):
        for hour in (10, 15):
            slot = datetime.combine(office.today - timedelta(days=back), time(hour), ZONE)
            if slot > office.placed_until or office.calendar.is_off(slot.date()):
                continue
            desk = yield slot
            by = desk.system()
            offers.lapse(desk.session, by, offers.lapsed(None, desk.session, by))
            placing.place(desk.session, by, placing.solve(None, desk.session, by))
            if hour == 10:
                slips.issue_overdue(desk.session, by, slips.prepare(None, desk.session, by))
