"""The audit chain finds what was done to it, on both databases."""

import pytest
from sqlalchemy import text

from legalaid.actions import audit
from legalaid.runtime import Runtime

pytestmark = pytest.mark.both


def write(runtime: Runtime, count: int) -> None:
    for number in range(count):
        with runtime.write() as session:
            audit.record(session, runtime.system(), "test.done", "tests", str(number), number=number)


def faults(runtime: Runtime, heads: list[tuple[int, str]] | None = None) -> list[str]:
    with runtime.read() as session:
        return list(audit.faults(session, heads or []))


def test_an_untouched_chain_has_no_faults(runtime: Runtime) -> None:
    write(runtime, 5)
    assert faults(runtime) == []


def test_a_rolled_back_change_leaves_no_entry(runtime: Runtime) -> None:
    def lost() -> None:
        with runtime.write() as session:
            audit.record(session, runtime.system(), "test.lost", "tests")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lost()
    write(runtime, 1)
    with runtime.read() as session:
        assert audit.head(session)[0] == 1
    assert faults(runtime) == []


@pytest.mark.parametrize("harm", [
    "UPDATE audit_entries SET action = 'other' WHERE seq = 3",
    "UPDATE audit_entries SET detail = '{\"number\": 99}' WHERE seq = 3",
    "DELETE FROM audit_entries WHERE seq = 3",
    "DELETE FROM audit_entries WHERE seq = 5",
    "UPDATE audit_entries SET role = 'admin' WHERE seq = 5",
])
def test_an_edit_a_deletion_and_a_truncation_are_found(runtime: Runtime, harm: str) -> None:
    write(runtime, 5)
    with runtime.write() as session:
        session.execute(text(harm))
    assert faults(runtime) != []


def test_a_stretch_is_read_alone_and_hangs_on_what_comes_before(runtime: Runtime) -> None:
    def stretch(first: int, last: int | None) -> list[str]:
        with runtime.read() as session:
            return list(audit.faults(session, [(5, "0" * 64)] if last == 5 else [], first, last))

    write(runtime, 6)
    assert stretch(3, 4) == stretch(4, None) == []
    assert stretch(4, 5) == ["第 5 条与库外留存的校验值不符"]
    with runtime.write() as session:
        session.execute(text("UPDATE audit_entries SET action = 'other' WHERE seq = 3"))
    assert (stretch(3, 4), stretch(1, 2), stretch(4, None)) == (["第 3 条内容被改动"], [], [])
    with runtime.write() as session:
        session.execute(text("DELETE FROM audit_entries WHERE seq IN (3, 6)"))
    assert stretch(2, 4) == ["第 3 条缺失（下一条是第 4 条）", "第 4 条与前一条接不上"]
    assert stretch(4, None) == ["第 4 条与前一条接不上", "链尾记录与最后一条（第 5 条）不符"]


def test_swapping_two_entries_is_found(runtime: Runtime) -> None:
    write(runtime, 5)
    with runtime.write() as session:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            session.execute(text("UPDATE audit_entries SET seq = :new WHERE seq = :old"), {"old": old, "new": new})
    assert faults(runtime) != []


def test_a_chain_cut_together_with_its_head_is_found_by_the_kept_heads(runtime: Runtime) -> None:
    write(runtime, 5)
    with runtime.read() as session:
        kept = audit.head(session)
        third = session.execute(text("SELECT hash FROM audit_entries WHERE seq = 3")).scalar_one()
    with runtime.write() as session:
        session.execute(text("DELETE FROM audit_entries WHERE seq > 3"))
        session.execute(text("UPDATE audit_head SET seq = 3, hash = :h"), {"h": third})
    assert faults(runtime) == []
    assert faults(runtime, [kept]) != []


def test_a_rewritten_chain_is_found_by_the_kept_heads(runtime: Runtime) -> None:
    write(runtime, 3)
    with runtime.read() as session:
        kept = audit.head(session)
    with runtime.write() as session:
        session.execute(text("DELETE FROM audit_entries"))
        session.execute(text("DELETE FROM audit_head"))
    write(runtime, 4)
    assert faults(runtime) == []
    assert faults(runtime, [kept]) != []


def test_kept_heads_survive_a_round_trip_and_are_written_once(runtime: Runtime) -> None:
    home = runtime.settings.home
    for _ in range(2):
        audit.keep_head(home, 7, "ab" * 32)
    assert audit.known_heads(home) == [(7, "ab" * 32)]


