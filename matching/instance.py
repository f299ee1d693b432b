"""The plain instance of `legalaid match IN.json OUT.json`: read, refuse what is wrong by field, solve."""

from collections.abc import Mapping
from typing import Any

from matching import load, solve
from matching.problem import BadInstance

_LARGE = 10**7


def solved(data: Any, solver: str = "exact") -> dict[str, Any]:
    """OUT for IN: {"assignments":[[dispute, lawyer]…],"objective":int,"unassigned":[{"id","reason"}…],"optimal":true}.

    Maximises Σ score − Σ rising load − Σ unassigned_cost; the answer does not depend on the order of the input.
    Raises BadInstance naming the field.
    """
    slots = _read(data)
    plan = solve.SOLVERS[solver](slots)
    used: dict[int, int] = {}
    for lawyer in plan.values():
        used[lawyer] = used.get(lawyer, 0) + 1
    unassigned = []
    for index, ident in enumerate(slots.matters):
        if index in plan:
            continue
        eligible = slots.pairs[index]
        if not eligible:
            reason = "no_eligible_lawyer"
        elif all(used.get(lawyer, 0) >= len(slots.costs[lawyer]) for lawyer in eligible):
            reason = "all_full"
        else:
            reason = "cheaper_unassigned"
        unassigned.append({"id": ident, "reason": reason})
    return {
        "assignments": [[slots.matters[m], slots.lawyers[lawyer]] for m, lawyer in sorted(plan.items())],
        "objective": solve.objective(slots, plan), "unassigned": unassigned, "optimal": True,
    }


def _whole(row: Mapping[str, Any], name: str, place: str, low: int, default: int | None = None) -> int:
    value = row.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInstance(f"{place}.{name}", "应为整数")
    if not low <= value <= _LARGE:
        raise BadInstance(f"{place}.{name}", f"应在 {low} 到 {_LARGE} 之间")
    return value


def _rows(data: Mapping[str, Any], name: str) -> list[Any]:
    rows = data.get(name)
    if not isinstance(rows, list):
        raise BadInstance(name, "应为列表")
    return rows


def _idents(data: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for index, row in enumerate(_rows(data, name)):
        place = f"{name}[{index}]"
        if not isinstance(row, dict):
            raise BadInstance(place, "应为对象")
        ident = row.get("id")
        if not isinstance(ident, str) or not ident:
            raise BadInstance(f"{place}.id", "应为不空的文字")
        if ident in found:
            raise BadInstance(f"{place}.id", f"“{ident}”重复出现")
        found[ident] = row
    return found


def _read(data: Any) -> solve.Slots:
    if not isinstance(data, dict):
        raise BadInstance("IN", "文件内容应为一个对象")
    lawyers, disputes = _idents(data, "lawyers"), _idents(data, "disputes")
    weight = _whole(data, "load_weight", "IN", 0, 300)
    people, matters = sorted(lawyers), sorted(disputes)
    order = {ident: index for index, ident in enumerate(people)}
    places = {ident: index for index, ident in enumerate(lawyers)}
    costs = []
    for ident in people:
        place = f"lawyers[{places[ident]}]"
        cap, begun = _whole(lawyers[ident], "cap", place, 0), _whole(lawyers[ident], "load", place, 0, 0)
        # No more slots than matters can be filled; a huge cap must not make a huge ladder.
        last = min(cap, begun + len(matters))
        costs.append(tuple(load.step(weight, k, cap) for k in range(begun + 1, last + 1)))
    where = {ident: index for index, ident in enumerate(disputes)}
    unassigned = tuple(_whole(disputes[ident], "unassigned_cost", f"disputes[{where[ident]}]", -_LARGE) for ident in matters)
    listed = _rows(data, "forbidden") if "forbidden" in data else []
    forbidden = {_pair(row, f"forbidden[{i}]", disputes, lawyers) for i, row in enumerate(listed)}
    pairs: dict[str, dict[int, int]] = {ident: {} for ident in matters}
    for index, row in enumerate(_rows(data, "scores")):
        place = f"scores[{index}]"
        if not isinstance(row, list) or len(row) != 3:
            raise BadInstance(place, "应为 [争议, 律师, 分数]")
        dispute, lawyer = _pair(row[:2], place, disputes, lawyers)
        score = row[2]
        if isinstance(score, bool) or not isinstance(score, int) or abs(score) > _LARGE:
            raise BadInstance(place, "分数应为整数")
        if order[lawyer] in pairs[dispute]:
            raise BadInstance(place, f"“{dispute}”与“{lawyer}”的分数重复出现")
        pairs[dispute][order[lawyer]] = score
    for dispute, lawyer in forbidden:
        pairs[dispute].pop(order[lawyer], None)
    rows = tuple(dict(sorted(pairs[ident].items())) for ident in matters)
    return solve.Slots(tuple(matters), tuple(people), rows, tuple(costs), unassigned)


def _pair(row: Any, place: str, disputes: Mapping[str, Any], lawyers: Mapping[str, Any]) -> tuple[str, str]:
    if not isinstance(row, list) or len(row) != 2 or not all(isinstance(x, str) for x in row):
        raise BadInstance(place, "应为 [争议, 律师]")
    if row[0] not in disputes:
        raise BadInstance(place, f"没有争议“{row[0]}”")
    if row[1] not in lawyers:
        raise BadInstance(place, f"没有律师“{row[1]}”")
    return row[0], row[1]
