"""What is better, by component; the components sum to the total."""

import math
from fractions import Fraction

from matching.load import half_even
from matching.problem import Causes, Lawyer, Matter, Weights

# shown to people as 专长, 负荷, 远近与语言, 其他
SHOWN = {
    "fit": "专长", "low_fit": "专长", "load": "负荷", "fairness": "负荷", "distance": "远近与语言", "language": "远近与语言",
    "seniority": "其他", "rating": "其他", "response": "其他", "chosen": "其他", "continuity": "其他",
}
_FULL_SENIORITY = 15  # years after which experience counts fully
_EARTH_KM = 6371.0


def fitness(lawyer: Lawyer, matter: Matter, causes: Causes, weights: Weights) -> int:
    """How well the lawyer knows the cause, permille: own strength, ×.65 for a sibling cause, ×.35 for a related one."""
    if matter.cause is None:
        return max(lawyer.specialties.values(), default=weights.other) * weights.related // 1000
    own = lawyer.specialties.get(matter.cause)
    if own is not None:
        return own
    parent = causes.parent.get(matter.cause)
    siblings = [s for c, s in lawyer.specialties.items() if parent is not None and (causes.parent.get(c) == parent or c == parent)]
    near = [s for c, s in lawyer.specialties.items() if c in causes.related.get(matter.cause, frozenset())]
    return max(
        half_even(Fraction(max(siblings, default=0) * weights.same_parent, 1000)),
        half_even(Fraction(max(near, default=0) * weights.related, 1000)),
        weights.other,
    )


def at_parent_level(lawyer: Lawyer, matter: Matter, causes: Causes) -> bool:
    """Whether the lawyer knows the cause or a sibling of it."""
    if matter.cause is None or matter.cause in lawyer.specialties:
        return True
    parent = causes.parent.get(matter.cause)
    return parent is not None and any(causes.parent.get(c) == parent or c == parent for c in lawyer.specialties)


def kilometres(lawyer: Lawyer, matter: Matter) -> float:
    """Great-circle distance between town centres (haversine)."""
    a, b = math.radians(lawyer.latitude), math.radians(matter.latitude)
    across = math.radians(lawyer.longitude - matter.longitude)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def components(lawyer: Lawyer, matter: Matter, causes: Causes, weights: Weights) -> dict[str, int]:
    """Points by component, without load and fairness. Floats occur in distance only and are rounded at once."""
    found = {
        "fit": half_even(Fraction(weights.fit * fitness(lawyer, matter, causes, weights), 1000)),
        "distance": round(weights.distance * math.exp(-kilometres(lawyer, matter) / 25)),
        # shrunk towards .8 so that few marks mean little: (n·raw + 10·.8)/(n + 10), raw of five levels
        "rating": half_even(weights.rating * (Fraction(lawyer.rating_sum, 5) + 8) / (lawyer.rating_count + 10)),
        "response": half_even(Fraction(weights.response * (lawyer.offers_in_time + 4), lawyer.offers + 5)),
    }
    if matter.group or matter.urgent:
        found["seniority"] = half_even(Fraction(weights.seniority * min(lawyer.practising_years, _FULL_SENIORITY), _FULL_SENIORITY))
    if matter.languages:
        found["language"] = half_even(Fraction(weights.language * len(matter.languages & lawyer.languages), len(matter.languages)))
    if matter.chosen == lawyer.id:
        found["chosen"] = weights.chosen
    if matter.continuity == lawyer.id:
        found["continuity"] = weights.continuity
    if not at_parent_level(lawyer, matter, causes):
        found["low_fit"] = weights.low_fit
    return found
