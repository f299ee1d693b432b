"""The demo's cast: who works where, what counts as working time, and whoever acts at one moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import accounts
from legalaid.demo.people import People
from legalaid.roles import By, Post
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Account
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.organisations import Organisation
from toolkit.officehours import ZONE, OfficeHours
from toolkit.workdays import shipped_calendar

SEED = 20261123
HOURS = OfficeHours()
MARKS = {0: 22, 5: 54, 4: 22, 3: 1, 2: 1}  # of a hundred workers


@dataclass(frozen=True)
class Member:
    """An account that acts in the demo."""

    id: UUID
    name: str
    posts: tuple[Post, ...]
    active: bool


class Office:
    """The cast and its calendar; the same home time gives the same office."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.now = runtime, runtime.clock().astimezone(ZONE)
        self.rng = Random(SEED)  # noqa: S311 - the demo must come out the same each time
        self.people = People(self.rng)
        self._marks: list[int] = []
        self.calendar = shipped_calendar()
        self.members: dict[str, Member] = {}
        self.mediators: dict[str, str] = {}
        self.coordinators: dict[str, str] = {}
        self.rooms: dict[str, UUID] = {}
        self.lawyers: dict[str, UUID] = {}

    @property
    def today(self) -> date:
        """The day of the filling."""
        return self.now.date()

    def learn(self, session: Session) -> None:
        """Read who holds which post, so that a step needs no question to the database."""
        for account in session.scalars(select(Account).order_by(Account.login)):
            self.members[account.login] = Member(account.id, account.name, accounts.held_posts(account, self.now), account.state == "ACTIVE")
            for post in account.posts:
                code, county = post.organisation.code, post.organisation.county or ""
                if post.role == "mediator" and code == f"{county}R0":
                    self.mediators[county], self.rooms[county] = account.login, post.organisation.id
                elif post.role == "coordinator" and code == county:
                    self.coordinators[county] = account.login
        for lawyer in session.scalars(select(Lawyer)):
            self.lawyers[lawyer.account.login] = lawyer.id

    def place(self, session: Session, code: str) -> UUID:
        """The organisation of this code."""
        return session.scalars(select(Organisation.id).where(Organisation.code == code)).one()

    def mark(self) -> int:
        """What the next worker gives, 0 for nothing: dealt from a pack, so that on no day of the year the few bad marks come together."""
        if not self._marks:
            self._marks = [level for level, share in MARKS.items() for _ in range(share)]
            self.rng.shuffle(self._marks)
        return self._marks.pop()

    @property
    def placed_until(self) -> datetime:
        """The last placing by schedule: what was granted later still waits."""
        return datetime.combine(self.day(1), time(12), ZONE)

    def day(self, back: int) -> date:
        """The working day at or before that many days ago."""
        return self.calendar.previous_workday(self.today - timedelta(days=back))

    def moment(self, back: int) -> datetime:
        """Some time in the office hours of `day(back)`; today's lie before now."""
        found = datetime.combine(self.day(back), time(8, 40), ZONE) + timedelta(minutes=self.rng.randint(0, 470))
        return min(found, self.now - timedelta(minutes=self.rng.randint(25, 95)))

    def later(self, when: datetime, hours: int) -> datetime:
        """So many working hours later, give or take a few minutes."""
        return HOURS.add_working_hours(when, hours, self.calendar) + timedelta(minutes=self.rng.randint(0, 14))


@dataclass(frozen=True)
class Desk:
    """The office at one moment: a session, and By for whoever acts."""

    office: Office
    session: Session
    at: datetime

    def system(self) -> By:
        """The office itself: portal, jobs."""
        return self.office.runtime.system("DEMO", "demo", self.at)

    def staff(self, login: str) -> By:
        """A member of staff. Those who are only invited cannot sign in; here they work."""
        member = self.office.members[login]
        return By(self.at, "WEB", "demo", member.id, member.posts, name=member.name)

    def lawyer(self, row: Lawyer) -> By:
        """A volunteer lawyer."""
        return By(self.at, "WEB", "demo", row.account_id, lawyer_id=row.id, extra_roles=frozenset({"lawyer"}), name=row.name)

    def worker(self, ticket: UUID) -> By:
        """The worker who holds the receipt of this ticket."""
        return By(self.at, "WEB", "demo", extra_roles=frozenset({"worker"}), tickets=frozenset({ticket}))
