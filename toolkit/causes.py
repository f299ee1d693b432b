"""Causes of action (案由), the 5 classes and 32 subclasses of requests, the seven urgency codes: data and their words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.phrases import Phrase
from toolkit.refusal import Refusal

LIBRARY = Path(__file__).parent / "library" / "causes"
VERSION = "2025"


@dataclass(frozen=True)
class Cause:
    """A leaf of the cause tree; `articles` are statute ids, `related` are codes, `synonyms` words of lay people."""

    code: str
    name: str
    parent: str
    parent_name: str
    claims: tuple[str, ...]
    evidence: tuple[str, ...]
    articles: tuple[str, ...]
    cues: tuple[str, ...]
    related: tuple[str, ...]
    synonyms: tuple[str, ...]
    usual_subclass: str


@dataclass(frozen=True)
class Urgency:
    """One of the seven urgency codes. `weak` words count only beside one of `weak_needs`; strong ones not right after a word
    of `not_after`, nor right before one of `not_before`."""

    code: str
    name: str
    why: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    weak_needs: tuple[str, ...]
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]
    events: bool


@dataclass(frozen=True)
class Move:
    """In the setting `when`, the share of the score of cause `source` also speaks for `target`."""

    when: str
    source: str
    target: str
    share: float


@dataclass(frozen=True)
class Example:
    """A text that belongs to `subclass` and, when it names a cause, to `cause` (a leaf code)."""

    text: str
    subclass: str
    cause: str | None


@dataclass(frozen=True)
class Settings:
    """Words that show the setting of a story (platform, retired, public, appointed, site), and what follows from it."""

    words: Mapping[str, tuple[str, ...]]
    moves: tuple[Move, ...]


@cache
def causes() -> Mapping[str, Cause]:
    """All leaf causes of version 2025 by code, in the order of the Provisions (法〔2025〕227号)."""
    data = _json("causes_2025.json")
    parents = {row["code"]: row["name"] for row in data["parents"]}
    words: dict[str, list[str]] = {}
    for phrase in cause_phrases():
        words.setdefault(phrase.label, []).append(phrase.words)
    return {
        row["code"]: Cause(
            code=row["code"],
            name=row["name"],
            parent=row["parent"],
            parent_name=parents[row["parent"]],
            claims=tuple(row["claims"]),
            evidence=tuple(row["evidence"]),
            articles=tuple(row["articles"]),
            cues=tuple(row["cues"]),
            related=tuple(row["related"]),
            synonyms=tuple(words[row["code"]]),
            usual_subclass=row["subclass"],
        )
        for row in data["leaves"]
    }


@cache
def parents() -> Mapping[str, str]:
    """Names of the level-1 causes by code: 205 … 209, 人事, 新业态."""
    return {row["code"]: row["name"] for row in _json("causes_2025.json")["parents"]}


@cache
def parent_of() -> Mapping[str, str]:
    """Leaf code → level-1 code (205.5 → 205, 213 → 人事); 207, 208 and 209 are their own parents."""
    return {code: cause.parent for code, cause in causes().items()}


def cause(code: str) -> Cause:
    """The leaf cause of that code; Refusal when there is none."""
    try:
        return causes()[code]
    except KeyError:
        raise Refusal("cause", f"没有代码为“{code}”的案由。") from None


@cache
def classes() -> Mapping[str, tuple[str, ...]]:
    """The 5 classes of requests and their 32 subclasses, in order."""
    return {row["name"]: tuple(row["subclasses"]) for row in _json("classes.json")}


@cache
def class_of() -> Mapping[str, str]:
    """Subclass → class."""
    return {subclass: name for name, subclasses in classes().items() for subclass in subclasses}


@cache
def urgencies() -> Mapping[str, Urgency]:
    """The seven urgency codes and their words."""
    return {
        row["code"]: Urgency(
            row["code"],
            row["name"],
            row["why"],
            tuple(row["strong"]),
            tuple(row["weak"]),
            tuple(row["weak_needs"]),
            tuple(row.get("not_after", ())),
            tuple(row.get("not_before", ())),
            row["events"],
        )
        for row in _json("flags.json")
    }


@cache
def settings() -> Settings:
    """The settings of stories."""
    data = _json("context.json")
    moves = tuple(Move(row["when"], row["from"], row["to"], row["share"]) for row in data.pop("moves"))
    return Settings({name: tuple(words) for name, words in data.items()}, moves)


@cache
def cause_phrases() -> tuple[Phrase, ...]:
    """Weighted lay words for each cause."""
    return _phrases("terms.tsv")


@cache
def subclass_phrases() -> tuple[Phrase, ...]:
    """Weighted lay words for each subclass."""
    return _phrases("subclass_terms.tsv")


@cache
def outside_phrases() -> tuple[Phrase, ...]:
    """Words of matters that have nothing to do with work; label "outside"."""
    rows = _rows("outside.tsv", 2)
    return tuple(Phrase(words, "outside", float(weight)) for weight, listed in rows for words in listed.split("、"))


@cache
def examples() -> tuple[Example, ...]:
    """Texts that the classifier learns from (examples.tsv, meant to be edited)."""
    found = []
    for subclass, code, text in _rows("examples.tsv", 3):
        if subclass not in class_of() or (code != "-" and code not in causes()):
            raise ValueError(f"examples.tsv: no such label: {subclass} {code}")
        found.append(Example(text, subclass, None if code == "-" else code))
    return tuple(found)


@cache
def subclass_words() -> tuple[tuple[str, str], ...]:
    """(word, subclass): words in which people speak of each subclass (words.tsv, meant to be edited)."""
    found = []
    for subclass, listed in _rows("words.tsv", 2):
        if subclass not in class_of():
            raise ValueError(f"words.tsv: no such subclass: {subclass}")
        found += [(word, subclass) for word in listed.split("、")]
    return tuple(found)


def codes_of_types(types: Iterable[str]) -> tuple[str, ...]:
    """Cause codes of words that files use for kinds of dispute (工资报酬), of cause names, and of codes; others are left out."""
    table = _types()
    by_name = {each.name: (code,) for code, each in causes().items()}
    found = [code for kind in types for code in (table.get(kind) or by_name.get(kind) or ((kind,) if kind in causes() else ()))]
    return tuple(dict.fromkeys(found))


@cache
def _types() -> Mapping[str, tuple[str, ...]]:
    return {kind: tuple(codes) for kind, codes in _json("types.json").items()}


def _phrases(name: str) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(words, label, float(weight), event == "1")
        for label, weight, event, listed in _rows(name, 4)
        for words in dict.fromkeys(listed.split("、"))
    )


def _rows(name: str, columns: int) -> list[list[str]]:
    found = []
    for number, line in enumerate((LIBRARY / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns or not all(cells):
            raise ValueError(f"{name}, line {number}: {columns} columns expected")
        found.append(cells)
    return found


def _json(name: str) -> Any:
    return json.loads((LIBRARY / name).read_text(encoding="utf-8"))


# The plain tables that pages and the other libraries take as data.
LEAVES: Mapping[str, str] = {code: each.name for code, each in causes().items()}
NAMES: Mapping[str, str] = {**parents(), **LEAVES}
CODES: frozenset[str] = frozenset(NAMES)
PARENT: Mapping[str, str] = parent_of()
RELATED: Mapping[str, tuple[str, ...]] = {code: each.related for code, each in causes().items()}
ARTICLES: Mapping[str, tuple[str, ...]] = {code: each.articles for code, each in causes().items()}
SUBCLASSES: Mapping[str, tuple[str, ...]] = classes()
FLAG_NAMES: Mapping[str, str] = {code: each.name for code, each in urgencies().items()}
