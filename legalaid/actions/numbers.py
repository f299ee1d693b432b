"""编号: taken from a counter row in the same transaction as what it numbers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

SHANGHAI = ZoneInfo("Asia/Shanghai")
# One statement whether the series has begun or not: of two at once the second waits for the first and counts on from it.
_NEXT = text("INSERT INTO counters (name, value) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value")


def take(session: Session, series: str) -> int:
    """The next number of a series, from 1; the row is locked until the transaction ends."""
    return int(session.execute(_NEXT, {"name": series}).scalar_one())


def ticket_no(session: Session, now: datetime) -> str:
    """诉求编号 `FY2026-1123-0417`: Shanghai date and the day's counter."""
    day = now.astimezone(SHANGHAI).strftime("%Y-%m%d")
    return f"FY{day}-{take(session, f'FY{day}'):04d}"


def group_no(session: Session, now: datetime) -> str:
    """并案编号 `BA2026-0007`."""
    year = now.astimezone(SHANGHAI).strftime("%Y")
    return f"BA{year}-{take(session, f'BA{year}'):04d}"
