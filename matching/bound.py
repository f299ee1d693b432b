"""A proof that a plan is best: prices of the lawyers' slots, the bound that any prices give, what another pair would cost."""

from dataclasses import dataclass

import numpy as np

from matching.network import Ints, Network

NEVER = 1 << 60


@dataclass(frozen=True)
class Moves:
    """How one matter too many at a lawyer can be passed on: node i gives one of its matters to node j at a scaled cost.

    Nodes are the lawyers and, last, "nobody" (a free slot taken, or a matter left out). One arc a pair of nodes, the
    cheapest, sorted by i.
    """

    giver: Ints
    taker: Ints
    cost: Ints
    nodes: int

    def distances(self, target: int) -> Ints:
        """Cheapest way from every node to `target` (Bellman–Ford); NEVER where there is none.

        With an optimal plan no circle of moves gains anything and the distances settle; otherwise the last round is returned.
        """
        far = np.full(self.nodes, NEVER, dtype=np.int64)
        far[target] = 0
        givers, first = np.unique(self.giver, return_index=True)
        for _ in range(self.nodes + 1):
            better = far.copy()
            if len(first):
                better[givers] = np.minimum(far[givers], np.minimum.reduceat(self.cost + far[self.taker], first))
            better[target] = 0
            if np.array_equal(better, far):
                break
            far = better
        return far


def moves(net: Network, place: Ints) -> Moves:
    """The moves that are open under a plan (lawyer of each matter, −1 for none)."""
    people = len(net.first) - 1
    at = np.where(place < 0, people, place)
    worth = net.dummy.copy()  # what each matter costs where it is, load aside
    here = place[net.matter] == net.lawyer
    worth[net.matter[here]] = net.cost[here]
    used = np.bincount(place[place >= 0], minlength=people)
    room = np.diff(net.first)
    free, busy = np.flatnonzero(used < room), np.flatnonzero(used > 0)
    giver = np.concatenate([at[net.matter], at, free, np.full(len(busy), people)])
    taker = np.concatenate([net.lawyer, np.full(len(at), people), np.full(len(free), people), busy])
    cost = np.concatenate([net.cost - worth[net.matter], net.dummy - worth, net.step[net.first[free] + used[free]],
                           -net.step[net.first[busy] + used[busy] - 1]])
    order = np.lexsort((cost, taker, giver))
    giver, taker, cost = giver[order], taker[order], cost[order]
    cheapest = np.ones(len(giver), dtype=bool)
    cheapest[1:] = (giver[1:] != giver[:-1]) | (taker[1:] != taker[:-1])
    cheapest &= giver != taker
    return Moves(giver[cheapest], taker[cheapest], cost[cheapest], people + 1)


def prices(net: Network, place: Ints) -> Ints:
    """What one more matter at each lawyer would cost everybody under this plan, scaled; NEVER for a lawyer without a slot."""
    return moves(net, place).distances(len(net.first) - 1)[:-1]


def slots_worth(net: Network, price: Ints) -> int:
    """What the slots earn at these prices: each slot whatever its price exceeds its cost, scaled."""
    each = np.repeat(price, np.diff(net.first)) - net.step
    return int(np.maximum(each, 0).sum())


def best(net: Network, price: Ints) -> Ints:
    """What each matter is worth at these prices, scaled: its best pair of the network less the price, or staying out."""
    found = -net.dummy
    np.maximum.at(found, net.matter, -net.cost - price[net.lawyer])
    return found


def in_points(scaled: int, scale: int) -> int:
    """A scaled bound in points: ties make a plan's scaled worth less by under one point, so it is rounded up."""
    return -(-scaled // scale)


def worth(net: Network, place: Ints) -> int:
    """What a plan is worth, scaled: its pairs and whatever it leaves out, less the slots it fills."""
    here = place[net.matter] == net.lawyer
    used = np.bincount(place[place >= 0], minlength=len(net.first) - 1)
    filled = np.arange(len(net.step)) - np.repeat(net.first[:-1], np.diff(net.first)) < np.repeat(used, np.diff(net.first))
    return -int(net.cost[here].sum() + net.step[filled].sum() + net.dummy[place < 0].sum())
