"""Asked-as: the ways in which people ask what an article decides, written for this project, by article id."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIBRARY = Path(__file__).parent / "library" / "asks" / "asks.jsonl"


@dataclass(frozen=True)
class Asked:
    """Questions people put (`asks`) and the points an article decides (`points`)."""

    asks: tuple[str, ...]
    points: tuple[str, ...]


@cache
def asked() -> Mapping[str, Asked]:
    """Questions and points by article id (劳动合同法-82)."""
    found: dict[str, Asked] = {}
    for number, line in enumerate(LIBRARY.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        if row["id"] in found:
            raise ValueError(f"asks.jsonl, line {number}: {row['id']} stands twice")
        found[row["id"]] = Asked(tuple(row["asks"]), tuple(row["points"]))
    return found


@cache
def asks() -> Mapping[str, tuple[str, ...]]:
    """Questions by article id; how many per article count is the search side's decision (density differs)."""
    return {article: each.asks for article, each in asked().items()}
