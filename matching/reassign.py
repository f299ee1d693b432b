"""Placing again with the least disturbance: what has been told to a lawyer never moves, the rest only when asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from matching.batch import batch
from matching.problem import BadInstance, Plan, Problem


@dataclass(frozen=True)
class Reassigned:
    """The new plan and who changed hands: matter → (before, after), None for nobody."""

    plan: Plan
    moved: Mapping[str, tuple[str | None, str | None]]


def reassign(problem: Problem, current: Mapping[str, str], loose: Iterable[str], *, told: Iterable[str] = (), stay_bonus: int | None = None) -> Reassigned:
    """Place the `loose` matters (declined, lapsed, a lawyer away) anew around the `current` pairs.

    By default all other pairs stay. With `stay_bonus` they may move too, when that gains the whole plan more points than the
    bonus a pair; those `told` to their lawyer (notified, accepted) stay in either case. Matters that `current` does not
    know are placed as well. Raises BadInstance when a matter that was told is to be loosened.
    """
    free, bound_to_stay = frozenset(loose), frozenset(told)
    if free & bound_to_stay:
        raise BadInstance("loose", "已通知或已接单的案件不能改派")
    people = {p.id for p in problem.lawyers}
    kept = {m: p for m, p in current.items() if m not in free and (stay_bonus is None or m in bound_to_stay)}
    staying = {} if stay_bonus is None else {m: p for m, p in current.items() if m not in free and m not in bound_to_stay and p in people}
    plan = batch(replace(problem, fixed={**problem.fixed, **kept}, stay=staying, stay_bonus=stay_bonus or 0))
    moved = {m.id: (was, now) for m in problem.matters if (was := current.get(m.id)) != (now := plan.pairs.get(m.id))}
    return Reassigned(plan, moved)
