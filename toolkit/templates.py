"""The templates of the papers: data, their shared parts put in, ready to be filled.

A section has a heading and blocks. A block is one of
- `text`: a sentence; `{path}` is a fact, `{path|filter}` in another form (`filling.Filler.runs`), `[…]` only if all in it is known;
- `each`: the block once for every item of a list (`item` is the item, `{n}` its number); `only` picks items, `empty` is said
  when none is left, `optional` says nothing then; otherwise an empty list is a gap;
- `choose` with `cases`: the sentence for the fact's value;
- `form`: rows of name and cell, a cell being a sentence or blocks; `table` with `columns` (title, sentence, width): a row an item;
- `part`: the blocks of that name in `_parts.json`, `as` what the party is called.
`when` and `unless` (`path`, `path=A/B`) show or hide it, `style` is a paragraph style of `outline.Paragraph`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

AS = "〈称谓〉"  # in a shared part: what the party is called in this paper


@dataclass(frozen=True)
class Template:
    """One paper: id, Chinese title, version, what for, the articles that ask for it, its sections as data.

    `kind` groups papers in lists; `advice` are reminders for whoever uses the paper, never printed in it.
    """

    id: str
    title: str
    version: str
    kind: str
    purpose: str
    law: tuple[str, ...]
    advice: tuple[str, ...]
    sections: tuple[Mapping[str, Any], ...]


def _data(name: str) -> Any:
    return json.loads((resources.files("toolkit") / "library" / "templates" / name).read_text(encoding="utf-8"))


def _expand(blocks: list[Any], parts: Mapping[str, list[Any]]) -> list[Any]:
    """The blocks with every `{"part": name, "as": word}` replaced by the blocks of that part."""
    out: list[Any] = []
    for block in blocks:
        if "part" in block:
            text = json.dumps(parts[block["part"]], ensure_ascii=False).replace(AS, block.get("as", ""))
            out += _expand(json.loads(text), parts)
        elif "form" in block:
            out.append(block | {"form": [[name, cell if isinstance(cell, str) else _expand(cell, parts)] for name, cell in block["form"]]})
        else:
            out.append(block)
    return out


def _load() -> dict[str, Template]:
    parts = _data("_parts.json")
    found: dict[str, Template] = {}
    for file in (resources.files("toolkit") / "library" / "templates").iterdir():
        # files with an underscore are what the templates share
        if file.name.endswith(".json") and not file.name.startswith("_"):
            name = file.name.removesuffix(".json")
            row = _data(file.name)
            found[name] = Template(
                id=name,
                title=row["title"],
                version=row["version"],
                kind=row["kind"],
                purpose=row["purpose"],
                law=tuple(row["law"]),
                advice=tuple(row.get("advice", ())),
                sections=tuple(section | {"blocks": _expand(section["blocks"], parts)} for section in row["sections"]),
            )
    return dict(sorted(found.items()))


DOCUMENTS: Mapping[str, Template] = MappingProxyType(_load())
