"""What is matched with whom: frozen records, integers for points, days for dates."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

CLASSES = ("CONSULTATION", "DRAFTING", "MEDIATION", "REPRESENTATION")
POSSIBLE, BLOCKED = "possible", "blocked"
_HEAVIEST = 100_000  # points; a weight beyond this is a slip of the pen, and scaled sums must stay exact


class BadInstance(ValueError):
    """An instance that cannot be read: `field` says where, `message` what is wrong, in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}：{message}")
        self.field, self.message = field, message


@dataclass(frozen=True)
class Lawyer:
    """律师. Strengths are permille (700–1000) by cause code; caps, counts and quotas by service class.

    `open` counts what is in hand: accepted, offered and softly reserved alike. Latitude and longitude 0 mean unknown.
    """

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
class Conflict:
    """利益冲突: what comparing an employer of the matter with a client found; clear comparisons are not kept.

    `verdict` possible or blocked; `whose` client, LAWYER or FIRM; `side` FOR or AGAINST; `evidence` in Chinese.
    """

    verdict: str
    whose: str
    employer: str
    client: str
    side: str = "FOR"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """援助申请 waiting for a lawyer. `employers` are normalised keys; `conflicts` says by lawyer what a comparison of
    names found beyond equal keys; `cleared` are the lawyers whose possible conflicts a person decided to be none."""

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
    conflicts: Mapping[str, tuple[Conflict, ...]] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Weights:
    """权重, all in points but the three shares in permille; versions are kept by the office under `number`."""

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
    scarcity: int = 120
    load: int = 300
    fairness: Mapping[str, int] = field(
        default_factory=lambda: {"REPRESENTATION": 60, "MEDIATION": 60, "DRAFTING": 60, "CONSULTATION": 5}
    )
    unassigned: int = 5000
    unassigned_urgent: int = 7000
    same_parent: int = 650
    related: int = 350
    other: int = 80

    def changed(self, number: int, values: Mapping[str, Any]) -> "Weights":
        """These weights with some values replaced, as the next version. Raises BadInstance naming the weight."""
        known = {f.name for f in fields(self)} - {"number"}
        for name, value in values.items():
            if name not in known:
                raise BadInstance(name, "没有这一项权重")
            parts = value if name == "fairness" and isinstance(value, Mapping) else {"": value}
            if name == "fairness" and (parts is not value or not parts.keys() <= set(CLASSES)):
                raise BadInstance(name, "应按服务类别给出")
            for key, points in parts.items():
                low = -_HEAVIEST if name == "low_fit" else 0
                high = 0 if name == "low_fit" else 1000 if name in ("same_parent", "related", "other") else _HEAVIEST
                if isinstance(points, bool) or not isinstance(points, int) or not low <= points <= high:
                    raise BadInstance(f"{name}.{key}" if key else name, f"应为 {low} 到 {high} 之间的整数")
        return replace(self, number=number, **values)


@dataclass(frozen=True)
class Causes:
    """The cause tree as data: child → parent, and cause → related causes."""

    parent: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """All that a placing depends on. `fixed` pairs of matter and lawyer stay as they are and count as load; whoever keeps
    the pair named in `stay` earns `stay_bonus` points. Offered and accepted matters are not here but in the lawyers' `open`.
    `demand` counts the matters of late by service class and cause: scarce knowledge is kept for them."""

    matters: tuple[Matter, ...]
    lawyers: tuple[Lawyer, ...]
    day: date
    causes: Causes = Causes()
    weights: Weights = Weights()
    fixed: Mapping[str, str] = field(default_factory=dict)
    stay: Mapping[str, str] = field(default_factory=dict)
    stay_bonus: int = 0
    demand: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # sorted once and here, so that nothing depends on the order of the input
        for name, rows in (("matters", self.matters), ("lawyers", self.lawyers)):
            object.__setattr__(self, name, tuple(sorted(rows, key=lambda row: row.id)))
            if len({row.id for row in rows}) != len(rows):
                raise BadInstance(name, "编号重复出现")
        matters, lawyers = {m.id for m in self.matters}, {p.id for p in self.lawyers}
        if not self.fixed.keys() <= matters or not lawyers.issuperset(self.fixed.values()):
            raise BadInstance("fixed", "有不在本次名单里的案件或律师")


@dataclass(frozen=True)
class Candidate:
    """One lawyer for one matter: points by component (the cost of the next matter among them), what is in hand now."""

    lawyer: str
    components: Mapping[str, int]
    total: int
    reasons: tuple[tuple[str, str], ...]
    open: int
    cap: int


@dataclass(frozen=True)
class Unplaced:
    """A matter without lawyer and why: no_eligible_lawyer, all_full or cheaper_unassigned; how many lawyers each rule
    stopped, and how many none stopped."""

    matter: str
    reason: str
    rules: Mapping[str, int]
    eligible: int = 0


@dataclass(frozen=True)
class Plan:
    """A placing of matters: pairs, what stays unassigned, objective and upper bound, hash of the input.

    `faults` are the rules that fixed pairs break by now: they stay, and a person looks.
    """

    pairs: Mapping[str, str]
    unassigned: tuple[Unplaced, ...]
    objective: int
    bound: int
    input_hash: str
    weights: int
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def optimal(self) -> bool:
        """Whether the dual prices prove that no placing is better."""
        return self.objective == self.bound

    @property
    def hash(self) -> str:
        """SHA-256 of input and outcome: what a replay must give again."""
        rows = [self.input_hash, sorted(self.pairs.items()), [(u.matter, u.reason) for u in self.unassigned], self.objective]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
