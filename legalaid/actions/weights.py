"""权重: the points of the matching in append-only versions; every offer and run keeps the number it used."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import audit
from legalaid.errors import Conflict, Invalid, Refused
from legalaid.roles import By
from legalaid.tables.assignment import WeightsVersion
from matching import problem
from toolkit.officehours import ZONE


def in_force(session: Session, now: datetime) -> problem.Weights:
    """The newest weights in force; the built-in ones are number 1."""
    day = now.astimezone(ZONE).date()
    row = session.scalar(select(WeightsVersion).where(WeightsVersion.valid_from <= day).order_by(WeightsVersion.number.desc()).limit(1))
    return problem.Weights() if row is None else problem.Weights(**{"scarcity": 0, **row.values, "number": row.number})  # versions older than a weight went without it


def versions(session: Session) -> list[WeightsVersion]:
    """All versions that somebody made, the newest first."""
    return list(session.scalars(select(WeightsVersion).order_by(WeightsVersion.number.desc())))


def changed(session: Session, now: datetime, values: Mapping[str, Any]) -> problem.Weights:
    """The weights in force with some values replaced, refused by name when one is out of its bounds. Nothing is kept."""
    try:
        return in_force(session, now).changed(0, values)
    except problem.BadInstance as e:
        raise Invalid({e.field: f"{e.message}。"}) from e


def change(session: Session, by: By, *, values: Mapping[str, Any], reason: str, known: int | None = None) -> WeightsVersion:
    """The next version, in force from today. `known` is the number the author saw: nobody overwrites what they have not read."""
    by.must("weights.edit")
    now = in_force(session, by.now)
    if known is not None and known != now.number:
        raise Conflict(f"权重刚刚被改到第 {now.number} 版，请看过再改。")
    found = changed(session, by.now, values)
    if found == now.changed(0, {}):
        raise Refused("没有改动任何一项。", field="_form")
    if len(reason.strip()) < 4:
        raise Refused("请写明为什么改（不少于 4 个字）。", field="reason")
    newest = session.scalar(select(func.max(WeightsVersion.number))) or 1
    kept = {name: value for name, value in asdict(found).items() if name != "number"}
    row = WeightsVersion(number=newest + 1, values=kept, reason=reason.strip()[:400], author_id=by.actor_id, valid_from=by.now.astimezone(ZONE).date())
    session.add(row)
    session.flush()
    audit.record(session, by, "weights.change", row, number=row.number, changed=sorted(n for n in kept if kept[n] != getattr(now, n)))
    return row
