"""Checklist 39, 42: a backup of before an erasure does not bring anybody back for good."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from legalaid import backup, jobs
from legalaid.actions import api_clients, attachments, audit, erased_list, erasures, ratings, tickets
from legalaid.errors import Refused
from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from legalaid.tables.accounts import ApiClient
from legalaid.tables.accounts import Session as WebSession
from legalaid.tables.attachments import Attachment, AttachmentPiece
from legalaid.tables.library import CaseProposal, CaseVersion
from legalaid.tables.office import AuditEntry
from legalaid.tables.tickets import Ticket
from legalaid.tables.workers import Worker
from legalaid.uploads import Upload
from tests.actions.test_proposals import SPOKEN, erase, night
from tests.builders import Asked, Office
from tests.cli.conftest import Run
from tests.conftest import Clock


def matter(office: Office, clock: Clock) -> Asked:
    """Praised, with a file and a draft of a case written from it."""
    asked = office.closed(statement=SPOKEN, name="周示例")
    office.act("haishu", lambda s, by: attachments.add(s, by, asked.no, kind="PAY", files=[attachments.Checked(Upload("工资条.txt", "txt", "三个月没发。".encode()), "CLEAN")]))
    office.act(office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=5, comment=""))
    night(office, clock)
    return asked


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


@pytest.mark.both
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_files_and_drafts_go_as_well_and_nothing_that_was_live_stays_so(office: Office, empty: Settings, tmp_path: Path, clock: Clock, kind: str, request: pytest.FixtureRequest) -> None:
    empty = replace(empty, database_url=request.getfixturevalue("server")) if kind == "postgresql" else empty
    gone = matter(office, clock)
    with office.runtime.write() as session:
        by = office.runtime.system()
        session.add(WebSession(token_hash="x", account_id=office.people["admin"], data=None, created_at=by.now, last_seen_at=by.now, expires_at=by.now))
        api_clients.issue(session, by, name="12345 热线", organisation="330203", scopes=["tickets.see"])
    made = backup.make(office.runtime, tmp_path / "kept")
    erase(office, gone)
    with office.runtime.read() as session:
        erased_list.keep(empty.home, session)
    done = backup.restore(empty, tmp_path / "kept")
    assert (done.manifest.rows, done.compared, done.faults, done.erased_again, done.withdrawn) == (made.rows, True, (), 1, 1)
    other = open_runtime(empty)
    try:
        with other.read() as session:
            worker = session.get_one(Ticket, gone.id).worker
            assert (worker.data_key, worker.name_index, worker.phone_index) == (b"", None, None)
            assert [a.data_key for a in session.scalars(select(Attachment))] == [b""]
            assert session.scalars(select(AttachmentPiece.id)).all() == []
            assert "李小红" not in str([v.body for v in session.scalars(select(CaseVersion))])
            assert (session.scalars(select(CaseProposal)).all(), session.scalars(select(WebSession)).all()) == ([], [])
            assert [c.active for c in session.scalars(select(ApiClient))] == [False]
            assert list(audit.faults(session, audit.known_heads(empty.home))) == []
    finally:
        other.close()


def test_the_command_says_who_was_erased_again_and_what_to_look_at(office: Office, run: Run, empty: Settings, tmp_path: Path) -> None:
    office.ask()
    backup.make(office.runtime, tmp_path / "kept")
    done = run("restore", str(tmp_path / "kept"), LEGALAID_HOME=str(empty.home))
    assert "没有 erased-workers" in done.output
    for words in ("所有人已退出登录", "停用的账号", "令牌已撤销", "换过的密码", "移交的案件"):
        assert words in done.output
    (empty.home / "legalaid.sqlite").unlink()
    with office.runtime.write() as session:
        session.scalars(select(Worker)).one().erased_at = office.runtime.clock()
    with office.runtime.read() as session:
        erased_list.keep(empty.home, session)
    assert "删除过个人信息的 1 人已经重新删除" in run("restore", str(tmp_path / "kept"), LEGALAID_HOME=str(empty.home)).output
