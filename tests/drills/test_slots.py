"""A slot is done once, whoever runs it and whoever dies; thinking never makes a web write wait."""

import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from legalaid.actions import audit, numbers
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Counter
from legalaid.tables.office import AuditEntry, JobRun
from tests.conftest import ROOT

pytestmark = pytest.mark.both
SLOT = "2026-11-24T10:00:00+08:00"


def start(runtime: Runtime, think: float = 0, apply: float = 0, slot: str = SLOT) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.drills.worker", str(runtime.settings.home), runtime.settings.url, slot, str(think), str(apply)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"{word} never came")


def work_done(runtime: Runtime) -> tuple[int, int, int]:
    """How often the work, its claim and its audit entry are there."""
    with runtime.read() as session:
        counter = session.get(Counter, "drill")
        claims = session.scalar(select(func.count()).select_from(JobRun).where(JobRun.job == "drill")) or 0
        entries = session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "drill.done")) or 0
        assert list(audit.faults(session, [])) == []
        return (counter.value if counter else 0), claims, entries


def test_four_processes_on_one_slot_do_its_work_once(runtime: Runtime) -> None:
    processes = [start(runtime, think=0.5) for _ in range(4)]
    said = sorted(p.communicate(timeout=60)[0].split()[-1] for p in processes)
    assert said == ["already", "already", "already", "done"]
    assert work_done(runtime) == (1, 1, 1)


@pytest.mark.parametrize("moment", ["thinking", "writing"])
def test_killed_in_the_middle_nothing_is_half_done_and_the_next_run_does_it(runtime: Runtime, moment: str) -> None:
    first = start(runtime, think=30 if moment == "thinking" else 0, apply=30)
    wait_for(first, moment)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert work_done(runtime) == (0, 0, 0)
    assert start(runtime).communicate(timeout=60)[0].split()[-1] == "done"
    assert start(runtime).communicate(timeout=60)[0].split()[-1] == "already"
    assert work_done(runtime) == (1, 1, 1)


def test_killed_at_any_moment_every_slot_is_done_exactly_once_in_the_end(runtime: Runtime) -> None:
    moments = [(word, wait) for word in ("thinking", "writing") for wait in (0, 0.1, 0.3)]  # in the thinking, in the transaction, around the commit, or after it
    slots = [f"2026-11-24T{10 + n}:00:00+08:00" for n in range(len(moments))]
    for slot, (word, wait) in zip(slots, moments, strict=True):
        process = start(runtime, think=0.1, apply=0.2, slot=slot)
        wait_for(process, word)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        done, claims, entries = work_done(runtime)
        assert done == claims == entries, "the work and its claim are there together or not at all"
    ended = [start(runtime, slot=slot).communicate(timeout=60)[0].split()[-1] for slot in slots]
    assert set(ended) <= {"done", "already"}
    assert work_done(runtime) == (len(slots), len(slots), len(slots))


def test_another_slot_is_work_of_its_own(runtime: Runtime) -> None:
    for slot in (SLOT, "2026-11-24T15:00:00+08:00"):
        assert start(runtime, slot=slot).communicate(timeout=60)[0].split()[-1] == "done"
    assert work_done(runtime) == (2, 2, 2)


def test_while_a_job_thinks_web_writes_go_through(runtime: Runtime) -> None:
    thinker = start(runtime, think=8)
    wait_for(thinker, "thinking")
    for _ in range(20):
        with runtime.write() as session:
            numbers.take(session, "web")
    assert thinker.poll() is None, "the job was still thinking, over an open snapshot, when the last write had gone through"
    assert thinker.communicate(timeout=60)[0].split()[-1] == "done"
    with runtime.read() as session:
        assert session.get_one(Counter, "web").value == 20
    assert work_done(runtime) == (1, 1, 1)
