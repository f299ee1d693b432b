"""编号: taken from a counter row in the same transaction as what it numbers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from legalaid.tables.accounts import Counter

SHANGHAI = ZoneInfo("Asia/Shanghai")


def take(session: Session, series: str) -> int:
    """The next number of a series, from 1; the row is locked until the transaction ends."""
    locked = select(Counter).where(Counter.name == series).with_for_update()
    row = session.scalar(locked)
    if row is None:
        try:
            with session.begin_nested():
                session.add(Counter(name=series, value=0))
        except IntegrityError:
            pass  # on PostgreSQL two may begin a series at once: the other's row is there now
        row = session.scalars(locked).one()
    row.value += 1
    session.flush()
    return row.value


def ticket_no(session: Session, now: datetime) -> str:
    """诉求编号 `FY2026-1123-0417`: Shanghai date and the day's counter."""
    day = now.astimezone(SHANGHAI).strftime("%Y-%m%d")
    return f"FY{day}-{take(session, f'FY{day}'):04d}"


def group_no(session: Session, now: datetime) -> str:
    """并案编号 `BA2026-0007`."""
    year = now.astimezone(SHANGHAI).strftime("%Y")
    return f"BA{year}-{take(session, f'BA{year}'):04d}"
