"""A proof that a plan is best: prices of the lawyers' slots, and the upper bound that any prices give."""

from collections.abc import Mapping

import numpy as np

from matching.solve import Ints, Slots

_NEVER = 1 << 60


def prices(slots: Slots, plan: Mapping[int, int]) -> Ints:
    """What one more slot of each lawyer is worth under this plan, in points.

    Solves the difference constraints of complementary slackness (Bellman–Ford over lawyers and one node for "nobody").
    They have a solution exactly when the plan is optimal; otherwise the last round is returned, good for a weaker bound.
    """
    people = len(slots.lawyers)
    nobody = people
    limit = np.full((people + 1, people + 1), _NEVER, dtype=np.int64)  # price[i] − price[j] ≤ limit[i, j]
    used = np.bincount(np.array(list(plan.values()), dtype=np.int64), minlength=people).tolist()
    for lawyer, costs in enumerate(slots.costs):
        if used[lawyer] < len(costs):
            limit[lawyer, nobody] = costs[used[lawyer]]
        if used[lawyer]:
            limit[nobody, lawyer] = -costs[used[lawyer] - 1]
    for m, pairs in enumerate(slots.pairs):
        own = plan.get(m, nobody)
        worth = pairs[own] if m in plan else -slots.unassigned[m]
        others = np.array([lawyer for lawyer in pairs if slots.costs[lawyer]], dtype=np.int64)
        scores = np.array([score for lawyer, score in pairs.items() if slots.costs[lawyer]], dtype=np.int64)
        limit[own, others] = np.minimum(limit[own, others], worth - scores)
        limit[own, nobody] = min(int(limit[own, nobody]), worth + slots.unassigned[m])
    price = np.full(people + 1, _NEVER, dtype=np.int64)
    price[nobody] = 0
    for _ in range(people + 1):
        better = np.minimum(price, (limit + price[np.newaxis, :]).min(axis=1))
        better[nobody] = 0
        if np.array_equal(better, price):
            break
        price = better
    return price[:people]


def bound(slots: Slots, price: Ints) -> int:
    """Upper bound of every plan's objective, for any prices (weak duality); equal to the optimum at the right ones.

    Each matter takes its best lawyer at the price or stays unassigned; each slot earns what its price exceeds its cost.
    """
    value = price.tolist()
    matters = sum(
        max([-slots.unassigned[m], *(score - value[lawyer] for lawyer, score in pairs.items() if slots.costs[lawyer])])
        for m, pairs in enumerate(slots.pairs)
    )
    return int(matters + sum(max(0, value[lawyer] - cost) for lawyer, costs in enumerate(slots.costs) for cost in costs))
