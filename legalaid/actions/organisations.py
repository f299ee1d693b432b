"""组织树: reading, adding, importing."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.errors import FaultyFile, Refused
from legalaid.roles import By
from legalaid.tables.organisations import Organisation
from legalaid.tables.tickets import IS_OPEN, Ticket

# 宁波市 counties by administrative code (GB/T 2260): where a worker's matter belongs.
COUNTIES = {
    "330203": "海曙区", "330205": "江北区", "330206": "北仑区", "330211": "镇海区", "330212": "鄞州区", "330213": "奉化区",
    "330225": "象山县", "330226": "宁海县", "330281": "余姚市", "330282": "慈溪市",
}


def add(session: Session, by: By, *, code: str, name: str, kind: str, parent: Organisation | None,
        latitude: float | None = None, longitude: float | None = None, active: bool = True) -> Organisation:
    """Add one organisation below `parent`; the path and county follow from it."""
    by.must("organisations.import")
    path = f"{parent.path if parent else '/'}{code}/"
    county = code if code in COUNTIES else (parent.county if parent else None)
    row = Organisation(code=code, name=name, kind=kind, parent_id=parent.id if parent else None, path=path, county=county,
                       latitude=latitude, longitude=longitude, active=active)
    session.add(row)
    audit.record(session, by, "organisation.add", row, code=code, kind=kind)
    return row


def responsible_for(session: Session, county: str) -> Organisation:
    """The county's federation, else the city's: where a new ticket goes first."""
    found = session.scalar(select(Organisation).where(Organisation.code == county, Organisation.active.is_(True)))
    found = found or session.scalar(select(Organisation).where(Organisation.kind == "CITY", Organisation.active.is_(True)).limit(1))
    if found is None:
        raise Refused("还没有建立组织树，请管理员先导入组织。", field="county")
    return found


def import_rows(session: Session, by: By, rows: Iterable[tuple[int, Mapping[str, Any]]], faults: Iterable[tuple[int, str, str]] = ()) -> dict[str, int]:
    """Import rows with their line, parents before children, all or nothing; idempotent by code; `faults` are those found before.

    A name or a place may change, and an organisation may be closed once it has no open tickets. Kind and parent may not change: rows of
    tickets and posts hang on the path.
    """
    by.must("organisations.import")
    known = {o.code: o for o in session.scalars(select(Organisation))}
    found = list(faults)
    seen: dict[str, int] = {}
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for line, row in rows:
        code, parent = row["code"], row.get("parent") or None
        first = seen.setdefault(code, line)
        old = known.get(code)
        if first != line:
            found.append((line, "code", f"与第 {first} 行重复。"))
        elif parent is not None and parent not in known:
            found.append((line, "parent", f"上级 {parent} 不存在，或者排在下级后面。"))
        elif old is None:
            known[code] = add(session, by, code=code, name=row["name"], kind=row["kind"], parent=known.get(parent or ""),
                              latitude=row.get("latitude"), longitude=row.get("longitude"), active=row.get("active") is not False)
            counts["added"] += 1
        elif (field := _moved(old, row["kind"], known.get(parent or ""))) is not None:
            found.append((line, field, "已有的组织不能用导入来改上级或者类别。"))
        elif row.get("active") is False and (left := _open_under(session, old)):
            found.append((line, "active", f"还有 {left} 件没有办结的诉求，不能停用。"))
        else:
            counts["changed" if _changed(session, by, old, row) else "unchanged"] += 1
    if found:
        raise FaultyFile(sorted(found))
    return counts


def _open_under(session: Session, place: Organisation) -> int:
    under = select(Organisation.id).where(func.substr(Organisation.path, 1, len(place.path)) == place.path)
    return session.scalar(select(func.count()).select_from(Ticket).where(IS_OPEN, Ticket.organisation_id.in_(under))) or 0


def _moved(old: Organisation, kind: str, parent: Organisation | None) -> str | None:
    if old.kind != kind:
        return "kind"
    return "parent" if old.parent_id != (parent.id if parent else None) else None


def _changed(session: Session, by: By, old: Organisation, row: Mapping[str, Any]) -> bool:
    new = {name: row[name] for name in ("name", "latitude", "longitude", "active") if row.get(name) is not None and row[name] != getattr(old, name)}
    for name, value in new.items():
        setattr(old, name, value)
    if new:
        audit.record(session, by, "organisation.change", old, fields=sorted(new))
    return bool(new)
