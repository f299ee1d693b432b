"""Working days: the State Council's holiday schedule as dated data, and counting with it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from toolkit.refusal import Refusal

LIBRARY = Path(__file__).parent / "library" / "calendar"
ONE_DAY = timedelta(days=1)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
# Known without any schedule (全国年节及纪念日放假办法 2): what a year not yet announced surely has.
_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
_STATUTORY_COUNT = {True: 13, False: 11}  # 13 days a year from 2025 on, 11 before


class DayKind(StrEnum):
    """What a date is in the schedule; the first and the fourth are working days."""

    WORKDAY = "WORKDAY"
    REST = "REST"
    STATUTORY_HOLIDAY = "STATUTORY_HOLIDAY"
    ADJUSTED_WORKDAY = "ADJUSTED_WORKDAY"
    ADJUSTED_REST = "ADJUSTED_REST"


_WORKING = frozenset({DayKind.WORKDAY, DayKind.ADJUSTED_WORKDAY})


@dataclass(frozen=True)
class Day:
    """One date that the schedule names; `name` is the holiday it belongs to."""

    date: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True)
class Year:
    """The schedule of one year: the dates it names (all others follow the week) and where it was announced.

    `statutory_known` is false when the source tells days off but not which of them are 300% days.
    """

    year: int
    days: tuple[Day, ...]
    source: str
    statutory_known: bool = True


def add_months(day: date, months: int) -> date:
    """Same day number `months` later (or earlier), clamped to the end of the month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    start = date(years, month + 1, 1)
    last = (date(years + (month == 11), (month + 1) % 12 + 1, 1) - ONE_DAY).day
    return start.replace(day=min(day.day, last))


@dataclass(frozen=True)
class Calendar:
    """Loaded years; a date of any other year follows the provisional rule (weekends and fixed holidays off)."""

    years: Mapping[int, Year] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", MappingProxyType(dict(self.years)))
        days = [(day.date.year == year.year, day) for year in self.years.values() for day in year.days]
        # the schedule of the date's own year goes last: it overrides what a neighbour's notice said
        named = {day.date: day for _, day in sorted(days, key=lambda pair: pair[0])}
        object.__setattr__(self, "_named", named)

    def with_years(self, *years: Year) -> "Calendar":
        """A calendar with these years added or replaced. A year that lists no days is refused."""
        for year in years:
            if not year.days:
                raise Refusal("days", f"{year.year} 年的放假安排没有列出任何日期，尚未公布的年份不能导入")
        return Calendar({**self.years, **{year.year: year for year in years}})

    def only(self, years: Iterable[int]) -> "Calendar":
        """The same calendar as if only these of its years were loaded."""
        wanted = set(years)
        return Calendar({number: year for number, year in self.years.items() if number in wanted})

    def is_loaded(self, year: int) -> bool:
        """Whether the schedule of that year is known."""
        return year in self.years

    def is_provisional(self, *days: date) -> bool:
        """Whether any of these dates, or a year between them, lies outside the loaded years."""
        return any(not self.is_loaded(year) for year in range(min(days).year, max(days).year + 1))

    def day(self, when: date) -> Day:
        """Kind and name of a date; a weekend inside a long break is a rest day carrying the name of the break."""
        named: dict[date, Day] = self._named  # type: ignore[attr-defined]
        if when in named:
            return named[when]
        if not self.is_loaded(when.year) and (when.month, when.day) in _FIXED:
            return Day(when, DayKind.STATUTORY_HOLIDAY, _FIXED[when.month, when.day])
        return Day(when, DayKind.REST if when.weekday() >= 5 else DayKind.WORKDAY)

    def is_off(self, when: date) -> bool:
        """Not a working day. A 调休 Saturday on which people work is a working day."""
        return self.day(when).kind not in _WORKING

    def table(self, year: int) -> Iterator[Day]:
        """Every date of the year with its kind, in order."""
        when = date(year, 1, 1)
        while when.year == year:
            yield self.day(when)
            when += ONE_DAY

    def statutory_holidays(self, year: int) -> tuple[date, ...]:
        """The 300% days (11 a year until 2024, 13 from 2025). Refused when the year's are not recorded."""
        if not self.is_loaded(year) or not self.years[year].statutory_known:
            raise Refusal("year", f"{year} 年的法定节假日尚未录入，请管理员导入放假安排并标明法定节假日")
        return tuple(sorted(day.date for day in self.years[year].days if day.kind is DayKind.STATUTORY_HOLIDAY))

    def next_workday(self, when: date) -> date:
        """The date itself when it is a working day, else the first working day after it."""
        while self.is_off(when):
            when += ONE_DAY
        return when

    def previous_workday(self, when: date) -> date:
        """The date itself when it is a working day, else the last working day before it."""
        while self.is_off(when):
            when -= ONE_DAY
        return when

    def add_workdays(self, start: date, count: int) -> date:
        """The count-th working day after `start`, which is not counted; 0 gives `start` itself."""
        if count < 0:
            raise Refusal("n", "工作日数不能是负数")
        for _ in range(count):
            start = self.next_workday(start + ONE_DAY)
        return start

    def workdays_between(self, first: date, last: date) -> int:
        """Number of working days from `first` to `last`, both included; 0 when last < first."""
        return sum(not self.is_off(first + ONE_DAY * index) for index in range((last - first).days + 1))


def make_year(
    number: int,
    off: Mapping[date, str],
    workdays: Mapping[date, str],
    statutory: Sequence[date] | None,
    source: str,
) -> Year:
    """Classify the dates of a schedule; `statutory` None = not told by the source.

    A notice may reach into the neighbouring December or January. Refusals name off, workdays or statutory.
    """
    for label, dates in (("off", off), ("workdays", workdays), ("statutory", statutory or ())):
        for when in dates:
            if not date(number - 1, 12, 1) <= when <= date(number + 1, 1, 31):
                raise Refusal(label, f"{when} 不在 {number} 年的安排范围内")
    for when in workdays:
        if when in off:
            raise Refusal("workdays", f"{when} 既列为放假又列为上班")
        if when.weekday() < 5:
            raise Refusal("workdays", f"{when} 不是周末，不能列为调休上班")
    if statutory is not None:
        for when in statutory:
            if when not in off:
                raise Refusal("statutory", f"法定节假日 {when} 没有列在放假日期中")
        expected = _STATUTORY_COUNT[number >= 2025]
        if off and len(set(statutory)) != expected:
            raise Refusal("statutory", f"{number} 年法定节假日应为 {expected} 天，现列出 {len(set(statutory))} 天")
    days = [Day(when, DayKind.ADJUSTED_WORKDAY, name) for when, name in workdays.items()]
    for when, name in off.items():
        rest = DayKind.REST if when.weekday() >= 5 else DayKind.ADJUSTED_REST
        kind = DayKind.STATUTORY_HOLIDAY if when in (statutory or ()) else rest
        days.append(Day(when, kind, name))
    return Year(number, tuple(sorted(days, key=lambda day: day.date)), source, statutory is not None)


def read_holiday_cn(text: str, source: str = "") -> Year:
    """Read a year file of the public holiday-cn shape: {year, papers[], days[{name, date, isOffDay}]}.

    That shape does not tell which days off are statutory holidays; a day may say so with "isStatutory": true, and if no
    day does, `statutory_known` is false. An unannounced year (no days) is returned empty. Refusals name the field,
    such as days[3].date.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refusal("file", f"不是有效的 JSON 文件，第 {error.lineno} 行第 {error.colno} 列有误") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, nesting without end
        raise Refusal("file", "不是有效的 JSON 文件，数字太长或者嵌套的层数太多") from error
    if not isinstance(data, dict):
        raise Refusal("file", "文件最外层应为对象")
    year, papers, rows = data.get("year"), data.get("papers", []), data.get("days")
    if not isinstance(year, int) or isinstance(year, bool) or not 1949 <= year <= 2100:
        raise Refusal("year", "年份应为 1949 至 2100 之间的整数")
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise Refusal("papers", "来源文件应为文字列表")
    if not isinstance(rows, list):
        raise Refusal("days", "日期应为列表")
    off: dict[date, str] = {}
    workdays: dict[date, str] = {}
    statutory: list[date] = []
    for index, row in enumerate(rows):
        when, name, is_off, is_statutory = _read_row(row, f"days[{index}]")
        if when in off or when in workdays:
            raise Refusal(f"days[{index}].date", f"{when} 重复出现")
        (off if is_off else workdays)[when] = name
        if is_statutory:
            statutory.append(when)
    return make_year(year, off, workdays, statutory or None, source or "、".join(papers) or "导入文件")


def _read_row(row: object, place: str) -> tuple[date, str, bool, bool]:
    if not isinstance(row, dict):
        raise Refusal(place, "每一天应为对象，含名称、日期、是否放假")
    name, is_off, is_statutory = row.get("name", ""), row.get("isOffDay"), row.get("isStatutory", False)
    if not isinstance(name, str):
        raise Refusal(f"{place}.name", "名称应为文字")
    if not isinstance(is_off, bool):
        raise Refusal(f"{place}.isOffDay", "是否放假应为 true 或 false")
    if not isinstance(is_statutory, bool):
        raise Refusal(f"{place}.isStatutory", "是否法定节假日应为 true 或 false")
    return parse_date(row.get("date"), f"{place}.date"), name, is_off, is_statutory


def parse_date(value: object, place: str) -> date:
    """An ISO date; anything else is refused under the name `place`."""
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise Refusal(place, f"没有“{value}”这一天") from error
    raise Refusal(place, "日期应写成 2026-03-01 的样子")


@cache
def shipped_calendar() -> Calendar:
    """The years delivered with the product (toolkit/library/calendar), written from the State Council's notices."""
    years = []
    for path in sorted(LIBRARY.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        off: dict[date, str] = {}
        for name, first, last in data["off"]:
            start, end = parse_date(first, "off"), parse_date(last, "off")
            off |= {start + ONE_DAY * index: name for index in range((end - start).days + 1)}
        workdays = {parse_date(when, "workdays"): "调休上班" for when in data["workdays"]}
        statutory = [parse_date(when, "statutory") for when in data["statutory"]]
        years.append(make_year(data["year"], off, workdays, statutory, data["source"]))
    return Calendar().with_years(*years)
