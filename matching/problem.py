"""What is matched with whom: frozen records, integers for points, days for dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

CLASSES = ("CONSULTATION", "DRAFTING", "MEDIATION", "REPRESENTATION")


class BadInstance(ValueError):
    """An instance that cannot be read: `field` says where, `message` what is wrong, in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}：{message}")
        self.field, self.message = field, message


@dataclass(frozen=True)
class Lawyer:
    """律师. Strengths are permille (700–1000) by cause code; caps, counts and quotas by service class."""

    id: str
    firm: str = ""
    licence_until: date = date.max
    specialties: Mapping[str, int] = field(default_factory=dict)
    counties: frozenset[str] = frozenset()
    latitude: float = 0.0
    longitude: float = 0.0
    languages: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset(CLASSES)
    caps: Mapping[str, int] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)
    month_caps: Mapping[str, int] = field(default_factory=dict)
    month: Mapping[str, int] = field(default_factory=dict)
    quotas: Mapping[str, int] = field(default_factory=dict)
    year: Mapping[str, int] = field(default_factory=dict)
    rating_count: int = 0
    rating_sum: int = 0
    offers: int = 0
    offers_in_time: int = 0
    leaves: tuple[tuple[date, date], ...] = ()
    ex_judge_until: date | None = None
    practising_years: int = 0
    # employer keys the lawyer, or others of the firm, act or acted for or against
    own_clients: frozenset[str] = frozenset()
    firm_clients: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Matter:
    """援助申请 waiting for a lawyer. `employers` are normalised keys; `conflicts` says what a name comparison found
    beyond equality: (lawyer, key) → "possible" or "blocked"; a cleared pair was decided by a person."""

    id: str
    cause: str | None = None
    county: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    service: str = "REPRESENTATION"
    urgent: bool = False
    group: bool = False
    languages: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()
    chosen: str | None = None
    excluded: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    neutrals: frozenset[str] = frozenset()
    continuity: str | None = None
    court: bool = False
    possible: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Weights:
    """权重, all in points; versions are kept by the office."""

    number: int = 1
    fit: int = 520
    distance: int = 170
    seniority: int = 110
    language: int = 90
    rating: int = 70
    response: int = 40
    chosen: int = 200
    continuity: int = 150
    low_fit: int = -300
    load: int = 300
    fairness: Mapping[str, int] = field(
        default_factory=lambda: {"REPRESENTATION": 60, "MEDIATION": 60, "DRAFTING": 60, "CONSULTATION": 5}
    )
    unassigned: int = 5000
    unassigned_urgent: int = 7000
    same_parent: int = 650
    related: int = 350
    other: int = 80


@dataclass(frozen=True)
class Causes:
    """The cause tree as data: child → parent, and cause → related causes."""

    parent: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """One lawyer for one matter: points by component, the cost of the next matter, what remains."""

    lawyer: str
    components: Mapping[str, int]
    total: int
    reasons: tuple[tuple[str, str], ...]
    open: int
    cap: int


@dataclass(frozen=True)
class Unplaced:
    """A matter without lawyer and why: no_eligible_lawyer, all_full or cheaper_unassigned; rules counted."""

    matter: str
    reason: str
    rules: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """A placing of matters: pairs, what stays unassigned, objective and upper bound, hash of the input."""

    pairs: Mapping[str, str]
    unassigned: tuple[Unplaced, ...]
    objective: int
    bound: int
    input_hash: str
    weights: int
