"""The exact plan before few lawyers, in integers: one matter after the other by the cheapest chain of moves."""

import numpy as np

from matching.network import Ints, Network

NEVER = 1 << 60


def chains(net: Network) -> Ints:
    """The lawyer of each matter, −1 for none (successive shortest paths over lawyers).

    Nodes are the lawyers and, last, "nobody". `move[i, j]` is the least that passing one of i's matters on to j costs, `far[i]`
    what one matter too many at i costs until it is absorbed: by i's next slot, or passed on to `next_[i]`. Each matter enters
    where its cost and `far` are least and pushes along the chain, which keeps the placing so far the best one. Distances never
    fall, so only the nodes whose way led through the chain are measured anew. No ties and no degeneracy slow this down.
    """
    count, people = len(net.dummy), len(net.first) - 1
    cost = np.full((count, people + 1), NEVER, dtype=np.int64)
    cost[net.matter, net.lawyer] = net.cost
    cost[:, people] = net.dummy
    ladders = [net.step[net.first[i] : net.first[i + 1]].tolist() for i in range(people)]
    members: list[list[int]] = [[] for _ in range(people + 1)]
    absorb = np.array([*(ladder[0] if ladder else NEVER for ladder in ladders), 0], dtype=np.int64)
    move = np.full((people + 1, people + 1), NEVER, dtype=np.int64)
    far, next_ = absorb.copy(), np.full(people + 1, -1, dtype=np.int64)
    for m in range(count):
        here = int((cost[m] + far).argmin())
        chain, entering = [here], m
        while next_[here] >= 0:
            there = int(next_[here])
            own = members[here]
            leaving = own[int((cost[own, there] - cost[own, here]).argmin())]
            own.remove(leaving)
            own.append(entering)
            here, entering = there, leaving
            chain.append(here)
        members[here].append(entering)
        if here == people and len(chain) == 1:
            continue  # left out, and nobody else is touched
        for node in chain:
            if node < people:
                own = members[node]
                move[node] = (cost[own] - cost[own, node][:, np.newaxis]).min(axis=0)
                move[node, node] = NEVER
        if here < people:
            ladder = ladders[here]
            absorb[here] = ladder[len(members[here])] if len(members[here]) < len(ladder) else NEVER
        _measure(move, absorb, far, next_, chain)
    place = np.full(count, -1, dtype=np.int64)
    for lawyer, own in enumerate(members[:people]):
        place[own] = lawyer
    return place


def _measure(move: Ints, absorb: Ints, far: Ints, next_: Ints, chain: list[int]) -> None:
    """Distances anew for the nodes whose way leads through the chain."""
    touched = np.zeros(len(far), dtype=bool)
    touched[chain] = True
    while True:
        more = touched | (touched[next_] & (next_ >= 0))
        if more.sum() == touched.sum():
            break
        touched = more
    touched[-1] = False  # nobody absorbs at no cost
    nodes = np.flatnonzero(touched)
    far[nodes], next_[nodes] = absorb[nodes], -1
    rows = move[nodes]
    while len(nodes):
        through = rows + far
        best = through.argmin(axis=1)
        value = through[np.arange(len(nodes)), best]
        better = value < far[nodes]
        if not better.any():
            break
        far[nodes[better]], next_[nodes[better]] = value[better], best[better]
