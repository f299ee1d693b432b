"""Which calculators, papers, guides and causes rest on which articles: what has to be looked at when an article changes."""

import ast
import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from toolkit import causes, deadlines, guides, templates
from toolkit.calculators import CALCULATORS
from toolkit.citations import citations
from toolkit.instruments import register

_PACKAGE = "toolkit.calculators"

Cited = Mapping[str, frozenset[str]]


@cache
def calculators() -> Cited:
    """Name → ids of the articles that its code names, with those of the modules of calculators and periods that it uses. Where
    the number is only known when it calculates, the act alone stands for all its articles."""
    return {name: _of_module(each.work.__module__) for name, each in CALCULATORS.items()}


@cache
def _of_module(name: str) -> frozenset[str]:
    module = import_module(name)
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            used = [f"{_PACKAGE}.{alias.name}" for alias in node.names] if node.module == _PACKAGE else [node.module]
            found = found.union(*(_of_module(one) for one in used if one.startswith(f"{_PACKAGE}.") or one == deadlines.__name__))
        text = _text(node, vars(module))
        if text is not None:
            found |= {text} if _is_id(text) else {c.id for c in citations(text) if c.id}
    if module is deadlines:
        found |= {citation.id for rule in deadlines.rules().values() for citation in rule.cites}
    return frozenset(found)


def _text(node: ast.AST, names: Mapping[str, object]) -> str | None:
    """A string constant; an f-string with the module's own constants, or as far as the act when its number is calculated."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    said = ""
    for part in node.values:
        value = names.get(ast.unparse(part.value)) if isinstance(part, ast.FormattedValue) else _text(part, names)
        if not isinstance(value, str):
            return said.removesuffix("-") if said.endswith("-") else None
        said += value
    return said


def _is_id(text: str) -> bool:
    act, _, number = text.rpartition("-")
    return text in register() or (act in register() and number[:1].isdigit())


@cache
def documents() -> Cited:
    """Paper → ids of the articles that ask for it or stand in its text."""
    return {d.id: frozenset([*d.law, *(c.id for c in citations(json.dumps(d.sections, ensure_ascii=False, default=dict)) if c.id)]) for d in templates.DOCUMENTS.values()}


@cache
def guided() -> Cited:
    """Guide → ids of the articles that its steps rest on."""
    return {g.id: frozenset(ref for step in g.steps for ref in step.law) for g in guides.GUIDES.values()}


def of_causes() -> Cited:
    """Cause code → ids of the articles that decide it."""
    return {code: frozenset(refs) for code, refs in causes.ARTICLES.items()}


def resting_on(what: Cited, ref: str) -> list[str]:
    """Those that cite the article, or any of its act without saying which; `ref` without an article ("劳动合同法") means any of the act."""
    act = ref.rpartition("-")[0]
    return [name for name, refs in what.items() if any(one in (ref, act) or one.startswith(f"{ref}-") for one in refs)]
