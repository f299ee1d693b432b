"""Where a term stands in one segment, as small arrays, and the bounded cache of them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Places = NDArray[np.int32]
Times = NDArray[np.uint8]
Flags = NDArray[np.bool_]
CACHE_BYTES = 96 * 2**20
MOST_TIMES = 255
_DENSE = 5  # bytes of a sparse posting; a term in more than every fifth document takes less room as one byte a document


@dataclass(frozen=True)
class Postings:
    """`places` ascending with `times` beside them; a frequent term has `places` None and `times` for every place (0: not there).
    `count` is how many places hold the term."""

    places: Places | None
    times: Times
    count: int

    @property
    def bytes(self) -> int:
        """Memory held."""
        return self.times.nbytes + (self.places.nbytes if self.places is not None else 0) + 200

    def living(self, alive: Flags) -> int:
        """How many living places hold the term."""
        return int(np.count_nonzero(alive[self.places] if self.places is not None else alive & (self.times > 0)))


def pack(places: Places, times: NDArray[np.generic], size: int) -> Postings:
    """Postings of a segment with `size` places; more than 255 times count as 255."""
    short = np.minimum(times, MOST_TIMES).astype(np.uint8)
    if len(places) * _DENSE <= size:
        return Postings(places.astype(np.int32), short, len(places))
    dense = np.zeros(size, dtype=np.uint8)
    dense[places] = short
    return Postings(None, dense, len(places))


class Cache:
    """Postings by (segment, field, term), the least used thrown out when the bytes exceed the limit; safe between threads."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit, self._bytes = limit, 0
        self._kept: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """Memory held now."""
        return self._bytes

    def get(self, key: tuple[str, str, str]) -> Postings | None:
        """The postings under `key`, None when they are not kept."""
        try:
            self._kept.move_to_end(key)
            return self._kept[key]
        except KeyError:  # not there, or thrown out by another thread just now
            return None

    def keep(self, key: tuple[str, str, str], found: Postings) -> Postings:
        """Keep postings, throwing out the least used."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._bytes += found.bytes
            while self._bytes > self._limit and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._bytes -= old.bytes
        return found

    def forget(self, segments: set[str]) -> None:
        """Drop everything of segments that are gone."""
        with self._lock:
            for key in [key for key in self._kept if key[0] in segments]:
                self._bytes -= self._kept.pop(key).bytes


def postings_of(matcher: Any, fast: bool = True) -> tuple[list[int], list[float]]:
    """All (place, times) of a matcher. Its blocks are taken whole where the matcher has them: they are private to Whoosh, so
    the way through the public methods stays, and a test holds both equal."""
    matcher = getattr(matcher, "child", matcher)  # the filter of deleted documents: they are masked later
    places: list[int] = []
    times: list[float] = []
    if fast and all(hasattr(matcher, name) for name in ("_read_ids", "_read_weights", "_next_block", "_lastblock")):
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            places.extend(matcher._ids)
            times.extend(matcher._weights)
            matcher._next_block()
        return places, times
    while matcher.is_active():
        places.append(matcher.id())
        times.append(matcher.weight())
        matcher.next()
    return places, times
