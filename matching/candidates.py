"""Large instances by few candidates a matter, re-opened by price until no other pair could improve the plan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching import bound
from matching.network import NONE, Instance, Ints, Network, Ties, network, scale_for
from matching.solve import FEW_LAWYERS, SOLVERS

ALL_UP_TO = 20_000  # pairs; below, nothing is left out
CANDIDATES = 20
PATIENCE, ROUNDS = 5, 12  # after so many rounds all pairs are opened where that is possible; after so many it is enough
WHOLE_UP_TO = 5_000_000  # pairs
KEPT = 8  # pairs a matter that go on from round to round when near is enough, and as many new ones
_FULL = 1 << 30  # points: the next step of a full lawyer
_LOW = -(1 << 62)  # below every scaled value, far enough from the end of int64

Edges = tuple[Ints, Ints, Ints]  # matter, lawyer, points


@dataclass(frozen=True)
class Solved:
    """An outcome: the lawyer of each matter by index (−1 for none), objective and upper bound of every plan in points.

    `net` and `price` are what the proof rests on: the pairs that were open at last and the price of a slot, scaled.
    """

    place: Ints
    objective: int
    bound: int
    net: Network
    price: Ints
    rounds: int


def solve(instance: Instance, solver: str = "exact", k: int | None = None, near: float = 0.0) -> Solved:
    """The best plan of the whole instance.

    Above ALL_UP_TO pairs (or with `k` given) each matter begins with its k best lawyers at rough prices. After each solution
    the exact prices say which pairs left out could do better; those are opened and all is solved again. When none is left the
    plan is optimal among all pairs. `near` ends earlier, when the objective is within that share of the bound; costs are then
    whole points without ties, which halves the time of a flow, and pairs that the prices speak against are dropped on the way.
    """
    slots, scale, ties = _frame(instance, whole_points=near > 0)
    pairs = len(instance.matters) * len(instance.lawyers)
    if k is None and pairs > ALL_UP_TO:
        k = CANDIDATES
    # before few lawyers even all pairs are soon solved, and a second guess is not worth its time
    patience = 1 if len(instance.lawyers) <= FEW_LAWYERS else PATIENCE
    edges = _all(instance, slots) if k is None else _few(instance, slots, k, ties)
    for turn in range(1, ROUNDS + 1):
        net = network(instance, *edges, scale, ties)
        place = SOLVERS[solver](net)
        price = bound.prices(net, place)
        worth = bound.best(net, price)
        more: list[Edges] = []
        if k is not None:
            more, worth = _better(instance, slots, net, ties, price, worth, KEPT if near else k)
        found = Solved(place, _objective(instance, edges, place), bound.in_points(int(worth.sum()) + bound.slots_worth(net, price), scale), net, price, turn)
        if not more or found.bound - found.objective < near * abs(found.bound):
            break
        if near:
            edges = _worthy(edges, place, price)
        edges = _all(instance, slots) if pairs <= WHOLE_UP_TO and turn >= patience else _joined([edges, *more])
    return found


def whole(instance: Instance) -> Network:
    """The network of every eligible pair."""
    slots, scale, ties = _frame(instance)
    return network(instance, *_all(instance, slots), scale, ties)


def _frame(instance: Instance, whole_points: bool = False) -> tuple[NDArray[np.bool_], int, Ties]:
    """Who has a slot, the scale of costs, and the ties below it."""
    slots = np.array([len(costs) > 0 for costs in instance.costs], dtype=bool)
    steps = max((abs(c) for costs in instance.costs for c in costs), default=0)
    most = max(instance.most + steps, int(np.abs(instance.unassigned).max(initial=0))) + 2
    scale = 1 if whole_points else scale_for(most, len(instance.matters), len(instance.lawyers))
    return slots, scale, Ties.below_a_point(instance.matters, instance.lawyers, scale)


def _objective(instance: Instance, edges: Edges, place: Ints) -> int:
    """Σ points − Σ rising load − Σ cost of what is unassigned."""
    matter, lawyer, points = edges
    used = np.bincount(place[place >= 0], minlength=len(instance.lawyers)).tolist()
    load = sum(sum(costs[:n]) for costs, n in zip(instance.costs, used, strict=True))
    return int(points[place[matter] == lawyer].sum()) - load - int(instance.unassigned[place < 0].sum())


def _joined(parts: list[Edges]) -> Edges:
    """Pairs of several parts, each once, by matter and lawyer."""
    empty = np.empty(0, dtype=np.int64)
    matter, lawyer, points = (np.concatenate([empty, *column]) for column in zip(*parts, strict=True)) if parts else (empty, empty, empty)
    order = np.lexsort((lawyer, matter))
    matter, lawyer, points = matter[order], lawyer[order], points[order]
    once = np.ones(len(matter), dtype=bool)
    once[1:] = (matter[1:] != matter[:-1]) | (lawyer[1:] != lawyer[:-1])
    return matter[once], lawyer[once], points[once]


def _all(instance: Instance, slots: NDArray[np.bool_]) -> Edges:
    parts = []
    for block in instance.pairs.blocks(np.zeros(len(slots), dtype=np.int64)):
        r, c = np.nonzero((block.points != NONE) & slots[block.lawyers])
        parts.append((block.matters[r], block.lawyers[c], block.points[r, c]))
    return _joined(parts)


def _few(instance: Instance, slots: NDArray[np.bool_], k: int, ties: Ties) -> Edges:
    """The k best lawyers of each matter at the load that a greedy placing leaves, and the one that it found.

    The placing goes on with whom it left out, before the lawyers who still have room, as long as that places anybody.
    """
    width = min(3 * k, len(instance.lawyers))
    lawyer = np.zeros((len(instance.matters), width), dtype=np.int64)
    points = np.full((len(instance.matters), width), NONE, dtype=np.int64)
    greedy = Greedy(instance)
    left = np.arange(len(instance.matters))
    while len(left):
        worth = np.full(len(instance.matters), -NONE, dtype=np.int64)
        worth[left] = -instance.unassigned[left]
        for block in instance.pairs.blocks(greedy.step, worth, best=width):
            lacking = worth[block.matters] != -NONE
            matters, own = block.matters[lacking], block.points[lacking]
            value = np.where((own != NONE) & slots[block.lawyers], own - greedy.step[block.lawyers], NONE)
            column = _top(_mixed(value, ties, matters[:, np.newaxis], block.lawyers[np.newaxis, :]), width)
            lawyer[matters, : column.shape[1]] = block.lawyers[column]
            points[matters, : column.shape[1]] = np.where(np.take_along_axis(value, column, axis=1) == NONE, NONE, np.take_along_axis(own, column, axis=1))
        greedy.place_all(left, lawyer, points)
        still = left[greedy.place[left] < 0]
        if len(still) == len(left):
            break
        left = still
    value = np.where(points != NONE, points - greedy.price()[lawyer], NONE)
    column = _top(_mixed(value, ties, np.arange(len(points))[:, np.newaxis], lawyer), k)
    chosen = np.zeros(points.shape, dtype=bool)
    np.put_along_axis(chosen, column, True, axis=1)
    chosen |= lawyer == greedy.place[:, np.newaxis]
    r, c = np.nonzero(chosen & (points != NONE))
    return _joined([(r, lawyer[r, c], points[r, c])])


def _worthy(edges: Edges, place: Ints, price: Ints) -> Edges:
    """The pairs that these prices in points speak least against, KEPT a matter on average, and those of the plan."""
    matter, lawyer, points = edges
    value = points - price[lawyer]
    best = np.full(len(place), _LOW, dtype=np.int64)
    np.maximum.at(best, matter, value)
    behind = best[matter] - value
    last = min(KEPT * len(place), len(behind) - 1)
    kept = (behind <= np.partition(behind, last)[last]) | (place[matter] == lawyer)
    return matter[kept], lawyer[kept], points[kept]


def _mixed(value: Ints, ties: Ties, matter: Ints, lawyer: Ints) -> Ints:
    """Values with equals in a different order for each matter, so that matters alike do not all ask for the same few. A guess
    needs no better mixing than this; the ties of the plan itself are those of `Ties`."""
    return value * (1 << 16) - ((ties.matters[matter] ^ ties.lawyers[lawyer]) & np.uint64(0xFFFF)).astype(np.int64)


def _top(value: Ints, k: int) -> Ints:
    """Columns of the k largest values of each row, in no order."""
    if k >= value.shape[1]:
        return np.broadcast_to(np.arange(value.shape[1]), value.shape)
    return np.asarray(np.argpartition(-value, k - 1, axis=1)[:, :k], dtype=np.int64)


class Greedy:
    """One matter after the other, in the order of a hash, to the lawyer with most points less the next step's cost."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.place = np.full(len(instance.matters), -1, dtype=np.int64)
        self._ladders = [[*costs, _FULL] for costs in instance.costs]
        self._used = [0] * len(self._ladders)
        self.step = np.array([ladder[0] for ladder in self._ladders], dtype=np.int64)
        ranks = Ties.of(instance.matters, ["order"]).of_pairs(np.arange(len(self.place)), np.zeros(len(self.place), dtype=np.int64))
        self._rank = np.argsort(np.argsort(ranks, kind="stable"))

    def place_all(self, matters: Ints, lawyer: Ints, points: Ints) -> None:
        """Go through these matters, each before its row of lawyers and points."""
        for m in matters[np.argsort(self._rank[matters])].tolist() if points.shape[1] else []:
            value = points[m] - self.step[lawyer[m]]
            column = int(value.argmax())
            if value[column] > -self.instance.unassigned[m]:
                chosen = int(lawyer[m, column])
                self.place[m] = chosen
                self._used[chosen] += 1
                self.step[chosen] = self._ladders[chosen][self._used[chosen]]

    def price(self) -> Ints:
        """What the next matter at each lawyer costs now; a full lawyer costs a notch more than the last one."""
        notch = [costs[-1] + max(1, costs[-1] - costs[0]) // 4 if costs else 0 for costs in self.instance.costs]
        return np.where(self.step >= _FULL, np.array(notch, dtype=np.int64), self.step)


def _better(instance: Instance, slots: NDArray[np.bool_], net: Network, ties: Ties, price: Ints, worth: Ints, k: int) -> tuple[list[Edges], Ints]:
    """Pairs that beat what their matter is worth at these prices, at most k a matter, and the worth with every pair open."""
    found: list[Edges] = []
    worth = worth.copy()
    for block in instance.pairs.blocks(price // net.scale, worth // net.scale):
        # ties only lower a value: whoever does not beat the worth without one does not with one
        value = np.where((block.points != NONE) & slots[block.lawyers], block.points * net.scale - price[block.lawyers], _LOW)
        r, c = np.nonzero(value > worth[block.matters][:, np.newaxis])
        gain = value[r, c] - ties.of_pairs(block.matters[r], block.lawyers[c]) - worth[block.matters[r]]
        order = np.lexsort((-gain, r))[: len(r)]
        order = order[gain[order] > 0]
        if not len(order):
            continue
        r, c, gain = r[order], c[order], gain[order]
        start = np.flatnonzero(np.append(True, r[1:] != r[:-1]))  # the best of each row comes first
        rank = np.arange(len(r)) - np.repeat(start, np.diff(np.append(start, len(r))))
        few = rank < k
        found.append((block.matters[r[few]], block.lawyers[c[few]], block.points[r[few], c[few]]))
        worth[block.matters[r[start]]] += gain[start]
    return found, worth
