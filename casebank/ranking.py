"""Ranking, filters, facets, snippets over a snapshot of postings: the same for every engine.

BM25 by field with NumPy: Σ over query terms and fields of weight · idf · tf/(tf + k1·(1 − b + b·length/average)), to which
authority and leaning add shares of the best text score. Measured on lay questions: k1 ≈ .9, b ≈ .75; a long query is never
pruned to its rarest terms. Terms that stand almost everywhere are added last, and only to documents that they can still
bring to the page: the result is the same as if they had been added to all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casebank import words
from casebank.engine import Hit, Page, Query, Settings, Snippet
from casebank.facets import Facet
from casebank.postings import Flags, Numbers, Places, Postings, Times

K1, B = 0.9, 0.75
_STEP = 24  # frequent terms added before the places are looked through again
_ROUNDING = 1e-6
_STRIP = 16384  # postings added in one step: what is worked on stays in the processor's cache
_AT_ONCE = 2048  # places whose frequent terms are added in one step: bounds the memory
Scores = NDArray[np.float64]


class Part(Protocol):
    """A segment: places `start` … `start + size − 1` of its snapshot; `whole` when nothing in it is deleted."""

    @property
    def start(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def whole(self) -> bool: ...

    def lookup(self, field: str) -> Callable[[str], Postings | None]:
        """Of a term of the field, where it stands, places counted from the part's start; None when nowhere."""


class Snapshot(Protocol):
    """A consistent state of an index. Documents have places 0 … size − 1; places without document are dead."""

    @property
    def size(self) -> int: ...
    @property
    def alive(self) -> Flags: ...
    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def authority(self) -> Numbers: ...
    @property
    def parts(self) -> Sequence[Part]: ...

    def lengths(self, field: str) -> Numbers:
        """Number of terms of each place in a field."""

    def facet(self, name: str) -> Facet: ...
    def title(self, place: int) -> str: ...
    def text(self, place: int, field: str) -> str: ...
    def stored(self, place: int) -> Mapping[str, str]: ...
    def facets(self, place: int) -> Mapping[str, tuple[str, ...]]: ...


@dataclass
class Sums:
    """Scores under way: `total` without the frequent terms, which wait in `frequent` as (factor, field norm, start, times)."""

    total: Scores
    held: Flags
    frequent: list[tuple[float, Numbers, int, Times]] = field(default_factory=list)

    def add(self, frequent: Sequence[tuple[float, Numbers, int, Times]], places: NDArray[np.intp]) -> None:
        """Add some of the frequent terms to the given places."""
        groups: dict[tuple[int, int, int], list[tuple[float, Times]]] = {}
        norms: dict[int, Numbers] = {}
        for factor, norm, start, times in frequent:
            norms[id(norm)] = norm
            groups.setdefault((id(norm), start, len(times)), []).append((factor, times))
        for (key, start, size), rows in groups.items():
            inside = places[(places >= start) & (places < start + size)]
            factors = np.array([factor for factor, _ in rows], dtype=np.float64)
            for first in range(0, len(inside), _AT_ONCE):
                here = inside[first : first + _AT_ONCE]
                tf = np.stack([times[here - start] for _, times in rows]).astype(np.float32)
                self.total[here] += factors @ (tf / (tf + norms[key][here])).astype(np.float64)

    def finish(self, places: NDArray[np.intp]) -> None:
        """Add all frequent terms to the given places."""
        self.add(self.frequent, places)
        self.frequent = []

    def finish_best(self, places: NDArray[np.intp], gain: Scores, wanted: int) -> None:
        """Make exact what can stand among the `wanted` best of `places` (`gain`: what a share of the best score adds), the terms
        of most weight first: after each step fewer places can still get there."""
        waiting = sorted(self.frequent, key=lambda row: -row[0])
        still = sum(row[0] for row in waiting)
        while waiting and len(places):
            partial = self.total[places]
            best = float(partial.max())
            least = partial + best * gain
            edge = float(np.partition(least, -min(wanted, len(places)))[-min(wanted, len(places))])
            able = (partial + still + (best + still) * gain >= edge - _ROUNDING) | (partial + still >= best - _ROUNDING)
            places, gain = places[able], gain[able]
            step, waiting = waiting[:_STEP], waiting[_STEP:]
            self.add(step, places)
            still = sum(row[0] for row in waiting)


def rarity(count: int, living: NDArray[np.int64] | int) -> Scores:
    """What terms are worth that stand in so many `living` ones of `count` documents."""
    return np.log1p((count - living + 0.5) / (living + 0.5))


def saturation(average: float) -> tuple[float, float]:
    """(base, slope): a term counts tf/(tf + base + slope · length) in a field of this average length."""
    return K1 * (1 - B), K1 * B / max(average, 1e-9)


def deciding(parsed: words.Parsed) -> set[str]:
    """Terms that make a result: more than one character, unless there are no others."""
    return {term for term in parsed.terms if len(term) > 2} or set(parsed.terms)


def _sums(snapshot: Snapshot, parsed: words.Parsed, settings: Settings) -> Sums:
    """`held` marks what holds a term of more than one character: a single shared character orders results but makes none."""
    sums = Sums(np.zeros(snapshot.size), np.zeros(snapshot.size, dtype=bool))
    count = int(np.count_nonzero(snapshot.alive))
    decide, wide = deciding(parsed), list[tuple[int, Times]]()
    terms, importance = list(parsed.terms), np.array(list(parsed.terms.values()), dtype=np.float64)
    for name, weight in settings.weights.items():
        lengths = snapshot.lengths(name)
        average = float(lengths[snapshot.alive].mean(dtype=np.float64)) if count else 0.0
        base, slope = saturation(average)
        norm = (np.float32(base) + np.float32(slope) * lengths).astype(np.float32)
        # what decides stands first, so that its places are one piece
        sure, rest = list[tuple[Places, Times, float]](), list[tuple[Places, Times, float]]()
        found = [(part, list(map(part.lookup(name), terms))) for part in snapshot.parts]
        living = np.zeros(len(terms), dtype=np.int64)
        for part, posted in found:
            living += _living(part, posted, snapshot.alive)
        factors = (weight * importance * rarity(count, living)).tolist()
        for part, posted in found:
            for term, each, factor in zip(terms, posted, factors, strict=True):
                if each is None:
                    continue
                if each.places is not None:
                    (sure if term in decide else rest).append((each.places + np.int32(part.start) if part.start else each.places, each.times, factor))
                    continue
                sums.frequent.append((factor, norm, part.start, each.times))
                if term in decide:
                    wide.append((part.start, each.times))
        rows = sure + rest
        if rows:
            places, times = (np.concatenate([row[i] for row in rows]) for i in (0, 1))
            weights = np.repeat(np.array([row[2] for row in rows]), [len(row[0]) for row in rows])
            sums.held[places[: sum(len(row[0]) for row in sure)]] = True
            strip = max(_STRIP, snapshot.size // 2)
            for first in range(0, len(places), strip):
                here, tf = places[first : first + strip].astype(np.intp), times[first : first + strip].astype(np.float32)
                share = norm.take(here, mode="clip")  # places are in range: nothing is clipped, nothing is looked at twice
                share += tf
                np.divide(tf, share, out=share)
                sums.total += np.bincount(here, weights[first : first + strip] * share, minlength=snapshot.size)
    _hold(sums.held, wide)
    return sums


def _living(part: Part, posted: Sequence[Postings | None], alive: Flags) -> NDArray[np.int64]:
    """In how many living places of the part each term stands."""
    here = None if part.whole else alive[part.start : part.start + part.size]
    return np.array([0 if each is None else each.count if here is None else each.living(here) for each in posted], dtype=np.int64)


def _hold(held: Flags, wide: Sequence[tuple[int, Times]]) -> None:
    """Mark what holds a frequent term, looking only where nothing was found yet: in a long question that is soon nowhere."""
    left: dict[int, NDArray[np.intp]] = {}
    for start, times in wide:
        if start not in left:
            left[start] = np.flatnonzero(~held[start : start + len(times)])
        if len(left[start]):
            new = times[left[start]] > 0
            held[start + left[start][new]] = True
            left[start] = left[start][~new]


def find(snapshot: Snapshot, query: Query, settings: Settings) -> Page:
    """One page of results; ties go by id, so the same question always gets the same page."""
    parsed = words.parse(query.text, settings.synonyms)
    passing = snapshot.alive.copy()
    sums = _sums(snapshot, parsed, settings)
    if parsed.terms:
        passing &= sums.held
    elif query.text.strip():
        passing[:] = False
    for word in words.words(query.within):
        passing &= _sums(snapshot, words.Parsed({f"w{word}": 1.0}, (), ()), settings).held
    masks = {name: snapshot.facet(name).mask(wanted) for name, wanted in query.filters.items() if wanted}
    counts = {name: snapshot.facet(name).counts(_all(passing, [m for other, m in masks.items() if other != name])) for name in query.counts}
    places = np.flatnonzero(_all(passing, list(masks.values())))
    points = _points(snapshot, sums, places, query, settings)
    shown = _ordered(snapshot, places, points, query)[query.offset : query.offset + query.limit]
    hits = tuple(_hit(snapshot, int(place), float(points[place]), parsed.needles, settings) for place in shown)
    return Page(hits, len(places), counts, parsed.applied)


def _all(passing: Flags, masks: list[Flags]) -> Flags:
    for mask in masks:
        passing = passing & mask
    return passing


def _points(snapshot: Snapshot, sums: Sums, places: NDArray[np.intp], query: Query, settings: Settings) -> Scores:
    """Final scores, exact for every place that can stand on the page; sorted by a facet, frequent terms are left out."""
    if not len(places):
        return sums.total
    boost = settings.authority * snapshot.authority.astype(np.float64)
    for name, shares in query.leaning.items():
        boost = boost + settings.leaning * snapshot.facet(name).shares(shares)
    if query.sort == "score" and sums.frequent:
        sums.finish_best(places, boost[places], max(1, query.offset + query.limit))
    best = float(sums.total[places].max())
    return np.round(sums.total + best * boost, 4)


def _ordered(snapshot: Snapshot, places: NDArray[np.intp], points: Scores, query: Query) -> list[int]:
    wanted = query.offset + query.limit
    values: NDArray[np.float64] = points[places] if query.sort == "score" else snapshot.facet(query.sort).order()[places].astype(np.float64)
    if 0 < wanted < len(places):
        # Keep everything that ties with the last wanted place, then order exactly.
        keep = values >= np.partition(values, -wanted)[-wanted]
        places, values = places[keep], values[keep]
    return [int(place) for _, _, place in sorted((-value, snapshot.ids[place], place) for value, place in zip(values.tolist(), places.tolist(), strict=True))]


def _hit(snapshot: Snapshot, place: int, points: float, needles: tuple[str, ...], settings: Settings) -> Hit:
    texts = {name: snapshot.text(place, name) for name in settings.shown}
    return hit(snapshot.ids[place], points, snapshot.title(place), texts, snapshot.facets(place), snapshot.stored(place), needles)


def hit(
    ident: str, points: float, title: str, texts: Mapping[str, str], facets: Mapping[str, tuple[str, ...]], stored: Mapping[str, str], needles: tuple[str, ...]
) -> Hit:
    """A result as it is shown: what was asked marked in the title and in the best piece of the texts."""
    return Hit(id=ident, score=round(points, 4), title=title, title_marks=words.marks(title, needles), snippet=_snippet(texts, needles), facets=facets, stored=stored)


def _snippet(texts: Mapping[str, str], needles: tuple[str, ...]) -> Snippet | None:
    best: Snippet | None = None
    most = -1
    for name, text in texts.items():
        if not text:
            continue
        spans = words.marks(text, needles)
        start, end = words.window(text, spans)
        inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
        different = len({text[a + start : b + start] for a, b in inside})
        if different > most:
            best, most = Snippet(name, text[start:end], inside), different
    return best


def scores(snapshot: Snapshot, text: str, ids: Iterable[str], settings: Settings) -> dict[str, float]:
    """Text scores of named documents."""
    sums = _sums(snapshot, words.parse(text, settings.synonyms), settings)
    wanted = set(ids)
    places = np.array([place for place, ident in enumerate(snapshot.ids) if ident in wanted and snapshot.alive[place]], dtype=np.intp)
    sums.finish(places)
    return {snapshot.ids[place]: float(sums.total[place]) for place in places.tolist() if sums.total[place] > 0}
