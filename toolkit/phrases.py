"""A phrase table compiled once: which of thousands of phrases occur in a text, the longest first."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

# … in a phrase stands for up to eight characters of the same clause (没…签…合同).
GAP = "…"
_GAP_PATTERN = "[^，。；！？,;!?\n]{0,8}?"
_DENIED = re.compile(r"(?:没有|没|未|并未|从未|尚未|不曾|无人|无|不存在|不是我|并非)(?:有|人|被|再|发生|造成|出现|任何|过|人员){0,2}$")

_FULL_WIDTH = str.maketrans(
    {",": "，", ";": "；", "?": "？", "!": "！", ":": "：", "(": "（", ")": "）", "＋": "+", "\u3000": " "}
    | {chr(code + 0xFEE0): chr(code) for code in (*range(48, 58), *range(65, 91), *range(97, 123))}
    | {chr(code): chr(code + 32) for code in range(65, 91)}
)


def plain(text: str) -> str:
    """The text in one spelling, character for character, so that positions stay true: N+1 → n+1, "," → "，"."""
    return text.translate(_FULL_WIDTH)


@dataclass(frozen=True)
class Phrase:
    """`words` (may hold …) speaks for `label` with `weight`; an `event` does not count when denied (没有受伤)."""

    words: str
    label: str
    weight: float = 1.0
    event: bool = False


@dataclass(frozen=True)
class PhraseHit:
    """A phrase found at [start, end); `said` is the text as it stands there."""

    start: int
    end: int
    said: str
    phrase: Phrase


class PhraseTable:
    """Phrases indexed by their first two characters: one pass over the text, whatever the size of the table."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_two: dict[str, list[tuple[str, re.Pattern[str] | None, Phrase]]] = defaultdict(list)
        self._by_one: dict[str, list[tuple[str, re.Pattern[str] | None, Phrase]]] = defaultdict(list)
        self.size = 0
        for phrase in phrases:
            self.size += 1
            words = plain(phrase.words)
            head = words.split(GAP, 1)[0]
            if not head:
                raise ValueError(f"phrase must begin with a word: {phrase.words!r}")
            pattern = None
            if GAP in words:
                pattern = re.compile(_GAP_PATTERN.join(re.escape(part) for part in words.split(GAP)))
            index = self._by_two if len(head) > 1 else self._by_one
            index[head[: 2 if len(head) > 1 else 1]].append((words, pattern, phrase))

    def hits(self, text: str) -> list[PhraseHit]:
        """Phrases in `text`, by position; a phrase wholly inside a longer hit, and a denied event, are left out."""
        text = plain(text)
        found: list[PhraseHit] = []
        for start in range(len(text)):
            for words, pattern, phrase in (*self._by_two.get(text[start : start + 2], ()), *self._by_one.get(text[start], ())):
                if pattern is None:
                    if not text.startswith(words, start):
                        continue
                    end = start + len(words)
                else:
                    match = pattern.match(text, start)
                    if match is None:
                        continue
                    end = match.end()
                found.append(PhraseHit(start, end, text[start:end], phrase))
        # a denied event still hides the shorter phrases inside it (没有拖欠工资 is no 欠工资 either)
        return [hit for hit in _longest(found) if not (hit.phrase.event and _denied(text, hit.start))]


def _denied(text: str, start: int) -> bool:
    return _DENIED.search(text, max(0, start - 7), start) is not None


def _longest(found: list[PhraseHit]) -> list[PhraseHit]:
    """Without the hits that lie inside a longer one; the same span may speak for several labels."""
    kept: list[PhraseHit] = []
    reach, reach_start = -1, -1
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        inside = hit.end < reach or (hit.end == reach and hit.start > reach_start)
        if inside:
            continue
        kept.append(hit)
        if hit.end > reach:
            reach, reach_start = hit.end, hit.start
    return kept
