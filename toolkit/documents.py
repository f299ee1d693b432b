"""Papers of a dispute: templates as data, filled from the facts, never inventing any."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from toolkit.claim_kinds import kind_of
from toolkit.facts import Evidence, Facts
from toolkit.filling import Blank, Filler, Run, Scope, Source
from toolkit.labels import LABELS
from toolkit.outline import Outline, Paragraph, Section, Table
from toolkit.paper import to_docx
from toolkit.refusal import Refusal
from toolkit.templates import DOCUMENTS, Template

__all__ = ["DOCUMENTS", "LABELS", "Rendered", "Template", "outline", "render"]


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


def _completed(facts: Facts) -> Facts:
    """The facts with what follows from them: the kind of each claim, the page numbers of the evidence."""
    claims = tuple(replace(claim, kind=kind_of(claim.kind, claim.calculator, claim.title)) for claim in facts.claims)
    evidence: list[Evidence] = []
    page: int | None = 1
    for one in facts.evidence:
        known = page if page is not None and one.pages else None
        page = known + one.pages if known and one.pages else None
        span = f"{known}—{known + one.pages - 1}" if known and one.pages and one.pages > 1 else str(known) if known else None
        evidence.append(one if one.page_range else replace(one, page_range=span))
    origins = dict(facts.origins)
    origins |= {f"evidence[{i}].page_range": "由案件事实计算" for i, one in enumerate(facts.evidence) if not one.page_range}
    return replace(facts, claims=claims, evidence=tuple(evidence), origins=origins)


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum if every amount is known: a total over an unknown sum would be an invented figure."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known and len(known) == len(amounts) else None


def _derived(facts: Facts) -> dict[str, Any]:
    """Figures the papers need that nobody types: copies = opponents + 1, sums, head-counts."""
    opponents = 1 + len(facts.other_respondents)
    aid, wages = facts.aid, [w for w in facts.wages if w.due is not None and w.paid is not None]
    each = aid.household_income / aid.household_members if aid.household_income is not None and aid.household_members else None
    return {
        "copies": opponents + 1,
        "opponents": opponents,
        "total": _sum([claim.amount for claim in facts.claims if claim.monetary]),
        "claim_count": len(facts.claims) or None,
        "evidence_count": len(facts.evidence) or None,
        "income_each": each,
        "members": len(facts.group) or None,
        "representatives": tuple(m.name for m in facts.group if m.representative and m.name) or None,
        "owed": _sum([w.due - w.paid for w in wages if w.due is not None and w.paid is not None]) if len(wages) == len(facts.wages) else None,
    }


class _Builder:
    """Turns the blocks of a template into paragraphs and tables."""

    def __init__(self, filler: Filler) -> None:
        self._fill = filler

    def blocks(self, rows: list[Mapping[str, Any]], scope: Scope | None = None) -> list[Paragraph | Table]:
        out: list[Paragraph | Table] = []
        for row in rows:
            if self.applies(row, scope):
                out += self._block(row, scope)
        return out

    def applies(self, row: Mapping[str, Any], scope: Scope | None = None) -> bool:
        """`when` and `unless` name a fact, or a fact and the code it must have."""
        wanted = "when" not in row or self._fill.holds(row["when"], scope)
        return wanted and not ("unless" in row and self._fill.holds(row["unless"], scope))

    def _block(self, row: Mapping[str, Any], scope: Scope | None) -> list[Paragraph | Table]:
        style = row.get("style", "body")
        if "each" in row:
            return self._each(row, scope, style)
        if "table" in row:
            return [self._table(row)]
        if "form" in row:
            rows = tuple(((Run(name),), self._cell(cell, scope)) for name, cell in row["form"])
            return [Table((), (1, 3), rows)]
        if "choose" in row:
            path = self._fill.where(row["choose"], scope)
            value = self._fill.value(path)
            if value is None:
                return [Paragraph(style, (self._fill.blank(path),))]
            key = str(value).lower() if isinstance(value, bool) else str(value)
            return [Paragraph(style, self._fill.runs(row["cases"][key], scope))]
        # a fact told over several lines becomes several paragraphs
        return [Paragraph(style, runs) for runs in _lines(self._fill.runs(row["text"], scope))]

    def _each(self, row: Mapping[str, Any], scope: Scope | None, style: str) -> list[Paragraph | Table]:
        inner = {key: value for key, value in row.items() if key not in {"each", "optional", "only", "empty"}}
        scopes = self._scopes(row["each"], scope)
        if "only" in row:
            scopes = [one for one in scopes if self._fill.holds(row["only"], one)]
        if scopes:
            return [block for one in scopes for block in self._block(inner, one)]
        if "empty" in row:
            return [Paragraph(style, self._fill.runs(row["empty"], scope))]
        return [] if row.get("optional") else [Paragraph(style, (self._fill.blank(self._fill.where(row["each"], scope)),))]

    def _scopes(self, path: str, scope: Scope | None) -> list[Scope]:
        full = self._fill.where(path, scope)
        return [Scope(f"{full}[{i}]", i + 1) for i in range(len(self._fill.value(full) or ()))]

    def _cell(self, cell: str | list[Mapping[str, Any]], scope: Scope | None) -> tuple[Run, ...]:
        """A sentence, or blocks one below the other."""
        if isinstance(cell, str):
            return self._fill.runs(cell, scope)
        runs: list[Run] = []
        for block in self.blocks(cell, scope):
            assert isinstance(block, Paragraph), "a cell holds no table"
            runs += [*([Run("\n")] if runs else []), *block.runs]
        return tuple(runs)

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
    known = _completed(facts)
    filler = Filler(known, _derived(known), LABELS)
    build = _Builder(filler)
    sections = [Section(row.get("heading"), tuple(build.blocks(row["blocks"]))) for row in template.sections if build.applies(row)]
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
