"""Office hours: working hours counted inside them, working days that end at the same clock time, time that passes on working days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from toolkit.refusal import Refusal
from toolkit.workdays import ONE_DAY, Calendar

ZONE = ZoneInfo("Asia/Shanghai")
_SPAN = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)\s*[-–—~至]\s*([01]?\d|2[0-3])[:：]([0-5]\d)")


@dataclass(frozen=True)
class OfficeHours:
    """The spans of a working day in Asia/Shanghai clock time, in order and not overlapping."""

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))

    @classmethod
    def parse(cls, text: str) -> "OfficeHours":
        """Read "08:30-12:00,13:30-17:30", the value of the parameter `office_hours`."""
        spans = []
        for part in re.split(r"[,，、;；]", text):
            match = _SPAN.fullmatch(part.strip())
            if match is None:
                raise Refusal("office_hours", f"办公时间“{part.strip()}”应写成 08:30-12:00 的样子")
            first, second, third, fourth = map(int, match.groups())
            spans.append((time(first, second), time(third, fourth)))
        flat = [moment for span in spans for moment in span]
        if any(later <= earlier for earlier, later in pairwise(flat)):
            raise Refusal("office_hours", "办公时间各段应从早到晚排列，不能重叠")
        return cls(tuple(spans))

    def add_working_hours(self, start: datetime, hours: Decimal | int, calendar: Calendar) -> datetime:
        """The moment at which `hours` working hours after `start` have passed; outside office hours no time passes.

        `start` must be aware; the result is in Asia/Shanghai. Zero hours give `start` itself.
        """
        local = _local(start)
        if hours < 0:
            raise Refusal("hours", "工作小时数不能是负数")
        left = timedelta(microseconds=int(Decimal(hours) * 3_600_000_000))
        if not left:
            return local
        for opening, closing in self._openings(local, calendar):
            begin = max(opening, local)
            if closing - begin >= left:
                return begin + left
            if closing > begin:
                left -= closing - begin
        raise AssertionError("the openings never end")

    def open_from(self, moment: datetime, calendar: Calendar) -> datetime:
        """The moment itself inside office hours, else when the office opens next; the result is in Asia/Shanghai."""
        local = _local(moment)
        return next(max(opening, local) for opening, closing in self._openings(local, calendar) if closing > local)

    def _openings(self, local: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
        day = local.date()
        while True:
            if not calendar.is_off(day):
                for first, last in self.spans:
                    yield datetime.combine(day, first, ZONE), datetime.combine(day, last, ZONE)
            day += ONE_DAY


def add_workdays_at(start: datetime, count: int, calendar: Calendar) -> datetime:
    """`count` working days after an aware moment: the same Asia/Shanghai clock time on that day."""
    local = _local(start)
    return datetime.combine(calendar.add_workdays(local.date(), count), local.timetz())


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much of the time between two aware moments lies on working days, 24 hours each in Asia/Shanghai; none when `end` is not later."""
    left, last = _local(start), _local(end)
    passed = timedelta()
    while left < last:
        midnight = _next_midnight(left)
        if not calendar.is_off(left.date()):
            passed += min(midnight, last) - left
        left = midnight
    return passed


def add_working_time(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The moment at which `span` of working days' time, 24 hours each, has passed since an aware moment; days off do not count."""
    if span < timedelta():
        raise Refusal("span", "时间不能是负数")
    local, left = _local(start), span
    while left:
        midnight = _next_midnight(local)
        if not calendar.is_off(local.date()):
            if midnight - local >= left:
                return local + left
            left -= midnight - local
        local = midnight
    return local


def _next_midnight(local: datetime) -> datetime:
    return datetime.combine(local.date() + ONE_DAY, time(), ZONE)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Refusal("start", "时间缺少时区")
    return moment.astimezone(ZONE)
