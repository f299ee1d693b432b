"""What is kept of one segment of an index on disk: its documents as arrays, and a look at where terms stand."""

import json
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from casebank.engine import Settings
from casebank.facets import Facet, Rows
from casebank.postings import Cache, Postings, pack, postings_of

_NOWHERE = pack(np.zeros(0, dtype=np.int32), np.zeros(0), 1)


class Segment:
    """What one segment says of its documents, deleted or not: read once, whatever is committed beside it."""

    def __init__(self, reader: Any, settings: Settings) -> None:
        self.name, self.size = str(reader.segment().segment_id()), int(reader.doc_count_all())
        self.ids: list[str] = []
        # Whoosh keeps lengths in one byte, which moves near ties; the exact ones stand beside the facets.
        self.lengths = {name: np.zeros(self.size, dtype=np.float32) for name in settings.weights}
        self.authority = np.zeros(self.size, dtype=np.float32)
        rows: dict[str, Rows] = {}
        column = reader.column_reader("head")
        for place in range(self.size):
            head = json.loads(column[place])
            self.ids.append(head["id"])
            self.authority[place] = head["authority"]
            for name, length in head["lengths"].items():
                if name in self.lengths:
                    self.lengths[name][place] = length
            for name, values in head["facets"].items():
                rows.setdefault(name, Rows()).add(values, place)
        self.facets: dict[str, Facet] = {name: each.done(self.size) for name, each in rows.items()}


class SegmentPart:
    """A segment in its place in a snapshot."""

    def __init__(self, reader: Any, segment: Segment, start: int, cache: Cache, lock: "threading.RLock") -> None:
        self.segment, self.start, self.size, self.whole = segment, start, segment.size, not reader.has_deletions()
        self._reader, self._cache, self._lock = reader, cache, lock

    def lookup(self, field: str) -> Callable[[str], Postings | None]:
        table, cache, segment = self._cache.table(self.segment.name, field), self._cache, self.segment.name

        def of(term: str) -> Postings | None:
            found = table.get(term)
            if found is None:
                found = cache.keep(segment, field, term, self._read(f"t_{field}", term))
            else:
                found.used = True
            return found if found.count else None

        return of

    def _read(self, field: str, term: str) -> Postings:
        with self._lock:  # matchers of a reader share one file position
            if (field, term) not in self._reader:
                return _NOWHERE
            places, times = postings_of(self._reader.postings(field, term))
        return pack(places, times, self.size)
