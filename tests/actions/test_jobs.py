"""The runner of timed jobs: what is due, what failed, what is given up; the sweep and the warnings."""

import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from legalaid import jobs, jobs_table
from legalaid.actions import overdue
from legalaid.tables.accounts import Session as WebSession
from legalaid.tables.accounts import Submission
from legalaid.tables.library import Story
from legalaid.tables.office import JobFailure, Notice
from legalaid.tables.tickets import Ticket
from tests.builders import Office
from tests.conftest import SHANGHAI, Clock

SECRET = "周大平示例 13912345670"
pytestmark = pytest.mark.both
assert jobs_table.TABLE


def nothing(*_args: object) -> None:
    return None


def only(monkeypatch: pytest.MonkeyPatch, **table: jobs.Job) -> None:
    monkeypatch.setattr(jobs, "JOBS", table)


def due(office: Office, name: str) -> list[str]:
    found = office.look(None, lambda s, by: jobs.slots_due(s, name, by.now))
    return [f"{slot.astimezone(SHANGHAI):%d %H:%M}" for slot in found]


def test_a_broken_constraint_in_one_job_is_its_failure_and_the_others_run(office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def double(session, _by, _prepared):
        for _ in range(2):
            session.execute(text("INSERT INTO counters (name, value) VALUES (:name, 1)"), {"name": SECRET})

    only(monkeypatch, broken=jobs.Job("坏", {"minute": "*"}, nothing, double), sound=jobs.Job("好", {"minute": "*"}, nothing, lambda *_a: {"ok": 1}))
    with caplog.at_level(logging.DEBUG):
        found = {o.job: o.status for o in jobs.tick(office.runtime)}
    assert found == {"broken": "failed", "sound": "done"}
    assert office.look(None, lambda s, _by: [f.error for f in s.scalars(select(JobFailure))]) == ["IntegrityError"]
    assert office.look(None, lambda s, _by: s.execute(text("SELECT count(*) FROM counters WHERE name = :name"), {"name": SECRET}).scalar_one()) == 0
    assert "IntegrityError" in caplog.text
    assert SECRET not in caplog.text, "a database tells the value that stood in the way; the log does not"


def test_missed_slots_are_caught_up_each_or_only_the_last(office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    hourly = {"minute": "0"}
    only(monkeypatch, each=jobs.Job("每", hourly, nothing, lambda *_a: {}, "each"), latest=jobs.Job("末", hourly, nothing, lambda *_a: {}))
    clock.at("2026-11-24T10:00")
    assert (due(office, "each"), due(office, "latest")) == (["24 10:00"], ["24 10:00"])
    jobs.tick(office.runtime)
    assert (due(office, "each"), due(office, "latest")) == ([], [])
    clock.at("2026-11-24T13:20")
    assert (due(office, "each"), due(office, "latest")) == (["24 11:00", "24 12:00", "24 13:00"], ["24 13:00"])
    assert [o.status for o in jobs.tick(office.runtime)] == ["done"] * 4
    assert jobs.tick(office.runtime) == []


def test_a_slot_that_failed_five_times_is_given_up_with_an_alarm_and_the_next_one_is_tried(office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch,
                                                                                            caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_args: object) -> None:
        raise ValueError(SECRET)

    only(monkeypatch, failing=jobs.Job("败", {"minute": "0"}, fail, nothing))
    clock.at("2026-11-24T10:00")
    with caplog.at_level(logging.DEBUG):
        assert [len(jobs.tick(office.runtime)) for _ in range(7)] == [1, 1, 1, 1, 1, 0, 0]
    assert [r.levelname for r in caplog.records if r.name == "legalaid.jobs"].count("CRITICAL") == 1
    assert SECRET not in caplog.text
    clock.at("2026-11-24T11:00")
    assert due(office, "failing") == ["24 11:00"]


def test_a_name_that_is_no_job_is_refused_with_the_names(office: Office) -> None:
    with pytest.raises(Exception, match="可用的有：assign-waiting"):
        jobs.run(office.runtime, "nonsense", office.runtime.clock())


def test_the_sweep_forgets_what_has_run_out_and_nothing_else(office: Office) -> None:
    now = office.runtime.clock()
    hour = timedelta(hours=1)

    def fill(session, _by):
        for age in (-hour, hour):
            session.add(WebSession(token_hash=f"t{age}", account_id=None, data=None, created_at=now, last_seen_at=now, expires_at=now + age))
            session.add(Submission(client="c", key=f"k{age}", body_hash="", status=303, location="/", answer=None, at=now - timedelta(days=7) + age))
            story = Story(account_id=office.people["mediator"], dropped=[], created_at=now, expires_at=now + age)
            story.text = "案情"
            session.add(story)

    office.act(None, fill)
    assert jobs.run(office.runtime, "sweep", now).detail == {"sessions": 1, "submissions": 1, "stories": 1, "throttles": 0}
    left = office.look(None, lambda s, _by: [s.scalar(select(func.count()).select_from(t)) for t in (WebSession, Submission, Story)])
    assert left == [1, 1, 1]


def test_what_is_late_or_nearly_so_is_watched_and_its_handler_warned_on_working_days(office: Office, clock: Clock) -> None:
    asked = office.taken()
    office.resolved()
    office.closed()
    ticket = office.ticket(asked)
    whole = ticket.due_at - ticket.registered_at

    def states(who: str = "haishu") -> list[str]:
        return [w.state for w in office.look(who, overdue.watch)]

    clock.now = (ticket.registered_at + whole * 0.69).astimezone(SHANGHAI)
    assert states() == []
    clock.now = (ticket.registered_at + whole * 0.71).astimezone(SHANGHAI)
    assert states() == ["due_soon", "due_soon"]
    clock.now = (ticket.due_at + timedelta(minutes=1)).astimezone(SHANGHAI)
    assert (states(), states("yinzhou")) == (["overdue", "overdue"], [])
    assert jobs.run(office.runtime, "warn-due", clock.now).detail == {"warned": 4}, "and that nobody has rung the workers"
    told = office.look(None, lambda s, _by: s.scalars(select(Notice).where(Notice.template == "overdue")).all())
    assert {(n.account_id, n.subject_no) for n in told} >= {(office.people["mediator"], asked.no)}
    clock.at("2026-12-12T09:00")  # a Saturday
    assert jobs.run(office.runtime, "warn-due", clock.now).detail == {"warned": 0}
    assert office.look(None, lambda s, _by: s.get_one(Ticket, asked.id).state) == "IN_PROGRESS"


@pytest.mark.parametrize(("minutes", "words"), [(-1, "剩 1 分钟"), (-125, "剩 2 小时"), (-60 * 26, "剩 1 天 2 小时"), (-60 * 24 * 5, "剩 5 天"), (30, "超 30 分钟"), (60 * 49, "超 2 天 1 小时")])
def test_the_time_left_is_told_in_words(minutes: int, words: str) -> None:
    due_at = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
    assert overdue.left(Ticket(due_at=due_at), due_at + timedelta(minutes=minutes)) == words
