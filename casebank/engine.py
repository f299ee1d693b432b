"""The search contract: documents in, ranked hits out. Cases, statutes and tools are three instances of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


class IndexBroken(Exception):
    """The index is missing or damaged and has to be rebuilt from the database."""


class IndexBusy(Exception):
    """Another process is writing; nothing was written, try again later."""


@dataclass(frozen=True)
class Doc:
    """One document. `fields` are searched texts by name; `facets` are values to filter, count and sort by (sort takes the
    first value); `stored` comes back with a hit; `authority`, 0 … 1, says how often it decides: other things equal it comes
    first."""

    id: str
    title: str
    fields: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)
    authority: float = 0.0


@dataclass(frozen=True)
class Query:
    """`filters`: facet → wanted values, any of them; several facets must all hold. `counts`: facets to count.
    `sort` is "score" or a facet's name (descending). An empty text lists everything that passes the filters.
    `leaning`: what is known beside the words, facet → value → how sure (0 … 1); documents of that value gain."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: tuple[str, ...] = ()
    limit: int = 10
    offset: int = 0
    sort: str = "score"
    within: str = ""
    leaning: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Snippet:
    """A piece of a field's text; `marks` are (start, end) character offsets into `text`, ascending, not overlapping."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hit:
    """One result. `title_marks` are offsets into the title."""

    id: str
    score: float
    title: str
    title_marks: tuple[tuple[int, int], ...]
    snippet: Snippet | None
    facets: Mapping[str, tuple[str, ...]]
    stored: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """Hits of one page, how many there are in all, counts by facet value, and the synonyms that were applied."""

    hits: tuple[Hit, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    applied: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Settings:
    """How an instance ranks: weight of each field, which fields snippets come from, lay word → legal words; what authority 1
    and a leaning of 1 add, as shares of the best text score."""

    weights: Mapping[str, float]
    shown: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authority: float = 0.0
    leaning: float = 0.0


class SearchEngine(Protocol):
    """What every engine promises; `tests/casebank/test_promises.py` runs over all of them."""

    def put(self, docs: Iterable[Doc]) -> None:
        """Add or replace documents by id, durably, before returning."""

    def drop(self, ids: Iterable[str]) -> None:
        """Remove documents; unknown ids are no error."""

    def rebuild(self, docs: Iterable[Doc]) -> None:
        """Replace everything at once; readers see the old or the new state, never a mixture. Raises IndexBusy."""

    def find(self, query: Query) -> Page:
        """Ranked results; no text makes it fail. Raises IndexBroken when there is no readable index."""

    def count(self) -> int:
        """Number of documents. Raises IndexBroken."""

    def scores(self, text: str, ids: Iterable[str]) -> Mapping[str, float]:
        """Text score of the named documents; those that match nothing are left out."""

    def close(self) -> None:
        """Give connections and files back; the engine opens them again when it is asked once more."""


Maker = Callable[[Path, Settings], SearchEngine]
