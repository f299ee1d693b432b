"""Cases out of files: JSONL rows under our names or those of official collections, each fault with its line."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casebank.case import BadCase, Case, from_json

# names of other collections → ours
ALIASES = {
    "claim": "dispute_points", "result": "outcome", "analysis": "reasoning", "significance": "lesson", "gist": "lesson", "types": "causes",
    "cited": "articles", "articles_cited": "articles", "published": "date",
}
# the whole text again, headings and keywords of collections; where a collection names its batch, that is the publication
IGNORED = frozenset({"full_text", "head", "keywords", "batch"})


@dataclass(frozen=True)
class Row:
    """One readable row: the case, its line, whether it quotes an official publication."""

    line: int
    case: Case
    official: bool


@dataclass(frozen=True)
class Reading:
    """What a file held: rows and faults (line, field, message). All or nothing is the caller's decision."""

    rows: tuple[Row, ...] = ()
    faults: tuple[tuple[int, str, str], ...] = field(default=())


Causes = Callable[[Iterable[str]], tuple[str, ...]]


def read_jsonl(lines: Iterable[str], causes: Causes) -> Reading:
    """Rows of a JSONL text. `causes` turns the file's types into cause codes (unknown ones stay out)."""
    rows: list[Row] = []
    faults: list[tuple[int, str, str]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError:
            faults.append((number, "内容", "不是一行完整的 JSON"))
            continue
        _take(number, data, causes, rows, faults, seen)
    return Reading(tuple(rows), tuple(faults))


def read_csv(text: str, causes: Causes) -> Reading:
    """Rows of a CSV with a head line of field names; lists are separated by ；."""
    rows: list[Row] = []
    faults: list[tuple[int, str, str]] = []
    seen: dict[str, int] = {}
    for number, found in enumerate(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="更多"), 2):
        if "更多" in found:
            faults.append((number, "内容", "列数比表头多"))
            continue
        data: dict[str, Any] = {k: v for k, v in found.items() if v not in (None, "")}
        for name in ("causes", "types", "articles", "cited", "evidence", "dispute_points"):
            if name in data:
                data[name] = [part.strip() for part in str(data[name]).replace(";", "；").split("；") if part.strip()]
        if str(data.get("head_count", "")).isdecimal():
            data["head_count"] = int(data["head_count"])
        _take(number, data, causes, rows, faults, seen)
    return Reading(tuple(rows), tuple(faults))


def _take(number: int, data: Any, causes: Causes, rows: list[Row], faults: list[tuple[int, str, str]], seen: dict[str, int]) -> None:
    try:
        case, official = _case(data, causes)
    except BadCase as e:
        faults.append((number, e.field, e.message))
        return
    if case.id in seen:
        faults.append((number, "id", f"编号与第 {seen[case.id]} 行重复"))
        return
    seen[case.id] = number
    rows.append(Row(number, case, official))


def _case(data: Any, causes: Causes) -> tuple[Case, bool]:
    if not isinstance(data, dict):
        raise BadCase("内容", "应为一个对象")
    row: dict[str, Any] = {}
    for name, value in data.items():
        if name in IGNORED:
            continue
        ours = ALIASES.get(name, name)
        if ours in row and row[str(ours)] not in (None, "", []):
            continue  # our own name wins over another collection's
        row[ours] = value
    if data.get("batch"):
        row["source"] = data["batch"]
    if "types" in data and "causes" not in data:
        row["causes"] = list(causes(_list(data["types"])))
    return from_json(row), bool(row.get("url")) and bool(row.get("source"))


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return value
    raise BadCase("types", "应为文字列表")


def preview(reading: Reading) -> Mapping[str, Any]:
    """What a dry run tells."""
    return {"rows": len(reading.rows), "faults": [{"line": n, "field": f, "message": m} for n, f, m in reading.faults]}
