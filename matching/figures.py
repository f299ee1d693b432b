"""Figures of fairness: who carries how much, how offers fare, which knowledge is scarce. Exact fractions, plain values in."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from matching import rules, scores
from matching.problem import Causes, Lawyer, Matter
from matching.rules import Rule


def gini(amounts: Iterable[int | Fraction]) -> Fraction:
    """Gini coefficient of amounts ≥ 0: 0 when all have the same, towards 1 when one has everything; 0 for nobody.

    Σ (2i − n − 1)·x_i / (n·Σ x) over amounts in rising order. Raises ValueError for a negative amount.
    """
    exact = [(a.numerator, a.denominator) for a in amounts]
    # over one denominator whole numbers do, at a tenth of the time of fractions
    common = math.lcm(*(below for _, below in exact))
    rising = sorted(above * (common // below) for above, below in exact)
    if rising and rising[0] < 0:
        raise ValueError("amounts must not be negative")
    total, n = sum(rising), len(rising)
    return Fraction(sum((2 * i - n - 1) * a for i, a in enumerate(rising, 1)), n * total) if total else Fraction()


def yearly_shares(lawyers: Iterable[Lawyer], service: str) -> dict[str, Fraction]:
    """The year's work over the year's quota of every lawyer with a quota in this ledger."""
    return {p.id: Fraction(p.year.get(service, 0), p.quotas[service]) for p in lawyers if p.quotas.get(service)}


@dataclass(frozen=True)
class Share:
    """One line of a breakdown: how many, and that over all."""

    key: Hashable
    count: int
    share: Fraction


def shares(keys: Iterable[Hashable] | Mapping[Hashable, int]) -> tuple[Share, ...]:
    """A breakdown by lawyer, county, cause or whatever the keys (or their counts) are, the largest first, equals by key."""
    count = Counter(keys)
    return tuple(Share(key, n, Fraction(n, count.total())) for key, n in sorted(count.items(), key=lambda item: (-item[1], str(item[0]))))


@dataclass(frozen=True)
class Answers:
    """How offers ended. Rates are over those that ended by answer or lapse, None without any; what is open or was taken back
    says nothing about the lawyer."""

    accepted: int
    declined: int
    lapsed: int
    open: int
    cancelled: int

    @property
    def acceptance(self) -> Fraction | None:
        """Accepted over accepted, declined and lapsed."""
        return _rate(self.accepted, self.accepted + self.declined + self.lapsed)

    @property
    def lapse(self) -> Fraction | None:
        """Lapsed over accepted, declined and lapsed."""
        return _rate(self.lapsed, self.accepted + self.declined + self.lapsed)


def answers(states: Iterable[str] | Mapping[str, int]) -> Answers:
    """Counts of offers by state (or of these counts): ACCEPTED, DECLINED, LAPSED, OFFERED and HELD (open), CANCELLED. ValueError for any other."""
    count = Counter(states)
    unknown = count.keys() - {"ACCEPTED", "DECLINED", "LAPSED", "OFFERED", "HELD", "CANCELLED"}
    if unknown:
        raise ValueError(f"unknown states: {', '.join(sorted(unknown))}")
    return Answers(count["ACCEPTED"], count["DECLINED"], count["LAPSED"], count["OFFERED"] + count["HELD"], count["CANCELLED"])


def answers_by(offers: Iterable[tuple[Hashable, str]]) -> dict[Hashable, Answers]:
    """`answers` by key (lawyer, county, cause …), from (key, state)."""
    found: dict[Hashable, list[str]] = {}
    for key, state in offers:
        found.setdefault(key, []).append(state)
    return {key: answers(states) for key, states in found.items()}


@dataclass(frozen=True)
class Demand:
    """A cause (None: not yet known) in one ledger: how many matters ask for it, which lawyers know it exactly or at parent
    level and may take work, how many free places these have. `pressure` is matters over places, None without places."""

    cause: str | None
    matters: int
    exact: int
    near: int
    places: int

    @property
    def pressure(self) -> Fraction | None:
        """Matters asking over places free; above 1 the knowledge is scarce."""
        return _rate(self.matters, self.places)


def scarcity(matters: Sequence[Matter], lawyers: Sequence[Lawyer], service: str, day: date, causes: Causes) -> tuple[Demand, ...]:
    """Every cause that is asked for, the scarcest first: those without a place, then by pressure, then by matters."""
    working = [p for p in lawyers if not rules.of_lawyer(p, service, day) & (Rule.SERVICE | Rule.LICENCE | Rule.LEAVE)]
    found = []
    for cause, asked in Counter(m.cause for m in matters if m.service == service).items():
        near = [p for p in working if scores.at_parent_level(p, cause, causes)]
        exact = sum(cause in p.specialties for p in near if cause is not None)
        found.append(Demand(cause, asked, exact, len(near), sum(rules.free(p, service) for p in near)))
    return tuple(sorted(found, key=lambda d: (d.pressure is not None, -(d.pressure or 0), -d.matters, d.cause or "")))


def fit_share(pairs: Mapping[str, str], matters: Iterable[Matter], lawyers: Iterable[Lawyer], causes: Causes) -> Fraction | None:
    """How many placed matters have a lawyer who knows the cause or a sibling of it, over all placed; None without any."""
    people = {p.id: p for p in lawyers}
    placed = [(m, people[pairs[m.id]]) for m in matters if m.id in pairs]
    return _rate(sum(scores.at_parent_level(p, m.cause, causes) for m, p in placed), len(placed))


def _rate(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
