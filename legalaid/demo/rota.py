"""The demo's duty roster: half days at the districts' first mediation rooms, planned for a quarter, one take-over asked for."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from legalaid.actions import duties, duty_posts, shifts
from legalaid.demo.cast import Desk, Office
from legalaid.demo.diary import Life
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation

POSTS = (("330203R0", 0, "AM"), ("330203R0", 3, "PM"), ("330212R0", 1, "AM"), ("330206R0", 2, "AM"), ("330282R0", 4, "AM"), ("330281R0", 2, "PM"))
WEEKS, SERVED = 13, 2  # rooms that each post serves besides its own


def planned(office: Office) -> Life:
    """Posts set up two weeks ago, planned at once; a lawyer asks for somebody to step in."""
    desk = yield office.moment(14)
    by, begins = desk.staff("tongchou"), duties.monday(desk.at.date())
    for code, weekday, half in POSTS:
        place = desk.session.scalars(select(Organisation).where(Organisation.code == code)).one()
        post = duty_posts.add(desk.session, by, organisation_id=place.id, weekday=weekday, half=half, starts=begins)
        duty_posts.serve(desk.session, by, post.id, rooms=[room.id for room in duty_posts.rooms_near(desk.session, post)[:SERVED]])
    duties.keep(desk.session, by, duties.prepare(desk.session, by, begins, WEEKS, seconds=0))
    desk = yield office.moment(1)
    _ask(desk)


def _ask(desk: Desk) -> None:
    first = duties.monday(desk.at.date()) + timedelta(weeks=2)
    for duty in duties.held(desk.session, first, first)[:1]:
        lawyer = desk.session.get_one(Lawyer, UUID(duty.lawyer))
        shifts.ask(desk.session, desk.lawyer(lawyer), week=duty.week, post_id=UUID(duty.post))
