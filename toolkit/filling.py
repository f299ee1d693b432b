"""Fills one sentence of a template from the facts; what is unknown stays visible and becomes a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from toolkit.facts import Facts
from toolkit.figures import article, capital
from toolkit.labels import Label
from toolkit.numerals import chinese


@dataclass(frozen=True)
class Run:
    """A piece of text; `path` is the fact it shows (null: words of the template), `blank` that it is unknown."""

    text: str
    path: str | None = None
    blank: bool = False


@dataclass(frozen=True)
class Blank:
    """A fact the paper needs and nobody has given: where, what it is called, and what to ask the worker."""

    path: str
    label: str
    question: str


@dataclass(frozen=True)
class Source:
    """A filled fact: where, what it is called, what stands in the paper, where it came from."""

    path: str
    label: str
    text: str
    origin: str


@dataclass(frozen=True)
class Scope:
    """Where `item` points while a list is written out: its path, and its number from 1."""

    path: str
    number: int


def day(value: date) -> str:
    """2026-03-01 → 2026年3月1日."""
    return f"{value.year}年{value.month}月{value.day}日"


def money(value: Decimal) -> str:
    """Yuan, half-up to the cent, with thousands: 66,000.00元."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,}元"


_TOKEN = re.compile(r"\[[^\[\]]*\]|\{[^{}]+\}|[^\[{]+")
_PLACEHOLDER = re.compile(r"\{([^{}|]+)(?:\|(\w+))?\}")


class Filler:
    """Collects, over one paper, what was filled and what is missing."""

    def __init__(self, facts: Facts, derived: Mapping[str, Any], labels: Mapping[str, Label]) -> None:
        self._facts = facts
        self._derived = derived
        self._labels = labels
        self.blanks: dict[str, Blank] = {}
        self.sources: dict[str, Source] = {}

    def where(self, path: str, scope: Scope | None) -> str:
        """The full path of a template's path: `item.name` inside a list → `claims[0].name`."""
        return re.sub(r"^item(?=\.|$)", scope.path, path) if scope else path

    def holds(self, condition: str, scope: Scope | None) -> bool:
        """Whether `path` is known and not false; with `path=A/B`, whether it has one of these codes."""
        path, _, wanted = condition.partition("=")
        value = self.value(self.where(path, scope))
        return value is not None and _code(value) in wanted.split("/") if wanted else bool(value)

    def value(self, path: str) -> Any:
        """The fact at a full path; None for unknown, an empty text or an empty list."""
        if path.startswith("derived."):
            return self._derived[path.removeprefix("derived.")]
        found: Any = self._facts
        for name in re.findall(r"\w+", path):
            found = found[int(name)] if name.isdigit() else getattr(found, name)
        return None if found in ("", ()) else found

    def label(self, path: str) -> Label:
        """The field table's entry for a full path. Raises KeyError for a field without one."""
        return self._labels[re.sub(r"\[\d+\]", "[]", path)]

    def blank(self, path: str) -> Run:
        """The visible gap for an unknown fact; it is remembered as a question."""
        label = self.label(path)
        number = re.search(r"\[(\d+)\]", path)
        prefix = f"第{int(number[1]) + 1}项：" if number else ""
        self.blanks[path] = Blank(path, label.label, f"{prefix}{label.question}")
        return Run(f"【待补充：{label.label}】", path, blank=True)

    def runs(self, text: str, scope: Scope | None = None) -> tuple[Run, ...]:
        """One sentence filled. `{path}` or `{path|filter}` is a fact, `[…]` is left out unless all in it is known.

        Filters: `capital` (bank capitals), `month`, `articles`, `number` (a figure that is no money), `ticks` (every code
        of the field with its box).
        """
        out: list[Run] = []
        for token in _TOKEN.findall(text):
            if token.startswith("["):
                inner = token[1:-1]
                paths = [self.where(m[1], scope) for m in _PLACEHOLDER.finditer(inner) if m[1] != "n"]
                if all(self.value(path) is not None for path in paths):
                    out += self.runs(inner, scope)
            elif found := _PLACEHOLDER.fullmatch(token):
                out += self._fact(found[1], found[2], scope)
            else:
                # a fact that ends its own sentence needs no second full stop
                closed = bool(out) and out[-1].path is not None and out[-1].text.endswith(("。", "！", "？", "；"))
                out.append(Run(token[1:] if closed and token[0] in "。；，" else token))
        return tuple(out)

    def _fact(self, path: str, form: str | None, scope: Scope | None) -> list[Run]:
        if path == "n":
            assert scope is not None, "{n} only has a meaning inside a list"
            return [Run(chinese(scope.number) if form == "cn" else str(scope.number))]
        full = self.where(path, scope)
        value = self.value(full)
        label = self.label(full)
        if form == "ticks":
            boxes = _ticks(value, label.words)
            if value is None:
                return [Run(f"{boxes}　"), self.blank(full)]
            self._source(full, label.label, _shape(value, None, label.words))
            return [Run(boxes, full)]
        if value is None:
            return [self.blank(full)]
        text = _shape(value, form, label.words)
        self._source(full, label.label, text)
        return [Run(text, full)]

    def _source(self, path: str, label: str, text: str) -> None:
        # a fact shown in two forms (12,000元, 壹万贰仟元) is one fact: its first form is kept
        self.sources.setdefault(path, Source(path, label, text, self._origin(path)))

    def _origin(self, path: str) -> str:
        if path.startswith("derived."):
            return "由案件事实计算"
        place = path
        while place:
            if place in self._facts.origins:
                return self._facts.origins[place]
            place = re.sub(r"(\.\w+|\[\d+\]|^\w+)$", "", place)
        return "案件事实表"


def _code(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_BOXES_A_LINE = 26  # characters; a cell and a line of the body both hold a little more


def _ticks(value: Any, words: Mapping[str, str]) -> str:
    """☑转账　☐现金: every choice, the chosen ones ticked, broken between choices and not inside one."""
    chosen = {_code(item) for item in value} if isinstance(value, tuple) else set() if value is None else {_code(value)}
    lines = [""]
    for code, word in words.items():
        box = f"{'☑' if code in chosen else '☐'}{word}"
        if lines[-1] and len(lines[-1]) + len(box) >= _BOXES_A_LINE:
            lines.append("")
        lines[-1] += ("　" if lines[-1] else "") + box
    return "\n".join(lines)


def _shape(value: Any, form: str | None, words: Mapping[str, str]) -> str:
    if form == "capital":
        return capital(value)
    if form == "number":
        return f"{value.normalize():f}"
    if form == "month":
        year, month = value.split("-")
        return f"{year}年{int(month)}月"
    if form == "articles":
        return "、".join(article(citation) for citation in value)
    if isinstance(value, bool):
        return words.get("true", "是") if value else words.get("false", "否")
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return "、".join(words.get(item, item) for item in value)
    return words.get(str(value), str(value))
