"""What following claims from facts is made of: a claim as computed, and the sheet on which one is worked out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from toolkit.calculators import calculate
from toolkit.calculators.shape import Answer, cents
from toolkit.claim_kinds import KINDS, Kind
from toolkit.facts import Facts
from toolkit.filling import Blank
from toolkit.labels import LABELS
from toolkit.parameters import CITY, Parameters
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar


@dataclass(frozen=True)
class Limit:
    """Until when the claim can be brought: `due_date` null while no period runs or its start is not known."""

    due_date: date | None
    lines: tuple[str, ...]
    provisional: bool = False
    passed: bool = False


@dataclass(frozen=True)
class Proof:
    """Evidence that this kind of claim needs, and whether the facts list it."""

    name: str
    held: bool


@dataclass(frozen=True)
class Variant:
    """Another sum of the same claim, yuan, under another reading of the law."""

    label: str
    amount: Decimal


@dataclass(frozen=True)
class Computed:
    """One claim that follows from the facts; `amount` in yuan, null if not `monetary` or while something is `missing`.

    `inputs` are what `calculator` was given, `articles` statute ids, `gaps` figures that an administrator must enter.
    """

    kind: Kind
    title: str
    monetary: bool
    amount: Decimal | None
    formula: str
    period_from: date | None
    period_to: date | None
    inputs: Mapping[str, Any] | None
    answer: Answer | None
    articles: tuple[str, ...]
    limit: Limit
    evidence: tuple[Proof, ...]
    variants: tuple[Variant, ...]
    missing: tuple[Blank, ...]
    gaps: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """The facts, the day on which one asks, and the law's dated data."""

    facts: Facts
    on: date
    calendar: Calendar
    parameters: Parameters


def value_at(facts: Facts, path: str) -> Any:
    """The fact at a path such as `wages[0].paid`; None for unknown, an empty text or an empty list."""
    found: Any = facts
    for name in re.findall(r"\w+", path):
        found = found[int(name)] if name.isdigit() else getattr(found, name)
    return None if found in ("", ()) else found


def question(path: str, before: str = "") -> Blank:
    """What to ask for the fact at `path`; `before` says which one of several."""
    label = LABELS[re.sub(r"\[\d+\]", "[]", path)]
    return Blank(path, label.label, f"{before}{label.question}")


class Working:
    """Collects, while one claim is worked out, what it needs, what it lacks and what is to be said."""

    def __init__(self, case: Case, code: str, title: str | None = None) -> None:
        self.case = case
        self.facts = case.facts
        self.kind = KINDS[code]
        self.title = title or self.kind.title
        self.missing: dict[str, Blank] = {}
        self.gaps: list[str] = []
        self.warnings: list[str] = []
        self.answer: Answer | None = None
        self.inputs: dict[str, Any] | None = None

    def need(self, path: str, before: str = "") -> Any:
        """The fact at `path`; an unknown one is asked for."""
        value = value_at(self.facts, path)
        if value is None:
            self.missing.setdefault(path, question(path, before))
        return value

    def warn(self, text: str) -> None:
        """Say something once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def figure(self, key: str, day: date | None, region: str | None) -> str | None:
        """The dated figure of the region as a calculator takes it; a missing one is a gap for the administrator."""
        if day is None or region is None:
            return None
        row = self.case.parameters.find(key, region, day)
        if row is None:
            label = self.case.parameters.keys[key].label
            self.gaps.append(f"参数表缺少“{label}”（{region}，{day.isoformat()}适用），请管理员录入。")
            return None
        return row.value

    def min_wage(self, day: date | None) -> str | None:
        """The monthly minimum wage of the place of work on `day`."""
        return self.figure("min_wage_monthly", day, self.need("region"))

    def local_average(self, day: date) -> str | None:
        """The city's average wage for the cap of three times; the calculator says itself what its absence means."""
        row = self.case.parameters.find("local_avg_wage_previous_year", self.facts.region or CITY, day)
        return row.value if row else None

    def run(self, inputs: dict[str, Any]) -> Answer | None:
        """The calculator's answer; None while something is missing. What the calculator refuses is said, not guessed."""
        self.inputs = inputs
        if self.missing or self.gaps:
            return None
        assert self.kind.calculator is not None
        try:
            self.answer = calculate(self.kind.calculator, inputs, self.case.calendar, self.case.parameters)
        except Refusal as refusal:
            self.warn(f"按现有事实无法测算：{refusal.message}。")
            return None
        for text in self.answer.warnings:
            self.warn(text)
        return self.answer

    def output(self, name: str) -> Decimal | None:
        """A sum of the answer, rounded to the cent."""
        value = self.answer.outputs[name] if self.answer else None
        return cents(Decimal(value)) if isinstance(value, Decimal | int) and not isinstance(value, bool) else None

    def done(
        self,
        amount: Decimal | None,
        limit: Limit,
        *,
        formula: str = "",
        monetary: bool = True,
        period: tuple[date | None, date | None] = (None, None),
        variants: tuple[Variant, ...] = (),
    ) -> Computed:
        """The claim."""
        cited = [citation.id for citation in self.answer.citations] if self.answer else []
        articles = [*self.kind.articles, *(c for c in cited if c.rpartition("-")[0])]
        return Computed(
            kind=self.kind,
            title=self.title,
            monetary=monetary,
            amount=amount,
            formula=formula or _formula(self.answer),
            period_from=period[0],
            period_to=period[1],
            inputs=self.inputs,
            answer=self.answer,
            articles=tuple(dict.fromkeys(articles)),
            limit=limit,
            evidence=_proofs(self.kind, self.facts),
            variants=variants,
            missing=tuple(self.missing.values()),
            gaps=tuple(dict.fromkeys(self.gaps)),
            warnings=tuple(self.warnings),
        )


_MOST_LINES = 4


def _formula(answer: Answer | None) -> str:
    """The lines that carry a sum; of many (the months of double pay) only the last, which adds them up."""
    if answer is None:
        return ""
    lines = [line for line in answer.lines if line.amount is not None]
    return "；".join(f"{line.label}：{line.formula}" for line in (lines if len(lines) <= _MOST_LINES else lines[-1:]))


def _proofs(kind: Kind, facts: Facts) -> tuple[Proof, ...]:
    held = [one.name for one in facts.evidence if one.name]
    held += ["证人"] if facts.witnesses else []
    return tuple(Proof(name, any(name in one or one in name for one in held)) for name in kind.evidence)
