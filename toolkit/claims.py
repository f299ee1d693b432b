"""From one facts sheet to every claim that follows, with sums, what excludes what, limitation, proof and questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from toolkit import claims_ending, claims_injury, claims_pay
from toolkit.calculators import calculate
from toolkit.calculators.shape import ZERO
from toolkit.claims_shape import Case, Computed, question, value_at
from toolkit.deadlines import Deadline
from toolkit.facts import Claim, Facts
from toolkit.filling import Blank
from toolkit.parameters import Parameters, region_named, shipped_parameters
from toolkit.workdays import Calendar, shipped_calendar

# without these no sheet says much: asked for first
_FIRST = ("hire_date", "region", "monthly_wage", "contract_signed", "social_insurance", "ended")
_RULES = (*claims_pay.RULES, *claims_ending.RULES, *claims_injury.RULES)


@dataclass(frozen=True)
class Way:
    """Claims that can be brought together: indexes into `Entitlements.claims`, and the sum of those with a sum, yuan.

    `label` names what sets it apart from the other ways; `whole` is false while a sum in it is still unknown; `late`
    is the part of `total` whose limitation seems to have passed; `final` says whether an award of these sums would bind the
    employer at once (MAL 47), null while that cannot be told or was not asked.
    """

    label: str
    claims: tuple[int, ...]
    total: Decimal
    late: Decimal
    whole: bool
    final: bool | None


@dataclass(frozen=True)
class Entitlements:
    """Everything that follows: claims, the ways to combine them (largest sum first), questions, other periods, notes."""

    claims: tuple[Computed, ...]
    ways: tuple[Way, ...]
    questions: tuple[Blank, ...]
    gaps: tuple[str, ...]
    periods: tuple[Deadline, ...]
    notes: tuple[str, ...]


def follow(facts: Facts, on: date, calendar: Calendar | None = None, parameters: Parameters | None = None, *, finality: bool = True) -> Entitlements:
    """The claims that follow from the facts on the day `on` (Asia/Shanghai). Nothing unknown is guessed: it is asked for.

    Whether an award would be final takes half of the time: with `finality` false nobody asks, and no way tells.
    Raises Refusal (`region`) for a place without figures of its own.
    """
    case = Case(facts, on, calendar or shipped_calendar(), parameters or shipped_parameters())
    if facts.region is not None:
        region_named(facts.region)
    claims = tuple(claim for rule in _RULES for claim in rule(case))
    asked = {path: question(path) for path in _FIRST if value_at(facts, path) is None}
    if facts.ended and facts.last_day is None:
        asked["last_day"] = question("last_day")
    for path in claims_ending.questions(case):
        asked.setdefault(path, question(path))
    for claim in claims:
        for blank in claim.missing:
            asked.setdefault(blank.path, blank)
    return Entitlements(
        claims=claims,
        ways=_ways(claims, case, finality=finality),
        questions=tuple(asked.values()),
        gaps=tuple(dict.fromkeys(gap for claim in claims for gap in claim.gaps)),
        periods=claims_injury.periods(case),
        notes=(*claims_pay.notes(case), *claims_ending.notes(case), *claims_injury.notes(case)),
    )


def _clash(one: Computed, other: Computed) -> bool:
    return other.kind.code in one.kind.excludes or one.kind.code in other.kind.excludes


def _final(claims: list[Computed], case: Case) -> bool | None:
    """Whether all these claims together would end in a final award at the sums claimed."""
    if not case.facts.region or any(claim.monetary and claim.amount is None for claim in claims):
        return None
    limit = case.parameters.find("min_wage_monthly", case.facts.region, case.on)
    items = [{"type": claim.kind.award or claim.kind.code, "amount": str(claim.amount or 0)} for claim in claims if claim.kind.forum == "ARBITRATION"]
    if limit is None or not items:
        return None
    return calculate("final_award", {"items": items, "min_wage": limit.value}, case.calendar, case.parameters).outputs["award"] == "FINAL"


def _ways(claims: tuple[Computed, ...], case: Case, *, finality: bool) -> tuple[Way, ...]:
    """Every largest set of claims of which no two exclude each other."""
    torn = [i for i, claim in enumerate(claims) if any(_clash(claim, other) for other in claims)]
    calm = [i for i in range(len(claims)) if i not in torn]
    fitting = [set(chosen) for size in range(len(torn), -1, -1) for chosen in combinations(torn, size)
               if not any(_clash(claims[a], claims[b]) for a, b in combinations(chosen, 2))]
    largest = [chosen for chosen in fitting if not any(chosen < other for other in fitting)]
    found = []
    for chosen in largest if claims else []:
        together = sorted([*calm, *chosen])
        sums = [claims[i].amount for i in together if claims[i].monetary]
        label = "＋".join(claims[i].title for i in sorted(chosen)) or "全部请求"
        known = {i: claims[i].amount or ZERO for i in together}
        late = sum((amount for i, amount in known.items() if claims[i].limit.passed), ZERO)
        final = _final([claims[i] for i in together], case) if finality else None
        found.append(Way(label, tuple(together), sum(known.values(), ZERO), late, None not in sums, final))
    return tuple(sorted(found, key=lambda way: (-way.total, way.claims)))


def drafted(claims: Iterable[Computed]) -> tuple[Claim, ...]:
    """Computed claims as the requests of a paper: those for arbitration that have their sum."""
    return tuple(
        Claim(
            title=claim.title,
            kind=claim.kind.code,
            monetary=claim.monetary,
            amount=claim.amount,
            period_from=claim.period_from,
            period_to=claim.period_to,
            formula=claim.formula or None,
            calculator=claim.kind.calculator,
            articles=claim.kind.articles,
        )
        for claim in claims
        if claim.kind.forum == "ARBITRATION" and (not claim.monetary or claim.amount is not None)
    )
