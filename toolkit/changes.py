"""What changed between two versions of a paper, paragraph by paragraph."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ADDED, REMOVED, CHANGED, SAME = "ADDED", "REMOVED", "CHANGED", "SAME"
# below this likeness a replaced paragraph is a removed one and an added one
_ALIKE = 0.5


@dataclass(frozen=True)
class Change:
    """One paragraph that differs: `old` is null if ADDED, `new` is null if REMOVED."""

    kind: str
    old: str | None
    new: str | None


def changes(old: Sequence[str], new: Sequence[str]) -> tuple[Change, ...]:
    """The differences from `old` to `new` in reading order; both are paragraphs (`Outline.lines`, `paper.docx_lines`)."""
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += _pairs(old[i1:i2], new[j1:j2])
    return tuple(found)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Each new paragraph with the most alike of the old ones that are left, in order; the rest came or went."""
    at = 0
    for text in new:
        scores = [SequenceMatcher(None, old[i], text, autojunk=False).ratio() for i in range(at, len(old))]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is None or scores[best] < _ALIKE:
            yield Change(ADDED, None, text)
            continue
        yield from (Change(REMOVED, gone, None) for gone in old[at : at + best])
        yield Change(CHANGED, old[at + best], text)
        at += best + 1
    yield from (Change(REMOVED, gone, None) for gone in old[at:])


def pieces(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """A changed paragraph in pieces of (kind, text): SAME, REMOVED (of `old`), ADDED (of `new`), in reading order."""
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((SAME, old[i1:i2]))
            continue
        found += [(kind, text) for kind, text in ((REMOVED, old[i1:i2]), (ADDED, new[j1:j2])) if text]
    return tuple(found)
