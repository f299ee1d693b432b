"""The engine without a disk: the twin that tests compare with, and what small tools use."""

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from casebank import ranking, words
from casebank.engine import Doc, Page, Query, Settings
from casebank.facets import Facet, facet
from casebank.postings import Flags, Numbers, Postings, pack


class MemorySnapshot:
    """Documents and their postings as arrays; one part that holds everything."""

    start, whole = 0, True

    def __init__(self, docs: list[Doc], settings: Settings) -> None:
        self.docs, self.size, self.ids, self.parts = docs, len(docs), [d.id for d in docs], (self,)
        self.alive: Flags = np.ones(self.size, dtype=bool)
        self.authority: Numbers = np.array([d.authority for d in docs], dtype=np.float32)
        self._lengths: dict[str, Numbers] = {}
        self._facets: dict[str, Facet] = {}
        self._postings: dict[str, dict[str, Postings]] = {}
        for field in settings.weights:
            counted = [words.terms(d.fields.get(field, "")) for d in docs]
            self._lengths[field] = np.array([sum(c.values()) for c in counted], dtype=np.float32)
            gathered: dict[str, list[tuple[int, int]]] = {}
            for place, counter in enumerate(counted):
                for term, times in counter.items():
                    gathered.setdefault(term, []).append((place, times))
            for term, pairs in gathered.items():
                places, times_ = zip(*pairs, strict=True)
                self._postings.setdefault(field, {})[term] = pack(np.array(places, dtype=np.int32), np.array(times_), self.size)

    def lengths(self, field: str) -> Numbers:
        return self._lengths[field]

    def lookup(self, field: str) -> Callable[[str], Postings | None]:
        return self._postings.get(field, {}).get

    def facet(self, name: str) -> Facet:
        if name not in self._facets:
            self._facets[name] = facet([d.facets.get(name, ()) for d in self.docs])
        return self._facets[name]

    def title(self, place: int) -> str:
        return self.docs[place].title

    def text(self, place: int, field: str) -> str:
        return self.docs[place].fields.get(field, "")

    def stored(self, place: int) -> Mapping[str, str]:
        return self.docs[place].stored

    def facets(self, place: int) -> Mapping[str, tuple[str, ...]]:
        return self.docs[place].facets


class MemoryEngine:
    """Everything in memory; a snapshot is made anew after a change."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._settings, self._docs, self._lock = settings, dict[str, Doc](), threading.Lock()
        self._snapshot: MemorySnapshot | None = None

    def put(self, docs: Iterable[Doc]) -> None:
        with self._lock:
            for doc in docs:
                self._docs.pop(doc.id, None)
                self._docs[doc.id] = doc
            self._snapshot = None

    def drop(self, ids: Iterable[str]) -> None:
        with self._lock:
            for ident in ids:
                self._docs.pop(ident, None)
            self._snapshot = None

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with self._lock:
            self._docs = {d.id: d for d in docs}
            self._snapshot = None

    def _current(self) -> MemorySnapshot:
        with self._lock:
            if self._snapshot is None:
                self._snapshot = MemorySnapshot(list(self._docs.values()), self._settings)
            return self._snapshot

    def close(self) -> None:
        """Nothing is open."""

    def find(self, query: Query) -> Page:
        return ranking.find(self._current(), query, self._settings)

    def count(self) -> int:
        return len(self._docs)

    def scores(self, text: str, ids: Iterable[str]) -> Mapping[str, float]:
        return ranking.scores(self._current(), text, ids, self._settings)
