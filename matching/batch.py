"""Placing many matters at once: one exact assignment a service class, reasons for whatever stays unassigned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching import candidates, load, rules, stored
from matching.board import Board
from matching.network import Instance
from matching.problem import CLASSES, Matter, Plan, Problem, Unplaced
from matching.rules import Rule


@dataclass(frozen=True)
class Ledger:
    """One service class of a problem: the lawyers with kept pairs counted as load, what is to be placed, the best placing."""

    board: Board
    matters: Sequence[Matter]
    instance: Instance
    solved: candidates.Solved


def ledger(problem: Problem, service: str, solver: str = "exact") -> Ledger:
    """The best placing of one service class, its fixed pairs aside."""
    own = [m for m in problem.matters if m.service == service and m.id not in problem.fixed]
    holds = [(problem.fixed[m.id], m.service) for m in problem.matters if m.id in problem.fixed]
    board = Board(load.reserved(problem.lawyers, holds), service, problem.day, problem.causes, problem.weights, problem.demand.get(service))
    instance = board.instance(own, problem.stay, problem.stay_bonus)
    return Ledger(board, own, instance, candidates.solve(instance, solver))


def batch(problem: Problem, solver: str = "exact") -> Plan:
    """The best placing of all matters; fixed pairs never move and their worth is part of the objective.

    A plan always exists: a matter that cannot or should not be placed carries its reason.
    """
    pairs = dict(problem.fixed)
    unplaced: list[Unplaced] = []
    total = bound = 0
    for service in CLASSES:
        if not any(m.service == service for m in problem.matters):
            continue
        found = ledger(problem, service, solver)
        kept = _worth_of_fixed(problem, service)
        total += found.solved.objective + kept
        bound += found.solved.bound + kept
        used = Counter(found.solved.place.tolist())
        for matter, lawyer in zip(found.matters, found.solved.place.tolist(), strict=True):
            if lawyer >= 0:
                pairs[matter.id] = problem.lawyers[lawyer].id
            else:
                unplaced.append(_why(found.board, matter, used))
    return Plan(pairs, tuple(sorted(unplaced, key=lambda u: u.matter)), total, bound, stored.digest(problem), problem.weights.number, _faults(problem))


def _why(board: Board, matter: Matter, used: Mapping[int, int]) -> Unplaced:
    bits = board.bits(matter)
    counted = {rules.WORDS[rule]: number for rule, number in rules.counted(bits).items()}
    able = [lawyer for lawyer, broken in enumerate(bits.tolist()) if not broken]
    full = all(used.get(lawyer, 0) >= rules.free(board.lawyers[lawyer], board.service) for lawyer in able)
    return Unplaced(matter.id, "no_eligible_lawyer" if not able else "all_full" if full else "cheaper_unassigned", counted, len(able))


def _worth_of_fixed(problem: Problem, service: str) -> int:
    """Points of the pairs kept in this ledger less their rising load."""
    kept = [m for m in problem.matters if m.service == service and m.id in problem.fixed]
    if not kept:
        return 0
    board = Board(problem.lawyers, service, problem.day, problem.causes, problem.weights, problem.demand.get(service))
    total = 0
    taken: Counter[int] = Counter()
    for matter in kept:
        lawyer = board.index[problem.fixed[matter.id]]
        taken[lawyer] += 1
        total += int(board.points(matter)[lawyer]) - load.next_step(problem.lawyers[lawyer], service, problem.weights, taken[lawyer])
    return total


def _faults(problem: Problem) -> dict[str, tuple[str, ...]]:
    """The rules that fixed pairs break on the day; the caps count every fixed pair of the lawyer."""
    people = {p.id: p for p in problem.lawyers}
    kept = [(m, people[problem.fixed[m.id]]) for m in problem.matters if m.id in problem.fixed]
    count = Counter((p.id, m.service) for m, p in kept)
    found = {}
    for matter, lawyer in kept:
        broken = rules.broken(lawyer, matter, problem.day)
        if count[lawyer.id, matter.service] > rules.free(lawyer, matter.service) and not broken & (Rule.CAP | Rule.MONTH_CAP):
            broken |= Rule.CAP
        if broken:
            found[matter.id] = rules.words(broken)
    return found


def replay(instance: Mapping[str, Any]) -> Plan:
    """The plan of a stored run, computed anew from what it kept; its hash is that of the first time."""
    return batch(stored.read(instance))
