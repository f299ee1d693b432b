"""Where a term stands in one segment, as small arrays, and the bounded cache of them."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Places = NDArray[np.int32]
Times = NDArray[np.uint8]
Flags = NDArray[np.bool_]
CACHE_BYTES = 176 * 2**20
MOST_TIMES = 255
_DENSE = 5  # bytes of a sparse posting; a term in more than every fifth document takes less room as one byte a document


@dataclass(slots=True)
class Postings:
    """`places` ascending with `times` beside them; a frequent term has `places` None and `times` for every place (0: not there).
    `count` is how many places hold the term; `used`: found again since the cache last passed over it."""

    places: Places | None
    times: Times
    count: int
    used: bool = False

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
    """Postings by segment, field and term, bounded in bytes; safe between threads.

    Finding one is a look into a plain dictionary: a long question asks for a thousand. So nothing is reordered on use; what was used since
    it was last passed over gets a second chance (CLOCK: Corbató, 1968), which throws out nearly what LRU would.
    """

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit, self._bytes = limit, 0
        self._tables: dict[tuple[str, str], dict[str, Postings]] = {}
        self._ring: deque[tuple[str, str, str]] = deque()
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """Memory held now."""
        return self._bytes

    def table(self, segment: str, field: str) -> Mapping[str, Postings]:
        """What is kept of a field now and later, by term; whoever finds something there sets its `used`."""
        with self._lock:
            return self._tables.setdefault((segment, field), {})

    def keep(self, segment: str, field: str, term: str, found: Postings) -> Postings:
        """Keep postings, throwing out what was not used for longest."""
        with self._lock:
            table = self._tables.setdefault((segment, field), {})
            if term not in table:
                table[term] = found
                self._ring.append((segment, field, term))
                self._bytes += found.bytes
            while self._bytes > self._limit and len(self._ring) > 1:
                self._pass_over(*self._ring.popleft())
        return found

    def _pass_over(self, segment: str, field: str, term: str) -> None:
        table = self._tables.get((segment, field), {})
        old = table.get(term)
        if old is not None and old.used:
            old.used = False
            self._ring.append((segment, field, term))
        elif old is not None:
            del table[term]
            self._bytes -= old.bytes

    def forget(self, segments: set[str]) -> None:
        """Drop everything of segments that are gone."""
        with self._lock:
            for key in [key for key in self._tables if key[0] in segments]:
                self._bytes -= sum(found.bytes for found in self._tables.pop(key).values())
            self._ring = deque(key for key in self._ring if key[0] not in segments)


def postings_of(matcher: Any, fast: bool = True) -> tuple[NDArray[Any], NDArray[Any]]:
    """All (places, times) of a matcher. Its blocks are taken whole where the matcher has them: they are private to Whoosh, so
    the way through the public methods stays, and a test holds both equal."""
    matcher = getattr(matcher, "child", matcher)  # the filter of deleted documents: they are masked later
    pieces: list[tuple[NDArray[Any], NDArray[Any]]] = []
    if fast and all(hasattr(matcher, name) for name in ("_read_data", "_data", "_next_block")):
        while matcher.is_active():
            matcher._read_data()
            gaps, times = matcher._data[:2]
            pieces.append((np.cumsum(gaps, dtype=np.int32), np.full(len(gaps), 1 if times is None else times, dtype=np.float32)))
            matcher._next_block()
    else:
        while matcher.is_active():
            pieces.append((np.array([matcher.id()], dtype=np.int32), np.array([matcher.weight()], dtype=np.float32)))
            matcher.next()
    if len(pieces) == 1:
        return pieces[0]
    nothing = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))  # where every document is deleted
    return np.concatenate([nothing[0], *(places for places, _ in pieces)]), np.concatenate([nothing[1], *(times for _, times in pieces)])
