"""The demo's cast while it works: who acts, at what time, each step a transaction of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from legalaid.actions import accounts
from legalaid.demo.people import People
from legalaid.roles import By
from legalaid.runtime import Runtime
from toolkit.officehours import ZONE
from toolkit.workdays import shipped_calendar

SEED = 20261123
Result = TypeVar("Result")


class Office:
    """The demo's cast while it works: who acts, at what time."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.now = runtime, runtime.clock()
        self.rng = Random(SEED)  # noqa: S311 - the demo must come out the same each time
        self.people = People(self.rng)
        self.logins: dict[str, UUID] = {}
        self.calendar = shipped_calendar()

    def ago(self, days: float) -> datetime:
        """A working moment that many days ago, at a quarter past nine in Shanghai plus a little."""
        local = (self.now - timedelta(days=days)).astimezone(ZONE)
        day = self.calendar.previous_workday(local.date())
        found = datetime(day.year, day.month, day.day, 9, 15, tzinfo=ZONE) + timedelta(minutes=self.rng.randint(0, 400))
        return min(found, self.now - timedelta(minutes=30))

    def act(self, when: datetime, login: str | None, action: Callable[[Session, By], Result]) -> Result:
        """One transaction by one of the cast (None: the office itself) at a time."""
        with self.runtime.write() as session:
            if login is None:
                by = self.runtime.system("DEMO", "demo", when)
            else:
                found = accounts.acting(session, self.logins[login], when, "WEB", "demo")
                assert found is not None, login
                by = found
            return action(session, by)
