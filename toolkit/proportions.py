"""Rates from counts: when a rate may be shown, how sure it is, and whether two counts really differ."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SMALL = 10  # no rate is spoken of below so many
_Z = Decimal("1.96")  # 95 % of a normal distribution
_CENT = Decimal("0.01")


def percent(numerator: int, denominator: int) -> Decimal | None:
    """numerator/denominator in per cent, two decimals half-up; None for n/0."""
    if not denominator:
        return None
    return (Decimal(numerator * 100) / denominator).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Interval:
    """From and to, in per cent with two decimals."""

    low: Decimal
    high: Decimal


def interval(numerator: int, denominator: int) -> Interval | None:
    """95 % interval of Wilson (J. Am. Stat. Assoc. 22, 1927) of 0 ≤ numerator ≤ denominator; None for n/0."""
    if not denominator:
        return None
    n, p, z2 = Decimal(denominator), Decimal(numerator) / denominator, _Z * _Z
    middle, spread = p + z2 / (2 * n), _Z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
    low, high = ((100 * (middle + s) / (1 + z2 / n)).quantize(_CENT, ROUND_HALF_UP) for s in (-spread, spread))
    return Interval(max(low, Decimal("0.00")), min(high, Decimal("100.00")))


def differs(before: int, now: int) -> bool:
    """Whether two counts of equal spans differ by more than chance: |a − b| > 1.96 √(a + b), and together at least twice SMALL.

    Both counts are taken as Poisson, so that the variance of their difference is their sum.
    """
    together = before + now
    return together >= 2 * SMALL and Decimal((now - before) ** 2) > _Z * _Z * together


def apart(first: Interval | None, second: Interval | None) -> bool:
    """Whether two intervals do not touch; unknown ones do."""
    return first is not None and second is not None and (first.high < second.low or second.high < first.low)
