"""Step-by-step guides in plain words, each step tied to its period, paper, calculator and office."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources
from typing import Any

from toolkit.refusal import Refusal


@dataclass(frozen=True)
class Step:
    """One thing to do; `deadline` is a rule id, `document`, `calculator`, `office` are ids; null where none applies."""

    title: str
    text: str
    deadline: str | None = None
    document: str | None = None
    calculator: str | None = None
    office: str | None = None
    law: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """A guide: id, title as people would ask, one-sentence answer, causes it belongs to (codes of 2025), steps."""

    id: str
    title: str
    summary: str
    causes: tuple[str, ...]
    steps: tuple[Step, ...]


# where a step sends people; the office fills in addresses and telephone numbers
OFFICES: dict[str, str] = {
    "union_aid": "工会法律援助窗口（12351）",
    "mediation_room": "劳动关系调处工作室",
    "labour_inspection": "劳动保障监察机构",
    "labour_arbitration": "劳动人事争议仲裁委员会",
    "injury_insurance": "人社部门工伤保险窗口",
    "social_insurance_agency": "社会保险、医疗保障经办窗口",
    "tax_collection": "社会保险费征收机构（税务部门）",
    "disease_clinic": "职业病诊断机构",
    "legal_aid_centre": "法律援助中心（12348）",
    "court": "人民法院",
    "police": "公安机关（110）",
}

_STEP_KEYS = frozenset({"title", "text", "deadline", "document", "calculator", "office", "law"})


def _text(row: Any, key: str, place: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Refusal(f"{place}.{key}", "不能是空白")
    return value


def _step(row: Any, place: str, known: dict[str, Collection[str] | None]) -> Step:
    if not isinstance(row, dict):
        raise Refusal(place, "应为对象")
    for key in row:
        if key not in _STEP_KEYS:
            raise Refusal(f"{place}.{key}", "没有这个字段")
    for key, names in known.items():
        value = row.get(key)
        if value is not None and names is not None and value not in names:
            raise Refusal(f"{place}.{key}", f"没有“{value}”")
    return Step(
        title=_text(row, "title", place),
        text=_text(row, "text", place),
        deadline=row.get("deadline"),
        document=row.get("document"),
        calculator=row.get("calculator"),
        office=row.get("office"),
        law=tuple(row.get("law", ())),
    )


def read_guide(
    id_: str,
    row: Any,
    *,
    deadlines: Collection[str] | None = None,
    documents: Collection[str] | None = None,
    calculators: Collection[str] | None = None,
    offices: Collection[str] | None = None,
) -> Guide:
    """One guide out of its JSON object; names are checked against the collections given.

    Raises Refusal with the place at fault (`wage_arrears.steps[2].deadline`).
    """
    if not isinstance(row, dict):
        raise Refusal(id_, "应为对象")
    known: dict[str, Collection[str] | None]
    known = {"deadline": deadlines, "document": documents, "calculator": calculators, "office": offices}
    steps = row.get("steps")
    if not isinstance(steps, list) or not steps:
        raise Refusal(f"{id_}.steps", "至少要有一步")
    return Guide(
        id=id_,
        title=_text(row, "title", id_),
        summary=_text(row, "summary", id_),
        causes=tuple(row.get("causes", ())),
        steps=tuple(_step(step, f"{id_}.steps[{i}]", known) for i, step in enumerate(steps)),
    )


def load_guides(
    *,
    deadlines: Collection[str] | None = None,
    documents: Collection[str] | None = None,
    calculators: Collection[str] | None = None,
    offices: Collection[str] | None = None,
) -> dict[str, Guide]:
    """Every guide of the library by id, checked against the names given. Raises Refusal as `read_guide` does."""
    guides: dict[str, Guide] = {}
    for file in sorted((resources.files("toolkit") / "library" / "guides").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".json"):
            id_ = file.name.removesuffix(".json")
            row = json.loads(file.read_text(encoding="utf-8"))
            guides[id_] = read_guide(
                id_, row, deadlines=deadlines, documents=documents, calculators=calculators, offices=offices
            )
    return guides


# names are checked by the tests, so that one misspelt step cannot stop the service from starting
GUIDES: dict[str, Guide] = load_guides()
