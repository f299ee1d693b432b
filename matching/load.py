"""The rising cost of each further matter, and fairness over the year. Integers, half to even."""

from collections.abc import Iterable
from fractions import Fraction

from matching.problem import Lawyer, Weights


def half_even(value: Fraction) -> int:
    """Round half to even, exactly."""
    return round(value)


def step(weight: int, k: int, cap: int) -> int:
    """Cost in points of the k-th concurrent matter (k from 1) of a lawyer with this cap: weight·(2k−1)/(2·cap)."""
    return half_even(Fraction(weight * (2 * k - 1), 2 * cap))


def mean_share(lawyers: Iterable[Lawyer], service: str) -> Fraction:
    """Mean of year's work over year's quota among those with a quota; 0 without any."""
    shares = [Fraction(lawyer.year.get(service, 0), lawyer.quotas[service]) for lawyer in lawyers if lawyer.quotas.get(service)]
    return sum(shares, Fraction()) / len(shares) if shares else Fraction()


def fairness(lawyer: Lawyer, service: str, mean: Fraction, weights: Weights) -> int:
    """−f·(share of the year's quota − mean share): positive for whoever has done less than the others."""
    quota = lawyer.quotas.get(service)
    if not quota:
        return 0
    return -half_even(weights.fairness.get(service, 0) * (Fraction(lawyer.year.get(service, 0), quota) - mean))
