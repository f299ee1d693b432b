"""What if: other weights, more matters in a county, lawyers away; two plans side by side, nothing is changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from matching.batch import batch
from matching.problem import BadInstance, Matter, Plan, Problem, Weights


@dataclass(frozen=True)
class Comparison:
    """The plan as it is and as it would be; `moved` are matters with another lawyer (before, after; None for nobody),
    added ones aside; `added` the invented matters."""

    before: Plan
    after: Plan
    moved: Mapping[str, tuple[str | None, str | None]]
    added: tuple[str, ...]


def what_if(problem: Problem, *, weights: Weights | None = None, away: Iterable[str] = (), more: Mapping[str, int] | None = None) -> Comparison:
    """Solve as it is and once more with other weights, without the lawyers `away` (their fixed pairs are placed anew), and
    with `more` matters by county, made after those that wait there. Raises BadInstance naming what is unknown."""
    gone = frozenset(away)
    if not gone <= {p.id for p in problem.lawyers}:
        raise BadInstance("away", "有不在名单里的律师")
    added = [m for county, count in sorted((more or {}).items()) for m in _like(problem, county, count)]
    changed = replace(
        problem, weights=weights or problem.weights, lawyers=tuple(p for p in problem.lawyers if p.id not in gone),
        fixed={m: p for m, p in problem.fixed.items() if p not in gone}, matters=(*problem.matters, *added),
    )
    before, after = batch(problem), batch(changed)
    moved = {m.id: (was, now) for m in problem.matters if (was := before.pairs.get(m.id)) != (now := after.pairs.get(m.id))}
    return Comparison(before, after, moved, tuple(m.id for m in added))


def _like(problem: Problem, county: str, count: int) -> list[Matter]:
    """Invented matters of a county: causes and places of those waiting there (or anywhere), nobody's history."""
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= 10_000:
        raise BadInstance(f"more.{county}", "应为 0 到 10000 之间的整数")
    models = [m for m in problem.matters if m.county == county] or list(problem.matters)
    if count and not models:
        raise BadInstance(f"more.{county}", "没有可以照着设想的案件")
    nothing: frozenset[str] = frozenset()
    return [
        replace(models[n % len(models)], id=f"＋{county}-{n + 1:05d}", county=county, employers=nothing, chosen=None, excluded=nothing, declined=nothing,
                neutrals=nothing, continuity=None, conflicts={}, cleared=nothing)
        for n in range(count)
    ]
