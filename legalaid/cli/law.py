"""This office's calendar and figures out of its database, for `calc`."""

from legalaid.actions import calendar
from legalaid.database import Database, check_current
from toolkit.parameters import Parameters
from toolkit.workdays import Calendar


def of(url: str) -> tuple[Calendar, Parameters]:
    """What was entered over what is shipped; keys are not needed."""
    database = Database(url)
    try:
        check_current(database)
        with database.read() as session:
            return calendar.office_calendar(session), calendar.office_parameters(session)
    finally:
        database.dispose()
