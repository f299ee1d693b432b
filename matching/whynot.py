"""Why not this lawyer: the rules that stop the pair, else what it would cost this matter and the whole plan, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching import bound, candidates, explain, recommend, rules
from matching.batch import Ledger, ledger
from matching.problem import BadInstance, Problem
from matching.rules import Rule


@dataclass(frozen=True)
class WhyNot:
    """`rules` and the conflicts in words when the pair may not be. Otherwise how many points the lawyer is `behind` the best
    one for this matter alone, by component (`difference`), who has the matter in the best plan (`instead`, None for nobody),
    and by how many points the best plan with this pair is worse than the best plan (`loss`)."""

    rules: tuple[str, ...]
    conflicts: tuple[str, ...]
    behind: int
    difference: Mapping[str, int]
    instead: str | None
    loss: int


def why_not(problem: Problem, matter_id: str, lawyer_id: str) -> WhyNot:
    """Why a lawyer does not have a matter, where it stands among all that wait and with the fixed pairs as they are.

    Raises BadInstance when the problem does not know the matter or the lawyer.
    """
    if matter_id not in {m.id for m in problem.matters}:
        raise BadInstance("matter", f"没有案件“{matter_id}”")
    if lawyer_id not in {p.id for p in problem.lawyers}:
        raise BadInstance("lawyer", f"没有律师“{lawyer_id}”")
    problem = replace(problem, fixed={m: p for m, p in problem.fixed.items() if m != matter_id})
    matter = next(m for m in problem.matters if m.id == matter_id)
    found = ledger(problem, matter.service)
    lawyer = found.board.lawyers[found.board.index[lawyer_id]]
    broken = Rule(int(found.board.bits(matter)[found.board.index[lawyer_id]]))
    conflicts = tuple(explain.conflict(c) for c in explain.conflicts(lawyer, matter))
    place = int(found.solved.place[found.matters.index(matter)])
    instead = found.board.lawyers[place].id if place >= 0 else None
    if broken:
        return WhyNot(rules.words(broken), conflicts, 0, {}, instead, 0)
    everyone = recommend.recommend(matter, found.board.lawyers, problem.day, problem.causes, problem.weights, top=len(problem.lawyers),
                                    demand=problem.demand.get(matter.service)).candidates
    best, own = everyone[0], next(c for c in everyone if c.lawyer == lawyer_id)
    names = best.components.keys() | own.components.keys()
    difference = {n: own.components.get(n, 0) - best.components.get(n, 0) for n in sorted(names)}
    return WhyNot((), conflicts, best.total - own.total, {n: d for n, d in difference.items() if d}, instead, losses(found, matter_id)[lawyer_id])


def losses(found: Ledger, matter_id: str) -> dict[str, int]:
    """For every eligible lawyer: by how many points the best plan in which they have this matter is worse than the best plan.

    The matter enters the lawyer's slots and pushes: the cheapest chain of moves from there back to where the matter was is
    what forcing the pair costs, the same number that solving everything again with the pair fixed would give.
    """
    net, place = candidates.whole(found.instance), found.solved.place
    m = next(i for i, matter in enumerate(found.matters) if matter.id == matter_id)
    own = net.matter == m
    home = int(place[m]) if place[m] >= 0 else len(net.first) - 1
    there = own & (net.lawyer == place[m])
    cost_here = int(net.cost[there][0]) if place[m] >= 0 else int(net.dummy[m])
    far = bound.moves(net, place).distances(home)
    more = net.cost[own] + far[net.lawyer[own]] - cost_here
    best = bound.worth(net, place)
    return {
        found.instance.lawyers[lawyer]: bound.in_points(best, net.scale) - bound.in_points(best - extra, net.scale)
        for lawyer, extra in zip(net.lawyer[own].tolist(), np.asarray(more).tolist(), strict=True)
    }
