"""What is better, by component; the components sum to the total."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.load import half_even
from matching.problem import Causes, Lawyer, Matter, Weights

# shown to people as 专长, 负荷, 远近与语言, 其他
SHOWN = {
    "fit": "专长", "low_fit": "专长", "load": "负荷", "fairness": "负荷", "distance": "远近与语言", "language": "远近与语言",
    "seniority": "其他", "rating": "其他", "response": "其他", "chosen": "其他", "continuity": "其他", "scarcity": "其他",
}
_FULL_SENIORITY = 15  # years after which experience counts fully
_EARTH_KM = 6371.0
_NEAR_KM = 25

Place = tuple[float, float, float]


def fitness(lawyer: Lawyer, cause: str | None, causes: Causes, weights: Weights) -> int:
    """How well the lawyer knows the cause, permille: own strength, ×.65 for a sibling cause, ×.35 for a related one.

    A matter without a cause counts like one related to whatever the lawyer knows best.
    """
    if cause is None:
        return max(half_even(max(lawyer.specialties.values(), default=0) * weights.related, 1000), weights.other)
    own = lawyer.specialties.get(cause)
    if own is not None:
        return own
    near = causes.related.get(cause, frozenset())
    best = weights.other
    for known, strength in lawyer.specialties.items():
        if sibling(known, cause, causes):
            best = max(best, half_even(strength * weights.same_parent, 1000))
        if known in near:
            best = max(best, half_even(strength * weights.related, 1000))
    return best


def sibling(known: str, cause: str, causes: Causes) -> bool:
    """Whether two causes have one parent, or the known one is the parent."""
    parent = causes.parent.get(cause)
    return parent is not None and (known == parent or causes.parent.get(known) == parent)


def at_parent_level(lawyer: Lawyer, cause: str | None, causes: Causes) -> bool:
    """Whether the lawyer knows the cause or a sibling of it; a matter without a cause asks for nothing."""
    return cause is None or cause in lawyer.specialties or any(sibling(known, cause, causes) for known in lawyer.specialties)


def speaks_for(known: str, cause: str | None, causes: Causes) -> bool:
    """Whether knowing one cause makes any difference to `fitness` or `at_parent_level` for the other."""
    return cause is None or known == cause or sibling(known, cause, causes) or known in causes.related.get(cause, frozenset())


def fit(lawyer: Lawyer, cause: str | None, causes: Causes, weights: Weights) -> int:
    """Points of `fit` alone, without the deduction below parent level."""
    return half_even(weights.fit * fitness(lawyer, cause, causes, weights), 1000)


@lru_cache(maxsize=1 << 16)
def place(latitude: float, longitude: float) -> Place | None:
    """A point on the unit sphere of a place in degrees, rounded to .01° (town centres are all we ask); None when unknown."""
    if not latitude and not longitude:
        return None
    north, east = math.radians(round(latitude, 2)), math.radians(round(longitude, 2))
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def kilometres(lawyer: Lawyer, matter: Matter) -> float | None:
    """Great-circle distance between the town centres of lawyer and matter; None when one is unknown."""
    a, b = place(lawyer.latitude, lawyer.longitude), place(matter.latitude, matter.longitude)
    if a is None or b is None:
        return None
    return 2 * _EARTH_KM * math.asin(min(1.0, math.dist(a, b) / 2))


@lru_cache(maxsize=64)
def _reach(weight: int) -> NDArray[np.float64]:
    """The squared chords up to which weight, weight−1 … 1 points are earned: weight·e^(−km/25) rounded, turned round.

    Comparing chords with this ladder needs no transcendental function a pair, so one pair and a million give the same.
    """
    limits = [_NEAR_KM * math.log(weight / (points - 0.5)) for points in range(weight, 0, -1)]
    return np.array([(2 * math.sin(min(km / (2 * _EARTH_KM), math.pi / 2))) ** 2 for km in limits])


def distances(weight: int, here: NDArray[np.float64], there: Place | None) -> NDArray[np.int64]:
    """Points of `distance` for many places [n × 3] and one; NaN rows and None are unknown places and earn nothing."""
    if there is None or weight == 0:
        return np.zeros(len(here), dtype=np.int64)
    away = here - np.array(there)
    chord = away[:, 0] * away[:, 0] + away[:, 1] * away[:, 1] + away[:, 2] * away[:, 2]
    return np.asarray(weight - np.searchsorted(_reach(weight), chord), dtype=np.int64)  # NaN sorts behind everything


def places(lawyers: Sequence[Lawyer]) -> NDArray[np.float64]:
    """The lawyers' places [n × 3], NaN where unknown."""
    nowhere = (math.nan, math.nan, math.nan)
    return np.array([place(p.latitude, p.longitude) or nowhere for p in lawyers], dtype=np.float64).reshape(-1, 3)


def standing(lawyer: Lawyer, weights: Weights) -> tuple[int, int]:
    """Points of rating and response: the lawyer's own, whatever the matter.

    Both are shrunk so that few marks mean little: rating (n·raw + 10·.8)/(n + 10) with raw of five levels.
    """
    return (
        half_even(weights.rating * (lawyer.rating_sum + 40), 5 * (lawyer.rating_count + 10)),
        half_even(weights.response * (lawyer.offers_in_time + 4), lawyer.offers + 5),
    )


def seniority(lawyer: Lawyer, weights: Weights) -> int:
    """Points for experience; they count in group and urgent matters only."""
    return half_even(weights.seniority * min(lawyer.practising_years, _FULL_SENIORITY), _FULL_SENIORITY)


def language(lawyer: Lawyer, spoken: frozenset[str], weights: Weights) -> int:
    """Points for the share of the asked languages and dialects that the lawyer speaks; 0 when none is asked."""
    return half_even(weights.language * len(spoken & lawyer.languages), len(spoken)) if spoken else 0


def wished(lawyer_id: str, matter: Matter, weights: Weights) -> dict[str, int]:
    """Points for the worker's choice and for having acted for this worker before."""
    found = {}
    if matter.chosen == lawyer_id:
        found["chosen"] = weights.chosen
    if matter.continuity == lawyer_id:
        found["continuity"] = weights.continuity
    return found


def components(lawyer: Lawyer, matter: Matter, causes: Causes, weights: Weights) -> dict[str, int]:
    """Points by component, without load and fairness."""
    rating, response = standing(lawyer, weights)
    away = distances(weights.distance, places([lawyer]), place(matter.latitude, matter.longitude))
    found = {"fit": fit(lawyer, matter.cause, causes, weights), "distance": int(away[0]), "rating": rating, "response": response}
    if matter.group or matter.urgent:
        found["seniority"] = seniority(lawyer, weights)
    if matter.languages:
        found["language"] = language(lawyer, matter.languages, weights)
    if not at_parent_level(lawyer, matter.cause, causes):
        found["low_fit"] = weights.low_fit
    return {**found, **wished(lawyer.id, matter, weights)}
