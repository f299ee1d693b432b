"""Matching: quality and time beside other solvers and rules of thumb, up to 20,000 × 200,000; a year; rosters. Processor time."""

import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from matching import candidates, duties, figures, recommend, roster
from matching.batch import batch
from matching.network import Instance, Ints
from matching.problem import CLASSES, Problem
from matching.solve import SOLVERS
from tests.matching import office, rivals, year

SEED = 1
SIZES = ((153, 40), (153, 200), (153, 1780), (2000, 20_000))
LARGEST = (20_000, 200_000)
NEAR = 0.0005  # what the largest instance is allowed to be away from its bound
HIGHS_UP_TO, HAND_UP_TO = 100_000, 50_000_000  # pairs


def run() -> str:
    """All tables."""
    parts = [_size(people, waiting) for people, waiting in SIZES]
    return "\n\n".join([*parts, _largest(*LARGEST), _recommending(), _years(), _rosters()])


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


def _table(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return "\n".join([title, *("  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))) for row in [head, *rows])])


def _quality(problem: Problem, place: Ints) -> tuple[str, str, str]:
    """Placed, of them with somebody of the field, Gini of the year's work over the quotas."""
    pairs = {problem.matters[m].id: problem.lawyers[p].id for m, p in enumerate(place.tolist()) if p >= 0}
    taken = Counter(pairs.values())
    work = [Fraction(p.year["REPRESENTATION"] + taken[p.id], p.quotas["REPRESENTATION"]) for p in problem.lawyers]
    fit = figures.fit_share(pairs, problem.matters, problem.lawyers, problem.causes)
    return f"{len(pairs)}", f"{float(fit or 0):.1%}", f"{float(figures.gini(work)):.3f}"


def _size(people: int, waiting: int) -> str:
    problem = office.problem(SEED, people, waiting)
    instance = office.board(problem).instance(problem.matters)
    batch(office.problem(SEED, 20, 20))  # imports and caches are nobody's time
    best, basis = _timed(lambda: _whole(problem, "chains" if waiting <= 5000 else "flow"))
    rows = [("ours, all of it", *_line(best, basis, basis, best), *_quality(problem, best.place))]
    if waiting <= 5000:
        other, spent = _timed(lambda: _whole(problem, "flow"))
        rows.append(("ours with OR-tools, all of it", *_line(other, spent, basis, best), *_quality(problem, other.place)))
    net = candidates.whole(instance) if people * waiting <= HAND_UP_TO // 50 else candidates.solve(instance, "flow").net
    place, spent = _timed(lambda: SOLVERS["flow"](net))
    rows.append(("OR-tools, solving alone", "", f"{spent:.3f}", f"{spent / basis:.2f}", *_quality(problem, place)))
    if len(net.matter) <= HIGHS_UP_TO:
        value, spent = _timed(lambda: rivals.highs(instance, net, 600))
        rows.append(("HiGHS LP, solving alone", f"{value}", f"{spent:.3f}", f"{spent / basis:.2f}", "", "", ""))
    for name, choose in rivals.RIVALS.items():
        hand, spent = _timed(lambda choose=choose: _by_hand(instance, choose))
        rows.append((name, f"{hand.objective} ({hand.objective / best.objective:.1%})", f"{spent:.3f}", f"{spent / basis:.2f}", *_quality(problem, hand.place)))
    proof = "proven best" if best.objective == best.bound else f"bound {best.bound}"
    return _table(f"{people} x {waiting} ({proof}, {len(best.net.matter)} of {people * waiting} pairs opened, {best.rounds} rounds)",
                  ("", "objective", "s", "of ours", "placed", "fit", "Gini"), rows)


def _whole(problem: Problem, solver: str, near: float = 0.0) -> candidates.Solved:
    """Hard rules, scores, solving and proof."""
    return candidates.solve(office.board(problem).instance(problem.matters), solver, near=near)


def _line(found: candidates.Solved, spent: float, basis: float, best: candidates.Solved) -> tuple[str, str, str]:
    return f"{found.objective} ({found.objective / best.objective:.1%})", f"{spent:.3f}", f"{spent / basis:.2f}"


def _by_hand(instance: Instance, choose: rivals.Choose) -> rivals.Hand:
    hand = rivals.Hand(instance, choose)
    for m in range(len(instance.matters)):
        hand.take(m, instance.pairs.row(m))
    return hand


def _largest(people: int, waiting: int) -> str:
    problem = office.problem(SEED, people, waiting)
    found, spent = _timed(lambda: _whole(problem, "flow", NEAR))
    _, alone = _timed(lambda: SOLVERS["flow"](found.net))
    gap = (found.bound - found.objective) / abs(found.bound)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    rows = [("ours, all of it", f"{found.objective}", f"{gap:.4%}", f"{spent:.1f}", "1.00", *_quality(problem, found.place)),
            ("OR-tools, last round alone", "", "", f"{alone:.1f}", f"{alone / spent:.2f}", "", "", "")]
    return _table(f"{people} x {waiting} ({found.rounds} rounds, {len(found.net.matter)} pairs opened, peak {peak:.1f} GB with the instance itself)",
                  ("", "objective", "to the bound of all pairs", "s", "of ours", "placed", "fit", "Gini"), rows)


def _recommending(count: int = 200) -> str:
    problem = office.problem(SEED, 153, count)
    demand = Counter(m.cause for m in problem.matters if m.cause is not None)
    _, spent = _timed(lambda: [recommend.recommend(m, problem.lawyers, problem.day, problem.causes, problem.weights, demand=demand) for m in problem.matters])
    return f"recommending one matter among 153, rules, points, reasons: {spent / count * 1000:.2f} ms"


def _years() -> str:
    tables = []
    for volume in (1780, 2670, 3560):
        found = {policy: year.simulate(SEED, volume, policy) for policy in year.POLICIES}
        basis = found["at once"].net
        rows = [(p, f"{y.net:.0f}", f"{y.net / basis:.1%}", f"{y.fit:.1%}", f"{y.gini:.3f}", f"{y.idle}", f"{y.wait:.1f}", f"{y.left}") for p, y in found.items()]
        tables.append(_table(f"a year of {volume} matters before 153 lawyers", ("", "points a matter", "of at once", "fit", "Gini", "idle", "hours waited", "left"), rows))
    return "\n\n".join(tables)


def _rosters() -> str:
    people = [replace(p, leaves=(), licence_until=date(2030, 1, 1), caps=dict.fromkeys(CLASSES, 6)) for p in office.problem(SEED, 153, 40).lawyers]
    rows = []
    for count in (20, 60):
        posts = tuple(duties.Post(f"P{i:02d}", office.COUNTIES[i % 10], i % 5, duties.HALVES[i % 2], 29.4 + 0.01 * i, 121.1 + 0.013 * i) for i in range(count))
        quarter = roster.Quarter(roster.mondays(date(2027, 1, 4)), posts, tuple(people))
        weekly, quick = _timed(lambda quarter=quarter: roster.plan(quarter, 0))
        exact, slow = _timed(lambda quarter=quarter: roster.plan(quarter, 300))
        for name, one, spent in (("whole quarter", exact, slow), ("week by week", weekly, quick)):
            gini = figures.gini(roster.tally(one.duties, people).values())
            rows.append((f"13 x {count} {name}", f"{one.objective}", "proven" if one.optimal else "", f"{len(one.unfilled)}", f"{float(gini):.3f}", f"{spent:.1f}", f"{spent / slow:.2f}"))
    return _table("duty rosters of 153 lawyers", ("", "points", "best", "unfilled", "Gini", "s", "of whole"), rows)
