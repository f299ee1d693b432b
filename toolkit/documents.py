"""Papers of a dispute: templates as data, filled from the facts, never inventing any."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from toolkit.facts import Facts
from toolkit.filling import Blank, Filler, Label, Run, Scope, Source
from toolkit.outline import Outline, Paragraph, Section, Table
from toolkit.paper import to_docx
from toolkit.refusal import Refusal


@dataclass(frozen=True)
class Template:
    """One paper: id, Chinese title, version, who writes it, the articles that ask for it, its sections as data."""

    id: str
    title: str
    version: str
    purpose: str
    law: tuple[str, ...]
    sections: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Rendered:
    """A finished .docx with what it was made from; `blanks` are the questions still open, `sha256` is of `docx`."""

    name: str
    title: str
    docx: bytes
    blanks: tuple[Blank, ...]
    sources: tuple[Source, ...]
    template_version: str
    law_as_of: date
    sha256: str


def _data(name: str) -> Any:
    folder = resources.files("toolkit") / "library" / "templates"
    return json.loads((folder / name).read_text(encoding="utf-8"))


def _load() -> dict[str, Template]:
    found: dict[str, Template] = {}
    for file in (resources.files("toolkit") / "library" / "templates").iterdir():
        # files with an underscore are what the templates share
        if file.name.endswith(".json") and not file.name.startswith("_"):
            row = json.loads(file.read_text(encoding="utf-8"))
            name = file.name.removesuffix(".json")
            found[name] = Template(
                id=name,
                title=row["title"],
                version=row["version"],
                purpose=row["purpose"],
                law=tuple(row["law"]),
                sections=tuple(row["sections"]),
            )
    return dict(sorted(found.items()))


LABELS: dict[str, Label] = {
    path: Label(row["label"], row["question"], row.get("words", {})) for path, row in _data("_fields.json").items()
}
PARTS: dict[str, list[dict[str, Any]]] = _data("_parts.json")
DOCUMENTS: dict[str, Template] = _load()


def _derived(facts: Facts) -> dict[str, Any]:
    """Figures the papers need that nobody types: copies = opponents + 1, the sum of the requests."""
    monetary = [claim.amount for claim in facts.claims if claim.monetary]
    known = [amount for amount in monetary if amount is not None]
    opponents = 1 + len(facts.other_respondents)
    return {
        "copies": opponents + 1,
        "opponents": opponents,
        "total": sum(known[1:], known[0]) if known and len(known) == len(monetary) else None,
        "evidence_count": len(facts.evidence) or None,
    }


class _Builder:
    """Turns the blocks of a template into paragraphs and tables."""

    def __init__(self, filler: Filler) -> None:
        self._fill = filler

    def blocks(self, rows: list[Mapping[str, Any]], scope: Scope | None = None) -> list[Paragraph | Table]:
        out: list[Paragraph | Table] = []
        for row in rows:
            if "when" in row and not self._value(row["when"], scope):
                continue
            if "unless" in row and self._value(row["unless"], scope):
                continue
            out += self._block(row, scope)
        return out

    def _value(self, path: str, scope: Scope | None) -> Any:
        return self._fill.value(self._fill.where(path, scope))

    def _block(self, row: Mapping[str, Any], scope: Scope | None) -> list[Paragraph | Table]:
        style = row.get("style", "body")
        if "part" in row:
            return self.blocks(list(PARTS[row["part"]]), scope)
        if "table" in row:
            return [self._table(row)]
        if "form" in row:
            cells = tuple((((Run(name),)), self._fill.runs(text)) for name, text in row["form"])
            return [Table((), (1, 3), cells)]
        if "each" in row:
            inner = {key: value for key, value in row.items() if key not in {"each", "optional", "only"}}
            scopes = self._scopes(row["each"], scope)
            if "only" in row:
                scopes = [one for one in scopes if self._value(row["only"], one)]
            if not scopes and not row.get("optional"):
                return [Paragraph(style, (self._fill.blank(row["each"]),))]
            return [block for one in scopes for block in self._block(inner, one)]
        if "choose" in row:
            path = self._fill.where(row["choose"], scope)
            value = self._fill.value(path)
            if value is None:
                return [Paragraph(style, (self._fill.blank(path),))]
            key = str(value).lower() if isinstance(value, bool) else str(value)
            return [Paragraph(style, self._fill.runs(row["cases"][key], scope))]
        if "ticks" in row:
            chosen = self._value(row["ticks"], scope)
            if chosen is None:
                gap = self._fill.blank(self._fill.where(row["ticks"], scope))
                return [Paragraph(style, (*self._fill.runs(row["text"], scope), gap))]
            text = "　".join(f"{'☑' if code in chosen else '☐'} {word}" for code, word in row["options"].items())
            return [Paragraph(style, (*self._fill.runs(row["text"], scope), Run(text, row["ticks"])))]
        # a fact told over several lines becomes several paragraphs
        return [Paragraph(style, runs) for runs in _lines(self._fill.runs(row["text"], scope))]

    def _scopes(self, path: str, scope: Scope | None) -> list[Scope]:
        full = self._fill.where(path, scope)
        return [Scope(f"{full}[{i}]", i + 1) for i in range(len(self._fill.value(full) or ()))]

    def _table(self, row: Mapping[str, Any]) -> Table:
        columns = row["columns"]
        titles, widths = tuple(c[0] for c in columns), tuple(c[2] for c in columns)
        rows = [tuple(self._fill.runs(c[1], scope) for c in columns) for scope in self._scopes(row["table"], None)]
        if not rows:
            rows = [tuple((self._fill.blank(row["table"]),) if i == 1 else (Run(""),) for i in range(len(columns)))]
        return Table(titles, widths, tuple(rows))


def _lines(runs: tuple[Run, ...]) -> list[tuple[Run, ...]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = run.text.split("\n")
        lines[-1].append(Run(first, run.path, run.blank))
        lines += [[Run(piece, run.path, run.blank)] for piece in rest if piece.strip()]
    return [tuple(line) for line in lines]


def outline(name: str, facts: Facts) -> Outline:
    """The paper `name` (a key of DOCUMENTS) filled from the facts, as sections with paragraphs and tables.

    Raises Refusal (`name`) for an unknown paper.
    """
    if name not in DOCUMENTS:
        raise Refusal("name", f"没有“{name}”这种文书；可用的有：{'、'.join(DOCUMENTS)}")
    template = DOCUMENTS[name]
    filler = Filler(facts, _derived(facts), LABELS)
    build = _Builder(filler)
    sections = []
    for row in template.sections:
        if "when" in row and not filler.value(row["when"]):
            continue
        sections.append(Section(row.get("heading"), tuple(build.blocks(row["blocks"]))))
    return Outline(
        name=name,
        title=template.title,
        version=template.version,
        sections=tuple(sections),
        blanks=tuple(filler.blanks.values()),
        sources=tuple(filler.sources.values()),
    )


def render(name: str, facts: Facts, law_as_of: date) -> Rendered:
    """The paper as .docx: the same facts, template and `law_as_of` give the same bytes.

    Raises Refusal (`name`) for an unknown paper.
    """
    paper = outline(name, facts)
    docx = to_docx(paper, law_as_of)
    return Rendered(
        name=name,
        title=paper.title,
        docx=docx,
        blanks=paper.blanks,
        sources=paper.sources,
        template_version=paper.version,
        law_as_of=law_as_of,
        sha256=hashlib.sha256(docx).hexdigest(),
    )
