"""All lawyers of one ledger before many matters: rule bits and points as arrays, computed once for what matters share."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import load, rules, scarcity, scores
from matching.network import NONE, Block, Instance, Ints
from matching.problem import Causes, Lawyer, Matter, Weights

_CELLS = 1 << 20  # of one block: what fits a processor's cache and nobody's memory notices
_MANY = 500  # lawyers
_PLACES = 4096  # remembered at most; a city has some hundred town centres


class Board:
    """The lawyers of a service class on a day; every array runs over `lawyers`."""

    def __init__(self, lawyers: Sequence[Lawyer], service: str, day: date, causes: Causes, weights: Weights,
                 demand: Mapping[str, int] | None = None) -> None:
        self.lawyers, self.service, self.day, self.causes, self.weights = lawyers, service, day, causes, weights
        self.index = {p.id: i for i, p in enumerate(lawyers)}
        mean = load.mean_share(lawyers, service)
        self.fairness = [load.fairness(p, service, mean, weights) for p in lawyers]
        self._fixed = _ints(rules.of_lawyer(p, service, day).value for p in lawyers)
        self.base = _ints(fair + sum(scores.standing(p, weights)) for p, fair in zip(lawyers, self.fairness, strict=True))
        self._known: dict[Hashable, Ints] = {}
        self._near: dict[scores.Place | None, Ints] = {}
        self._places = scores.places(lawyers)
        self._clients: dict[str, list[int]] = {}
        self._experts: dict[str, list[int]] = {}
        self._fields = [scarcity.fields(p, causes) for p in lawyers] if demand else []
        caps = [0 if bits & scarcity.AWAY else p.caps.get(service, 0) for p, bits in zip(lawyers, self._fixed.tolist(), strict=True)]
        self.price = scarcity.prices(self._fields, caps, causes, weights, demand) if demand else {}
        self._scarce = _ints(scarcity.worth(known, self.price) for known in self._fields) if self.price else _ints(())
        for i, p in enumerate(lawyers):
            for key in p.own_clients | p.firm_clients:
                self._clients.setdefault(key, []).append(i)
            for code in p.specialties:
                self._experts.setdefault(code, []).append(i)

    def _each(self, key: Hashable, number: Callable[[Lawyer], int]) -> Ints:
        """One number a lawyer, remembered under `key`."""
        if key not in self._known:
            self._known[key] = _ints(number(p) for p in self.lawyers)
        return self._known[key]

    def shared_bits(self, county: str, court: bool) -> Ints:
        """The rules that stop lawyers for every matter of a county, before a court or not."""
        bits = self._fixed | self._each(("county", county), lambda p: rules.of_place(p, county).value)
        return bits | self._each("court", lambda p: rules.of_court(p, self.day).value) if court else bits

    def fit(self, cause: str | None) -> Ints:
        """Points of fit with the deduction below parent level and what keeps scarce knowledge free."""
        key = ("fit", cause)
        if key not in self._known:
            known = {code for code in self._experts if scores.speaks_for(code, cause, self.causes)}
            # most lawyers know nothing of it, and all of them alike
            found = np.full(len(self.lawyers), self._fit_of(Lawyer(""), cause), dtype=np.int64)
            for i in {i for code in known for i in self._experts[code]}:
                found[i] = self._fit_of(self.lawyers[i], cause)
            self._known[key] = found + self._kept_free(cause) if self.price else found
        return self._known[key]

    def _fit_of(self, p: Lawyer, cause: str | None) -> int:
        low = 0 if scores.at_parent_level(p, cause, self.causes) else self.weights.low_fit
        return scores.fit(p, cause, self.causes, self.weights) + low

    def _kept_free(self, cause: str | None) -> Ints:
        own = self.price.get(scarcity.field(cause, self.causes), 0) if cause is not None else 0
        if not own:
            return -self._scarce
        return np.array([self.scarcity(i, cause) for i in range(len(self.lawyers))], dtype=np.int64)

    def scarcity(self, lawyer: int, cause: str | None) -> int:
        """Points for keeping one lawyer's scarce knowledge free."""
        return scarcity.points(self._fields[lawyer], cause, self.causes, self.price) if self.price else 0

    def distance(self, where: scores.Place | None) -> Ints:
        """Points for being near a place."""
        if where not in self._near:
            if len(self._near) >= _PLACES:
                self._near.clear()
            self._near[where] = scores.distances(self.weights.distance, self._places, where)
        return self._near[where]

    def language(self, spoken: frozenset[str]) -> Ints:
        """Points for speaking these languages."""
        return self._each(("language", spoken), lambda p: scores.language(p, spoken, self.weights))

    def seniority(self, counts: bool) -> Ints:
        """Points for experience where it counts."""
        return self._each(("senior", counts), lambda p: scores.seniority(p, self.weights) if counts else 0)

    def connected(self, matter: Matter) -> list[int]:
        """The lawyers who have anything to do with this very matter: named in it, or with its employer among their clients."""
        found = {self.index[i] for i in rules.named(matter) if i in self.index}
        for key in matter.employers:
            found.update(self._clients.get(key, ()))
        return sorted(found)

    def between(self, matter: Matter) -> dict[int, int]:
        """Rule bits of the pairs that a rule of this very matter stops."""
        return {i: bits for i in self.connected(matter) if (bits := rules.of_pair(self.lawyers[i], matter).value)}

    def wishes(self, matter: Matter) -> dict[int, int]:
        """Points for the lawyer the worker chose and the one who knows the worker, by index."""
        wanted = {self.index[i] for i in (matter.chosen, matter.continuity) if i is not None and i in self.index}
        return {i: sum(scores.wished(self.lawyers[i].id, matter, self.weights).values()) for i in sorted(wanted)}

    def bits(self, matter: Matter) -> Ints:
        """The rules that each lawyer breaks with this matter."""
        found = self.shared_bits(matter.county, matter.court).copy()
        for i, bits in self.between(matter).items():
            found[i] |= bits
        return found

    def parts(self, matters: Sequence[Matter]) -> list[tuple[Callable[[Any], Ints], list[Any]]]:
        """What is added to the base for each matter: points by lawyer of a key, and the keys of the matters."""
        return [
            (self.fit, [m.cause for m in matters]), (self.distance, [scores.place(m.latitude, m.longitude) for m in matters]),
            (self.language, [m.languages for m in matters]), (self.seniority, [m.group or m.urgent for m in matters]),
        ]

    def points(self, matter: Matter) -> Ints:
        """The points of each lawyer for this matter, load aside, whatever the rules say."""
        found = self.base + sum(part(keys[0]) for part, keys in self.parts([matter]))
        for i, points in self.wishes(matter).items():
            found[i] += points
        return found

    def ladder(self, lawyer: Lawyer, most: int) -> tuple[int, ...]:
        """What each free slot of a lawyer costs, rising; at most so many slots."""
        return tuple(load.next_step(lawyer, self.service, self.weights, k) for k in range(1, min(most, rules.free(lawyer, self.service)) + 1))

    def instance(self, matters: Sequence[Matter], stay: Mapping[str, str] | None = None, bonus: int = 0) -> Instance:
        """The plain instance of these matters; whoever keeps the pair in `stay` has `bonus` points more."""
        w = self.weights
        unassigned = _ints(w.unassigned_urgent if m.urgent else w.unassigned for m in matters)
        most = w.fit + w.distance + w.seniority + w.language + w.chosen + w.continuity + w.scarcity + abs(w.low_fit) + abs(bonus) + int(np.abs(self.base).max(initial=0))
        ladders = tuple(self.ladder(p, len(matters)) for p in self.lawyers)
        return Instance(tuple(m.id for m in matters), tuple(self.index), _Eligible(self, matters, stay or {}, bonus), most, ladders, unassigned)


class _Eligible:
    """The eligible pairs of a board and some matters: matters come together by county and court, before many lawyers by cause
    too, so that whoever knows too little of it can be left out at once."""

    def __init__(self, board: Board, matters: Sequence[Matter], stay: Mapping[str, str], bonus: int) -> None:
        self.board, self.matters, self.bonus = board, matters, bonus
        self.stay = [board.index.get(stay.get(m.id, "")) for m in matters]
        self.barred = [list(board.between(m)) for m in matters]
        self.extra = [self._extra(m) for m in range(len(matters))]
        self.groups: dict[tuple[str, bool, str | None], list[int]] = {}
        for m, matter in enumerate(matters):
            key = (matter.county, matter.court, matter.cause if len(board.lawyers) > _MANY else None)
            self.groups.setdefault(key, []).append(m)

    def _extra(self, m: int) -> dict[int, int]:
        found = self.board.wishes(self.matters[m])
        keeper = self.stay[m]
        return found if keeper is None else {**found, keeper: found.get(keeper, 0) + self.bonus}

    def row(self, matter: int) -> Ints:
        """Points of one matter by lawyer, NONE where a rule stops the pair."""
        found = self.board.points(self.matters[matter])
        if self.stay[matter] is not None:
            found[self.stay[matter]] += self.bonus
        return np.where(self.board.bits(self.matters[matter]) == 0, found, NONE)

    def blocks(self, price: Ints, worth: Ints | None = None, best: int = 0) -> Iterator[Block]:
        """Every matter once before its eligible lawyers, whoever cannot be worth it at these prices left out."""
        for (county, court, _), members in self.groups.items():
            able = np.flatnonzero(self.board.shared_bits(county, court) == 0)
            able = able[self._promising(members, able, price, worth, best)]
            size = max(1, _CELLS // max(1, len(able)))
            for first in range(0, len(members) if len(able) else 0, size):
                yield self._block(members[first : first + size], able)

    def _promising(self, members: Sequence[int], able: Ints, price: Ints, worth: Ints | None, best: int) -> NDArray[np.bool_]:
        """Who could be worth it to some matter of the group: without distance, language and seniority, which add at most
        their weights, a lawyer is worth `least`."""
        w = self.board.weights
        fits = [self.board.fit(cause)[able] for cause in {self.matters[m].cause for m in members}]
        least, most = (self.board.base[able] + extreme(fits, axis=0) - price[able] for extreme in (np.min, np.max))
        threshold = least.min(initial=0) if worth is None else worth[members].min()
        if 0 < best < len(able):
            threshold = max(threshold, np.partition(least, -best)[-best])
        named = np.array([i for m in members for i in self.extra[m]], dtype=np.int64)
        return np.asarray((most + w.distance + w.language + w.seniority >= threshold) | np.isin(able, named))

    def _block(self, members: Sequence[int], able: Ints) -> Block:
        some = [self.matters[m] for m in members]
        points = np.repeat(self.board.base[np.newaxis, able], len(some), axis=0)
        for part, keys in self.board.parts(some):
            rows: dict[Any, list[int]] = {}
            for r, key in enumerate(keys):
                rows.setdefault(key, []).append(r)
            for key, which in rows.items():
                points[which] += part(key)[able]
        column = np.full(len(self.board.lawyers), -1, dtype=np.int64)
        column[able] = np.arange(len(able))
        for r, m in enumerate(members):
            for lawyer, more in self.extra[m].items():
                if column[lawyer] >= 0:
                    points[r, column[lawyer]] += more
            for lawyer in self.barred[m]:
                if column[lawyer] >= 0:
                    points[r, column[lawyer]] = NONE
        return Block(np.array(members, dtype=np.int64), able, points)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
