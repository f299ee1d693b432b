"""One year of an office under a policy: matters come in working hours, are placed, end; what it was like."""

import heapq
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from matching import candidates, figures, load, scores
from matching.board import Board
from matching.network import NONE
from matching.problem import CLASSES, Lawyer, Matter, Weights
from tests.matching import office, rivals

HOURS = 250 * 8  # working hours of a year
SERVICE = "REPRESENTATION"
POLICIES = ("round robin", "least loaded", "greedy score", "at once, no fairness", "at once, no scarcity", "at once", "twice a day, no scarcity", "twice a day")
LATE = HOURS * 90 // 365  # how far back demand is counted


@dataclass(frozen=True)
class Year:
    """Points of the pairs less the steps their load cost, a matter; how many found somebody of the field; Gini of the work
    done over the quotas; lawyers without any; mean working hours until placed; matters not placed by the end of the year."""

    net: float
    fit: float
    gini: float
    idle: int
    wait: float
    left: int


def simulate(seed: int, volume: int, policy: str) -> Year:
    """153 lawyers and so many matters; the same seed brings the same matters to every policy."""
    rng = random.Random(seed)
    people = [replace(p, leaves=(), licence_until=p.licence_until.replace(year=2030), open={}, year={}, month_caps=dict.fromkeys(CLASSES, 4),
                      caps=dict.fromkeys(CLASSES, 6), quotas=dict.fromkeys(CLASSES, 12)) for p in office.lawyers(rng, 153, 6, 400)]
    coming = sorted(zip((rng.random() * HOURS for _ in range(volume)), office.matters(rng, volume, 153, 400), (rng.uniform(20, 110) * 8 for _ in range(volume)), strict=True),
                    key=lambda row: row[0])
    weights = Weights().changed(2, {"scarcity": 0} if "no scarcity" in policy else {"fairness": {}} if "no fairness" in policy else {})
    desk = _Desk(people, weights)
    half_day = 4
    events = [(at, 1, n) for n, (at, _, _) in enumerate(coming)] + [(float(t), 2, 0) for t in range(half_day, HOURS + 1, half_day)]
    ends: list[tuple[float, int]] = []
    waiting: list[int] = []
    waits: list[float] = []
    placed: list[tuple[Matter, int]] = []
    month = 0
    for at, kind, n in sorted(events):
        while ends and ends[0][0] <= at:
            desk.end(heapq.heappop(ends)[1])
        if int(at / HOURS * 12) != month:
            month = int(at / HOURS * 12)
            desk.new_month()
        if kind == 1:
            waiting.append(n)
            desk.demand = Counter(m.cause for when, m, _ in coming[:n + 1] if m.cause is not None and when > at - LATE)
        if not waiting or (kind == 1 and (policy.startswith("twice a day") or len(waiting) > 1)):
            continue  # whoever came before waits already: the next half day settles them all
        for m, lawyer in desk.place([(m, coming[m][1]) for m in waiting], policy):
            waiting.remove(m)
            waits.append(at - coming[m][0])
            placed.append((coming[m][1], lawyer))
            heapq.heappush(ends, (at + coming[m][2], lawyer))
    done = Counter(lawyer for _, lawyer in placed)
    fits = sum(scores.at_parent_level(people[lawyer], m.cause, office.CAUSES) for m, lawyer in placed)
    return Year(desk.net / len(placed), fits / len(placed), float(figures.gini(Fraction(done[i], 12) for i in range(153))), 153 - len(done), sum(waits) / len(waits), len(waiting))


class _Desk:
    """The lawyers as they are now, and the placing of whatever waits."""

    def __init__(self, people: Sequence[Lawyer], weights: Weights) -> None:
        self.people, self.weights = list(people), weights
        self.demand: Counter[str] = Counter()
        self.net = 0

    def place(self, waiting: Sequence[tuple[int, Matter]], policy: str) -> list[tuple[int, int]]:
        """(matter, lawyer) by index of what finds a place now."""
        if policy.startswith("twice a day"):
            board = self._board()
            place = candidates.solve(board.instance([m for _, m in waiting])).place.tolist()
            found = [(n, lawyer) for (n, _), lawyer in zip(waiting, place, strict=True) if lawyer >= 0]
            for n, lawyer in found:
                self._take(board, dict(waiting)[n], lawyer)
            return found
        found = []
        for n, m in waiting:
            board = self._board()
            points = np.where(board.bits(m) == 0, board.points(m), NONE)
            step, taken = (np.array(row, dtype=np.int64) for row in zip(*((load.next_step(p, SERVICE, self.weights), p.year.get(SERVICE, 0)) for p in self.people), strict=True))
            lawyer = rivals.RIVALS.get(policy, rivals.best_net)(points, step, taken)
            if points[lawyer] != NONE:
                self._take(board, m, lawyer)
                found.append((n, lawyer))
        return found

    def _board(self) -> Board:
        return Board(self.people, SERVICE, office.DAY, office.CAUSES, self.weights, self.demand)

    def _take(self, board: Board, m: Matter, lawyer: int) -> None:
        p = self.people[lawyer]
        self.net += int(board.points(m)[lawyer]) - board.fairness[lawyer] - board.scarcity(lawyer, m.cause) - load.next_step(p, SERVICE, self.weights)
        more = {name: {SERVICE: getattr(p, name).get(SERVICE, 0) + 1} for name in ("open", "month", "year")}
        self.people[lawyer] = replace(p, **more)

    def end(self, lawyer: int) -> None:
        """A matter ends."""
        p = self.people[lawyer]
        self.people[lawyer] = replace(p, open={SERVICE: p.open[SERVICE] - 1})

    def new_month(self) -> None:
        """The month's counts begin anew."""
        self.people = [replace(p, month={}) for p in self.people]
