"""The rising cost of each further matter, and fairness over the year. Integers, half to even."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from matching.problem import Lawyer, Weights


def half_even(numerator: int, denominator: int) -> int:
    """numerator/denominator (denominator > 0) rounded half to even, exactly and without floats."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2))


def step(weight: int, k: int, cap: int) -> int:
    """Cost in points of the k-th concurrent matter (k from 1) of a lawyer with this cap: weight·(2k−1)/(2·cap)."""
    return half_even(weight * (2 * k - 1), 2 * cap)


def next_step(lawyer: Lawyer, service: str, weights: Weights, further: int = 1) -> int:
    """Cost in points of the `further`-th matter on top of what the lawyer has in hand in this ledger."""
    return step(weights.load, lawyer.open.get(service, 0) + further, max(1, lawyer.caps.get(service, 0)))


def mean_share(lawyers: Iterable[Lawyer], service: str) -> Fraction:
    """Mean of year's work over year's quota among those with a quota; 0 without any."""
    # added up by quota: few distinct denominators keep the exact sum cheap
    done: Counter[int] = Counter()
    count = 0
    for lawyer in lawyers:
        quota = lawyer.quotas.get(service)
        if quota:
            done[quota] += lawyer.year.get(service, 0)
            count += 1
    return sum((Fraction(n, quota) for quota, n in done.items()), Fraction()) / count if count else Fraction()


def fairness(lawyer: Lawyer, service: str, mean: Fraction, weights: Weights) -> int:
    """−f·(share of the year's quota − mean share): positive for whoever has done less than the others."""
    quota = lawyer.quotas.get(service)
    if not quota:
        return 0
    above = lawyer.year.get(service, 0) * mean.denominator - mean.numerator * quota
    return -half_even(weights.fairness.get(service, 0) * above, quota * mean.denominator)


def reserved(lawyers: Iterable[Lawyer], holds: Iterable[tuple[str, str]]) -> list[Lawyer]:
    """The lawyers with (lawyer id, service) holds counted as load of the ledger and of the month.

    A hold is a soft reservation while somebody decides, or a pair that a plan keeps.
    """
    count = Counter(holds)
    if not count:
        return list(lawyers)
    by_lawyer: dict[str, dict[str, int]] = {}
    for (ident, service), n in count.items():
        by_lawyer.setdefault(ident, {})[service] = n
    found = []
    for lawyer in lawyers:
        more = by_lawyer.get(lawyer.id, {})
        opened = {**lawyer.open, **{s: lawyer.open.get(s, 0) + n for s, n in more.items()}}
        month = {**lawyer.month, **{s: lawyer.month.get(s, 0) + n for s, n in more.items()}}
        found.append(replace(lawyer, open=opened, month=month) if more else lawyer)
    return found
