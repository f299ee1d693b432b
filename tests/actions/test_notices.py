"""Notices hold number and plain state, wait in the outbox, are leased, tried again, given up, and sent once by any number of senders."""

import re
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from legalaid import health, outbox
from legalaid.actions import accounts, notices
from legalaid.senders import FileSender, MemorySender, Message, NotSent
from legalaid.tables.office import Notice
from legalaid.tables.workers import Worker
from tests.builders import STORY, Office
from tests.conftest import Clock
from tests.racing import at_once

pytestmark = pytest.mark.both


class Failing:
    """A sender whose gateway is down."""

    def send(self, message: Message) -> None:
        raise NotSent("http: URLError")


def sent(office: Office) -> list[Message]:
    assert isinstance(office.runtime.sender, MemorySender)
    return office.runtime.sender.sent


def rows(office: Office) -> list[Notice]:
    return office.look(None, lambda s, _by: list(s.scalars(select(Notice).order_by(Notice.created_at, Notice.id))))


def test_templates_take_numbers_and_a_time_and_nothing_else() -> None:
    for name, text in notices.TEMPLATES.items():
        assert set(re.findall(r"{(\w+)}", text)) <= {"no", "due", "count"}, name
        assert "{no}" in text, name


def test_no_message_of_a_whole_matter_holds_a_name_a_fact_or_a_sum(office: Office, clock: Clock) -> None:
    office.helped(name="周示例某", employer_name="宁波青禾示例服饰有限公司")
    office.rated(1, "太慢了")
    office.offered()
    clock.forward(days=40)
    outbox.deliver(office.runtime)
    templates = {n.template for n in rows(office)}
    assert templates >= {"registered_due", "confirmed", "aid_granted", "offer", "lawyer_accepted", "closed", "callback"}
    assert len(sent(office)) == len(rows(office))
    for message in sent(office):
        assert re.fullmatch(r"【宁波市总工会】[^{}]+", message.text)
        assert re.search(r"FY2026-1124-\d{4}", message.text)
        for private in ("周示例", "青禾", "18600", "18,600", "示例lawyer", "太慢了", STORY[:8], "工资"):
            assert private not in message.text + message.subject, message.text


def test_a_message_is_sent_once_whatever_runs_again(office: Office) -> None:
    office.ask()
    assert outbox.deliver(office.runtime) == {"sent": 1, "failed": 0, "no_address": 0}
    assert outbox.deliver(office.runtime)["sent"] == 0
    assert len(sent(office)) == 1
    assert rows(office)[0].sent_at is not None


def test_four_senders_at_once_send_every_message_once(office: Office) -> None:
    for _ in range(12):
        office.ask()
    found = at_once(*(lambda: outbox.deliver(office.runtime)["sent"] for _ in range(4)))
    assert sum(found) == 12
    assert len({m.key for m in sent(office)}) == len(sent(office)) == 12


def test_a_leased_message_is_nobody_elses_until_its_lease_runs_out(office: Office, clock: Clock) -> None:
    office.ask()

    def lease() -> UUID | None:
        return office.act(None, lambda s, by: getattr(notices.lease(s, by.now), "id", None))

    first = lease()
    assert first is not None
    assert lease() is None
    clock.forward(minutes=5)
    assert lease() == first, "whoever died between sending and noting leaves it to the next"


def test_failures_are_tried_again_at_longer_intervals_through_a_night_and_a_day_and_then_given_up(office: Office, clock: Clock) -> None:
    office.ask()
    office.runtime.sender = Failing()
    waits: list[datetime] = []
    began = clock()
    for attempt in range(1, 11):
        assert outbox.deliver(office.runtime)["failed"] == 1, attempt
        row = rows(office)[0]
        assert (row.attempts, row.last_error) == (attempt, "http: URLError")
        waits.append(row.not_before)
        clock.now = row.not_before
    assert all(earlier < later for earlier, later in pairwise(waits))
    assert rows(office)[0].dead_at is not None
    assert waits[-2] - began > timedelta(hours=36), "the last try"
    clock.forward(days=1)
    assert outbox.deliver(office.runtime) == {"sent": 0, "failed": 0, "no_address": 0}


def test_a_later_try_keeps_to_the_hours_that_the_worker_named_and_lateness_counts_from_the_first(office: Office, clock: Clock) -> None:
    office.ask(contact={"hours": "EVENING"})
    office.runtime.sender = Failing()

    def told() -> tuple[bool, str]:
        part = office.look(None, lambda s, by: health.report(s, office.runtime, by.now)["parts"]["outbox"])
        return part["ok"], part["text"]

    clock.forward(hours=7, minutes=30)
    assert told() == (True, "没有待发通知"), "held on purpose"
    clock.now = began = rows(office)[0].not_before
    for _ in range(4):
        assert outbox.deliver(office.runtime)["failed"] == 1
        clock.now = rows(office)[0].not_before
    clock.now = began + timedelta(minutes=70)
    assert told() == (False, "最早一条通知已等待 70 分钟"), "the next try lies ahead, and the message is late"
    clock.forward(minutes=5)
    assert outbox.deliver(office.runtime)["failed"] == 1
    assert rows(office)[0].not_before - began == timedelta(days=1), "80 minutes later would be night"


def test_one_that_fails_does_not_hold_up_the_others(office: Office) -> None:
    office.ask()
    office.ask()

    class Half(MemorySender):
        def send(self, message: Message) -> None:
            if message.subject.endswith("0001"):
                raise NotSent("http 500")
            super().send(message)

    office.runtime.sender = Half()
    assert outbox.deliver(office.runtime) == {"sent": 1, "failed": 1, "no_address": 0}


def test_nobody_without_an_address_counts_as_told(office: Office) -> None:
    asked = office.ask()
    office.act(None, lambda s, _by: setattr(s.get_one(Worker, office.ticket(asked).worker_id), "phone", None))
    office.act("admin", lambda s, by: accounts.disable(s, by, office.people["lawyer1"]))
    office.act(None, lambda s, by: notices.tell_account(s, by, office.people["lawyer1"], "offer_lapsed", asked.no))
    assert outbox.deliver(office.runtime) == {"sent": 0, "failed": 0, "no_address": 2}
    assert [(n.sent_at, n.dead_at is not None, n.last_error) for n in rows(office)] == [(None, True, "no address")] * 2
    assert sent(office) == []


def test_a_change_that_is_rolled_back_tells_nobody(office: Office) -> None:
    asked = office.ask()
    with pytest.raises(ZeroDivisionError):
        office.act(None, lambda s, by: (notices.tell_worker(s, by, office.ticket(asked).worker_id, "confirmed", asked.no), 1 / 0))
    assert [n.template for n in rows(office)] == ["registered_due"]


def test_the_file_sender_keeps_no_address_in_clear(office: Office, tmp_path: Path) -> None:
    office.ask(phone="13912345670")
    office.runtime.sender = FileSender(tmp_path / "notices.jsonl")
    outbox.deliver(office.runtime)
    text = (tmp_path / "notices.jsonl").read_text(encoding="utf-8")
    assert '"to": "139****5670"' in text
    assert "13912345670" not in text
    assert (tmp_path / "notices.jsonl").stat().st_mode & 0o077 == 0
