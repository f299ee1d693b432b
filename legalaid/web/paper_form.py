"""The form beside a paper: one entry for each fact that the paper shows or still asks for, rows for claims and evidence."""

import copy
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from legalaid import reading
from toolkit.facts import Facts
from toolkit.labels import LABELS
from toolkit.outline import Outline

CLAIM_ROWS, EVIDENCE_ROWS = 5, 6
KINDS = {date: "date", bool: "yes", Decimal: "money", int: "number", str: "text"}
_ROWED = ("events", "reasons", "claims", "evidence")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(.+)")
# what people write here about the worker is kept with the facts; name, number and address stay with the worker
OF_WORKER = ("ethnicity", "birth", "residence", "id_type")


@dataclass(frozen=True)
class Entry:
    """A fact to fill in: `kind` is one of KINDS' values or choice; `missing` when the paper has a blank there, `origin` where it came from."""

    path: str
    label: str
    question: str
    kind: str
    value: str
    missing: bool
    options: tuple[tuple[str, str], ...] = ()
    origin: str = ""


def _plain(kind: Any) -> Any:
    """The type inside `X | None`."""
    return next(a for a in get_args(kind) if a is not type(None)) if get_origin(kind) in (types.UnionType, Union) else kind


def kind_of(path: str) -> str | None:
    """The kind of a single fact; None for lists, tables and what the form has no field for."""
    at: Any = Facts
    for part in path.split("."):
        if not is_dataclass(at) or part not in get_type_hints(at):
            return None
        at = _plain(get_type_hints(at)[part])
    return KINDS.get(at)


def entries(paper: Outline, data: Mapping[str, Any]) -> list[Entry]:
    """What the paper uses, in the order of the labels; the worker's name, phone and number are not typed here."""
    missing = {b.path for b in paper.blanks}
    origins = {s.path: s.origin for s in paper.sources}
    used = missing | set(origins)
    found = []
    for path, label in LABELS.items():
        kind = kind_of(path) if path in used else None
        if kind is None or (path.startswith("worker.") and path.removeprefix("worker.") not in OF_WORKER) or path == "employer.name":
            continue
        value = at(data, path)
        choice = kind == "text" and label.closed
        found.append(Entry(path, label.label, label.question, "choice" if choice else kind, {True: "yes", False: "no"}.get(value, "") if kind == "yes" else str(value),
                           path in missing, tuple(label.words.items()) if choice else (), origins.get(path, "")))
    return found


def rows(paper: Outline) -> set[str]:
    """Which of events, reasons, claims and evidence the paper uses."""
    used = {b.path for b in paper.blanks} | {s.path for s in paper.sources}
    return {name for name in _ROWED if any(path == name or path.startswith((f"{name}[", f"{name}.")) for path in used)}


def at(data: Any, path: str) -> Any:
    """The value at a path, or an empty text."""
    for part in path.split("."):
        data = (data or {}).get(part)
    return data if data is not None else ""


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *folders, last = path.split(".")
    for part in folders:
        data = data.setdefault(part, {})
    if value in ("", None):
        data.pop(last, None)
    else:
        data[last] = value


def typed(data: dict[str, Any], form: Mapping[str, str], origin: str) -> dict[str, Any]:
    """The sheet with what the form says; what the form does not ask stays as it is. What changed came from `origin`."""
    before = copy.deepcopy(data)
    for path in LABELS:
        if path in form and (kind := kind_of(path)):
            _put(data, path, _value(kind, reading.line(form[path])))
    if "story" in form:
        data["events"] = [_event(reading.line(t)) for t in reading.tidy(form["story"]).split("\n") if t.strip()]
    if "reasons" in form:
        data["reasons"] = [reading.line(t) for t in reading.tidy(form["reasons"]).split("\n") if t.strip()]
    if "claim-0-title" in form:
        data["claims"] = [c for row in range(CLAIM_ROWS) if (c := _claim(form, row))]
    if "evidence-0-name" in form:
        data["evidence"] = [e for row in range(EVIDENCE_ROWS) if (e := _evidence(form, row))]
    changed = {path for path in (*LABELS, *_ROWED) if (path in _ROWED or kind_of(path)) and at(data, path) != at(before, path)}
    if changed:
        data["origins"] = {**data.get("origins", {}), **dict.fromkeys(sorted(changed), origin)}
    return data


def _value(kind: str, text: str) -> Any:
    if kind == "yes":
        return {"yes": True, "no": False}.get(text)
    if kind == "number":
        return int(text) if text.isdecimal() else text
    return text.replace(",", "") if kind == "money" else text


def _event(text: str) -> dict[str, str]:
    """`2026-11-03 厂门锁了` is told with its day."""
    dated = _DATED.fullmatch(text)
    return {"on": dated[1], "text": dated[2]} if dated else {"text": text}


def _claim(form: Mapping[str, str], row: int) -> dict[str, Any] | None:
    cell = {name: reading.line(form.get(f"claim-{row}-{name}", "")) for name in ("title", "amount", "formula", "articles")}
    if not cell["title"]:
        return None
    claim: dict[str, Any] = {"title": cell["title"], "monetary": bool(cell["amount"])}
    if cell["amount"]:
        claim["amount"] = cell["amount"].replace(",", "")
    if cell["formula"]:
        claim["formula"] = cell["formula"]
    if cell["articles"]:
        claim["articles"] = [a for a in re.split(r"[、，;；\s]+", cell["articles"]) if a]
    return claim


def _evidence(form: Mapping[str, str], row: int) -> dict[str, Any] | None:
    cell = {name: reading.line(form.get(f"evidence-{row}-{name}", "")) for name in ("name", "proves", "source", "original", "pages")}
    if not cell["name"]:
        return None
    piece: dict[str, Any] = {"name": cell["name"], "source": cell["source"] or "申请人提供"}
    if cell["proves"]:
        piece["proves"] = cell["proves"]
    if cell["original"] in ("yes", "no"):
        piece["original"] = cell["original"] == "yes"
    if cell["pages"]:
        piece["pages"] = _value("number", cell["pages"])
    return piece


def told(data: Mapping[str, Any]) -> str:
    """The events as lines, each after its day."""
    return "\n".join(f"{e['on']} {e['text']}" if e.get("on") else e.get("text", "") for e in data.get("events", []))


def cells(data: Mapping[str, Any], form: Mapping[str, str] | None) -> dict[str, str]:
    """The texts of all row fields: as typed, else as kept."""
    found: dict[str, str] = {}
    for name, kept, count, columns in (("claim", data.get("claims", []), CLAIM_ROWS, ("title", "amount", "formula", "articles")),
                                       ("evidence", data.get("evidence", []), EVIDENCE_ROWS, ("name", "proves", "source", "original", "pages"))):
        for row in range(count):
            for column in columns:
                value = kept[row].get(column, "") if row < len(kept) else ""
                text = "、".join(value) if isinstance(value, list) else {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
                key = f"{name}-{row}-{column}"
                found[key] = form.get(key, "") if form else text
    return found


def place(field: str | None) -> str:
    """The id of the field at fault: `claims[0].amount` → claim-0-amount."""
    match = re.fullmatch(r"(claim|evidence)s?\[(\d+)\]\.(\w+)", field or "")
    if match:
        return f"{match[1]}-{match[2]}-{match[3]}"
    return "story" if (field or "").startswith("events") else field or "_form"
