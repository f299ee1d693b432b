"""Postings gathered and written as whole lists, where Whoosh sorts and writes a tuple for each: an index is built several times faster.

The files are Whoosh's own and name no code of ours: any of its readers takes them. Used here and private to Whoosh, but
alike in Whoosh 2.7.4, whoosh-reloaded and whoosh3: a writer's `pool`, and the buffered block of its postings writer.
"""

import pickle
import struct
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count, repeat
from operator import sub
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3PostingsWriter

Numbers = NDArray[Any]
RUN = 6_000_000  # postings kept in memory, 12 bytes each
SHORT = 32  # of fewer numbers a tuple takes less room than an array
BLOCK = 2048  # postings in a block on disk: read whole, so few large ones are quicker than Whoosh's 128


class Run:
    """Postings of documents that came after each other, grouped by term; put away in a folder, or kept if they are the last."""

    def __init__(self, terms: "array[int]", places: "array[int]", times: "array[float]", folder: str | None = None) -> None:
        numbers = np.frombuffer(terms, dtype=np.uint32)
        order = np.argsort(numbers, kind="stable")  # places of a term stay ascending
        self._ends = np.cumsum(np.bincount(numbers))
        self._places, self._times = (found if folder is None else _put_away(found, folder) for found in (_as(places, np.uint32)[order], _as(times, np.float32)[order]))

    def of(self, term: int) -> tuple[Numbers, Numbers] | None:
        """(places, times) of a term; None where it does not occur."""
        if term >= len(self._ends):
            return None
        begin, end = (self._ends[term - 1] if term else 0), self._ends[term]
        return (self._places[begin:end], self._times[begin:end]) if begin < end else None


def _as(values: "array[Any]", kind: Any) -> Numbers:
    return np.frombuffer(values, dtype=kind)


def _put_away(values: Numbers, folder: str) -> Numbers:
    """The same numbers in a file without a name, where the index has its room: a killed writer leaves nothing behind."""
    with tempfile.TemporaryFile(dir=folder) as file:
        values.tofile(file)
        file.flush()
        return np.memmap(file, dtype=values.dtype, mode="r", shape=values.shape)


class Pool:
    """Takes the place of a writer's pool: what it is given is kept in arrays."""

    def __init__(self, run: int, folder: str) -> None:
        self._limit, self._folder, self._runs = run, folder, list[Run]()
        number = count().__next__
        self._numbers: defaultdict[str, defaultdict[bytes, int]] = defaultdict(lambda: defaultdict(number))
        self._empty()

    def _empty(self) -> None:
        self._terms, self._places, self._times = array("I"), array("I"), array("f")

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """(field, term, place, times, value): places ascend; the value follows from the times."""
        field, text, place, times, _ = item
        self.take(field, place, [text], [times])

    def take(self, field: str, place: int, texts: Collection[bytes], times: Iterable[float]) -> None:
        """The same for all terms of a field of one document."""
        self._terms.extend(map(self._numbers[field].__getitem__, texts))
        self._places.extend(repeat(place, len(texts)))
        self._times.extend(times)
        if len(self._terms) >= self._limit:
            self._close_run(self._folder)

    def _close_run(self, folder: str | None = None) -> None:
        self._runs.append(Run(self._terms, self._places, self._times, folder))
        self._empty()

    def iter_postings(self) -> Iterator[tuple[str, Iterator[tuple[bytes, Numbers, Numbers]]]]:
        """(field, its terms as (term, places, times)), all in order."""
        self._close_run()
        for field, known in sorted(self._numbers.items()):
            yield field, ((text, *self._of(number)) for text, number in sorted(known.items()))

    def _of(self, number: int) -> tuple[Numbers, Numbers]:
        found = [piece for run in self._runs if (piece := run.of(number)) is not None]
        return found[0] if len(found) == 1 else (np.concatenate([places for places, _ in found]), np.concatenate([times for _, times in found]))

    def cleanup(self) -> None:
        """Let go of everything."""
        self._numbers.clear()
        self._runs.clear()
        self._empty()


class _Postings(W3PostingsWriter):  # type: ignore[misc]
    def add_list(self, places: Numbers, times: Numbers) -> None:
        """All postings of the term that was started."""
        for begin in range(0, len(places), BLOCK):
            if begin:
                self._write_block()
            self._ids = array("I", places[begin : begin + BLOCK].tobytes())
            self._weights = array("f", times[begin : begin + BLOCK].tobytes())
            self._maxweight = max(self._weights)
            if self._format.posting_size > 0:  # an index made when the frequency was the value too
                self._values = [struct.pack("!I", int(each)) for each in self._weights]

    def _write_block(self, last: bool = False) -> None:
        # As Whoosh does it, except that long lists are arrays, which are read at once where a tuple is read number by number.
        if not self._blockcount:
            self._postfile.write(WHOOSH3_HEADER_MAGIC)
        self._terminfo.add_block(self)
        gaps = [self._ids[0], *map(sub, self._ids[1:], self._ids)]
        data = pickle.dumps((_small(gaps), self._mini_weights(), self._mini_values()), pickle.HIGHEST_PROTOCOL)
        info = pickle.dumps((len(self._ids), self._ids[-1], self._maxweight, 0, 0, 0), 2)  # not compressed, lengths unknown
        self._postfile.write_int((len(info) + len(data)) * (-1 if last else 1))
        self._postfile.write(info)
        self._postfile.write(data)
        self._blockcount += 1
        self._new_block()

    def _mini_weights(self) -> "float | array[int] | tuple[int, ...] | None":
        first = self._weights[0]
        if self._weights.count(first) == len(self._weights):
            return None if first == 1.0 else float(first)
        return _small([*map(int, self._weights)])


def _small(numbers: list[int]) -> "array[int] | tuple[int, ...]":
    if len(numbers) < SHORT:
        return tuple(numbers)
    most = max(numbers)
    return array("B" if most < 1 << 8 else "H" if most < 1 << 16 else "I", numbers)


class _Fields(W3FieldWriter):  # type: ignore[misc]
    def add_postings(self, schema: Any, lengths: Any, items: Iterator[tuple[str, Iterator[tuple[bytes, Numbers, Numbers]]]]) -> None:
        """Fields, terms and their lists as the pool hands them out."""
        for field, terms in items:
            self.start_field(field, schema[field])
            for text, places, times in terms:
                self.start_term(text)
                self._postwriter.add_list(places, times)
                self.finish_term()
            self.finish_field()


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec, writing whole lists. Exact lengths stand beside the facets, so Whoosh need not look up its own for each posting."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> _Fields:
        return _Fields(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _Postings:
        return _Postings(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)

    def __reduce__(self) -> tuple[type[W3Codec], tuple[()]]:
        return W3Codec, ()


def writer(index: Any) -> Any:
    """A writer of this index. Files stay apart: of a compound one, a reader copies each part into memory."""
    made = index.writer(codec=Codec(), compound=False)
    made.pool = Pool(RUN, index.storage.folder)
    return made


def add(writer: Any, terms: Mapping[str, Mapping[str, int]], row: Mapping[str, Any], *, anew: bool) -> None:
    """A document: its terms with their frequency by field, and what Whoosh keeps of it. `anew` takes the place of one with the same id."""
    for field, counts in terms.items():
        writer.pool.take(field, writer.docnum, [*map(str.encode, counts)], counts.values())
    (writer.update_document if anew else writer.add_document)(**row)
