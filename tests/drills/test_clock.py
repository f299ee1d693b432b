"""The clock jumps, a day on and an hour back: no slot twice or lost, no session lives longer, no number twice, the scheduler does not fall asleep."""

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from legalaid import jobs, scheduler
from legalaid.runtime import Runtime
from legalaid.tables.office import JobRun
from legalaid.tables.tickets import Ticket
from tests.builders import Office
from tests.conftest import SHANGHAI, Clock
from tests.web.browsing import Person, signed_in


def works(person: Person) -> bool:
    return person.get("/desk/").status_code == 200


@pytest.mark.both
def test_every_slot_is_done_once_whatever_the_clock_does(runtime: Runtime, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    done: Counter[str] = Counter()

    def write(session: Any, by: Any, prepared: Any) -> dict[str, Any]:
        done[by.request_id] += 1
        return {}

    each = jobs.Job("演习", {"minute": "*/15"}, lambda *_: None, write, catch_up="each")
    monkeypatch.setattr(jobs, "JOBS", {"drill": each})
    began = clock.now
    for jump in (timedelta(), timedelta(minutes=20), timedelta(days=1), timedelta(hours=-1), timedelta(minutes=10), timedelta(hours=-1), timedelta(minutes=40),
                 timedelta(hours=-20), timedelta(minutes=70), timedelta(days=1), timedelta(hours=2)):
        clock.now += jump
        for _ in range(3):
            jobs.tick(runtime)
            clock.forward(minutes=1)
    latest = max(datetime.strptime(name.partition("@")[2], "%Y%m%dT%H%M").replace(tzinfo=SHANGHAI) for name in done)
    wanted = {f"drill@{began + timedelta(minutes=15 * n):%Y%m%dT%H%M}" for n in range(int((latest - began) / timedelta(minutes=15)) + 1)}
    with runtime.read() as session:
        claimed = len(session.scalars(select(JobRun.id)).all())
    lost, doubled = wanted - done.keys(), [name for name, times in done.items() if times > 1]
    print(f"\n时钟跳变：时段 {len(wanted)}，做完 {sum(done.values())}，丢失 {len(lost)}，重复 {len(doubled)}")
    assert (lost, doubled, done.keys() - wanted, claimed) == (set(), [], set(), len(wanted))
    assert latest >= began + timedelta(days=1, hours=2)


@pytest.mark.both
def test_no_session_lives_longer_and_no_number_is_given_twice(office: Office, app: Flask, clock: Clock) -> None:
    numbers = [office.ask().no for _ in range(3)]
    people = [signed_in(app, "haishu"), signed_in(app, "mediator")]
    clock.forward(days=1)
    numbers += [office.ask().no for _ in range(3)]
    assert not any(map(works, people)), "a day is more than half an hour of nothing"
    people = [signed_in(app, "haishu"), signed_in(app, "mediator")]
    clock.forward(minutes=-1)
    assert all(map(works, people)), "as far as the clocks of two machines may be apart"
    clock.forward(hours=-1)
    assert not any(map(works, people)), "else they would have an hour more"
    assert works(signed_in(app, "haishu"))
    numbers += [office.ask().no for _ in range(3)]
    clock.forward(days=-1)
    numbers += [office.ask().no for _ in range(3)]
    kept = office.look(None, lambda s, _by: list(s.scalars(select(Ticket.no))))
    print(f"\n时钟跳变：编号 {len(numbers)}，丢失 {len(set(numbers) - set(kept))}，重复 {len(numbers) - len(set(numbers))}")
    assert len(set(numbers)) == len(kept) == len(numbers) == 12
    assert sorted(kept) == sorted(numbers)


def test_a_clock_set_back_does_not_put_the_scheduler_to_sleep() -> None:
    """What was planned for an hour ahead, which is how a clock set back by an hour looks from here, is done at once."""
    ran = []
    made = scheduler.Background(timezone="Asia/Shanghai", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600})
    made.add_job(lambda: ran.append("tick"), "interval", minutes=1, id="tick", next_run_time=datetime.now(SHANGHAI) + timedelta(hours=1))
    made.start()
    until = time.monotonic() + 10
    while not ran and time.monotonic() < until:
        time.sleep(0.05)
    planned = made.get_job("tick").next_run_time - datetime.now(SHANGHAI)
    made.shutdown()
    assert ran
    assert planned <= timedelta(minutes=1)
