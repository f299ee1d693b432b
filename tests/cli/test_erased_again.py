"""Checklist 39, 42: a backup of before an erasure does not bring anybody back for good."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from legalaid import backup, jobs
from legalaid.actions import audit, erased_list, erasures, tickets
from legalaid.errors import Refused
from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from legalaid.tables.office import AuditEntry
from legalaid.tables.tickets import Ticket
from tests.builders import Office
from tests.conftest import Clock


@pytest.mark.both
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whoever_was_erased_since_the_backup_is_erased_again(office: Office, empty: Settings, tmp_path: Path, clock: Clock, kind: str, request: pytest.FixtureRequest) -> None:
    empty = replace(empty, database_url=request.getfixturevalue("server")) if kind == "postgresql" else empty
    gone, stays = office.identified(office.ask(name="欧阳示例甲", phone="13912345678")), office.ask()
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, gone.no, reason=""))
    backup.make(office.runtime, tmp_path / "kept")
    clock.forward(minutes=5)
    wish = office.act(office.worker(gone), lambda s, by: erasures.ask(s, by, gone.no, sure=True).id)
    office.act("admin", lambda s, by: erasures.decide(s, by, wish, erase=True, reason="核对无误，同意删除"))
    for _ in range(2):
        clock.forward(hours=1)
        assert jobs.run(office.runtime, "keep-audit-head", clock()).status == "done"
    lines = erased_list.path(office.runtime.settings.home).read_text(encoding="ascii").splitlines()
    assert lines == [str(office.ticket(gone).worker_id)], "each once"

    kept = erased_list.path(empty.home)
    kept.write_text(f"{lines[0]}\nnonsense\n", encoding="ascii")
    with pytest.raises(Refused, match="第 2 行"):
        backup.restore(empty, tmp_path / "kept")
    kept.write_text(f"{lines[0]}\n{uuid4()}\n", encoding="ascii")  # and one who came after the backup
    done = backup.restore(empty, tmp_path / "kept")
    assert (done.faults, done.erased_again) == ((), 1)
    other = open_runtime(empty)
    try:
        with other.read() as session:
            assert str(session.get_one(Ticket, gone.id).statement) == "已删除"
            assert session.get_one(Ticket, gone.id).worker.data_key == b""
            assert session.get_one(Ticket, stays.id).statement.open()
            entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "erasure.done")).one()
            assert entry.detail["reason"] == erased_list.AGAIN
            assert list(audit.faults(session, audit.known_heads(empty.home))) == []
    finally:
        other.close()
