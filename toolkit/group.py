"""A group dispute: each worker's facts and claims out of a roster, teams and totals, one set of papers a worker."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from toolkit.claims import Entitlements, Way, drafted, follow
from toolkit.documents import DOCUMENTS, render
from toolkit.facts import Facts
from toolkit.facts_people import Member
from toolkit.facts_work import Arrears, Wage
from toolkit.group_rows import ZERO, Row, after
from toolkit.identity import resident_id
from toolkit.parameters import Parameters
from toolkit.refusal import Refusal
from toolkit.workdays import Calendar

GROUP_FROM = 10  # MAL 7: more than ten workers with one request elect representatives
REPRESENTATIVES = (3, 5)  # ZJMA 40
PAPERS = ("arbitration_application", "evidence_list", "authorisation")
ELECTION = "representatives_election"


@dataclass(frozen=True)
class Person:
    """One worker of the roster: yuan `received` since, facts after that, what follows from them, the way with the largest sum (null: no claim)."""

    row: Row
    received: Decimal
    facts: Facts
    found: Entitlements
    way: Way | None

    @property
    def total(self) -> Decimal:
        """Yuan of the chosen way."""
        return self.way.total if self.way else ZERO

    @property
    def sums(self) -> Mapping[str, Decimal]:
        """Yuan by kind of claim, in the chosen way."""
        out: dict[str, Decimal] = {}
        for i in self.way.claims if self.way else ():
            claim = self.found.claims[i]
            if claim.amount is not None:
                out[claim.kind.code] = out.get(claim.kind.code, ZERO) + claim.amount
        return out


@dataclass(frozen=True)
class Team:
    """One team: its leader where the roster names one, how many, what they are owed and claim, yuan."""

    name: str
    leader: str | None
    people: int
    owed: Decimal
    total: Decimal


@dataclass(frozen=True)
class Group:
    """The whole roster; `sums` are yuan by kind of claim, `collective` whether representatives are to be elected."""

    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    sums: Mapping[str, Decimal]
    owed: Decimal
    total: Decimal

    @property
    def received(self) -> Decimal:
        """Yuan paid since, by all."""
        return sum((person.received for person in self.people), ZERO)

    @property
    def collective(self) -> bool:
        """Ten and more with one request (MAL 7; ZJMA 40)."""
        return len(self.people) >= GROUP_FROM


@dataclass(frozen=True)
class PaperSet:
    """A zip with a folder for each worker; `blanks` are (worker, question) still open."""

    data: bytes
    blanks: tuple[tuple[str, str], ...]


def facts_of(row: Row, common: Facts, on: date) -> Facts:
    """One worker's facts: what all have in common, and what the row says; nobody else's."""
    person = resident_id(row.id_no, on) if row.id_no else None
    # a month of which only the rest is written says nothing of the wage, which may have been above the minimum
    wages = tuple(Wage(m.month, *m.sums) for m in row.months) if all(m.due is not None for m in row.months) else ()
    worker = replace(
        common.worker, name=row.name, id_no=row.id_no, phone=row.phone, sex=person.sex if person else None, birth=person.birth if person else None,
        id_type="RESIDENT_ID" if person else None, address=None, residence=None, ethnicity=None, union_member=None,
    )
    return replace(
        common,
        worker=worker,
        employer=replace(common.employer, name=row.employer) if row.employer and common.employer.name is None else common.employer,
        hire_date=row.hire_date or common.hire_date,
        last_day=row.last_day or common.last_day,
        ended=True if row.last_day else common.ended,
        post=row.post or common.post,
        monthly_wage=row.monthly_wage if row.monthly_wage is not None else common.monthly_wage,
        contract_signed=row.contract if row.contract is not None else common.contract_signed,
        wages=wages,
        arrears=Arrears() if wages or not row.owed else Arrears(row.owed, *row.span),
        claims=(),
        origins={**common.origins, "worker": "集体名册", "wages": "集体名册", "arrears": "集体名册"},
    )


def compute(
    rows: Sequence[Row], common: Facts, on: date, calendar: Calendar | None = None, parameters: Parameters | None = None, received: Sequence[Decimal] = (),
) -> Group:
    """Every worker's claims by the calculators, teams and totals. `common` holds what is the same for all; `received` are yuan
    paid to each row's worker since (none given: nothing), which no longer can be claimed.

    Raises Refusal (`rows`) for an empty roster, and whatever `after` and `follow` refuse, with the worker's row.
    """
    if not rows:
        raise Refusal("rows", "名册里没有一位职工")
    people = []
    for row, got in zip(rows, received or [ZERO] * len(rows), strict=True):
        try:
            facts = facts_of(after(row, got), common, on)
            found = follow(facts, on, calendar, parameters, finality=False)
        except Refusal as refusal:
            raise Refusal(refusal.field, f"第{row.line}行“{row.name}”：{refusal.message}") from refusal
        people.append(Person(row, got, facts, found, found.ways[0] if found.ways else None))
    sums: dict[str, Decimal] = {}
    for person in people:
        for code, amount in person.sums.items():
            sums[code] = sums.get(code, ZERO) + amount
    owed = sum((person.row.owed for person in people), ZERO)
    return Group(tuple(people), _teams(people), sums, owed, sum((person.total for person in people), ZERO))


def _teams(people: Iterable[Person]) -> tuple[Team, ...]:
    """Teams in the order of the roster; without a team's name the leader's name stands for it."""
    found: dict[str, list[Person]] = {}
    for person in people:
        row = person.row
        found.setdefault(row.team or row.leader_name or (row.name if row.leader else "未分班组"), []).append(person)
    return tuple(
        Team(
            name=name,
            leader=next((p.row.name for p in members if p.row.leader), next((p.row.leader_name for p in members if p.row.leader_name), None)),
            people=len(members),
            owed=sum((p.row.owed for p in members), ZERO),
            total=sum((p.total for p in members), ZERO),
        )
        for name, members in found.items()
    )


def members_of(group: Group, representatives: Sequence[str] = ()) -> tuple[Member, ...]:
    """The roster as it stands in the election form.

    Raises Refusal (`representatives`) for fewer than three or more than five names, or one that is not in the roster.
    """
    names = [person.row.name for person in group.people]
    if representatives:
        low, high = REPRESENTATIVES
        if not low <= len(set(representatives)) <= high:
            raise Refusal("representatives", f"代表人应为{low}至{high}名")
        for name in representatives:
            if names.count(name) != 1:
                raise Refusal("representatives", f"名册里没有“{name}”" if name not in names else f"名册里有不止一位“{name}”，请用别的办法区分")
    return tuple(
        Member(p.row.name, p.row.id_no, p.row.phone, p.row.team, p.row.name in representatives if representatives else None, p.total) for p in group.people
    )


def papers(group: Group, common: Facts, law_as_of: date, names: Sequence[str] = PAPERS, representatives: Sequence[str] = ()) -> PaperSet:
    """A zip with a folder of papers for each worker, the election form where ten or more stand together, and a list of gaps.

    The same roster gives the same bytes. Raises Refusal (`names`, `representatives`).
    """
    for name in names:
        if name not in DOCUMENTS or name == ELECTION:
            raise Refusal("names", f"不能为每位职工生成“{name}”")
    blanks: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    width = len(str(len(group.people)))
    for number, person in enumerate(group.people, 1):
        claims = drafted(person.found.claims[i] for i in person.way.claims) if person.way else ()
        facts = replace(person.facts, claims=claims)
        folder = f"{number:0{width}d}-{_safe(person.row.name)}"
        for name in names:
            made = render(name, facts, law_as_of)
            files[f"{folder}/{made.title}.docx"] = made.docx
            blanks += [(person.row.name, blank.question) for blank in made.blanks]
    if group.collective:
        made = render(ELECTION, replace(common, group=members_of(group, representatives)), law_as_of)
        files[f"{made.title}.docx"] = made.docx
        blanks += [("全体", blank.question) for blank in made.blanks]
    blanks = list(dict.fromkeys(blanks))
    files["待补充.txt"] = "".join(f"{name}：{question}\r\n" for name, question in blanks).encode("utf-8-sig") if blanks else "内容已经完整。\r\n".encode("utf-8-sig")
    return PaperSet(_zip(files), tuple(blanks))


def _safe(name: str) -> str:
    """A name that every file system takes."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]|^\.+|[. ]+$', "_", name) or "_"


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            # a Word file is packed already
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".docx") else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            package.writestr(info, data)
    return out.getvalue()
