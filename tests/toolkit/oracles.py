"""Second computations of the same law, written another way: by counting days and months one at a time."""

import calendar as months_of
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[2] / "toolkit" / "library" / "calendar"
DAY = timedelta(days=1)


def half_up(value: Fraction) -> Decimal:
    """To the cent, half up, with integers only."""
    return Decimal((value * 200 + 1) // 2) / 100


def later(day: date, months: int) -> date:
    """The same day number so many months on, or the last day of that month."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        year, month = (year + 1, 1) if month > 12 else (year - 1, 12) if month < 1 else (year, month)
    return date(year, month, min(day.day, months_of.monthrange(year, month)[1]))


def schedule() -> tuple[set[int], Callable[[date], bool]]:
    """The loaded years and whether a day is off, read from the files alone."""
    off: set[str] = set()
    worked: set[str] = set()
    years = set()
    for path in LIBRARY.glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        years.add(data["year"])
        worked |= set(data["workdays"])
        for _, first, last in data["off"]:
            day = date.fromisoformat(first)
            while day <= date.fromisoformat(last):
                off.add(day.isoformat())
                day += DAY
    fixed = {"01-01", "05-01", "05-02", "10-01", "10-02", "10-03"}

    def is_off(day: date) -> bool:
        text = day.isoformat()
        if text in off or text in worked:
            return text in off
        return day.weekday() > 4 or (day.year not in years and text[5:] in fixed)

    return years, is_off


def period_end(n: int, unit: str, trigger: date, is_off: Callable[[date], bool], *, roll: bool, backward: bool) -> tuple[date, date, set[int]]:
    """Raw end, end after rolling, and the years of the days that were used, by walking."""
    step = -DAY if backward else DAY
    day, used = trigger, set()
    if unit == "WD":
        left = n
        while left:
            day += step
            used.add(day.year)
            left -= not is_off(day)
    elif unit == "D":
        for _ in range(n):
            day += step
    else:
        day = later(trigger, (-1 if backward else 1) * n * (12 if unit == "Y" else 1))
    raw = day
    used.add(raw.year)
    while roll and is_off(day):
        day += step
        used.add(day.year)
    return raw, day, used


def service_n(first: date, last: date) -> Fraction:
    """N of 劳动合同法 47: take whole years off while they fit, then look at what is left."""
    after, n, months = last + DAY, 0, 0
    if after <= first:
        return Fraction(0)
    while later(first, months + 12) <= after:
        n, months = n + 1, months + 12
    if later(first, months) == after:
        return Fraction(n)
    return Fraction(n) + (1 if later(first, months + 6) <= after else Fraction(1, 2))


def property_fee(amount: Fraction) -> Fraction:
    """诉讼费用交纳办法 13(1) in its short form: rate × sum + constant."""
    table = ((10_000, "0", 50), (100_000, "0.025", -200), (200_000, "0.02", 300), (500_000, "0.015", 1300), (1_000_000, "0.01", 3800),
             (2_000_000, "0.009", 4800), (5_000_000, "0.008", 6800), (10_000_000, "0.007", 11800), (20_000_000, "0.006", 21800))
    for top, rate, more in table:
        if amount <= top:
            return amount * Fraction(rate) + more
    return amount * Fraction("0.005") + 41800


def enforcement_fee(amount: Fraction) -> Fraction:
    """诉讼费用交纳办法 14(1) in its short form."""
    for top, rate, more in ((10_000, "0", 50), (500_000, "0.015", -100), (5_000_000, "0.01", 2400), (10_000_000, "0.005", 27400)):
        if amount <= top:
            return amount * Fraction(rate) + more
    return amount * Fraction("0.001") + 67400


def daily_interest(principal: Fraction, due: date, payments: list[tuple[date, Fraction]], until: date) -> tuple[Fraction, Fraction]:
    """Double interest day by day from the day after `due` to `until`; a payment counts from the next day on."""
    left, interest, day = principal, Fraction(0), min([due, *(d for d, _ in payments)])
    while day <= until:
        if day > due:
            interest += left * Fraction("0.000175")
        left = max(Fraction(0), left - sum(amount for when, amount in payments if when == day))
        day += DAY
    return interest, left
