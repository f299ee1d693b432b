"""What each step of a dispute adds to the facts: settlement, aid, court steps, supervision, closing."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolkit.facts_work import Event


@dataclass(frozen=True)
class Instalment:
    """One payment of a settlement, yuan."""

    on: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Settlement:
    """What the parties agreed, alone or in mediation (MAL 4, 14); `promise` = nobody colludes or harms others."""

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
    promise: bool | None = None
    copies: int | None = None
    signed_on: date | None = None


@dataclass(frozen=True)
class Mediation:
    """A mediation as the union's room keeps it: what the worker wishes, who spoke, how it ended."""

    knows: bool | None = None
    wishes: str | None = None
    applied_on: date | None = None
    held_on: date | None = None
    place: str | None = None
    recorder: str | None = None
    worker_said: tuple[str, ...] = ()
    employer_said: tuple[str, ...] = ()
    ended_on: date | None = None
    end_reason: str | None = None


@dataclass(frozen=True)
class Aid:
    """What the aid application asks for and why the worker qualifies (LAL 41, 42)."""

    track: str | None = None
    forms: tuple[str, ...] = ()
    matter: str | None = None
    household_members: int | None = None
    household_income: Decimal | None = None
    assets: str | None = None
    debts: str | None = None
    hardship: str | None = None
    proof: tuple[str, ...] = ()
    exemption: str | None = None
    promise: bool | None = None


@dataclass(frozen=True)
class Arbitration:
    """The arbitration before a suit: when applied, what for, which paper with which result, when received."""

    applied_on: date | None = None
    requests: str | None = None
    document: str | None = None
    document_no: str | None = None
    result: str | None = None
    received_on: date | None = None


@dataclass(frozen=True)
class Appeal:
    """The judgment appealed against, and what the appeal asks (CPL 172)."""

    first_court: str | None = None
    first_case_no: str | None = None
    received_on: date | None = None
    court: str | None = None
    requests: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """An answer to one element: agreed or not, and why."""

    agreed: bool | None = None
    text: str | None = None


@dataclass(frozen=True)
class Defence:
    """The worker's answer to the other side's paper, element by element."""

    claims: Reply = field(default_factory=Reply)
    contract: Reply = field(default_factory=Reply)
    performance: Reply = field(default_factory=Reply)
    ending: Reply = field(default_factory=Reply)
    injury: Reply = field(default_factory=Reply)
    arbitration: Reply = field(default_factory=Reply)
    other: Reply = field(default_factory=Reply)
    law: Reply = field(default_factory=Reply)


@dataclass(frozen=True)
class PaymentOrder:
    """Conditions of a payment order (CPL 225): AGREEMENT (MAL 16) or WAGES (LCL 30)."""

    basis: str | None = None
    no_other_debts: bool | None = None
    deliverable: bool | None = None


@dataclass(frozen=True)
class Preservation:
    """What is to be secured or paid in advance, yuan, and why; guarantee PROVIDED or EXEMPT (JI1 49)."""

    applied: bool | None = None
    timing: str | None = None
    court: str | None = None
    applied_on: date | None = None
    case_no: str | None = None
    amount: Decimal | None = None
    clues: tuple[str, ...] = ()
    urgency: str | None = None
    guarantee: str | None = None
    guarantee_detail: str | None = None
    advance_amount: Decimal | None = None
    clear_relation: str | None = None
    hardship: str | None = None


@dataclass(frozen=True)
class Enforcement:
    """The binding paper and what is still unpaid, yuan; `due_on` is the last day for performance (CPL 250, 264)."""

    basis: str | None = None
    basis_no: str | None = None
    issued_by: str | None = None
    effective_on: date | None = None
    due_on: date | None = None
    duty: str | None = None
    paid: Decimal | None = None
    unpaid: Decimal | None = None
    interest: Decimal | None = None
    interest_until: date | None = None
    clues: tuple[str, ...] = ()
    account_name: str | None = None
    bank: str | None = None
    account_no: str | None = None


@dataclass(frozen=True)
class Resignation:
    """A notice under LCL 38: which of its grounds, what is demanded, how it is delivered."""

    grounds: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    delivery: str | None = None
    tracking_no: str | None = None
    sent_on: date | None = None


@dataclass(frozen=True)
class Supervision:
    """The union's supervision of an employer (ZJUS 21–23): what it found, asks, and what the employer did."""

    union: str | None = None
    opinion_no: str | None = None
    opinion_on: date | None = None
    findings: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    authority: str | None = None
    proposal_no: str | None = None
    reaction: str | None = None
    proposals: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What the union's desk writes about a matter: registration, advice, hand-over, consent."""

    no: str | None = None
    registered_on: date | None = None
    channel: str | None = None
    officer: str | None = None
    summary: str | None = None
    question: str | None = None
    advised_on: date | None = None
    adviser: str | None = None
    advice: tuple[str, ...] = ()
    hand_to: str | None = None
    hand_reason: str | None = None
    hand_materials: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closing:
    """The closing report of an aid matter (LAL 50): work done, outcome, sums awarded and received, yuan."""

    aid_no: str | None = None
    form: str | None = None
    assigned_on: date | None = None
    ended_on: date | None = None
    work: tuple[Event, ...] = ()
    outcome: str | None = None
    result: str | None = None
    awarded: Decimal | None = None
    recovered: Decimal | None = None
    view: str | None = None
    papers: tuple[str, ...] = ()
