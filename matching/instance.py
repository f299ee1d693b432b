"""The plain instance of `legalaid match IN.json OUT.json`: read, refuse what is wrong by field, solve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching import candidates, load
from matching.network import NONE, Block, Instance, Ints
from matching.problem import BadInstance

_LARGE = 10**7  # of any number; what keeps sums exact, see solve.py


def solved(data: Any, solver: str = "exact") -> dict[str, Any]:
    """OUT for IN: {"assignments":[[dispute, lawyer]…],"objective":int,"unassigned":[{"id","reason"}…],"optimal":bool}.

    Maximises Σ score − Σ rising load − Σ unassigned_cost; the answer does not depend on the order of the input. `optimal` is
    what the dual prices prove. Raises BadInstance naming the field.
    """
    instance = read(data)
    found = candidates.solve(instance, solver)
    place = found.place.tolist()
    used = np.bincount(found.place[found.place >= 0], minlength=len(instance.lawyers))
    full = used >= np.array([len(costs) for costs in instance.costs], dtype=np.int64)
    unassigned = []
    for m, ident in enumerate(instance.matters):
        if place[m] < 0:
            able = instance.pairs.row(m) != NONE
            reason = "no_eligible_lawyer" if not able.any() else "all_full" if full[able].all() else "cheaper_unassigned"
            unassigned.append({"id": ident, "reason": reason})
    return {
        "assignments": [[instance.matters[m], instance.lawyers[lawyer]] for m, lawyer in enumerate(place) if lawyer >= 0],
        "objective": found.objective, "unassigned": unassigned, "optimal": found.objective == found.bound,
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


def _idents(data: Mapping[str, Any], name: str) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Place and row by id."""
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for index, row in enumerate(_rows(data, name)):
        place = f"{name}[{index}]"
        if not isinstance(row, dict):
            raise BadInstance(place, "应为对象")
        ident = row.get("id")
        if not isinstance(ident, str) or not ident:
            raise BadInstance(f"{place}.id", "应为不空的文字")
        if ident in found:
            raise BadInstance(f"{place}.id", f"“{ident}”重复出现")
        found[ident] = place, row
    return found


def read(data: Any) -> Instance:
    """The instance in IN, sorted by id. Raises BadInstance naming the field."""
    if not isinstance(data, dict):
        raise BadInstance("IN", "文件内容应为一个对象")
    lawyers, disputes = _idents(data, "lawyers"), _idents(data, "disputes")
    weight = _whole(data, "load_weight", "IN", 0, 300)
    costs = []
    for ident in sorted(lawyers):
        place, lawyer = lawyers[ident]
        cap, begun = _whole(lawyer, "cap", place, 0), _whole(lawyer, "load", place, 0, 0)
        # No more slots than disputes can be filled; a huge cap must not make a huge ladder.
        last = min(cap, begun + len(disputes))
        costs.append(tuple(load.step(weight, k, cap) for k in range(begun + 1, last + 1)))
    unassigned = [_whole(disputes[ident][1], "unassigned_cost", disputes[ident][0], -_LARGE) for ident in sorted(disputes)]
    pairs = Listed(_pairs(data, disputes, lawyers), len(lawyers))
    most = max((abs(score) for scores in pairs.scores for score in scores.values()), default=0)
    return Instance(tuple(sorted(disputes)), tuple(sorted(lawyers)), pairs, most, tuple(costs), np.array(unassigned, dtype=np.int64))


@dataclass(frozen=True)
class Listed:
    """Pairs as listed: the score by lawyer index of each dispute."""

    scores: Sequence[Mapping[int, int]]
    lawyers: int

    def row(self, matter: int) -> Ints:
        """Scores of one dispute by lawyer, NONE where none is listed."""
        found = np.full(self.lawyers, NONE, dtype=np.int64)
        found[list(self.scores[matter])] = list(self.scores[matter].values())
        return found

    def blocks(self, price: Ints, worth: Ints | None = None, best: int = 0) -> Iterator[Block]:
        """Some hundred disputes at a time before all lawyers."""
        size = max(1, (1 << 20) // max(1, self.lawyers))
        for first in range(0, len(self.scores), size):
            members = range(first, min(first + size, len(self.scores)))
            yield Block(np.array(members), np.arange(self.lawyers), np.stack([self.row(m) for m in members]))


def _pairs(data: Mapping[str, Any], disputes: Mapping[str, Any], lawyers: Mapping[str, Any]) -> list[dict[int, int]]:
    """Scores by lawyer index for each dispute, what is forbidden left out."""
    m_of, l_of = ({ident: index for index, ident in enumerate(sorted(idents))} for idents in (disputes, lawyers))
    found: list[dict[int, int]] = [{} for _ in m_of]
    for index, row in enumerate(_rows(data, "scores")):
        if not isinstance(row, list) or len(row) != 3:
            raise BadInstance(f"scores[{index}]", "应为 [争议, 律师, 分数]")
        m, lawyer = _pair(row[:2], f"scores[{index}]", m_of, l_of)
        score = row[2]
        if isinstance(score, bool) or not isinstance(score, int) or abs(score) > _LARGE:
            raise BadInstance(f"scores[{index}]", f"分数应为整数，绝对值不超过 {_LARGE}")
        if lawyer in found[m]:
            raise BadInstance(f"scores[{index}]", f"“{row[0]}”与“{row[1]}”的分数重复出现")
        found[m][lawyer] = score
    for index, row in enumerate(_rows(data, "forbidden") if "forbidden" in data else []):
        if not isinstance(row, list) or len(row) != 2:
            raise BadInstance(f"forbidden[{index}]", "应为 [争议, 律师]")
        m, lawyer = _pair(row, f"forbidden[{index}]", m_of, l_of)
        found[m].pop(lawyer, None)
    return found


def _pair(row: list[Any], place: str, disputes: Mapping[str, int], lawyers: Mapping[str, int]) -> tuple[int, int]:
    dispute, lawyer = row
    if not isinstance(dispute, str) or not isinstance(lawyer, str):
        raise BadInstance(place, "争议和律师应为文字编号")
    if dispute not in disputes:
        raise BadInstance(place, f"没有争议“{dispute}”")
    if lawyer not in lawyers:
        raise BadInstance(place, f"没有律师“{lawyer}”")
    return disputes[dispute], lawyers[lawyer]
