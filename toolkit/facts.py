"""The facts of a dispute: what is known, each piece optional, and where it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from toolkit.records import read, write
from toolkit.refusal import Refusal


@dataclass(frozen=True)
class Person:
    """A natural person (自然人)."""

    name: str | None = None
    sex: str | None = None
    birth: date | None = None
    ethnicity: str | None = None
    id_type: str | None = None
    id_no: str | None = None
    address: str | None = None
    residence: str | None = None
    phone: str | None = None
    worker_type: str | None = None
    union_member: bool | None = None


@dataclass(frozen=True)
class Organisation:
    """An employer or another party that is not a natural person."""

    name: str | None = None
    address: str | None = None
    credit_code: str | None = None
    representative: str | None = None
    representative_post: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Agent:
    """Who acts for the worker; `special` tells general (false) from special (true) authority (CPL 62; MAL 24)."""

    name: str | None = None
    organisation: str | None = None
    licence_no: str | None = None
    phone: str | None = None
    special: bool | None = None
    powers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wage:
    """One month's pay: month `YYYY-MM`, gross due and really paid, yuan."""

    month: str | None = None
    due: Decimal | None = None
    paid: Decimal | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened, as it will be told in the papers."""

    on: date | None = None
    text: str | None = None


@dataclass(frozen=True)
class Claim:
    """One request: what, how much (yuan; null if not `monetary`), for which period, by which formula and articles."""

    title: str | None = None
    monetary: bool = True
    amount: Decimal | None = None
    period_from: date | None = None
    period_to: date | None = None
    formula: str | None = None
    calculator: str | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: name, original or copy, pages, source, what it proves (MAL 28)."""

    name: str | None = None
    original: bool | None = None
    pages: int | None = None
    source: str | None = None
    proves: str | None = None


@dataclass(frozen=True)
class Witness:
    """A witness: name and address are required by MAL 28(2)(3)."""

    name: str | None = None
    address: str | None = None
    phone: str | None = None
    proves: str | None = None


@dataclass(frozen=True)
class Instalment:
    """One payment of a settlement, yuan."""

    on: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Settlement:
    """What the parties agreed in mediation (MAL 14)."""

    body: str | None = None
    mediator: str | None = None
    facts: str | None = None
    responsibility: str | None = None
    terms: tuple[str, ...] = ()
    amount: Decimal | None = None
    method: str | None = None
    instalments: tuple[Instalment, ...] = ()
    default_clause: str | None = None
    confirmation: str | None = None
    copies: int | None = None
    signed_on: date | None = None


@dataclass(frozen=True)
class Aid:
    """What the aid application asks for and why the worker qualifies (LAL 41, 42)."""

    track: str | None = None
    forms: tuple[str, ...] = ()
    matter: str | None = None
    household_members: int | None = None
    household_income: Decimal | None = None
    hardship: str | None = None
    exemption: str | None = None
    promise: bool | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the papers of a dispute are filled from. `origins` maps a path (`worker.name`) to its source."""

    worker: Person = field(default_factory=Person)
    employer: Organisation = field(default_factory=Organisation)
    other_respondents: tuple[Organisation, ...] = ()
    third_parties: tuple[Organisation, ...] = ()
    agents: tuple[Agent, ...] = ()
    tribunal: str | None = None
    case_no: str | None = None
    cause: str | None = None
    hire_date: date | None = None
    post: str | None = None
    workplace: str | None = None
    contract_signed: bool | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    monthly_wage: Decimal | None = None
    wage_terms: str | None = None
    social_insurance: bool | None = None
    wages: tuple[Wage, ...] = ()
    ended: bool | None = None
    last_day: date | None = None
    end_reason: str | None = None
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    reasons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    has_witnesses: bool | None = None
    witnesses: tuple[Witness, ...] = ()
    withdrawal_reason: str | None = None
    settlement: Settlement = field(default_factory=Settlement)
    aid: Aid = field(default_factory=Aid)
    signed_on: date | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


def _order(facts: Facts) -> None:
    """Refuses pairs of days that cannot both be true."""
    pairs = [
        ("last_day", facts.hire_date, facts.last_day, "最后工作日早于入职日期"),
        ("contract_to", facts.contract_from, facts.contract_to, "合同终止日期早于起始日期"),
        ("hire_date", facts.worker.birth, facts.hire_date, "入职日期早于出生日期"),
    ]
    for i, claim in enumerate(facts.claims):
        pairs.append((f"claims[{i}].period_to", claim.period_from, claim.period_to, "期间的结束早于开始"))
        if not claim.monetary and claim.amount is not None:
            raise Refusal(f"claims[{i}].amount", "这项请求不涉及金额，不能填写金额")
    for place, first, second, message in pairs:
        if first and second and second < first:
            raise Refusal(place, message)
    for i, wage in enumerate(facts.wages):
        if wage.month is not None and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", wage.month):
            raise Refusal(f"wages[{i}].month", "月份应写成2026-01这样的格式")


def from_json(data: Any) -> Facts:
    """Facts out of a JSON object; every field optional, dates ISO, money as strings or whole numbers.

    Raises Refusal with the path of the field (`claims[0].amount`) for an unknown name, a wrong type or days that
    contradict each other.
    """
    facts: Facts = read(Facts, data)
    _order(facts)
    return facts


def to_json(facts: Facts) -> dict[str, Any]:
    """The JSON object `from_json` reads back to equal facts; what is unknown is left out."""
    return dict(write(facts))
