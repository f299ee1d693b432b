"""Understands a pasted story: causes, points, form of work, sums, times, people, evidence, urgency, each as a removable chip."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from toolkit.causes import FLAG_NAMES, LIBRARY, NAMES
from toolkit.classify import Classification, classify
from toolkit.headcount import head_counts
from toolkit.phrases import Phrase, PhraseHit, PhraseTable, plain
from toolkit.story_money import Amount, amounts
from toolkit.story_times import Period, periods

_MOST_CAUSES = 3
_NEAR_BEST = 0.5  # a second cause must score at least this share of the first
_NOT_HELD = ("没有", "没", "无", "未", "不给", "拿不到", "丢了", "缺")


@dataclass(frozen=True)
class Chip:
    """One thing understood at [start, end) of the text; `label` is its kind and `value` its words, both Chinese.

    `key` names it for removal ("cause:205.5"); `said` is the text itself, "" when it follows from several places.
    """

    key: str
    label: str
    value: str
    start: int
    end: int
    said: str


@dataclass(frozen=True)
class Evidence:
    """A proof the story mentions; `held` is False where it says that there is none."""

    name: str
    held: bool
    start: int
    end: int
    said: str


@dataclass(frozen=True)
class Story:
    """A story understood. Every part can be taken out by the key of its chip (`without`)."""

    classification: Classification
    causes: tuple[str, ...]
    points: tuple[str, ...]
    form: str | None
    amounts: tuple[Amount, ...]
    periods: tuple[Period, ...]
    people: int | None
    proofs: tuple[Evidence, ...]
    flags: tuple[str, ...]
    chips: tuple[Chip, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """Names of the proofs that exist."""
        return tuple(dict.fromkeys(proof.name for proof in self.proofs if proof.held))

    @property
    def amount(self) -> Decimal | None:
        """The sum in dispute, yuan: the largest that is not a wage rate; None when the story names none."""
        sums = [each.yuan for each in self.amounts if each.kind != "WAGE"]
        return max(sums, default=None)

    @property
    def monthly_wage(self) -> Decimal | None:
        """The first wage a month that the story names, yuan."""
        return next((each.yuan for each in self.amounts if each.kind == "WAGE"), None)

    def without(self, dropped: Iterable[str]) -> "Story":
        """The story less the chips of those keys; unknown keys change nothing."""
        gone = set(dropped)
        if not gone:
            return self
        return Story(
            self.classification,
            tuple(code for code in self.causes if f"cause:{code}" not in gone),
            tuple(point for point in self.points if f"point:{point}" not in gone),
            None if self.form and f"form:{self.form}" in gone else self.form,
            tuple(each for each in self.amounts if _amount_key(each) not in gone),
            tuple(each for each in self.periods if _period_key(each) not in gone),
            None if self.people is not None and f"people:{self.people}" in gone else self.people,
            tuple(proof for proof in self.proofs if _proof_key(proof) not in gone),
            tuple(code for code in self.flags if f"flag:{code}" not in gone),
            tuple(chip for chip in self.chips if chip.key not in gone),
        )


@cache
def _words(kind: str) -> PhraseTable:
    """Phrases of forms, points or evidence (library/causes/story_words.json)."""
    listed = json.loads((LIBRARY / "story_words.json").read_text(encoding="utf-8"))[kind]
    events = kind == "points"
    return PhraseTable(Phrase(words, label, 1.0, events and label in _EVENTS) for label, found in listed.items() for words in found)


# these are denied by 没有: 没有拖欠工资, 没有加班
_EVENTS = frozenset({"拖欠工资", "加班工资", "违法解除", "工伤待遇", "三期女职工保护", "被迫解除", "调岗", "降薪"})


def parse(text: str, today: date | None = None) -> Story:
    """Understands `text`; `today` only gives a year to 今年 and 去年, which stay unread without it."""
    said = plain(text)
    found = classify(text)
    chips: list[Chip] = []
    codes = _causes(found)
    for code in codes:
        place = said.find(found.words[0]) if code == found.cause and found.words else -1
        chips.append(_chip(text, f"cause:{code}", "案由", NAMES[code], place, place + len(found.words[0]) if place >= 0 else -1))
    points = _labels(_words("points").hits(said))
    chips += [_chip(text, f"point:{label}", "争议点", label, hit.start, hit.end) for label, hit in points.items()]
    forms = _words("forms").hits(said)
    form = _most(hit.phrase.label for hit in forms)
    if form:
        first = next(hit for hit in forms if hit.phrase.label == form)
        chips.append(_chip(text, f"form:{form}", "用工形式", form, first.start, first.end))
    sums, times = amounts(said), periods(said, today)
    chips += _once((_chip(text, _amount_key(each), each.label, each.words, each.start, each.end) for each in sums), lambda chip: chip.key)
    chips += _once((_chip(text, _period_key(each), each.label, each.words, each.start, each.end) for each in times), lambda chip: chip.key)
    counts = head_counts(said)
    largest = max(counts, key=lambda each: each.people, default=None)
    if largest:
        words = f"{largest.people}人" + ("以上" if largest.about else "")
        chips.append(_chip(text, f"people:{largest.people}", "人数", words, largest.start, largest.end))
    proofs = tuple(_evidence(said, hit) for hit in _words("evidence").hits(said))
    chips += _once(
        (_chip(text, _proof_key(proof), "证据" if proof.held else "缺少证据", proof.name, proof.start, proof.end) for proof in proofs),
        lambda chip: chip.key,
    )
    for flag in found.flags:
        start, end = flag.spans[0]
        chips.append(_chip(text, f"flag:{flag.code}", "紧急", FLAG_NAMES[flag.code], start, end))
    return Story(
        found, codes, tuple(points), form, tuple(sums), tuple(times), largest.people if largest else None, proofs,
        tuple(flag.code for flag in found.flags), tuple(chips),
    )


@dataclass(frozen=True)
class Traits:
    """What of a text can be compared with a story: points of dispute, form of work, proofs that exist."""

    points: tuple[str, ...]
    form: str | None
    evidence: tuple[str, ...]


def traits(text: str) -> Traits:
    """Traits of a longer text, a case for instance, in the same words as `parse` uses."""
    said = plain(text)
    proofs = [proof.name for hit in _words("evidence").hits(said) if (proof := _evidence(said, hit)).held]
    return Traits(tuple(_labels(_words("points").hits(said))), _most(hit.phrase.label for hit in _words("forms").hits(said)), tuple(dict.fromkeys(proofs)))


def _causes(found: Classification) -> tuple[str, ...]:
    """The cause and those near it in score; none when the classifier saw none."""
    if found.cause is None:
        return ()
    best = next((score for code, score in found.cause_scores if code == found.cause), 0.0)
    near = [code for code, score in found.cause_scores if code != found.cause and score >= _NEAR_BEST * best]
    return (found.cause, *near)[:_MOST_CAUSES]


def _labels(hits: list[PhraseHit]) -> Mapping[str, PhraseHit]:
    """The first hit of each label, by position."""
    found: dict[str, PhraseHit] = {}
    for hit in hits:
        found.setdefault(hit.phrase.label, hit)
    return found


def _most(labels: Iterable[str]) -> str | None:
    counted: dict[str, int] = {}
    for label in labels:
        counted[label] = counted.get(label, 0) + 1
    return max(counted, key=lambda label: counted[label], default=None)


def _once(chips: Iterable[Chip], key: Callable[[Chip], str]) -> list[Chip]:
    return list({key(chip): chip for chip in reversed(list(chips))}.values())[::-1]


def _evidence(said: str, hit: PhraseHit) -> Evidence:
    before = said[max(0, hit.start - 4) : hit.start]
    held = not before.endswith(_NOT_HELD) and not any(before.endswith(word + link) for word in _NOT_HELD for link in ("有", "签", "任何", "给"))
    return Evidence(hit.phrase.label, held, hit.start, hit.end, hit.said)


def _chip(text: str, key: str, label: str, value: str, start: int, end: int) -> Chip:
    start, end = (start, end) if start >= 0 else (0, 0)
    return Chip(key, label, value, start, end, text[start:end])


def _amount_key(each: Amount) -> str:
    return f"amount:{each.kind}:{each.yuan.normalize():f}"


def _period_key(each: Period) -> str:
    return f"period:{each.kind}:{each.words}"


def _proof_key(proof: Evidence) -> str:
    return f"evidence:{proof.name}:{'有' if proof.held else '无'}"
