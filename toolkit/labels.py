"""What each fact is called, what to ask the worker for it, and the words for its codes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True)
class Label:
    """`words` maps codes to words; a `closed` field takes no other value than these codes."""

    label: str
    question: str
    words: Mapping[str, str]
    closed: bool = False


def _load() -> dict[str, Label]:
    file = resources.files("toolkit") / "library" / "templates" / "_fields.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {
        path: Label(row["label"], row["question"], MappingProxyType(row.get("words", {})), row.get("closed", False))
        for path, row in rows.items()
    }


# by the path of the fact, lists as `claims[].amount`
LABELS: Mapping[str, Label] = MappingProxyType(_load())
