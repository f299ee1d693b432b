"""律师: import, profile, leave, past clients, and the snapshot that the matching reads."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from legalaid.actions import accounts, audit
from legalaid.errors import FaultyFile, NotFound, Refused
from legalaid.roles import By
from legalaid.tables.accounts import Account
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import Offer
from legalaid.tables.lawyers import SERVICES, Engagement, Lawyer, Leave
from matching import problem
from toolkit import employers
from toolkit.officehours import ZONE

# 服务类别 of a form of aid: one ledger a class
SERVICE_OF = {
    "CONSULT": "CONSULTATION", "DRAFT": "DRAFTING", "NEGOTIATE": "MEDIATION", "MEDIATE": "MEDIATION",
    "ARBITRATE": "REPRESENTATION", "LITIGATE": "REPRESENTATION",
}
_NOTHING = dict.fromkeys(SERVICES, 0)
_IN_ORDER = (Lawyer.county, Lawyer.licence_no)
_TWICE = {"licence_no": "执业证号", "login": "登录名"}
_CAPS = {"CONSULTATION": 10, "DRAFTING": 6, "MEDIATION": 4, "REPRESENTATION": 6}
_MONTH_CAPS = {"CONSULTATION": 20, "DRAFTING": 6, "MEDIATION": 4, "REPRESENTATION": 4}
_QUOTAS = {"CONSULTATION": 60, "DRAFTING": 24, "MEDIATION": 12, "REPRESENTATION": 12}


def service_of(forms: Iterable[str]) -> str:
    """The class of the weightiest form asked: representation before mediation, drafting, consultation."""
    classes = {SERVICE_OF[f] for f in forms}
    return next(c for c in ("REPRESENTATION", "MEDIATION", "DRAFTING", "CONSULTATION") if c in classes)


def import_rows(session: Session, by: By, rows: Iterable[tuple[int, Mapping[str, Any]]], faults: Iterable[tuple[int, str, str]] = ()) -> dict[str, int]:
    """Import rows, the arguments of `add` with their line, all or nothing; `faults` are those found before. A lawyer known by the
    licence stays as is. A licence or login that occurs twice, in the file or with somebody else in the database, is refused."""
    by.must("lawyers.import")
    known = {p.licence_no: p for p in session.scalars(select(Lawyer))}
    found = list(faults)
    seen: dict[tuple[str, str], int] = {}
    counts = {"added": 0, "unchanged": 0}
    for line, row in rows:
        twice = [(field, first) for field in ("licence_no", "login") if (first := seen.setdefault((field, row[field]), line)) != line]
        old = known.get(row["licence_no"])
        if twice:
            found += [(line, field, f"{_TWICE[field]}与第 {first} 行重复。") for field, first in twice]
        elif old is not None and old.name != row["name"]:
            found.append((line, "licence_no", "这个执业证号已登记在另一位律师名下。"))
        elif old is not None:
            counts["unchanged"] += 1
        else:
            try:
                add(session, by, **row)
                counts["added"] += 1
            except Refused as e:
                found += [(line, field, message) for field, message in (e.errors or {"内容": e.message}).items()]
    if found:
        raise FaultyFile(sorted(found))
    audit.record(session, by, "lawyers.import", "lawyers", "", **counts)
    return counts


def add(session: Session, by: By, *, login: str, name: str, licence_no: str, licence_until: date, firm: str, county: str, counties: list[str] | None = None,
        specialties: Mapping[str, int] | None = None, languages: list[str] | None = None, services: list[str] | None = None,
        practising_since: int = 2015, latitude: float = 0.0, longitude: float = 0.0, caps: Mapping[str, int] | None = None,
        clients: Iterable[Mapping[str, str]] = (), ex_judge_until: date | None = None, contact: str | None = None,
        password_hash: str | None = None, rating_count: int = 0, rating_sum: int = 0) -> Lawyer:
    """A lawyer with account and post at the county's federation."""
    by.must("lawyers.import")
    account = accounts.add(session, by if by.system else _as_admin(by), login=login, name=name, role="lawyer", organisation=county, contact=contact,
                           password_hash=password_hash, starts=date(by.now.year, 1, 1))
    row = Lawyer(
        account=account, account_id=account.id, licence_no=licence_no, licence_until=licence_until, firm=firm, county=county, latitude=latitude,
        longitude=longitude, practising_since=practising_since, specialties=dict(specialties or {}), counties=sorted({county, *(counties or [])}),
        languages=list(languages or []), services=list(services or SERVICES), caps={**_CAPS, **(caps or {})}, month_caps=dict(_MONTH_CAPS),
        quotas=dict(_QUOTAS), rating_count=rating_count, rating_sum=rating_sum, state="ACTIVE",
        ex_judge_until=ex_judge_until,
    )
    session.add(row)
    for client in clients:
        engage(session, by, row, employer=client["employer"], side=client.get("side", "FOR"), whose=client.get("whose", "LAWYER"), source="导入")
    audit.record(session, by, "lawyer.add", row, licence=licence_no[-4:])
    return row


def _as_admin(by: By) -> By:
    # Importing lawyers makes their accounts; the right to import is checked before.
    return By(by.now, by.channel, by.request_id, by.actor_id, by.posts, by.extra_roles | {"admin"})


def engage(session: Session, by: By, lawyer: Lawyer, *, employer: str, side: str, whose: str, source: str) -> Engagement:
    """Note a client for or against whom the lawyer or the firm acts or acted."""
    row = Engagement(lawyer=lawyer, lawyer_id=lawyer.id, whose=whose, side=side, employer_name=employer, employer_key=employers.key(employer),
                     starts=None, ends=None, source=source, recorded_at=by.now)
    session.add(row)
    audit.record(session, by, "lawyer.engage", lawyer, whose=whose, side=side)
    return row


def take_leave(session: Session, by: By, *, starts: date, ends: date, reason: str = "") -> Leave:
    """请假 by the lawyer: both days inclusive."""
    by.must("offers.answer")
    lawyer = me(session, by)
    if ends < starts:
        raise Refused("结束日期早于开始日期。", field="ends")
    if ends < by.now.astimezone(ZONE).date():
        raise Refused("请假日期已经过去。", field="ends")
    row = Leave(lawyer=lawyer, lawyer_id=lawyer.id, starts=starts, ends=ends, reason=reason.strip() or None)
    session.add(row)
    audit.record(session, by, "lawyer.leave", lawyer, starts=starts, ends=ends)
    return row


def me(session: Session, by: By) -> Lawyer:
    """The lawyer who acts."""
    row = session.get(Lawyer, by.lawyer_id) if by.lawyer_id else None
    if row is None:
        raise NotFound
    return row


def hold(session: Session, ident: UUID) -> Lawyer:
    """Lock a lawyer's row and read it anew, before their load or their marks change."""
    row = session.scalar(select(Lawyer).where(Lawyer.id == ident).with_for_update(of=Lawyer).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def get(session: Session, by: By, ident: UUID) -> Lawyer:
    """A lawyer's card for those who assign or mediate."""
    by.must("lawyers.see")
    row = session.get(Lawyer, ident)
    if row is None:
        raise NotFound
    return row


def listing(session: Session, by: By) -> list[Lawyer]:
    """All lawyers, by county and licence."""
    by.must("lawyers.see")
    return list(session.scalars(select(Lawyer).order_by(*_IN_ORDER)))


class Listed(NamedTuple):
    """What is shown of a lawyer wherever the whole panel may be named; names and firms of lawyers are public office data."""

    id: UUID
    name: str
    firm: str
    practising_since: int
    account_id: UUID
    login: str


def everybody(session: Session) -> list[Listed]:
    """The whole panel, by county and licence."""
    # columns, not objects: nearly every page about assignment names somebody, and objects of the whole panel take ten times as long
    query = select(Lawyer.id, Account.name, Lawyer.firm, Lawyer.practising_since, Account.id, Account.login).join(Account, Account.id == Lawyer.account_id)
    return [Listed(*row) for row in session.execute(query.order_by(*_IN_ORDER))]


def by_id(session: Session) -> dict[str, Listed]:
    """The whole panel by id, as the matching writes ids."""
    return {str(row.id): row for row in everybody(session)}


def open_counts(session: Session, now: datetime, but: UUID | None = None) -> dict[tuple[UUID, str], int]:
    """What each lawyer carries by service class: open matters, offers still unanswered and standing reservations, each matter
    once; nothing offered of the request `but`."""
    counts: Counter[tuple[UUID, str]] = Counter()
    held = session.execute(
        select(AidRecord.lawyer_id, AidRequest.service, func.count(func.distinct(AidRecord.aid_request_id)))
        .join(AidRequest, AidRequest.id == AidRecord.aid_request_id).where(AidRecord.state.in_(("OPEN", "DELIVERED"))).group_by(AidRecord.lawyer_id, AidRequest.service)
    )
    offered = session.execute(
        select(Offer.lawyer_id, Offer.service, func.count())
        .where(Offer.unanswered(now), _other(but)).group_by(Offer.lawyer_id, Offer.service)
    )
    for lawyer_id, service, number in (*held, *offered):
        counts[lawyer_id, service] += number
    return dict(counts)


def _other(but: UUID | None) -> ColumnElement[bool]:
    return true() if but is None else Offer.aid_request_id != but


def _accepted_since(session: Session, since: datetime, now: datetime, but: UUID | None) -> dict[tuple[UUID, str], int]:
    rows = session.execute(
        select(Offer.lawyer_id, Offer.service, func.count()).where(Offer.standing(now), Offer.offered_at >= since, _other(but)).group_by(Offer.lawyer_id, Offer.service)
    )
    return {(lawyer_id, service): number for lawyer_id, service, number in rows}


def _by_lawyer(counts: Mapping[tuple[UUID, str], int]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for (lawyer_id, service), number in counts.items():
        found[lawyer_id][service] = number
    return found


def year_counts(session: Session, now: datetime) -> dict[tuple[UUID, str], int]:
    """What each lawyer was given in the year so far, by service class: what the year's quota is compared with."""
    return _accepted_since(session, now.astimezone(ZONE).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0), now, None)


def snapshot(session: Session, now: datetime, but: UUID | None = None, only: UUID | None = None) -> list[problem.Lawyer]:
    """Every active lawyer as the matching reads them. Firm conflicts count for all lawyers of the firm (律师法 50(5)). What is
    reserved for the request `but` burdens nobody; `only` asks for one lawyer."""
    local = now.astimezone(ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    month, year = (_by_lawyer(_accepted_since(session, since, now, but)) for since in (midnight.replace(day=1), midnight.replace(month=1, day=1)))
    held = _by_lawyer(open_counts(session, now, but))
    # Columns, not objects: the whole panel is read for every offer, and nothing of it is changed here.
    rows = session.execute(
        select(Lawyer.__table__).join(Account, Account.id == Lawyer.account_id)
        .where(Lawyer.state == "ACTIVE", Account.state != "DISABLED", true() if only is None else Lawyer.id == only).order_by(Lawyer.id)
    ).all()
    leaves: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
    own: dict[UUID, set[str]] = defaultdict(set)
    firms: dict[str, set[str]] = defaultdict(set)
    for lawyer_id, starts, ends in session.execute(select(Leave.lawyer_id, Leave.starts, Leave.ends).order_by(Leave.starts)):
        leaves[lawyer_id].append((starts, ends))
    clients = select(Engagement.lawyer_id, Lawyer.firm, Engagement.whose, Engagement.employer_key).join(Lawyer, Lawyer.id == Engagement.lawyer_id).where(Lawyer.state == "ACTIVE")
    for lawyer_id, firm, whose, key in session.execute(clients):
        firms[firm].add(key)
        if whose == "LAWYER":
            own[lawyer_id].add(key)
    return [
        problem.Lawyer(
            id=str(row.id), firm=row.firm, licence_until=row.licence_until, specialties=row.specialties, counties=frozenset(row.counties),
            latitude=row.latitude, longitude=row.longitude, languages=frozenset(row.languages), services=frozenset(row.services), caps=row.caps,
            open={**_NOTHING, **held[row.id]}, month_caps=row.month_caps, month={**_NOTHING, **month[row.id]},
            quotas=row.quotas, year={**_NOTHING, **year[row.id]}, rating_count=row.rating_count, rating_sum=row.rating_sum,
            offers=row.answered, offers_in_time=row.answered_in_time, leaves=tuple(leaves[row.id]), ex_judge_until=row.ex_judge_until,
            practising_years=max(0, local.year - row.practising_since), own_clients=frozenset(own[row.id]), firm_clients=frozenset(firms[row.firm] - own[row.id]),
        )
        for row in rows
    ]


class Client(NamedTuple):
    """A client of a lawyer or of others at the firm."""

    lawyer: str
    firm: str
    employer: str
    side: str
    whose: str


def clients(session: Session) -> list[Client]:
    """Every client of the whole panel by lawyer and name, for the comparison of names that are alike but not equal."""
    rows = session.execute(select(Engagement.lawyer_id, Lawyer.firm, Engagement.employer_name, Engagement.side, Engagement.whose).join(Lawyer, Lawyer.id == Engagement.lawyer_id))
    return sorted((Client(str(ident), *of_client) for ident, *of_client in rows), key=lambda c: (c.lawyer, c.employer, c.side, c.whose))


def of_firms(session: Session, firms: Collection[str]) -> dict[str, list[str]]:
    """By firm, the ids of its lawyers."""
    found: dict[str, list[str]] = {}
    for ident, firm in session.execute(select(Lawyer.id, Lawyer.firm).where(Lawyer.firm.in_(firms)).order_by(Lawyer.id)) if firms else ():
        found.setdefault(firm, []).append(str(ident))
    return found
