"""律师资料: what lawyers keep up to date themselves, and the limits that the office sets."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit, lawyers, organisations, screening
from legalaid.errors import FaultyFile, Invalid, NotFound, Refused, Stale
from legalaid.roles import By
from legalaid.tables.lawyers import LAWYER_STATES, SERVICES, Engagement, Lawyer, Leave
from toolkit import causes, employers
from toolkit.officehours import ZONE

MOST_A_YEAR = 1000
DECLARED = 700  # strength in permille of what a lawyer declares; closed matters raise it
MOST_CAUSES, MOST_AT_ONCE = 12, 100


def edit(session: Session, by: By, *, counties: Iterable[str], languages: Iterable[str], services: Iterable[str], specialties: Iterable[str], version: int | None = None) -> Lawyer:
    """The lawyer changes where, in which languages, which services and which causes. Strength comes from closed matters, never from the lawyer."""
    by.must("offers.answer")
    row = lawyers.hold(session, lawyers.me(session, by).id)
    if version is not None and version != row.version:
        raise Stale({})
    wanted, offered, known = list(dict.fromkeys(specialties)), list(dict.fromkeys(services)), sorted(set(counties))
    spoken = [x for x in dict.fromkeys(line.strip() for line in languages) if x]
    errors = {}
    if not known or not set(known) <= set(organisations.COUNTIES):
        errors["counties"] = "请至少选择一个服务地区。"
    if not offered or not set(offered) <= set(SERVICES):
        errors["services"] = "请至少选择一类服务。"
    if not wanted or len(wanted) > MOST_CAUSES or not set(wanted) <= set(causes.CODES):
        errors["specialties"] = f"请选择 1 到 {MOST_CAUSES} 项专长。"
    if len(spoken) > 8 or any(len(x) > 24 for x in spoken):
        errors["languages"] = "最多 8 种语言或方言，每种不超过 24 个字。"
    if errors:
        raise Invalid(errors)
    proven = screening.strengths(session).get(row.id, {})
    row.counties, row.languages, row.services = sorted({row.county, *known}), spoken, offered
    row.specialties = {c: max(row.specialties.get(c, DECLARED), proven.get(c, 0)) for c in wanted}
    audit.record(session, by, "lawyer.edit", row, counties=row.counties, services=offered, specialties=sorted(wanted))
    return row


def pause(session: Session, by: By, *, paused: bool) -> Lawyer:
    """暂停接单 or 恢复: nothing new is offered meanwhile; what is in hand stays."""
    by.must("offers.answer")
    row = lawyers.hold(session, lawyers.me(session, by).id)
    row.state = "PAUSED" if paused else "ACTIVE"
    audit.record(session, by, "lawyer.pause", row, state=row.state)
    return row


def end_leave(session: Session, by: By, ident: UUID) -> None:
    """销假: a leave that has not begun is taken back, one under way ends yesterday."""
    by.must("offers.answer")
    row, today = session.get(Leave, ident), by.now.astimezone(ZONE).date()
    if row is None or row.lawyer_id != by.lawyer_id:
        raise NotFound
    if row.ends < today:
        raise Refused("这次请假已经结束。", field="leave")
    audit.record(session, by, "lawyer.end_leave", row.lawyer, starts=row.starts, ends=row.ends)
    if row.starts >= today:
        session.delete(row)
    else:
        row.ends = today - timedelta(days=1)


def limit(session: Session, by: By, ident: UUID, *, caps: Mapping[str, int], month_caps: Mapping[str, int], licence_until: date, state: str,
          quotas: Mapping[str, int] | None = None, version: int | None = None) -> Lawyer:
    """The office sets how many matters at once and a month, the year's quota that fairness is measured by, the licence's end, and whether the lawyer takes matters at all."""
    by.must("lawyers.limit")
    row = lawyers.hold(session, ident)
    if version is not None and version != row.version:
        raise Stale({})
    errors = {f"{kind}_{code}": f"请填 0 到 {MOST_AT_ONCE} 之间的整数。" for kind, given in (("caps", caps), ("month_caps", month_caps))
              for code, n in given.items() if code not in SERVICES or not 0 <= n <= MOST_AT_ONCE}
    errors |= {f"quotas_{code}": f"请填 0 到 {MOST_A_YEAR} 之间的整数。" for code, n in (quotas or {}).items() if code not in SERVICES or not 0 <= n <= MOST_A_YEAR}
    if state not in LAWYER_STATES:
        errors["state"] = "请选择是否接单。"
    if errors:
        raise Invalid(errors)
    row.caps, row.month_caps = {**row.caps, **caps}, {**row.month_caps, **month_caps}
    row.quotas = {**row.quotas, **(quotas or {})}
    row.licence_until, row.state = licence_until, state
    audit.record(session, by, "lawyer.limit", row, caps=row.caps, month_caps=row.month_caps, quotas=row.quotas, licence_until=licence_until, state=state)
    return row


def add_client(session: Session, by: By, *, employer: str, side: str, whose: str, starts: date | None = None, ends: date | None = None) -> Engagement:
    """The lawyer notes a past or present client; the night compares live matters with it."""
    by.must("offers.answer")
    lawyer = lawyers.me(session, by)
    if starts and ends and ends < starts:
        raise Refused("结束日期早于开始日期。", field="ends")
    if _has(session, lawyer, employer, side, whose):
        raise Refused("这一项已经登记过。", field="employer")
    return _client(session, by, lawyer, employer=employer, side=side, whose=whose, starts=starts, ends=ends)


def import_clients(session: Session, by: By, rows: Iterable[tuple[int, Mapping[str, Any]]], faults: Iterable[tuple[int, str, str]] = ()) -> dict[str, int]:
    """Many clients at once, all or nothing; what is registered already stays as it is."""
    by.must("offers.answer")
    lawyer, found, counts = lawyers.me(session, by), list(faults), {"added": 0, "unchanged": 0}
    for line, row in rows:
        if row["starts"] and row["ends"] and row["ends"] < row["starts"]:
            found.append((line, "结束", "结束日期早于开始日期。"))
        elif _has(session, lawyer, row["employer"], row["side"], row["whose"]):
            counts["unchanged"] += 1
        else:
            _client(session, by, lawyer, **row)
            counts["added"] += 1
    if found:
        raise FaultyFile(sorted(found))
    audit.record(session, by, "lawyer.clients", lawyer, added=counts["added"], unchanged=counts["unchanged"])
    return counts


def _has(session: Session, lawyer: Lawyer, employer: str, side: str, whose: str) -> bool:
    same = select(Engagement.id).where(Engagement.lawyer_id == lawyer.id, Engagement.employer_name == employer, Engagement.side == side, Engagement.whose == whose)
    return session.scalar(same.limit(1)) is not None


def _client(session: Session, by: By, lawyer: Lawyer, *, employer: str, side: str, whose: str, starts: date | None, ends: date | None) -> Engagement:
    if not employers.key(employer):
        raise Refused("请填写单位全称。", field="employer")
    row = lawyers.engage(session, by, lawyer, employer=employer, side=side, whose=whose, source="律师登记")
    row.starts, row.ends = starts, ends
    return row
