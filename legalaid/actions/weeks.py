"""周: the weeks of reports, Monday to Sunday in Shanghai, numbered as ISO 8601 does (the year of a week is that of its Thursday)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from legalaid.actions.reports import Period, midnight
from legalaid.errors import NotFound
from toolkit.officehours import ZONE


@dataclass(frozen=True)
class Week:
    """A week by its Monday."""

    first: date

    @property
    def year(self) -> int:
        return self.first.isocalendar().year

    @property
    def number(self) -> int:
        return self.first.isocalendar().week

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def words(self) -> str:
        """2026 年 11 月 16 日—11 月 22 日; the year again when it turns."""
        year = f"{self.last.year} 年 " if self.last.year != self.first.year else ""
        return f"{self.first.year} 年 {self.first.month} 月 {self.first.day} 日—{year}{self.last.month} 月 {self.last.day} 日"

    @property
    def span(self) -> Period:
        return Period("week", self.words, midnight(self.first), midnight(self.first + timedelta(days=7)))

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range(7))

    def later(self, weeks: int) -> "Week":
        """The week so many weeks later; negative: earlier."""
        return Week(self.first + timedelta(weeks=weeks))


def of(year: int, number: int) -> Week:
    """The week of this number; NotFound when the year has none."""
    try:
        return Week(date.fromisocalendar(year, number, 1))
    except ValueError:
        raise NotFound("没有这一周。") from None


def finished(now: datetime) -> Week:
    """The last week that is over."""
    today = now.astimezone(ZONE).date()
    return Week(today - timedelta(days=today.weekday() + 7))
