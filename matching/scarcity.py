"""Keeping scarce knowledge for those who need it: what a place of a lawyer is worth to the fields that few lawyers know."""

from collections import Counter
from collections.abc import Mapping, Sequence

from matching import load
from matching.problem import Causes, Lawyer, Weights
from matching.rules import Rule

QUIET = 4  # a field of which less than every fourth place was asked for is not scarce
AWAY = (Rule.SERVICE | Rule.LICENCE | Rule.LEAVE).value  # whoever breaks one of these has no place to keep


def field(cause: str, causes: Causes) -> str:
    """The cause at parent level: lawyers who know one cause of a field are of use for all of it."""
    return causes.parent.get(cause, cause)


def fields(lawyer: Lawyer, causes: Causes) -> frozenset[str]:
    """The fields a lawyer knows."""
    return frozenset([field(cause, causes) for cause in lawyer.specialties])


def prices(known: Sequence[frozenset[str]], caps: Sequence[int], causes: Causes, weights: Weights, demand: Mapping[str, int]) -> dict[str, int]:
    """Points by field: 0 where knowledge is plentiful, towards `weights.scarcity` the scarcer it is.

    `known` are the fields of each lawyer, `caps` their places (0 for whoever is away); `demand` counts the matters of late by
    cause. A field's pressure p is its matters over the places of the lawyers who know it; with r the pressure of all fields
    together, at least 1/QUIET, the price is scarcity·(1 − r/p), never below 0. A field that nobody knows has no price, because
    there is nobody to keep for it.
    """
    asked: Counter[str] = Counter()
    for cause, count in demand.items():
        asked[field(cause, causes)] += count
    places: Counter[str] = Counter()
    if weights.scarcity and asked:
        for own, cap in zip(known, caps, strict=True):
            for name in own:
                places[name] += cap
    priced = sorted(name for name, count in asked.items() if count > 0 and places[name] > 0)
    matters, room = sum(asked[name] for name in priced), sum(places[name] for name in priced)
    if matters * QUIET < room:
        matters, room = 1, QUIET
    return {name: price for name in priced
            if (price := load.half_even(weights.scarcity * (asked[name] * room - matters * places[name]), asked[name] * room)) > 0}


def worth(known: frozenset[str], price: Mapping[str, int]) -> int:
    """What a place of a lawyer who knows these fields is worth to the scarcest of them, in points."""
    return max([price.get(name, 0) for name in known], default=0)


def points(known: frozenset[str], cause: str | None, causes: Causes, price: Mapping[str, int]) -> int:
    """Points (never above 0) of giving a matter such a place: what the place is worth less what the matter's own field is
    worth, if the lawyer knows that. A matter without a cause uses no knowledge."""
    used = field(cause, causes) if cause is not None else None
    return (price.get(used, 0) if used in known else 0) - worth(known, price)
