"""Plain instances and the networks that solvers take: integer costs, exact at any size, ties below one point.

Costs are integers throughout. A point counts `scale`, a power of two; below it a hash of the two ids decides between plans of
equal worth. The hashes of a whole plan stay under one point, so they never change the optimum; `scale` is the largest that
keeps every number a solver forms exact: the two of scipy compute in float64, whose integers are exact below 2^53, and form no
number above 16 times the largest cost, because every matter has a private dummy that caps the length of its search; the flow
of OR-tools multiplies costs by the number of nodes and stays below 2^61. `bound.py` proves each outcome in integers besides.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

NONE = -(1 << 40)  # points of a pair that may not be
_FLOAT, _FLOW, _FINEST = 1 << 49, 1 << 61, 1 << 40

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Some matters before some lawyers, by index, with points [matters × lawyers]; NONE where the pair may not be."""

    matters: Ints
    lawyers: Ints
    points: Ints


class Pairs(Protocol):
    """Where the points of an instance come from."""

    def blocks(self, price: Ints, worth: Ints | None = None, best: int = 0) -> Iterable[Block]:
        """Every matter once, before all lawyers it may go to. Lawyers who cannot be worth it to any matter of a block, at
        these prices in points, may be left out: worth less than the matter is otherwise (`worth`, in points), or not among
        the `best` so many."""
        ...

    def row(self, matter: int) -> Ints:
        """Points of one matter by lawyer."""
        ...


@dataclass(frozen=True)
class Instance:
    """A plain instance, sorted by id; all points.

    `costs[l]` are the rising step costs of lawyer l's free slots, `unassigned[m]` what leaving matter m out costs; no pair has
    more than `most` points either way.
    """

    matters: tuple[str, ...]
    lawyers: tuple[str, ...]
    pairs: Pairs
    most: int
    costs: tuple[tuple[int, ...], ...]
    unassigned: Ints


@dataclass(frozen=True)
class Network:
    """Some eligible pairs as parallel arrays (matter ascending), in scaled costs.

    Lawyer l owns the columns first[l] … first[l+1]−1, one a slot; the private dummy of matter m is column first[-1]+m.
    """

    scale: int
    matter: Ints
    lawyer: Ints
    cost: Ints  # −points·scale + tie
    first: Ints
    step: Ints  # by column, scaled
    dummy: Ints  # by matter, scaled

    def columns(self) -> tuple[Ints, Ints, Ints]:
        """Rows, columns and costs of the assignment over slots, dummies last."""
        room = np.diff(self.first)[self.lawyer]
        edge = np.repeat(np.arange(len(self.lawyer)), room)
        column = self.first[self.lawyer[edge]] + np.arange(len(edge)) - np.repeat(np.cumsum(room) - room, room)
        everyone = np.arange(len(self.dummy))
        return (
            np.concatenate([self.matter[edge], everyone]),
            np.concatenate([column, self.first[-1] + everyone]),
            np.concatenate([self.cost[edge] + self.step[column], self.dummy]),
        )

    def taken(self, rows: NDArray[Any], columns: NDArray[Any]) -> Ints:
        """The lawyer of each matter from matched columns, −1 for a dummy."""
        owner = np.concatenate([np.repeat(np.arange(len(self.first) - 1), np.diff(self.first)), np.full(len(self.dummy), -1)])
        found = np.empty(len(self.dummy), dtype=np.int64)
        found[rows] = owner[columns]
        return found


def _keys(idents: Iterable[str]) -> NDArray[np.uint64]:
    digests = b"".join(hashlib.blake2b(ident.encode("utf-8", "surrogatepass"), digest_size=8).digest() for ident in idents)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


@dataclass(frozen=True)
class Ties:
    """A number of so many bits for every pair, which depends on the two ids only: blake2b of each, mixed (splitmix64).

    Fewer bits are the first of more bits, so that a smaller or larger instance orders the same pairs alike.
    """

    matters: NDArray[np.uint64]
    lawyers: NDArray[np.uint64]
    bits: int

    @classmethod
    def of(cls, matters: Iterable[str], lawyers: Iterable[str], bits: int = 62) -> "Ties":
        """Ties between these ids."""
        return cls(_keys(matters), _keys(lawyers), bits)

    @classmethod
    def below_a_point(cls, matters: Sequence[str], lawyers: Sequence[str], scale: int) -> "Ties":
        """Ties so small that those of a whole plan together stay under one point."""
        return cls.of(matters, lawyers, max(0, (scale // (len(matters) + 1)).bit_length() - 1))

    def of_pairs(self, matter: NDArray[Any], lawyer: NDArray[Any]) -> Ints:
        """Ties of pairs given by index; the two arrays broadcast."""
        x = self.matters[matter] * np.uint64(0x9E3779B97F4A7C15) + self.lawyers[lawyer]
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
        return np.asarray(x >> np.uint64(1) >> np.uint64(63 - self.bits), dtype=np.int64)


def scale_for(most: int, matters: int, lawyers: int) -> int:
    """The largest power of two that keeps solvers exact when no cost exceeds `most` points. OverflowError when none does."""
    scale = _FINEST
    while scale > 1 and (most * scale >= _FLOAT or most * scale * (matters + lawyers + 2) >= _FLOW):
        scale //= 2
    if most * scale >= _FLOAT:
        raise OverflowError(f"points up to {most} are too large to be added exactly")
    return scale


def network(instance: Instance, matter: Ints, lawyer: Ints, points: Ints, scale: int, ties: Ties) -> Network:
    """The network of some eligible pairs. No lawyer takes more matters than have such a pair, so ladders are cut there;
    one slot more stays, because its cost is the price of a lawyer who could take another matter."""
    wanted = np.bincount(lawyer, minlength=len(instance.lawyers)).tolist()
    ladders = [costs[: most + 1] for costs, most in zip(instance.costs, wanted, strict=True)]
    open_ = np.array([len(ladder) > 0 for ladder in ladders], dtype=bool)[lawyer]
    matter, lawyer, points = matter[open_], lawyer[open_], points[open_]
    return Network(
        scale, matter, lawyer, ties.of_pairs(matter, lawyer) - points * scale,
        np.cumsum([0, *map(len, ladders)], dtype=np.int64), np.array([c for costs in ladders for c in costs], dtype=np.int64) * scale,
        instance.unassigned * scale,
    )
