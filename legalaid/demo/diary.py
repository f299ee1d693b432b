"""Plays every life in order of time; what lies ahead of now has not happened yet."""

import gc
import heapq
from collections.abc import Generator, Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from legalaid.actions import notices
from legalaid.demo.cast import Desk, Office
from legalaid.tables.base import Base
from legalaid.tables.office import Notice
from toolkit.officehours import ZONE

# A life says when its next step comes and is handed the desk at that moment: `desk = yield when`.
Life = Generator[datetime, Desk, None]


def play(office: Office, lives: Iterable[Life], together: timedelta | None = None) -> int:
    """Run all lives up to now; the number of steps taken. One transaction holds what happened within `together`, or all of it."""
    queue = [(next(life), number, life) for number, life in enumerate(lives)]
    heapq.heapify(queue)
    steps = 0
    while queue and queue[0][0] <= office.now:
        until = office.now if together is None else min(office.now, queue[0][0] + together)
        with office.runtime.write() as session:
            rows = kept(session)
            while queue and queue[0][0] <= until:
                when, number, life = heapq.heappop(queue)
                steps += 1
                try:
                    ahead = life.send(Desk(office, session, when))
                except StopIteration:
                    continue
                # never before what has already happened to the same ticket
                heapq.heappush(queue, (max(ahead, when + timedelta(minutes=1)), number, life))
            _deliver(session, datetime.combine(office.today, time(), ZONE))
            rows.clear()
        if together is not None:
            gc.collect()
    return steps


def kept(session: Session) -> set[Base]:
    """The rows that this session has seen: it lets go of those that nobody holds, and the lives come back to theirs again and again."""
    rows: set[Base] = set()
    for moment in ("loaded_as_persistent", "pending_to_persistent"):
        event.listen(session, moment, lambda _session, row: rows.add(row))
    return rows


def _deliver(session: Session, before: datetime) -> None:
    """What was queued on a past day has reached its reader long ago."""
    for notice in session.scalars(select(Notice).where(Notice.sent_at.is_(None), Notice.created_at < before)):
        notices.settle(session, notice.id, notice.created_at, None)
