"""Which calculators, guides and papers of the tool library rest on an article."""

from collections.abc import Iterator
from functools import cache

from legalaid.schemas.api_calculators import example
from toolkit.calculators import CALCULATORS
from toolkit.calculators.fields import Kind
from toolkit.calculators.shape import Calculator
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES
from toolkit.parameters import shipped_parameters
from toolkit.refusal import Refusal
from toolkit.workdays import shipped_calendar

Named = tuple[str, str]  # name, title


def _answers(calculator: Calculator) -> Iterator[str]:
    """Ids of the articles cited by a plausible calculation, and by the same with each other choice that it allows."""
    shown = example(calculator)
    yield from (one["id"] for one in shown.answer["result"]["citations"])
    for field in calculator.fields:
        for code, _ in field.choices if field.kind is Kind.CHOICE else ():
            try:
                answer = calculator.calculate({**shown.inputs, field.name: code}, shipped_calendar(), shipped_parameters())
            except Refusal:  # this choice asks for inputs that the example has not
                continue
            yield from (one.id for one in answer.citations)


@cache
def _calculators() -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for name, calculator in CALCULATORS.items():
        for ref in dict.fromkeys(_answers(calculator)):
            found.setdefault(ref, []).append((name, calculator.title))
    return found


@cache
def _guides() -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for guide in GUIDES.values():
        for ref in dict.fromkeys(ref for step in guide.steps for ref in step.law):
            found.setdefault(ref, []).append((guide.id, guide.title))
    return found


@cache
def _papers() -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for template in DOCUMENTS.values():
        for ref in dict.fromkeys(template.law):
            found.setdefault(ref, []).append((template.id, template.title))
    return found


def tools(ref: str) -> tuple[list[Named], list[Named], list[Named]]:
    """(calculators, guides, papers) that cite the article of this id."""
    return _calculators().get(ref, []), _guides().get(ref, []), _papers().get(ref, [])
