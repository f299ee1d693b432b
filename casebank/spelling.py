"""Corrections of a search that found too little, out of the words that the library itself uses."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import rjieba

from casebank.words import plain

_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
SHORTEST, LONGEST = 2, 8
_SURE = 3  # from so many characters on one wrong sign is recognised; shorter words only when `bold`, and only what is said often
_OFTEN = 10


@dataclass(frozen=True)
class _Slip:
    """Characters start … end of the text that look like `word` with one sign wrong."""

    start: int
    end: int
    word: str


class Speller:
    """Knows words with how often they occur. A sign counts as wrong only where no known word covers it."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = {word: number for word, number in counts.items() if SHORTEST <= len(word) <= LONGEST and _RUN.fullmatch(word)}
        self._near: dict[str, list[str]] = {}
        for word in self._counts:
            for variant in _variants(word):
                self._near.setdefault(variant, []).append(word)

    def corrections(self, text: str, most: int = 3, *, bold: bool = False) -> list[str]:
        """The text as it was probably meant, likeliest first; empty when every sign is in its place. `bold` (when nothing was found)
        also doubts words of two characters and words of the language that the library does not use."""
        flat = plain(text)
        if len(flat) != len(text) or len(flat) > 60:
            return []
        slips = [slip for run in _RUN.finditer(flat) for slip in self._slips(flat, run.start(), run.end(), bold)]
        slips.sort(key=lambda s: (-len(s.word), -self._counts[s.word], s.start, s.word))
        found = dict.fromkeys(text[: s.start] + s.word + text[s.end :] for s in slips[:most])
        apart = [s for s in slips if not any(o.start < s.end and s.start < o.end for o in slips[: slips.index(s)])]
        if len(apart) > 1:  # several slips in one question: all of them put right comes first
            whole = text
            for slip in sorted(apart, key=lambda s: -s.start):
                whole = whole[: slip.start] + slip.word + whole[slip.end :]
            found = {whole: None, **found}
        return list(found)[:most]

    def _slips(self, flat: str, start: int, end: int, bold: bool) -> Iterable[_Slip]:
        open_ = self._uncovered(flat, start, end, bold)
        for size in range(min(LONGEST, end - start), SHORTEST - 1, -1):
            for at in range(start, end - size + 1):
                piece = flat[at : at + size]
                if piece in self._counts or not any(open_[at - start : at - start + size]):
                    continue
                near = {word for variant in _variants(piece) for word in self._near.get(variant, ())}
                for word in near:
                    short = min(len(word), size) < _SURE
                    wrong = _wrong_sign(piece, word)
                    if wrong is not None and open_[at - start + wrong] and (not short or (bold and len(word) == size and self._counts[word] >= _OFTEN)):
                        yield _Slip(at, at + size, word)

    def _uncovered(self, flat: str, start: int, end: int, bold: bool) -> list[bool]:
        """For each character whether no known word covers it, the longest word at each place first."""
        open_, at = [bold or len(word) == 1 for word in rjieba.cut(flat[start:end], False) for _ in word], start
        while at < end:
            size = next((n for n in range(min(LONGEST, end - at), SHORTEST - 1, -1) if flat[at : at + n] in self._counts), 0)
            for place in range(at, at + size):
                open_[place - start] = False
            at += size or 1
        return open_


def _variants(word: str) -> set[str]:
    """The word and what is left of it without one character: words at a distance of one share a variant."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _wrong_sign(piece: str, word: str) -> int | None:
    """Where the piece differs from the word by one sign (another, missing, too many, two swapped); None when it differs otherwise,
    or only in where it begins or ends."""
    if piece in word or word in piece:
        return None
    same = 0
    while same < min(len(piece), len(word)) and piece[same] == word[same]:
        same += 1
    rest, target = piece[same:], word[same:]
    swapped = len(rest) > 1 and len(target) > 1 and rest[0] == target[1] and rest[1] == target[0] and rest[2:] == target[2:]
    if swapped or rest[1:] == target[1:] or rest[1:] == target or rest == target[1:]:
        return min(same, len(piece) - 1)
    return None
