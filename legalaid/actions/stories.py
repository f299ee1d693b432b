"""粘贴的案情: one's own for a day, and what of it may be kept longer.

A story belongs to a worker who is not even named here, so that erasing the worker could not reach it. What a saved search keeps is
therefore no story: codes of what was understood (no dates, of sums only the range), and those of its words that the nearest published
cases use as well, each once and in the order of the alphabet. The words are sealed all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from casebank import redact, similar, words
from casebank.engine import SearchEngine
from legalaid.actions import search
from legalaid.errors import NotFound
from legalaid.roles import By
from legalaid.tables.library import Story
from legalaid.tables.searches import SavedSearch
from toolkit import causes, story

_RANGES = ("1 万元以下", "1 万至 5 万元", "5 万至 20 万元", "20 万至 100 万元", "100 万元以上")
_SUMS = (*similar.BANDS, similar.BANDS[-1] + 1)  # one sum of each range
_MANY, _FEW = f"people:{similar.GROUP}", "people:1"
_NAMED = ("案由", "争议点")


def own(session: Session, by: By, ident: UUID) -> Story:
    """A dispute that this person pasted into the search within the last day."""
    row = session.get(Story, ident)
    if row is None or row.account_id != by.actor_id or row.expires_at <= by.now:
        raise NotFound("粘贴的案情已经过期，请重新粘贴。")
    return row


@dataclass(frozen=True)
class Gist:
    """What is kept of a story: `marks` are codes ("cause:205.5", "amount:1"), of which `dropped` do not count; `words` the library's own."""

    marks: tuple[str, ...]
    dropped: tuple[str, ...]
    words: str

    @property
    def left(self) -> tuple[str, ...]:
        """The marks that count."""
        return tuple(mark for mark in self.marks if mark not in self.dropped)

    @property
    def empty(self) -> bool:
        """Whether nothing was understood and no word is known."""
        return not (self.left or self.words)

    def without(self, drop: Iterable[str], restore: Iterable[str] = ()) -> "Gist":
        """The same with some marks taken out and others put back; what is no mark of it changes nothing."""
        gone = {*self.dropped, *drop} - {*restore}
        return replace(self, dropped=tuple(mark for mark in self.marks if mark in gone))

    def values(self) -> dict[str, list[str]]:
        """What stands in the row in clear."""
        return {"marks": list(self.marks), "dropped": list(self.dropped)}


def gist(session: Session, engine: SearchEngine, text: str, dropped: Iterable[str]) -> Gist:
    """What may be kept of a story whose chips of these keys were taken out."""
    understood, found = search.like_story(session, engine, text, dropped, top=search.NEAR)
    left = _marks(understood)
    marks = tuple(dict.fromkeys([*_marks(story.parse(text)), *left]))
    held = {word for _, body in found.matches for word in words.words(body.whole_text())}
    said = {word for word in words.words(redact.redact(text)) if not word.isascii()} & held
    return Gist(marks, tuple(mark for mark in marks if mark not in left), "\n".join(sorted(said)))


def _marks(understood: story.Story) -> tuple[str, ...]:
    coded = [chip.key for chip in understood.chips if chip.key.partition(":")[0] not in ("amount", "period", "people")]
    sums = [f"amount:{similar.band(understood.amount)}"] if understood.amount is not None else []
    return (*coded, *sums, *([_MANY if understood.people >= similar.GROUP else _FEW] if understood.people is not None else []))


def kept(row: SavedSearch) -> Gist | None:
    """The story that a saved search asks for; None when it asks for words and filters only."""
    held: Mapping[str, Any] | None = row.query.get("story")
    if held is None:
        return None
    return Gist(tuple(held["marks"]), tuple(held["dropped"]), row.words.open() if row.words else "")


def chips(marks: Iterable[str]) -> list[story.Chip]:
    """Marks as they are shown."""
    return [story.Chip(mark, *_shown(mark), 0, 0, "") for mark in marks]


def _shown(mark: str) -> tuple[str, str]:
    kind, _, value = mark.partition(":")
    if kind == "evidence":
        name, _, held = value.rpartition(":")
        return ("证据" if held == "有" else "缺少证据"), name
    return {
        "cause": ("案由", causes.NAMES.get(value, value)), "point": ("争议点", value), "form": ("用工形式", value), "flag": ("紧急", causes.FLAG_NAMES.get(value, value)),
        "amount": ("金额", _RANGES[int(value)] if kind == "amount" else ""), "people": ("人数", "10 人以上" if mark == _MANY else "不到 10 人"),
    }[kind]


def title(understood: Iterable[story.Chip]) -> str:
    """A name for a search: what the dispute is about."""
    return "、".join(dict.fromkeys(chip.value for chip in understood if chip.label in _NAMED)) or "粘贴的案情"


def like(session: Session, engine: SearchEngine, asked: Gist, top: int) -> search.Likeness:
    """Cases like what was kept of a story."""
    text = asked.words or "\n".join(chip.value for chip in chips(asked.left))
    return search.like(session, engine, text, _features(asked.left), top)


def _features(marks: Iterable[str]) -> similar.Features:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for mark in marks:
        kind, _, value = mark.partition(":")
        found[kind].append(value)
    proofs = frozenset(name for name, _, held in (value.rpartition(":") for value in found["evidence"]) if held == "有")
    amount = max((_SUMS[int(value)] for value in found["amount"]), default=None)
    people = max(map(int, found["people"]), default=None)
    return similar.Features(
        frozenset(found["cause"]), frozenset(found["point"]), next(iter(found["form"]), None), proofs, Decimal(amount) if amount else None, people, frozenset(found["flag"]),
    )
