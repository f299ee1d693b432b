"""One matter, ranked and explained, without touching anybody else's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching import explain, load, rules, scarcity, scores
from matching.board import Board
from matching.network import Ties
from matching.problem import Candidate, Causes, Conflict, Lawyer, Matter, Weights
from matching.rules import Rule


@dataclass(frozen=True)
class Recommendation:
    """Ranked candidates (best first), how many could take it, the excluded with every reason and the conflicts found."""

    candidates: tuple[Candidate, ...]
    eligible: int
    excluded: Mapping[str, tuple[str, ...]]
    counts: tuple[tuple[str, int], ...]
    conflicts: Mapping[str, tuple[Conflict, ...]]


def recommend(matter: Matter, lawyers: Iterable[Lawyer], day: date, causes: Causes, weights: Weights | None = None,
              names: Mapping[str, str] | None = None, top: int = 5, on_duty: Iterable[str] = (),
              demand: Mapping[str, int] | None = None) -> Recommendation:
    """The `top` best lawyers for one matter on this day. The order does not depend on the order of the input.

    Walk-ins go first to the lawyers `on_duty` at the post, whatever their points, unless a hard rule stops them.
    """
    weights = weights or Weights()
    people = sorted(lawyers, key=lambda lawyer: lawyer.id)
    board = Board(people, matter.service, day, causes, weights, demand)
    bits = board.bits(matter)
    here = frozenset(on_duty)
    able = np.flatnonzero(bits == 0)
    next_step = [load.next_step(people[i], matter.service, weights) for i in able.tolist()]
    totals = board.points(matter)[able] - np.array(next_step, dtype=np.int64)
    ties = Ties.of([matter.id], [people[i].id for i in able.tolist()]).of_pairs(np.zeros(len(able), dtype=np.int64), np.arange(len(able)))
    behind = np.array([people[i].id not in here for i in able.tolist()], dtype=bool)
    order = np.lexsort((ties, -totals, behind))[:top]
    found = [_candidate(people[able[n]], matter, board, next_step[n], names or {}, here) for n in order.tolist()]
    words = {value: rules.words(Rule(value)) for value in set(bits.tolist())}
    stopped = {people[i].id: words[value] for i, value in enumerate(bits.tolist()) if value}
    counts = sorted(rules.counted(bits).items(), key=lambda item: (-item[1], item[0]))
    return Recommendation(tuple(found), len(able), stopped, tuple((rules.WORDS[rule], number) for rule, number in counts),
                          {people[i].id: evidence for i in board.connected(matter) if (evidence := explain.conflicts(people[i], matter))})


def _candidate(lawyer: Lawyer, matter: Matter, board: Board, step: int, names: Mapping[str, str], on_duty: frozenset[str]) -> Candidate:
    points = scores.components(lawyer, matter, board.causes, board.weights)
    points["load"], points["fairness"] = -step, board.fairness[board.index[lawyer.id]]
    kept_free = board.scarcity(board.index[lawyer.id], matter.cause)
    if kept_free:
        points["scarcity"] = kept_free
    reasons = explain.reasons(lawyer, matter, board.causes, names)
    if kept_free:
        field = max(scarcity.fields(lawyer, board.causes), key=lambda name: (board.price.get(name, 0), name))
        reasons = (*reasons, ("warn", f"懂“{names.get(field, field)}”的律师紧缺，宜留给这类案件"))
    if lawyer.id in on_duty:
        reasons = (("ok", "今天在此值班"), *reasons)
    return Candidate(lawyer.id, points, sum(points.values()), reasons, lawyer.open.get(matter.service, 0), max(1, lawyer.caps.get(matter.service, 0)))
