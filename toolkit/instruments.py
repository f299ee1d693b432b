"""Register of instruments: every act the product cites, its names, its versions, what was repealed when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).parent / "library" / "instruments"
NATIONAL_PREFIX = "中华人民共和国"

# 〈 and 《, ( and （ are interchangeable in titles; positions stay true because each replaces one character.
SPELLING = str.maketrans({"(": "（", ")": "）", "〈": "《", "〉": "》", "[": "〔", "]": "〕", "【": "〔", "】": "〕"})


@dataclass(frozen=True)
class Repeal:
    """Article `article` (or only its paragraph `paragraph`, from 1) lost force on `on`, by the act `by`."""

    article: str
    paragraph: int | None
    on: date
    by: str


@dataclass(frozen=True)
class Version:
    """One text of an instrument; `changed` names the articles it altered, None when it replaced the whole text."""

    version_date: date
    effective_from: date
    effective_to: date | None = None
    changed: frozenset[str] | None = None
    status: str = "现行有效"


@dataclass(frozen=True)
class Instrument:
    """A law, regulation, rule, interpretation or union document.

    `short` begins the ids of its articles (劳动合同法-82); `label` is what screens show; `code` is the abbreviation of the
    domain specification; `mark` says how far the text was verified (V text read, S secondary copy, K knowledge only);
    `articles` is how many it has, None when not known; `selected` limits what is read from the package of national laws.
    """

    short: str
    law: str
    label: str
    code: str | None
    level: str
    region: str
    issuer: str
    number: str | None
    aliases: tuple[str, ...]
    articles: int | None
    first_in_force: date | None
    mark: str
    versions: tuple[Version, ...]
    repeals: tuple[Repeal, ...] = ()
    added: Mapping[str, date] = field(default_factory=dict)
    selected: frozenset[str] | None = None
    cited: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, the full one first."""
        return tuple(dict.fromkeys((self.law, self.short, self.label, *self.aliases, *([self.number] if self.number else []))))

    def version(self, version_date: date | None) -> Version:
        """The version of that date; the newest when the date is None or not in the register."""
        return next((known for known in self.versions if known.version_date == version_date), self.versions[-1])

    def span(self, key: str, version: Version) -> tuple[date, date | None]:
        """First and last day on which article `key` ("82", "276之一") had force in the wording of `version`."""
        start = version.effective_from
        if key in self.added:
            start = self.added[key]
        elif version.changed is not None and key not in version.changed and self.first_in_force is not None:
            start = self.first_in_force
        return start, version.effective_to


@cache
def register() -> Mapping[str, Instrument]:
    """All instruments by short name, in the order of their files."""
    found: dict[str, Instrument] = {}
    for name in ("laws", "regulations", "rules", "interpretations", "local"):
        path = LIBRARY / f"{name}.json"
        for row in json.loads(path.read_text(encoding="utf-8")):
            instrument = _instrument(row)
            if instrument.short in found:
                raise ValueError(f"{path.name}: {instrument.short} stands twice")
            found[instrument.short] = instrument
    return found


@cache
def by_name() -> Mapping[str, Instrument]:
    """Instruments by each of their names, spelt with full-width brackets."""
    return {name.translate(SPELLING): instrument for instrument in register().values() for name in instrument.names}


def find(name: str) -> Instrument | None:
    """The instrument of that full name, short name, alias or document number; None when it is not in the register."""
    return by_name().get(name.strip().strip("《》").translate(SPELLING)) or by_name().get(name.strip().translate(SPELLING))


def short_name(law: str) -> str:
    """The id prefix of an act's full name; national laws drop 中华人民共和国, others keep the name they have."""
    known = find(law)
    return known.short if known else law.removeprefix(NATIONAL_PREFIX)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _must(text: str) -> date:
    return date.fromisoformat(text)


def _instrument(row: dict[str, Any]) -> Instrument:
    versions = tuple(
        Version(
            _must(each["version_date"]),
            _must(each["effective_from"]),
            _day(each.get("effective_to")),
            frozenset(map(str, each["changed"])) if "changed" in each else None,
            each.get("status", "历史版本" if each.get("effective_to") else "现行有效"),
        )
        for each in row["versions"]
    )
    repeals = tuple(
        Repeal(str(each["article"]), each.get("paragraph"), _must(each["from"]), each["by"]) for each in row.get("repeals", ())
    )
    selected = row.get("selected")
    return Instrument(
        short=row["short"],
        law=row["law"],
        label=row.get("label", row["short"]),
        code=row.get("code"),
        level=row["level"],
        region=row["region"],
        issuer=row["issuer"],
        number=row.get("number"),
        aliases=tuple(row["aliases"]),
        articles=row.get("articles"),
        first_in_force=_day(row.get("first_in_force")),
        mark=row["mark"],
        versions=versions,
        repeals=repeals,
        added={key: _must(day) for key, day in row.get("added", {}).items()},
        selected=None if selected is None else frozenset(map(str, selected)),
        cited=row.get("cited", {}),
        note=row.get("note", ""),
    )
