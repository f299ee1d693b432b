"""Length of service: the N of the Labour Contract Law, counted from the first to the last day of employment."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toolkit.workdays import add_months

HALF = Decimal("0.5")


@dataclass(frozen=True)
class Service:
    """Full years, and what is left of a year: nothing, less than six months, six months or more."""

    years: int
    remainder: bool
    six_months: bool

    @property
    def n(self) -> Decimal:
        """劳动合同法 47(1): a year each, six months count as a year, less as half."""
        return self.years + (Decimal(1) if self.six_months else HALF if self.remainder else Decimal(0))

    @property
    def text(self) -> str:
        """满 5 年，余不满六个月."""
        rest = "余六个月以上不满一年" if self.six_months else "余不满六个月" if self.remainder else "无余数"
        return f"满 {self.years} 年，{rest}"


def service(first: date, last: date) -> Service:
    """Measure service from `first` to `last`, both included; nothing when last < first."""
    after = last + timedelta(days=1)
    if after <= first:
        return Service(0, remainder=False, six_months=False)
    years, months = divmod(full_months(first, last), 12)
    return Service(years, remainder=after > add_months(first, 12 * years), six_months=months >= 6)


def full_months(first: date, last: date) -> int:
    """满k个月: the day after `last` reaches the same day number k months later, always counted from `first`."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if after >= add_months(first, months) else months - 1


def full_years(first: date, last: date) -> int:
    """满k年, likewise."""
    return full_months(first, last) // 12
