"""Placing many matters at once: one exact assignment a service class, reasons for whatever stays unassigned."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from matching import load, rules, scores, solve
from matching.problem import CLASSES, Causes, Lawyer, Matter, Plan, Unplaced, Weights
from matching.rules import Rule


def batch(matters: Iterable[Matter], lawyers: Iterable[Lawyer], day: date, causes: Causes, weights: Weights | None = None,
          solver: str = "exact") -> Plan:
    """The best placing of all matters on this day; accepted and offered ones count in the lawyers' `open` and never move.

    A plan always exists: a matter that cannot or should not be placed carries its reason.
    """
    weights = weights or Weights()
    people = sorted(lawyers, key=lambda lawyer: lawyer.id)
    waiting = sorted(matters, key=lambda matter: matter.id)
    pairs: dict[str, str] = {}
    unplaced: list[Unplaced] = []
    total = bound = 0
    for service in CLASSES:
        own = [m for m in waiting if m.service == service]
        if not own:
            continue
        slots, stopped = _slots(own, people, service, day, causes, weights)
        plan = solve.SOLVERS[solver](slots)
        total += solve.objective(slots, plan)
        bound += solve.bound(slots)
        used = Counter(plan.values())
        for index, matter in enumerate(own):
            if index in plan:
                pairs[matter.id] = people[plan[index]].id
            else:
                unplaced.append(_why(matter, index, slots, stopped[index], used))
    return Plan(pairs, tuple(unplaced), total, bound, input_hash(waiting, people, day, causes, weights), weights.number)


def _slots(own: Sequence[Matter], people: Sequence[Lawyer], service: str, day: date, causes: Causes,
           weights: Weights) -> tuple[solve.Slots, list[Counter[Rule]]]:
    mean = load.mean_share(people, service)
    ladder = []
    extra = []
    for lawyer in people:
        begun = lawyer.open.get(service, 0)
        cap = max(1, lawyer.caps.get(service, 0))
        ladder.append(tuple(load.step(weights.load, begun + k, cap) for k in range(1, rules.free(lawyer, service) + 1)))
        extra.append(load.fairness(lawyer, service, mean, weights))
    pairs: list[dict[int, int]] = []
    stopped: list[Counter[Rule]] = []
    for matter in own:
        row: dict[int, int] = {}
        why: Counter[Rule] = Counter()
        for index, lawyer in enumerate(people):
            broken = rules.broken(lawyer, matter, day)
            if broken:
                why.update(bit for bit in Rule if bit & broken)
                continue
            row[index] = sum(scores.components(lawyer, matter, causes, weights).values()) + extra[index]
        pairs.append(row)
        stopped.append(why)
    unassigned = tuple(weights.unassigned_urgent if m.urgent else weights.unassigned for m in own)
    names = tuple(m.id for m in own), tuple(p.id for p in people)
    return solve.Slots(*names, tuple(pairs), tuple(ladder), unassigned), stopped


def _why(matter: Matter, index: int, slots: solve.Slots, stopped: Counter[Rule], used: Mapping[int, int]) -> Unplaced:
    counted = {rules.WORDS[bit]: number for bit, number in sorted(stopped.items())}
    if not slots.pairs[index]:
        return Unplaced(matter.id, "no_eligible_lawyer", counted)
    full = all(used.get(lawyer, 0) >= len(slots.costs[lawyer]) for lawyer in slots.pairs[index])
    return Unplaced(matter.id, "all_full" if full else "cheaper_unassigned", counted)


def plain(matters: Sequence[Matter], lawyers: Sequence[Lawyer], day: date, causes: Causes, weights: Weights) -> dict[str, Any]:
    """The whole input as plain JSON values, sorted: what a run keeps for its replay."""
    text = json.dumps(
        {"matters": [_fields(m) for m in matters], "lawyers": [_fields(p) for p in lawyers], "day": day.isoformat(),
         "causes": {"parent": dict(causes.parent), "related": {k: sorted(v) for k, v in causes.related.items()}}, "weights": _fields(weights)},
        sort_keys=True, ensure_ascii=False, default=_json,
    )
    found: dict[str, Any] = json.loads(text)
    return found


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _json(value: Any) -> Any:
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return asdict(value)


def input_hash(matters: Sequence[Matter], lawyers: Sequence[Lawyer], day: date, causes: Causes, weights: Weights) -> str:
    """SHA-256 of the canonical input."""
    text = json.dumps(plain(matters, lawyers, day, causes, weights), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _made(kind: Any, row: Mapping[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name in ("licence_until", "ex_judge_until") and value is not None:
            value = date.fromisoformat(value)
        elif name == "leaves":
            value = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in value)
        elif isinstance(value, list):
            value = frozenset(value)
        values[name] = value
    return kind(**values)


def replay(instance: Mapping[str, Any]) -> Plan:
    """The plan of a stored run, computed anew from what it kept."""
    causes = Causes(instance["causes"]["parent"], {k: frozenset(v) for k, v in instance["causes"]["related"].items()})
    return batch(
        [_made(Matter, m) for m in instance["matters"]], [_made(Lawyer, p) for p in instance["lawyers"]],
        date.fromisoformat(instance["day"]), causes, _made(Weights, instance["weights"]),
    )
