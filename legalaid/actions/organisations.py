"""组织树: reading, adding, importing."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.errors import FaultyFile, Refused
from legalaid.roles import By
from legalaid.tables.organisations import KINDS, Organisation

# 宁波市 counties by administrative code (GB/T 2260): where a worker's matter belongs.
COUNTIES = {
    "330203": "海曙区", "330205": "江北区", "330206": "北仑区", "330211": "镇海区", "330212": "鄞州区", "330213": "奉化区",
    "330225": "象山县", "330226": "宁海县", "330281": "余姚市", "330282": "慈溪市",
}


def add(session: Session, by: By, *, code: str, name: str, kind: str, parent: Organisation | None,
        latitude: float | None = None, longitude: float | None = None) -> Organisation:
    """Add one organisation below `parent`; the path and county follow from it."""
    by.must("organisations.import")
    path = f"{parent.path if parent else '/'}{code}/"
    county = code if code in COUNTIES else (parent.county if parent else None)
    row = Organisation(code=code, name=name, kind=kind, parent_id=parent.id if parent else None, path=path, county=county,
                       latitude=latitude, longitude=longitude)
    session.add(row)
    session.flush()
    audit.record(session, by, "organisation.add", row, code=code, kind=kind)
    return row


def responsible_for(session: Session, county: str) -> Organisation:
    """The county's federation, else the city's: where a new ticket goes first."""
    found = session.scalar(select(Organisation).where(Organisation.code == county, Organisation.active.is_(True)))
    found = found or session.scalar(select(Organisation).where(Organisation.kind == "CITY", Organisation.active.is_(True)).limit(1))
    if found is None:
        raise Refused("还没有建立组织树，请管理员先导入组织。", field="county")
    return found


def import_rows(session: Session, by: By, lines: Iterable[str]) -> dict[str, int]:
    """Import JSONL `{"code","name","kind","parent"}`; parents before children; all or nothing; idempotent by code."""
    by.must("organisations.import")
    known = {o.code: o for o in session.scalars(select(Organisation))}
    faults: list[tuple[int, str, str]] = []
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row, fault = _row(line, known)
        if fault:
            faults.append((number, *fault))
            continue
        old = known.get(row["code"])
        if old is None:
            known[row["code"]] = add(session, by, code=row["code"], name=row["name"], kind=row["kind"],
                                     parent=known.get(row.get("parent") or ""), latitude=row.get("latitude"), longitude=row.get("longitude"))
            counts["added"] += 1
        elif old.name != row["name"]:
            old.name = row["name"]
            audit.record(session, by, "organisation.rename", old)
            counts["changed"] += 1
        else:
            counts["unchanged"] += 1
    if faults:
        raise FaultyFile(faults)
    return counts


def _row(line: str, known: dict[str, Organisation]) -> tuple[dict[str, Any], tuple[str, str] | None]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}, ("内容", "不是一行完整的 JSON。")
    if not isinstance(row, dict):
        return {}, ("内容", "应为一个对象。")
    for field in ("code", "name", "kind"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            return row, (field, "缺少这一项。")
    if row["kind"] not in KINDS:
        return row, ("kind", f"应为：{'、'.join(KINDS)}。")
    if "/" in row["code"] or len(row["code"]) > 32:
        return row, ("code", "代码不超过 32 位，不能有斜线。")
    if row.get("parent") and row["parent"] not in known:
        return row, ("parent", f"上级 {row['parent']} 不存在，或者排在下级后面。")
    return row, None
