"""The facts of a dispute: what is known, each piece optional, and where it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from toolkit.facts_people import Agent, Member, Organisation, Person, Relative, Service, Witness
from toolkit.facts_steps import (
    Aid,
    Appeal,
    Arbitration,
    Closing,
    Defence,
    Desk,
    Enforcement,
    Mediation,
    PaymentOrder,
    Preservation,
    Resignation,
    Settlement,
    Supervision,
)
from toolkit.facts_work import Arrears, Demand, Ending, Event, Heat, Injury, Leave, NonCompete, Overtime, Probation, Sickness, Wage
from toolkit.labels import LABELS
from toolkit.records import read, write
from toolkit.refusal import Refusal

MOST_AGENTS = 2  # CPL 61


@dataclass(frozen=True)
class Claim:
    """One request: what, how much (yuan; null if not `monetary`), for which period, by which formula and articles.

    `kind` is the kind of claim (codes of `claims.KINDS`); where it is missing the calculator tells it.
    """

    title: str | None = None
    kind: str | None = None
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
    page_range: str | None = None
    source: str | None = None
    proves: str | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the papers of a dispute are filled from. `origins` maps a path (`worker.name`) to its source."""

    worker: Person = field(default_factory=Person)
    employer: Organisation = field(default_factory=Organisation)
    other_respondents: tuple[Organisation, ...] = ()
    third_parties: tuple[Organisation, ...] = ()
    agents: tuple[Agent, ...] = ()
    service: Service = field(default_factory=Service)
    household: tuple[Relative, ...] = ()
    group: tuple[Member, ...] = ()
    tribunal: str | None = None
    court: str | None = None
    case_no: str | None = None
    cause: str | None = None
    stage: str | None = None
    region: str | None = None
    hire_date: date | None = None
    post: str | None = None
    workplace: str | None = None
    contract_signed: bool | None = None
    contract_signed_on: date | None = None
    contract_name: str | None = None
    contract_place: str | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    monthly_wage: Decimal | None = None
    wage_terms: str | None = None
    social_insurance: bool | None = None
    wages: tuple[Wage, ...] = ()
    arrears: Arrears = field(default_factory=Arrears)
    overtime: Overtime = field(default_factory=Overtime)
    leave: tuple[Leave, ...] = ()
    probation: Probation = field(default_factory=Probation)
    sickness: tuple[Sickness, ...] = ()
    heat: Heat = field(default_factory=Heat)
    noncompete: NonCompete = field(default_factory=NonCompete)
    injury: Injury = field(default_factory=Injury)
    ended: bool | None = None
    last_day: date | None = None
    end_reason: str | None = None
    ending: Ending = field(default_factory=Ending)
    demands: tuple[Demand, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    reasons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    has_witnesses: bool | None = None
    witnesses: tuple[Witness, ...] = ()
    withdrawal_reason: str | None = None
    settlement: Settlement = field(default_factory=Settlement)
    mediation: Mediation = field(default_factory=Mediation)
    arbitration: Arbitration = field(default_factory=Arbitration)
    defence: Defence = field(default_factory=Defence)
    appeal: Appeal = field(default_factory=Appeal)
    payment_order: PaymentOrder = field(default_factory=PaymentOrder)
    preservation: Preservation = field(default_factory=Preservation)
    enforcement: Enforcement = field(default_factory=Enforcement)
    resignation: Resignation = field(default_factory=Resignation)
    supervision: Supervision = field(default_factory=Supervision)
    aid: Aid = field(default_factory=Aid)
    desk: Desk = field(default_factory=Desk)
    closing: Closing = field(default_factory=Closing)
    signed_on: date | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


def _order(facts: Facts) -> None:
    """Refuses pairs of days that cannot both be true, and months that are none."""
    pairs = [
        ("last_day", facts.hire_date, facts.last_day, "最后工作日早于入职日期"),
        ("contract_to", facts.contract_from, facts.contract_to, "合同终止日期早于起始日期"),
        ("hire_date", facts.worker.birth, facts.hire_date, "入职日期早于出生日期"),
        ("arrears.period_to", facts.arrears.period_from, facts.arrears.period_to, "期间的结束早于开始"),
        ("overtime.period_to", facts.overtime.period_from, facts.overtime.period_to, "期间的结束早于开始"),
        ("injury.recognised_on", facts.injury.on, facts.injury.recognised_on, "工伤认定早于事故发生"),
        ("desk.advised_on", facts.desk.registered_on, facts.desk.advised_on, "咨询日期早于登记日期"),
    ]
    pairs += [(f"claims[{i}].period_to", c.period_from, c.period_to, "期间的结束早于开始") for i, c in enumerate(facts.claims)]
    pairs += [(f"demands[{i}].until", d.on, d.until, "结束日期早于开始日期") for i, d in enumerate(facts.demands)]
    for place, first, second, message in pairs:
        if first and second and second < first:
            raise Refusal(place, message)
    for i, claim in enumerate(facts.claims):
        if not claim.monetary and claim.amount is not None:
            raise Refusal(f"claims[{i}].amount", "这项请求不涉及金额，不能填写金额")
    months: set[str] = set()
    for name in ("wages", "sickness"):
        for i, row in enumerate(getattr(facts, name)):
            if row.month is not None and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", row.month):
                raise Refusal(f"{name}[{i}].month", "月份应写成2026-01这样的格式")
            if row.month is not None and name + row.month in months:
                raise Refusal(f"{name}[{i}].month", f"{row.month}写了两次")
            months.add(name + (row.month or ""))
    if len(facts.agents) > MOST_AGENTS:
        raise Refusal(f"agents[{MOST_AGENTS}]", "最多委托两人")


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every single value with its full path."""
    if is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from _values(getattr(value, f.name), f"{path}.{f.name}" if path else f.name)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _values(item, f"{path}[{i}]")
    elif value is not None and not isinstance(value, Mapping):
        yield path, value


def _codes(facts: Facts) -> None:
    """Refuses a code that its field does not know: a box for it could not be ticked."""
    for path, value in _values(facts, ""):
        pattern = re.sub(r"\[\d+\]", "[]", path)
        label = LABELS.get(pattern) or LABELS.get(pattern.removesuffix("[]"))
        if label is not None and label.closed and isinstance(value, str) and value not in label.words:
            known = "、".join(f"{code}（{word}）" for code, word in label.words.items())
            raise Refusal(path, f"没有“{value}”这一项；可用的有：{known}")


def from_json(data: Any) -> Facts:
    """Facts out of a JSON object; every field optional, dates ISO, money as strings or whole numbers.

    Raises Refusal with the path of the field (`claims[0].amount`) for an unknown name, a wrong type, an unknown code or
    days that contradict each other.
    """
    facts: Facts = read(Facts, data)
    _order(facts)
    _codes(facts)
    return facts


def to_json(facts: Facts) -> dict[str, Any]:
    """The JSON object `from_json` reads back to equal facts; what is unknown is left out."""
    return dict(write(facts))
