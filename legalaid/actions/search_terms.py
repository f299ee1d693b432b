"""What a search for cases asks, as it stands in an address or in a saved search."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from casebank.engine import Query
from legalaid import reading

FACETS = (("parent", "争议类型"), ("outcome", "结果"), ("level", "处理方式"), ("people", "人数"), ("year", "年份"))
NAMES = tuple(name for name, _ in FACETS)
SORTS = {"score": "相关度", "date": "时间", "amount": "金额"}
LONGEST, LONGEST_WITHIN, LONGEST_VALUE, MOST_VALUES = 500, 100, 80, 20


@dataclass(frozen=True)
class Terms:
    """Words, words to look for within the results, order, facet → wanted values, and the article that the cases cite."""

    q: str = ""
    within: str = ""
    sort: str = "score"
    filters: Mapping[str, tuple[str, ...]] | None = None
    article: str = ""

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The facets that are narrowed."""
        return {name: values for name, values in (self.filters or {}).items() if values}

    @property
    def empty(self) -> bool:
        """Whether everything passes."""
        return not (self.q or self.within or self.chosen or self.article)

    @property
    def narrowed(self) -> int:
        """How many things limit the results beside the words."""
        return sum(map(len, self.chosen.values())) + bool(self.within) + bool(self.article)

    def query(self, limit: int, offset: int = 0, *, counted: bool = False) -> Query:
        """The question for the engine; without words there is no relevance, the newest comes first."""
        filters = {**self.chosen, **({"article": (self.article,)} if self.article else {})}
        sort = "date" if self.sort == "score" and not self.q else self.sort
        return Query(self.q, filters, NAMES if counted else (), limit, offset, sort, self.within)

    def holds(self, text: str) -> bool:
        """Whether a text has the words to look for within the results."""
        return all(word in text for word in self.within.split())

    def picks(self, facets: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a document of these facets is among what is narrowed to."""
        return all(set(values) & set(facets.get(name, ())) for name, values in self.chosen.items())

    def values(self) -> dict[str, Any]:
        """Names and values for an address or a row; what is not asked is left out."""
        found: dict[str, Any] = {"q": self.q, "within": self.within, "sort": "" if self.sort == "score" else self.sort, "article": self.article}
        return {name: value for name, value in found.items() if value} | {name: list(values) for name, values in self.chosen.items()}

    def without(self, name: str, value: str = "") -> "Terms":
        """The same less one thing that limits it."""
        if name == "within":
            return replace(self, within="")
        if name == "article":
            return replace(self, article="")
        kept = {**self.chosen, name: tuple(v for v in self.chosen.get(name, ()) if v != value)}
        return replace(self, filters=kept)

    def limits(self) -> list[tuple[str, str]]:
        """What limits the results beside the words: (name, value)."""
        found = [("article", self.article), ("within", self.within)]
        return [(n, v) for n, v in found if v] + [(name, value) for name, values in self.chosen.items() for value in values]


def read(one: Callable[[str], str | None], several: Callable[[str], list[str]]) -> Terms:
    """Terms out of names and values; nonsense is left out."""
    sort = one("sort") or "score"
    filters = {name: tuple(dict.fromkeys(v[:LONGEST_VALUE] for v in several(name) if v))[:MOST_VALUES] for name in NAMES}
    return Terms(
        reading.tidy(one("q") or "")[:LONGEST], reading.tidy(one("within") or "")[:LONGEST_WITHIN], sort if sort in SORTS else "score",
        {name: values for name, values in filters.items() if values}, (one("article") or "").strip()[:LONGEST_VALUE],
    )


def of_row(values: Mapping[str, Any]) -> Terms:
    """The terms of a saved search."""
    return read(lambda name: values.get(name), lambda name: list(values.get(name, ())))
