"""Plays every life in order of time, one transaction a day; what lies ahead of now has not happened yet."""

import heapq
from collections.abc import Generator, Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.actions import notices
from legalaid.demo.cast import Desk, Office
from legalaid.tables.office import Notice
from toolkit.officehours import ZONE

# A life says when its next step comes and is handed the desk at that moment: `desk = yield when`.
Life = Generator[datetime, Desk, None]


def play(office: Office, lives: Iterable[Life]) -> int:
    """Run all lives up to now; the number of steps taken."""
    queue = [(next(life), number, life) for number, life in enumerate(lives)]
    heapq.heapify(queue)
    steps = 0
    while queue and queue[0][0] <= office.now:
        day = queue[0][0].astimezone(ZONE).date()
        with office.runtime.write() as session:
            while queue and queue[0][0] <= office.now and queue[0][0].astimezone(ZONE).date() == day:
                when, number, life = heapq.heappop(queue)
                steps += 1
                try:
                    ahead = life.send(Desk(office, session, when))
                except StopIteration:
                    continue
                # never before what has already happened to the same ticket
                heapq.heappush(queue, (max(ahead, when + timedelta(minutes=1)), number, life))
            if day < office.today:
                _deliver(session)
    return steps


def _deliver(session: Session) -> None:
    """What was queued on a past day has reached its reader long ago."""
    for notice in session.scalars(select(Notice).where(Notice.sent_at.is_(None))):
        notices.settle(session, notice.id, notice.created_at, None)
