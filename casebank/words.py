"""Words of a Chinese text: dictionary words (rjieba, search mode) and characters, synonyms, highlights.

CORE = words with weight 1 and character uni- and bigrams with weight ½: words find what the dictionary knows, characters
what it does not. Stop words and single characters stay in: on lay questions dropping them lost accuracy.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add

import rjieba

CHARACTER_WEIGHT = 0.5
SYNONYM_WEIGHT = 0.8
LONGEST_QUERY = 4000
_FEW = 100  # needles up to which compiling a pattern is paid back by the ten texts of one page
_TOKEN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?|[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def plain(text: str) -> str:
    """NFKC and lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def _pieces(text: str) -> list[str]:
    return _TOKEN.findall(plain(text))


def words(text: str) -> list[str]:
    """Dictionary words in search mode: long words and the shorter ones inside them; ASCII runs whole."""
    found: list[str] = []
    for piece in _pieces(text):
        found += [w for w in rjieba.cut_for_search(piece) if w.strip()] if _HAN.match(piece) else [piece]
    return found


def grams(text: str) -> list[str]:
    """Characters and pairs of neighbouring characters of the Chinese runs."""
    found: list[str] = []
    for piece in _pieces(text):
        if _HAN.match(piece):
            found += piece
            found += [piece[i : i + 2] for i in range(len(piece) - 1)]
    return found


@lru_cache(maxsize=64)
def terms(text: str) -> Counter[str]:
    """Index terms with frequencies: words carry the prefix w, characters c."""
    return Counter([f"w{w}" for w in words(text)] + [f"c{g}" for g in grams(text)])


def weight_of(term: str) -> float:
    """Weight of a term by its kind."""
    return 1.0 if term[0] == "w" else CHARACTER_WEIGHT


@dataclass(frozen=True)
class Parsed:
    """A query as weighted terms, the words to highlight, and (lay, legal) pairs that were applied."""

    terms: Mapping[str, float]
    needles: tuple[str, ...]
    applied: tuple[tuple[str, str], ...]


def parse(text: str, synonyms: Mapping[str, tuple[str, ...]]) -> Parsed:
    """Understand any text as a query; nothing makes it fail. Frequencies in the query count by their square root."""
    text = text[:LONGEST_QUERY]
    own = terms(text)
    weighted: Counter[str] = Counter()
    for term, count in own.items():
        weighted[term] += weight_of(term) * count**0.5
    flat = plain(text)
    applied = tuple((lay, legal) for lay in _found(flat, tuple(synonyms)) for legal in synonyms[lay])
    extra: dict[str, float] = {}
    for _, legal in applied:
        for term in terms(legal):
            extra[term] = SYNONYM_WEIGHT * weight_of(term)
    for term, weight in extra.items():
        weighted[term] = max(weighted[term], weight)  # type: ignore[assignment]
    needles = {term[1:] for term in own if term[0] == "w" and len(term) > 2} | {plain(legal) for _, legal in applied} | {plain(lay) for lay, _ in applied}
    if not needles:
        needles = {p for p in _pieces(text) if len(p) <= 2}
    return Parsed(dict(weighted), tuple(sorted(needles, key=lambda n: (-len(n), n))), applied)


def _longest_first(needles: tuple[str, ...]) -> list[str]:
    return sorted(set(needles) - {""}, key=lambda n: (-len(n), n))


@lru_cache(maxsize=32)
def _by_start(needles: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Needles by their first two characters, the longest first; one of a single character stands behind each pair with that."""
    found: dict[str, list[str]] = {}
    for needle in _longest_first(needles):
        found.setdefault(needle[:2], []).append(needle)
    return {start: (*rest, *(found.get(start[0], ()) if len(start) > 1 else ())) for start, rest in found.items()}


@lru_cache(maxsize=32)
def _pattern(needles: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _longest_first(needles))) or r"(?!)")


def _occurrences(flat: str, needles: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(place, needle): the longest at each place, not overlapping."""
    if len(needles) <= _FEW:
        yield from ((found.start(), found[0]) for found in _pattern(needles).finditer(flat))
        return
    table, free = _by_start(needles), 0
    # Pairs: nearly every character begins some needle, but few pairs do.
    for place, pair in enumerate(map(add, flat, f"{flat[1:]} ")):
        if place < free or not (rest := table.get(pair) or table.get(pair[0])):
            continue
        for needle in rest:
            if flat.startswith(needle, place):
                yield place, needle
                free = place + len(needle)
                break


@lru_cache(maxsize=8)
def _plain_keys(keys: tuple[str, ...]) -> Mapping[str, str]:
    return {plain(key): key for key in keys}


def _found(flat: str, keys: tuple[str, ...]) -> list[str]:
    """Keys that occur in the text, the longest at each place, in order, each once."""
    by_plain = _plain_keys(keys)
    return list(dict.fromkeys(by_plain[said] for _, said in _occurrences(flat, tuple(by_plain))))


class _Plain(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = plain(chr(code))
        return self[code]


_PLAIN = _Plain()


def marks(text: str, needles: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where the needles occur: (start, end) offsets into `text` itself, merged, exact also for full-width and
    combining characters (each original character knows its place in the normalised text)."""
    joined = text.translate(_PLAIN)
    # No character becomes none, so equal lengths mean one for one.
    origin = range(len(text)) if len(joined) == len(text) else [place for place, c in enumerate(text) for _ in _PLAIN[ord(c)]]
    spans: list[tuple[int, int]] = []
    for place, needle in _occurrences(joined, tuple(needles)):
        start, end = origin[place], origin[place + len(needle) - 1] + 1
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def window(text: str, spans: tuple[tuple[int, int], ...], size: int = 110) -> tuple[int, int]:
    """The piece of at most `size` characters that holds most different marked words, earliest first."""
    if len(text) <= size:
        return 0, len(text)
    best, best_score = 0, -1
    first = last = 0  # spans[first:last] stand inside the piece, `inside` counts their words
    inside = Counter[str]()
    for start, _ in spans or ((0, 0),):
        begin = max(0, min(start - 12, len(text) - size))
        while last < len(spans) and spans[last][1] <= begin + size:
            inside[text[slice(*spans[last])]] += 1
            last += 1
        while first < last and spans[first][0] < begin:
            word = text[slice(*spans[first])]
            inside[word] -= 1
            if not inside[word]:
                del inside[word]
            first += 1
        if len(inside) > best_score:
            best, best_score = begin, len(inside)
    return best, best + size
