"""The whole input of a run as plain JSON values, and back: what a replay needs."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from matching.problem import Causes, Conflict, Lawyer, Matter, Problem, Weights

_DAYS = ("licence_until", "ex_judge_until")
_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def plain(problem: Problem) -> dict[str, Any]:
    """JSON values only, the same for any order of the input. Records leave out what is at its default, weights nothing."""
    found: dict[str, Any] = {
        "matters": [_record(m) for m in problem.matters], "lawyers": [_record(p) for p in problem.lawyers], "day": problem.day.isoformat(),
        "causes": {"parent": dict(problem.causes.parent), "related": {k: sorted(v) for k, v in problem.causes.related.items()}},
        "weights": {f.name: _value(getattr(problem.weights, f.name)) for f in fields(Weights)},
        "fixed": dict(problem.fixed), "stay": dict(problem.stay), "stay_bonus": problem.stay_bonus,
    }
    if problem.demand:
        return {**found, "demand": _value(problem.demand)}
    del found["weights"]["scarcity"]  # without demand it counts for nothing, and older runs keep their hash
    return found


def digest(problem: Problem) -> str:
    """SHA-256 of the canonical input."""
    return hashlib.sha256(json.dumps(plain(problem), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(values: Mapping[str, Any]) -> Problem:
    """The problem that `plain` wrote down."""
    causes = Causes(values["causes"]["parent"], {k: frozenset(v) for k, v in values["causes"]["related"].items()})
    return Problem(
        tuple(Matter(**_fields(m)) for m in values["matters"]), tuple(Lawyer(**_fields(p)) for p in values["lawyers"]),
        date.fromisoformat(values["day"]), causes, Weights(**values["weights"]), values["fixed"], values["stay"], values["stay_bonus"], values.get("demand", {}),
    )


def _defaults(kind: Any) -> dict[str, Any]:
    return {f.name: f.default_factory() if f.default_factory is not MISSING else f.default for f in fields(kind)}


_DEFAULTS = {kind: _defaults(kind) for kind in (Matter, Lawyer)}


def _record(record: Matter | Lawyer) -> dict[str, Any]:
    return {name: _value(value) for name, default in _DEFAULTS[type(record)].items() if (value := getattr(record, name)) != default}


def _value(value: Any) -> Any:
    if type(value) in _AS_IT_IS:  # by far the most, and a hundred thousand of them in an office's year
        return value
    if isinstance(value, (frozenset, tuple)):
        rows = [v if type(v) in _AS_IT_IS else _value(v) for v in value]
        return sorted(rows) if isinstance(value, frozenset) else rows
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {k: v if type(v) in _AS_IT_IS else _value(v) for k, v in value.items()}
    if isinstance(value, Conflict):
        return {f.name: _value(getattr(value, f.name)) for f in fields(Conflict)}
    return value


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name in _DAYS:
            found[name] = date.fromisoformat(value)
        elif name == "leaves":
            found[name] = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in value)
        elif name == "conflicts":
            found[name] = {who: tuple(Conflict(**{**c, "evidence": tuple(c["evidence"])}) for c in rows) for who, rows in value.items()}
        else:
            found[name] = frozenset(value) if isinstance(value, list) else value
    return found
