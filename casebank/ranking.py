"""Ranking, filters, facets, snippets over a snapshot of postings: the same for every engine.

BM25 by field with NumPy: Σ over query terms and fields of weight · idf · tf/(tf + k1·(1 − b + b·length/average)).
Measured on lay questions: k1 ≈ .9, b ≈ .75; never prune a long query to its rarest terms.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casebank import words
from casebank.engine import Hit, Page, Query, Settings, Snippet

K1, B = 0.9, 0.75
Numbers = NDArray[np.float32]
Places = NDArray[np.int32]


class Snapshot(Protocol):
    """A consistent state of an index. Documents have places 0 … size−1; places without document are dead."""

    size: int
    alive: NDArray[np.bool_]
    ids: list[str]

    def lengths(self, field: str) -> Numbers:
        """Number of terms of each place in a field."""

    def postings(self, field: str, term: str) -> tuple[Places, Numbers]:
        """Living places that hold the term, and how often."""

    def facet(self, name: str) -> list[tuple[str, ...]]:
        """Values of each place."""

    def title(self, place: int) -> str: ...
    def text(self, place: int, field: str) -> str: ...
    def stored(self, place: int) -> Mapping[str, str]: ...
    def facets(self, place: int) -> Mapping[str, tuple[str, ...]]: ...


def score(snapshot: Snapshot, parsed: words.Parsed, settings: Settings) -> Numbers:
    """Score of every place; 0 for what matches nothing."""
    total: Numbers = np.zeros(snapshot.size, dtype=np.float32)
    count = int(snapshot.alive.sum())
    if not count:
        return total
    for field, weight in settings.weights.items():
        lengths = snapshot.lengths(field)
        average = max(float(lengths[snapshot.alive].mean()), 1e-9)
        norm = K1 * (1 - B + B * lengths / np.float32(average))
        for term, importance in parsed.terms.items():
            places, times = snapshot.postings(field, term)
            if not len(places):
                continue
            rarity = np.log(1 + (count - len(places) + 0.5) / (len(places) + 0.5))
            total[places] += np.float32(weight * importance * rarity) * times / (times + norm[places])
    return total


def find(snapshot: Snapshot, query: Query, settings: Settings) -> Page:
    """One page of results; ties go by id, so the same question always gets the same page."""
    parsed = words.parse(query.text, settings.synonyms)
    passing = snapshot.alive.copy()
    scores: Numbers
    if parsed.terms:
        scores = score(snapshot, parsed, settings)
        # A single shared character orders results but does not make one.
        passing &= _holding(snapshot, [t for t in parsed.terms if len(t) > 2] or list(parsed.terms), settings)
    else:
        scores = np.zeros(snapshot.size, dtype=np.float32)
        if query.text.strip():
            passing[:] = False
    if query.within.strip():
        for word in words.words(query.within):
            passing &= _holding(snapshot, [f"w{word}"], settings)
    masks = {name: _mask(snapshot, name, wanted) for name, wanted in query.filters.items() if wanted}
    counts = {name: _count(snapshot, name, passing, masks) for name in query.counts}
    for mask in masks.values():
        passing &= mask
    places = np.flatnonzero(passing)
    ordered = _ordered(snapshot, places, scores, query)
    shown = ordered[query.offset : query.offset + query.limit]
    needles = parsed.needles
    hits = tuple(_hit(snapshot, int(place), float(scores[place]), needles, settings) for place in shown)
    return Page(hits, len(places), counts, parsed.applied)


def _holding(snapshot: Snapshot, terms: Iterable[str], settings: Settings) -> NDArray[np.bool_]:
    """Places that hold one of the terms in a searched field."""
    found = np.zeros(snapshot.size, dtype=bool)
    for term in terms:
        for field in settings.weights:
            found[snapshot.postings(field, term)[0]] = True
    return found


def _mask(snapshot: Snapshot, name: str, wanted: Iterable[str]) -> NDArray[np.bool_]:
    chosen = set(wanted)
    return np.fromiter((bool(chosen.intersection(values)) for values in snapshot.facet(name)), dtype=bool, count=snapshot.size)


def _count(snapshot: Snapshot, name: str, passing: NDArray[np.bool_], masks: Mapping[str, NDArray[np.bool_]]) -> dict[str, int]:
    """Counts of a facet's values under all other filters, so that a chosen value does not hide its neighbours."""
    live = passing.copy()
    for other, mask in masks.items():
        if other != name:
            live &= mask
    values = snapshot.facet(name)
    found: dict[str, int] = {}
    for place in np.flatnonzero(live):
        for value in values[place]:
            found[value] = found.get(value, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _ordered(snapshot: Snapshot, places: NDArray[np.intp], scores: Numbers, query: Query) -> list[int]:
    wanted = query.offset + query.limit
    if query.sort == "score":
        if len(places) > wanted * 4:
            # Keep everything that ties with the last wanted place, then order exactly.
            edge = np.partition(scores[places], -wanted)[-wanted] if wanted else np.inf
            places = places[scores[places] >= edge]
        return sorted((int(p) for p in places), key=lambda p: (-float(scores[p]), snapshot.ids[p]))
    values = snapshot.facet(query.sort)
    by_id = sorted((int(p) for p in places), key=lambda p: snapshot.ids[p])
    return sorted(by_id, key=lambda p: values[p][0] if values[p] else "", reverse=True)


def _hit(snapshot: Snapshot, place: int, points: float, needles: tuple[str, ...], settings: Settings) -> Hit:
    title = snapshot.title(place)
    return Hit(
        id=snapshot.ids[place], score=round(points, 4), title=title, title_marks=words.marks(title, needles),
        snippet=_snippet(snapshot, place, needles, settings), facets=snapshot.facets(place), stored=snapshot.stored(place),
    )


def _snippet(snapshot: Snapshot, place: int, needles: tuple[str, ...], settings: Settings) -> Snippet | None:
    best: Snippet | None = None
    most = -1
    for field in settings.shown:
        text = snapshot.text(place, field)
        if not text:
            continue
        spans = words.marks(text, needles)
        start, end = words.window(text, spans)
        inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
        different = len({text[a + start : b + start] for a, b in inside})
        if different > most:
            best, most = Snippet(field, text[start:end], inside), different
    return best


def scores(snapshot: Snapshot, text: str, ids: Iterable[str], settings: Settings) -> dict[str, float]:
    """Text scores of named documents."""
    points = score(snapshot, words.parse(text, settings.synonyms), settings)
    places = {ident: place for place, ident in enumerate(snapshot.ids) if snapshot.alive[place]}
    found = {ident: float(points[places[ident]]) for ident in ids if ident in places}
    return {ident: value for ident, value in found.items() if value > 0}
