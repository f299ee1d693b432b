"""Which cases are the same matter told twice: by the pieces of text that they share."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from casebank.case import Case
from casebank.words import plain

SIZE, EVERY = 8, 4  # characters of a piece; of so many different pieces one is kept
ALIKE = 0.5  # share of the shorter text's pieces from which two cases look like one
FEWEST = 6  # pieces below which a text says too little
_KEEP = re.compile(r"[a-z0-9\u3400-\u9fff]")


@dataclass(frozen=True)
class Alike:
    """Another case with much the same text: percent of the shorter one's pieces."""

    id: str
    percent: int


def pieces(case: Case) -> frozenset[int]:
    """A sample of the pieces of facts, outcome and reasoning: the same text always gives the same ones, numbers of names and sums
    that were masked change few."""
    text = "".join(_KEEP.findall(plain(case.facts + case.outcome + case.reasoning)))
    hashes = (zlib.crc32(text[at : at + SIZE].encode()) for at in range(len(text) - SIZE + 1))
    return frozenset(h for h in hashes if h % EVERY == 0)


class Known:
    """Cases with their pieces; asks which of them are like another one."""

    def __init__(self) -> None:
        self._of: dict[str, frozenset[int]] = {}
        self._with: dict[int, list[str]] = defaultdict(list)

    def add(self, ident: str, found: frozenset[int]) -> None:
        """Remember a case; each id once."""
        self._of[ident] = found
        for piece in found:
            self._with[piece].append(ident)

    def like(self, ident: str, found: Collection[int]) -> list[Alike]:
        """The others that look like this one (its different pieces), the most alike first."""
        shared = Counter(other for piece in found for other in self._with.get(piece, ()) if other != ident)
        alike = []
        for other, number in shared.items():
            least = min(len(found), len(self._of[other]))
            if least >= FEWEST and number / least >= ALIKE:
                alike.append(Alike(other, round(100 * number / least)))
        return sorted(alike, key=lambda a: (-a.percent, a.id))
