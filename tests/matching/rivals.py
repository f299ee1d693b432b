"""Other ways to place the same instance: an LP, and the rules of thumb that offices use."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from matching import candidates
from matching.network import NONE, Instance, Ints, Network

Choose = Callable[[Ints, Ints, Ints], int]  # points, next steps, matters taken → the lawyer among those with room


def highs(found: Instance, net: Network | None = None, time_limit: float | None = None) -> int | None:
    """The optimum over a network (of all pairs when none is given) by an LP that shares nothing with the solvers: x per pair,
    y per slot, z per matter left out. None when the time is up."""
    net = net or candidates.whole(found)
    count, people, slots = len(net.dummy), len(found.lawyers), sum(map(len, found.costs))
    first = np.searchsorted(net.matter, np.arange(count + 1))
    points = np.concatenate([np.empty(0), *(found.pairs.row(m)[net.lawyer[first[m] : first[m + 1]]] for m in range(count))])
    owner = np.array([p for p, costs in enumerate(found.costs) for _ in costs], dtype=np.int64)
    cost = np.concatenate([-points, [c for costs in found.costs for c in costs], found.unassigned])
    pairs = len(points)
    table = csr_array((
        np.concatenate([np.ones(2 * pairs), -np.ones(slots), np.ones(count)]),
        (np.concatenate([net.matter, count + net.lawyer, count + owner, np.arange(count)]),
         np.concatenate([np.arange(pairs), np.arange(pairs), pairs + np.arange(slots), pairs + slots + np.arange(count)])),
    ), shape=(count + people, pairs + slots + count))
    solved = linprog(cost, A_eq=table, b_eq=np.concatenate([np.ones(count), np.zeros(people)]), bounds=(0, 1), method="highs", options={"time_limit": time_limit})
    return -round(solved.fun) if solved.status == 0 else None


def best_score(points: Ints, step: Ints, taken: Ints) -> int:
    """Greedy: the most points, whatever the load."""
    return int(points.argmax())


def best_net(points: Ints, step: Ints, taken: Ints) -> int:
    """Greedy: the most points less the next step's cost."""
    return int(np.where(points == NONE, NONE, points - step).argmax())


def least_loaded(points: Ints, step: Ints, taken: Ints) -> int:
    """Whoever has the lightest load for their cap."""
    return int(np.where(points == NONE, 1 << 40, step).argmin())


def round_robin(points: Ints, step: Ints, taken: Ints) -> int:
    """Whoever has had the fewest so far, in the order of the list: what taking turns comes to."""
    return int(np.where(points == NONE, 1 << 40, taken).argmin())


RIVALS: dict[str, Choose] = {"greedy score-load": best_net, "greedy score": best_score, "least loaded": least_loaded, "round robin": round_robin}


class Hand:
    """Places one matter after the other by one rule of thumb."""

    def __init__(self, found: Instance, choose: Choose) -> None:
        self.found, self.choose = found, choose
        self.ladders = [[*costs, 0] for costs in found.costs]
        self.step = np.array([ladder[0] for ladder in self.ladders], dtype=np.int64)
        self.room = np.array([len(costs) for costs in found.costs], dtype=np.int64)
        self.taken = np.zeros(len(found.lawyers), dtype=np.int64)
        self.place = np.full(len(found.matters), -1, dtype=np.int64)
        self.objective = 0

    def take(self, matter: int, row: Ints) -> None:
        """Place one matter, whose points by lawyer are given, whenever somebody eligible has room."""
        points = np.where(self.taken < self.room, row, NONE)
        lawyer = self.choose(points, self.step, self.taken)
        if points[lawyer] == NONE:
            self.objective -= int(self.found.unassigned[matter])
            return
        self.objective += int(points[lawyer]) - int(self.step[lawyer])
        self.place[matter] = lawyer
        self.taken[lawyer] += 1
        self.step[lawyer] = self.ladders[lawyer][self.taken[lawyer]]
