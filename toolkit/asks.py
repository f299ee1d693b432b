"""Asked-as: the ways in which people ask for an article or a tool, and how often an article decides. Written for this project."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIBRARY = Path(__file__).parent / "library" / "asks"


@dataclass(frozen=True)
class Asked:
    """Questions people put (`asks`) and the points an article decides (`points`)."""

    asks: tuple[str, ...]
    points: tuple[str, ...]


@cache
def asked() -> Mapping[str, Asked]:
    """Questions and points by article id (劳动合同法-82), from every .jsonl file of the folder."""
    found: dict[str, Asked] = {}
    for path in sorted(LIBRARY.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if row["id"] in found:
                raise ValueError(f"{path.name}, line {number}: {row['id']} stands twice")
            found[row["id"]] = Asked(tuple(row["asks"]), tuple(row["points"]))
    return found


@cache
def asks() -> Mapping[str, tuple[str, ...]]:
    """Questions by article id; how many per article count is the search side's decision (density differs)."""
    return {article: each.asks for article, each in asked().items()}


@cache
def asked_of_tools() -> Mapping[str, tuple[str, ...]]:
    """Questions by tool (calc:severance, document:…, guide:…, office:…)."""
    return {tool: tuple(listed.split("|")) for tool, listed in _pairs("tools.tsv")}


@cache
def authority() -> Mapping[str, float]:
    """How often an article decides, 0 … 1, by article id; those that are not named decide rarely."""
    return {article: float(share) for article, share in _pairs("authority.tsv")}


def _pairs(name: str) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for number, line in enumerate((LIBRARY / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, tab, value = line.partition("\t")
        if not tab or not value.strip() or key in found:
            raise ValueError(f"{name}, line {number}: two columns expected, each key once")
        found[key] = value
    return list(found.items())
