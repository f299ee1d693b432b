"""The exact solvers: the lawyer of each matter, −1 for none, that costs least. All give the same plan."""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.chains import chains
from matching.network import Ints, Network

DENSE_UP_TO = 50  # matters; above, chains of moves are faster
FEW_LAWYERS = 500  # up to so many, chains; their time grows with the square of the lawyers, but never with ties
FLOW_ABOVE = 5000  # matters; above, min-cost flow is faster, where OR-tools is installed

Solver = Callable[[Network], Ints]


def dense(net: Network) -> Ints:
    """`linear_sum_assignment` over capacity slots: the lawyer of each matter, −1 for none."""
    rows, columns, costs = net.columns()
    # a forbidden cell is dearer than the dummy its row could take instead, so no optimum uses one
    forbidden = 2 * (int(np.abs(costs).max(initial=0)) + 1)
    matrix: NDArray[np.float64] = np.full((len(net.dummy), int(net.first[-1]) + len(net.dummy)), float(forbidden))
    matrix[rows, columns] = costs
    return net.taken(*linear_sum_assignment(matrix))


def sparse(net: Network) -> Ints:
    """`min_weight_full_bipartite_matching`; weights are shifted above zero because explicit zeros would be dropped."""
    if not len(net.dummy):
        return net.dummy
    rows, columns, costs = net.columns()
    weights = (costs - costs.min() + 1).astype(np.float64)
    graph = csr_array((weights, (rows, columns)), shape=(len(net.dummy), int(net.first[-1]) + len(net.dummy)))
    return net.taken(*min_weight_full_bipartite_matching(graph))


def flow(net: Network) -> Ints:
    """OR-tools' min-cost flow (the optional extra `large`): a slot is an arc from the lawyer to the sink."""
    count, people = len(net.dummy), len(net.first) - 1
    sink = count + people
    solver: Any = importlib.import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    owner = np.repeat(np.arange(people), np.diff(net.first))
    tails = np.concatenate([net.matter, count + owner, np.arange(count)])
    heads = np.concatenate([count + net.lawyer, np.full(len(owner) + count, sink)])
    costs = np.concatenate([net.cost, net.step, net.dummy])
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    solver.set_nodes_supplies(np.arange(sink + 1), np.concatenate([np.ones(count), np.zeros(people), [-count]]).astype(np.int64))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"min-cost flow found no optimum although every matter has a dummy: {status}")
    used = solver.flows(arcs)[: len(net.matter)] > 0
    found = np.full(count, -1, dtype=np.int64)
    found[net.matter[used]] = net.lawyer[used]
    return found


def exact(net: Network) -> Ints:
    """The solver for everyday use, chosen by size."""
    if len(net.dummy) > FLOW_ABOVE and "flow" in SOLVERS:
        return flow(net)
    if len(net.dummy) <= DENSE_UP_TO:
        return dense(net)
    return chains(net) if len(net.first) - 1 <= FEW_LAWYERS else sparse(net)


SOLVERS: dict[str, Solver] = {"exact": exact, "dense": dense, "chains": chains, "sparse": sparse}
if importlib.util.find_spec("ortools") is not None:
    SOLVERS["flow"] = flow
