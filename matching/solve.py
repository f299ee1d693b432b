"""The exact plan: convex load as slots, one sparse assignment, ties broken the same way for any order of the input.

An instance is plain: scores of eligible pairs, what each lawyer's next matters cost, what an unassigned matter costs.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

SCALE = 1 << 20
DENSE_UP_TO = 50  # matters; above, the sparse solver is faster


@dataclass(frozen=True)
class Slots:
    """A plain instance, sorted by id. `pairs[m]` maps lawyer index → score; `costs[l]` are the rising step costs."""

    matters: tuple[str, ...]
    lawyers: tuple[str, ...]
    pairs: tuple[Mapping[int, int], ...]
    costs: tuple[tuple[int, ...], ...]
    unassigned: tuple[int, ...]


Solver = Callable[[Slots], dict[int, int]]


def tie(matter: str, lawyer: str, count: int) -> int:
    """A small number that depends on the two ids only: below SCALE/(count+1), so that it never outweighs a point."""
    digest = hashlib.blake2b(f"{matter}\x00{lawyer}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % max(1, SCALE // (count + 1))


def _edges(slots: Slots) -> tuple[list[int], list[int], list[int], int]:
    """Rows (matters), columns (a lawyer's k-th slot, then a private dummy each), scaled costs, number of columns.

    Only as many slots as there are matters can ever be filled, so longer ladders are cut.
    """
    count = len(slots.matters)
    first: list[int] = []
    columns = 0
    for costs in slots.costs:
        first.append(columns)
        columns += min(len(costs), count)
    rows: list[int] = []
    cols: list[int] = []
    values: list[int] = []
    for m, pairs in enumerate(slots.pairs):
        for lawyer, score in pairs.items():
            small = tie(slots.matters[m], slots.lawyers[lawyer], count)
            for k in range(min(len(slots.costs[lawyer]), count)):
                rows.append(m)
                cols.append(first[lawyer] + k)
                values.append((slots.costs[lawyer][k] - score) * SCALE + small)
        rows.append(m)
        cols.append(columns + m)
        values.append(slots.unassigned[m] * SCALE)
    return rows, cols, values, columns + count


def _owners(slots: Slots) -> list[int]:
    count = len(slots.matters)
    return [lawyer for lawyer, costs in enumerate(slots.costs) for _ in range(min(len(costs), count))]


def _plan(slots: Slots, matched: Sequence[tuple[int, int]]) -> dict[int, int]:
    owners = _owners(slots)
    return {m: owners[column] for m, column in matched if column < len(owners)}


def dense(slots: Slots) -> dict[int, int]:
    """`linear_sum_assignment` over capacity slots: matter index → lawyer index."""
    if not slots.matters:
        return {}
    rows, cols, values, width = _edges(slots)
    # forbidden cells cost more than any plan could; int64 → float64 stays exact below 2^53
    matrix: NDArray[np.float64] = np.full((len(slots.matters), width), _forbidden(values, len(slots.matters)))
    matrix[rows, cols] = values
    found_rows, found_cols = linear_sum_assignment(matrix)
    return _plan(slots, list(zip(found_rows.tolist(), found_cols.tolist(), strict=True)))


def _forbidden(values: Sequence[int], count: int) -> float:
    top = max(abs(v) for v in values)
    return float((top + 1) * 2)


def sparse(slots: Slots) -> dict[int, int]:
    """`min_weight_full_bipartite_matching`; weights are shifted above zero because explicit zeros would be dropped."""
    if not slots.matters:
        return {}
    rows, cols, values, width = _edges(slots)
    shift = 1 - min(values)
    weights = np.asarray(values, dtype=np.float64) + shift
    graph = csr_array((weights, (np.asarray(rows), np.asarray(cols))), shape=(len(slots.matters), width))
    found_rows, found_cols = min_weight_full_bipartite_matching(graph)
    return _plan(slots, list(zip(found_rows.tolist(), found_cols.tolist(), strict=True)))


def exact(slots: Slots) -> dict[int, int]:
    """The solver for everyday use."""
    return dense(slots) if len(slots.matters) <= DENSE_UP_TO else sparse(slots)


SOLVERS: dict[str, Solver] = {"exact": exact, "dense": dense, "sparse": sparse}


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


def bound(slots: Slots) -> int:
    """An upper bound without solving: each matter's best at the lawyer's first cost."""
    return sum(
        max([-slots.unassigned[m], *(score - slots.costs[lawyer][0] for lawyer, score in pairs.items() if slots.costs[lawyer])])
        for m, pairs in enumerate(slots.pairs)
    )
