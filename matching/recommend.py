"""One matter, ranked and explained, without touching anybody else's."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matching import explain, load, rules, scores, solve
from matching.problem import Candidate, Causes, Lawyer, Matter, Weights
from matching.rules import Rule


@dataclass(frozen=True)
class Recommendation:
    """Ranked candidates (best first), how many could take it, and the excluded with every reason."""

    candidates: tuple[Candidate, ...]
    eligible: int
    excluded: Mapping[str, tuple[str, ...]]
    counts: tuple[tuple[str, int], ...]


def recommend(matter: Matter, lawyers: Iterable[Lawyer], day: date, causes: Causes, weights: Weights | None = None,
              names: Mapping[str, str] | None = None, top: int = 5) -> Recommendation:
    """The `top` best lawyers for one matter on this day. The order does not depend on the order of the input."""
    weights = weights or Weights()
    people = sorted(lawyers, key=lambda lawyer: lawyer.id)
    mean = load.mean_share(people, matter.service)
    found: list[Candidate] = []
    excluded: dict[str, tuple[str, ...]] = {}
    counts: Counter[Rule] = Counter()
    for lawyer in people:
        broken = rules.broken(lawyer, matter, day)
        if broken:
            excluded[lawyer.id] = explain.why_not(broken)
            counts.update(bit for bit in Rule if bit & broken)
            continue
        found.append(_candidate(lawyer, matter, causes, weights, load.fairness(lawyer, matter.service, mean, weights), names or {}))
    found.sort(key=lambda c: (-c.total, solve.tie(matter.id, c.lawyer, 1)))
    ordered = tuple((rules.WORDS[bit], number) for bit, number in counts.most_common())
    return Recommendation(tuple(found[:top]), len(found), excluded, ordered)


def _candidate(lawyer: Lawyer, matter: Matter, causes: Causes, weights: Weights, fair: int, names: Mapping[str, str]) -> Candidate:
    begun, cap = lawyer.open.get(matter.service, 0), max(1, lawyer.caps.get(matter.service, 0))
    points = scores.components(lawyer, matter, causes, weights)
    points["load"] = -load.step(weights.load, begun + 1, cap)
    points["fairness"] = fair
    return Candidate(lawyer.id, points, sum(points.values()), explain.reasons(lawyer, matter, causes, weights, names), begun, cap)


@dataclass(frozen=True)
class WhyNot:
    """Why a lawyer is not the first choice: hard rules, or points behind the best by component."""

    rules: tuple[str, ...]
    behind: int
    difference: Mapping[str, int]


def why_not(lawyer_id: str, matter: Matter, lawyers: Iterable[Lawyer], day: date, causes: Causes, weights: Weights | None = None) -> WhyNot:
    """Hard reasons, else the exact distance to the best candidate, component by component."""
    people = list(lawyers)
    found = recommend(matter, people, day, causes, weights, top=len(people))
    if lawyer_id in found.excluded:
        return WhyNot(found.excluded[lawyer_id], 0, {})
    best = found.candidates[0]
    own = next(c for c in found.candidates if c.lawyer == lawyer_id)
    names = best.components.keys() | own.components.keys()
    difference = {n: own.components.get(n, 0) - best.components.get(n, 0) for n in sorted(names)}
    return WhyNot((), best.total - own.total, {n: d for n, d in difference.items() if d})
