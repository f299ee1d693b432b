"""The exact plan: convex load as slots, one assignment, ties broken the same way for any order of the input.

An instance is plain: scores of eligible pairs, what each lawyer's next matters cost, what an unassigned matter costs.
"""

import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

SCALE = 1 << 20
DENSE_UP_TO = 50  # matters; above, the sparse solver is faster
FLOW_ABOVE = 5000  # matters; above, min-cost flow is faster, where OR-tools is installed

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Slots:
    """A plain instance, sorted by id. `pairs[m]` maps lawyer index → score; `costs[l]` are the rising step costs of the
    lawyer's free slots; `unassigned[m]` is what leaving m out costs. All points."""

    matters: tuple[str, ...]
    lawyers: tuple[str, ...]
    pairs: tuple[Mapping[int, int], ...]
    costs: tuple[tuple[int, ...], ...]
    unassigned: tuple[int, ...]


Solver = Callable[[Slots], dict[int, int]]


@dataclass(frozen=True)
class Edges:
    """The eligible pairs whose lawyer has a slot, as parallel arrays, with costs scaled so that ties are decided by ids.

    Lawyer l owns the columns first[l] … first[l+1]−1, one a slot; the private dummy of matter m is column first[-1]+m.
    """

    matter: Ints
    lawyer: Ints
    cost: Ints  # −score·scale + tie
    first: Ints
    step: Ints  # by column, scaled
    dummy: Ints  # by matter, scaled

    def columns(self) -> tuple[Ints, Ints, Ints]:
        """Rows, columns and costs of the assignment over slots, dummies last."""
        room = np.diff(self.first)[self.lawyer]
        edge = np.repeat(np.arange(len(self.lawyer)), room)
        column = self.first[self.lawyer[edge]] + np.arange(len(edge)) - np.repeat(np.cumsum(room) - room, room)
        everyone = np.arange(len(self.dummy))
        return (
            np.concatenate([self.matter[edge], everyone]),
            np.concatenate([column, self.first[-1] + everyone]),
            np.concatenate([self.cost[edge] + self.step[column], self.dummy]),
        )

    def plan(self, matched: Iterable[tuple[int, int]]) -> dict[int, int]:
        """Matter → lawyer from matter → column."""
        owner = np.repeat(np.arange(len(self.first) - 1), np.diff(self.first)).tolist()
        return {m: owner[column] for m, column in matched if column < len(owner)}


def tie(matter: str, lawyer: str, below: int) -> int:
    """A number in 0 … below−1 that depends on the two ids only."""
    digest = hashlib.blake2b(f"{matter}\x00{lawyer}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % max(1, below)


def scale_for(slots: Slots) -> int:
    """2^20, or the largest smaller power of two that keeps sums of a few costs exact in float64 (under 2^53)."""
    most = max(
        max((abs(s) for pairs in slots.pairs for s in pairs.values()), default=0) + max((abs(c) for costs in slots.costs for c in costs), default=0),
        max((abs(u) for u in slots.unassigned), default=0), 1,
    )
    scale = SCALE
    while scale > 1 and most * scale * 8 >= 1 << 53:
        scale //= 2
    return scale


def edges(slots: Slots) -> Edges:
    """Arrays of an instance. Only as many slots as there are matters can ever be filled, so longer ladders are cut."""
    count, scale = len(slots.matters), scale_for(slots)
    below = scale // (count + 1)  # the ties of a whole plan together stay under one point
    rows = [(m, lawyer, score) for m, pairs in enumerate(slots.pairs) for lawyer, score in sorted(pairs.items()) if slots.costs[lawyer]]
    ties = [tie(slots.matters[m], slots.lawyers[lawyer], below) for m, lawyer, _ in rows]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    ladders = [costs[:count] for costs in slots.costs]
    return Edges(
        table[:, 0], table[:, 1], -table[:, 2] * scale + np.array(ties, dtype=np.int64),
        np.cumsum([0, *map(len, ladders)], dtype=np.int64), np.array([c for costs in ladders for c in costs], dtype=np.int64) * scale,
        np.array(slots.unassigned, dtype=np.int64) * scale,
    )


def dense(slots: Slots) -> dict[int, int]:
    """`linear_sum_assignment` over capacity slots: matter index → lawyer index."""
    if not slots.matters:
        return {}
    found = edges(slots)
    rows, columns, costs = found.columns()
    # a forbidden cell is dearer than the dummy its row could take instead, so no optimum uses one
    forbidden = 2 * (int(np.abs(costs).max()) + 1)
    matrix: NDArray[np.float64] = np.full((len(slots.matters), int(found.first[-1]) + len(slots.matters)), float(forbidden))
    matrix[rows, columns] = costs
    matched = linear_sum_assignment(matrix)
    return found.plan(zip(matched[0].tolist(), matched[1].tolist(), strict=True))


def sparse(slots: Slots) -> dict[int, int]:
    """`min_weight_full_bipartite_matching`; weights are shifted above zero because explicit zeros would be dropped."""
    if not slots.matters:
        return {}
    found = edges(slots)
    rows, columns, costs = found.columns()
    weights = (costs - costs.min() + 1).astype(np.float64)
    graph = csr_array((weights, (rows, columns)), shape=(len(slots.matters), int(found.first[-1]) + len(slots.matters)))
    matched = min_weight_full_bipartite_matching(graph)
    return found.plan(zip(matched[0].tolist(), matched[1].tolist(), strict=True))


def flow(slots: Slots) -> dict[int, int]:
    """OR-tools' min-cost flow (the optional extra `large`): a slot is an arc from the lawyer to the sink."""
    if not slots.matters:
        return {}
    found, count, people = edges(slots), len(slots.matters), len(slots.lawyers)
    sink = count + people
    network: Any = importlib.import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    owner = np.repeat(np.arange(people), np.diff(found.first))
    tails = np.concatenate([found.matter, count + owner, np.arange(count)])
    heads = np.concatenate([count + found.lawyer, np.full(len(owner) + count, sink)])
    arcs = network.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), np.concatenate([found.cost, found.step, found.dummy]))
    network.set_nodes_supplies(np.arange(sink + 1), np.concatenate([np.ones(count), np.zeros(people), [-count]]).astype(np.int64))
    if network.solve() != network.OPTIMAL:
        raise ArithmeticError("min-cost flow found no optimum although every matter has a dummy")
    used = network.flows(arcs)[: len(found.matter)] > 0
    return dict(zip(found.matter[used].tolist(), found.lawyer[used].tolist(), strict=True))


def exact(slots: Slots) -> dict[int, int]:
    """The solver for everyday use, chosen by the number of matters."""
    if len(slots.matters) > FLOW_ABOVE and "flow" in SOLVERS:
        return flow(slots)
    return dense(slots) if len(slots.matters) <= DENSE_UP_TO else sparse(slots)


SOLVERS: dict[str, Solver] = {"exact": exact, "dense": dense, "sparse": sparse}
if importlib.util.find_spec("ortools") is not None:
    SOLVERS["flow"] = flow


def objective(slots: Slots, plan: Mapping[int, int]) -> int:
    """Σ scores − Σ rising load − Σ cost of what is unassigned, in points."""
    used: dict[int, int] = {}
    total = 0
    for m, pairs in enumerate(slots.pairs):
        if m not in plan:
            total -= slots.unassigned[m]
            continue
        lawyer = plan[m]
        k = used.get(lawyer, 0)
        total += pairs[lawyer] - slots.costs[lawyer][k]
        used[lawyer] = k + 1
    return total


def why_unplaced(slots: Slots, plan: Mapping[int, int]) -> dict[int, str]:
    """For each matter without a lawyer: no_eligible_lawyer, all_full or cheaper_unassigned."""
    used: dict[int, int] = {}
    for lawyer in plan.values():
        used[lawyer] = used.get(lawyer, 0) + 1
    found: dict[int, str] = {}
    for m, pairs in enumerate(slots.pairs):
        if m not in plan:
            full = all(used.get(lawyer, 0) >= len(slots.costs[lawyer]) for lawyer in pairs)
            found[m] = "no_eligible_lawyer" if not pairs else "all_full" if full else "cheaper_unassigned"
    return found
