"""Values of a facet as arrays: counting, filtering and sorting a hundred thousand documents without a loop."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from casebank.postings import Flags, Places


@dataclass(frozen=True)
class Facet:
    """The values of place p are `values[code]` for code in `codes[starts[p]:starts[p + 1]]`, in the document's order."""

    values: tuple[str, ...]
    starts: Places
    codes: Places

    @cached_property
    def owners(self) -> Places:
        """The place of each code."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    def of(self, place: int) -> tuple[str, ...]:
        """Values of one place."""
        return tuple(self.values[code] for code in self.codes[self.starts[place] : self.starts[place + 1]])

    def mask(self, wanted: Iterable[str]) -> Flags:
        """Places that have one of the wanted values."""
        chosen = frozenset(wanted)
        mask = np.zeros(len(self.starts) - 1, dtype=bool)
        if len(self.codes):
            mask[self.owners[np.array([value in chosen for value in self.values])[self.codes]]] = True
        return mask

    def shares(self, shares: Mapping[str, float]) -> NDArray[np.float64]:
        """The largest share among each place's values, 0 without."""
        found = np.zeros(len(self.starts) - 1)
        if len(self.codes):
            np.maximum.at(found, self.owners, np.array([shares.get(value, 0.0) for value in self.values])[self.codes])
        return found

    def counts(self, live: Flags) -> dict[str, int]:
        """How often each value stands at the live places, the most frequent first, ties by value."""
        numbers = np.bincount(self.codes[live[self.owners]], minlength=len(self.values))
        found = [(self.values[code], int(number)) for code, number in enumerate(numbers) if number]
        return dict(sorted(found, key=lambda item: (-item[1], item[0])))

    def order(self) -> Places:
        """Rank of each place's first value among all values, −1 without."""
        ranks = np.empty(len(self.values), dtype=np.int32)
        ranks[np.argsort(np.array(self.values, dtype=object))] = np.arange(len(self.values), dtype=np.int32)
        found = np.full(len(self.starts) - 1, -1, dtype=np.int32)
        some = np.flatnonzero(np.diff(self.starts))
        found[some] = ranks[self.codes[self.starts[some]]]
        return found


class Rows:
    """A facet under way, place by place, without keeping the places' own lists."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._starts, self._codes = array("i", [0]), array("i")

    def add(self, values: Iterable[str], place: int | None = None) -> None:
        """Values of the next place, or of `place` when the places before it have none."""
        while place is not None and len(self._starts) <= place:
            self._starts.append(len(self._codes))
        self._codes.extend(self._known.setdefault(value, len(self._known)) for value in values)
        self._starts.append(len(self._codes))

    def done(self, size: int) -> Facet:
        """The facet of `size` places."""
        while len(self._starts) <= size:
            self._starts.append(len(self._codes))
        return Facet(tuple(self._known), np.array(self._starts, dtype=np.int32), np.array(self._codes, dtype=np.int32))


def facet(rows: Sequence[Sequence[str]]) -> Facet:
    """A facet out of the values of each place."""
    made = Rows()
    for row in rows:
        made.add(row)
    return made.done(len(rows))


def joined(parts: Sequence[tuple[Facet | None, int]]) -> Facet:
    """One facet over several segments, (facet or None when the segment has none, number of places)."""
    known: dict[str, int] = {}
    starts, codes, last = [np.zeros(1, dtype=np.int32)], list[Places](), 0
    for one, size in parts:
        if one is None:
            starts.append(np.full(size, last, dtype=np.int32))
            continue
        move = np.array([known.setdefault(value, len(known)) for value in one.values], dtype=np.int32)
        codes.append(move[one.codes] if len(one.codes) else one.codes)
        starts.append(one.starts[1:] + np.int32(last))
        last += len(one.codes)
    return Facet(tuple(known), np.concatenate(starts), np.concatenate(codes) if codes else np.zeros(0, dtype=np.int32))
