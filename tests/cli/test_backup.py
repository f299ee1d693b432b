"""Checklist 34, 36, 42: a backup of a living office comes back whole and readable, and nothing else does."""

import json
import shutil
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from legalaid import backup, backup_files, copying, filestore
from legalaid.actions import attachments, audit
from legalaid.crypto import new_keys, write_keys
from legalaid.database import Database, migrate
from legalaid.errors import Refused
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings
from legalaid.tables.attachments import Attachment
from legalaid.tables.tickets import Ticket
from legalaid.uploads import Upload
from tests.builders import Asked, Office
from tests.cli.conftest import Run
from tests.conftest import SHANGHAI

PAPER = "三个月没发工资。".encode() * 30_000  # three pieces
PLANTED = ("欧阳示例甲", "13912345678")


@pytest.fixture
def asked(office: Office) -> Asked:
    """Some of everything: aid with papers, a mark, two tickets of one group, one merged into another, fields left empty."""
    office.rated(5, "很满意")
    first, second = office.confirmed(), office.confirmed()
    office.group(first, second)
    helped = office.helped()
    office.act("haishu", lambda s, by: attachments.add(s, by, helped.no, kind="PAY", files=[attachments.Checked(Upload("工资条.txt", "txt", PAPER), "CLEAN")]))
    office.act(None, lambda s, _by: s.execute(text("UPDATE tickets SET merged_into_id = (SELECT id FROM tickets WHERE no = :other) WHERE no = :no"), {"no": first.no, "other": second.no}))
    office.ask(name=PLANTED[0], phone=PLANTED[1])
    return helped


def content(runtime: Runtime) -> dict[str, copying.Content]:
    with copying.snapshot(runtime.database) as connection:
        return copying.contents(connection)


def paper(office: Office) -> bytes:
    """The content of the one file."""
    return office.look(None, lambda s, _by: filestore.get(s, s.scalars(select(Attachment)).one()))


@pytest.mark.both
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_comes_back_is_what_went_in_and_can_be_read(office: Office, asked: Asked, empty: Settings, tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> None:
    empty = replace(empty, database_url=request.getfixturevalue("server")) if kind == "postgresql" else empty
    before = content(office.runtime)
    made = backup.make(office.runtime, tmp_path / "kept")
    assert made.tables == before
    assert all(before[name].rows for name in ("tickets", "workers", "ratings", "groups", "disputes", "aid_records", "offers", "audit_entries"))
    assert backup.restore(empty, tmp_path / "kept") == backup.Restored(made, True, (), None)
    other = open_runtime(empty)
    try:
        after = content(other)
        assert copying.differences(before, after) == [d for d in copying.differences(before, after) if d.startswith(("audit_entries", "audit_head"))]
        assert after["audit_entries"].rows == before["audit_entries"].rows + 1, "that it was restored is on record"
        with other.read() as session:
            no, merged = session.execute(text("SELECT no, merged_into_id FROM tickets WHERE merged_into_id IS NOT NULL")).one()
            assert merged is not None
            raw = session.execute(text("SELECT count(*) FROM disputes WHERE limits IS NULL")).scalar_one()
        with office.runtime.read() as session:
            assert session.execute(text("SELECT no FROM tickets WHERE merged_into_id IS NOT NULL")).scalar_one() == no
            assert session.execute(text("SELECT count(*) FROM disputes WHERE limits IS NULL")).scalar_one() == raw
        there = Office(other, office)
        told = [place.look(None, lambda s, _by: s.get_one(Ticket, asked.id).statement.open()) for place in (office, there)]
        assert told[0] == told[1]
        assert len(told[0]) > 20
        assert paper(there) == PAPER
        there.closed()  # and the work goes on
    finally:
        other.close()
    assert not [p for home in (empty.home, office.runtime.settings.home) for p in home.glob(".*")], "no scratch file stays"


def test_nothing_readable_lies_in_a_backup_and_the_keys_are_not_in_it(office: Office, asked: Asked, tmp_path: Path) -> None:
    backup.make(office.runtime, tmp_path / "kept")
    files = sorted((tmp_path / "kept").iterdir())
    assert [(f.name, f.stat().st_mode & 0o777) for f in files] == [("database.sealed", 0o600), ("manifest.json", 0o600)]
    held = b"".join(f.read_bytes() for f in files)
    assert not any(word.encode() in held for word in (*PLANTED, "宁波青禾示例服饰有限公司", asked.no, "SQLite format 3"))
    keys = json.loads(office.runtime.settings.keys_path.read_text(encoding="utf-8"))
    assert not any(key.encode() in held for key in (*keys["office"].values(), keys["index"], keys["receipt"], keys["web"]))


def test_a_backup_that_was_changed_or_cut_is_refused_and_leaves_nothing(office: Office, asked: Asked, empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_files, "CHUNK", 1 << 16)
    kept = tmp_path / "kept"
    backup.make(office.runtime, kept)
    whole = (kept / "database.sealed").read_bytes()
    size = 4 + int.from_bytes(whole[:4], "big")
    one, two = whole[:size], whole[size : 2 * size]
    assert len(whole) > 3 * size
    flipped, no_key = whole[:70] + bytes([whole[70] ^ 1]) + whole[71:], whole[:6] + b"\xff" + whole[7:]
    for wrong in (whole[:-1], whole[:-size], one + two, two + one + whole[2 * size :], one + one + whole[2 * size :], whole + one, flipped, no_key, b""):
        (kept / "database.sealed").write_bytes(wrong)
        with pytest.raises(Refused, match="不完整或者被改动过"):
            backup.restore(empty, kept)
    (kept / "database.sealed").unlink()
    with pytest.raises(Refused, match="缺失"):
        backup.restore(empty, kept)
    (kept / "database.sealed").write_bytes(whole)
    manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    for change, words in (({"tables": {**manifest["tables"], "tickets": {"rows": 0, "digest": "0"}}}, "被改动过"), ({"audit": [1, "0" * 64]}, "被改动过"), ({"tables": 3}, "已损坏")):
        (kept / "manifest.json").write_text(json.dumps({**manifest, **change}), encoding="utf-8")
        with pytest.raises(Refused, match=words):
            backup.restore(empty, kept)
    (kept / "manifest.json").unlink()
    with pytest.raises(Refused, match=r"缺 manifest\.json"):
        backup.restore(empty, kept)
    assert [p.name for p in empty.home.iterdir()] == ["keys.json"]


def test_other_keys_and_a_home_with_something_in_it_are_refused(office: Office, asked: Asked, empty: Settings, tmp_path: Path) -> None:
    backup.make(office.runtime, tmp_path / "kept")
    with pytest.raises(Refused, match="不是空目录"):
        backup.make(office.runtime, tmp_path / "kept")
    with pytest.raises(Refused, match="写不进去"):
        backup.make(office.runtime, Path("/proc/none"))
    ours = office.runtime.keys.now()
    for strange in (new_keys(), replace(ours, receipt=new_keys().receipt), replace(ours, index=new_keys().index)):
        write_keys(tmp_path / f"{id(strange)}.json", strange)
        with pytest.raises(Refused, match="不配套"):
            backup.restore(replace(empty, keys_file=tmp_path / f"{id(strange)}.json"), tmp_path / "kept")
    before = content(office.runtime)
    with pytest.raises(Refused, match="已经有数据库"):
        backup.restore(office.runtime.settings, tmp_path / "kept")
    assert content(office.runtime) == before


@pytest.mark.both
def test_a_backup_is_of_one_moment_although_work_goes_on(office: Office, empty: Settings, tmp_path: Path) -> None:
    begun, stop = threading.Event(), threading.Event()

    def work() -> None:
        while not stop.wait(0.02):  # SQLite lets no writer queue: without a pause the others might wait in vain
            office.ask()
            begun.set()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert begun.wait(60)
        backup.make(office.runtime, tmp_path / "kept")
        office.ask()
    finally:
        stop.set()
        thread.join()
    done = backup.restore(empty, tmp_path / "kept")
    assert done.faults == (), "the chain of audit ends where the rows end"
    database = Database(empty.url)
    try:
        with copying.snapshot(database) as connection:
            told = connection.execute(text("SELECT count(DISTINCT ticket_id), (SELECT count(*) FROM tickets) FROM ticket_events")).one()
    finally:
        database.dispose()
    assert told[0] == told[1] == done.manifest.tables["tickets"].rows
    assert 0 < told[1] < content(office.runtime)["tickets"].rows


def test_the_commands_say_what_they_did(office: Office, asked: Asked, run: Run, tmp_path: Path, server: str) -> None:
    home = {"LEGALAID_DATABASE": office.runtime.settings.url}
    done = run("backup", str(tmp_path / "kept"), **home)
    assert done.exit_code == 0, done.output
    assert "密钥文件不在备份里" in done.output
    (tmp_path / "new").mkdir()
    shutil.copy(office.runtime.settings.keys_path, tmp_path / "new" / "keys.json")
    done = run("restore", str(tmp_path / "kept"), LEGALAID_HOME=str(tmp_path / "new"))
    assert (done.exit_code, "逐表核对一致" in done.output, "审计链完整" in done.output) == (0, True, True)
    made = datetime.fromisoformat(json.loads((tmp_path / "kept" / "manifest.json").read_text(encoding="utf-8"))["made_at"])
    assert f"（{made.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 的备份）" in done.output, "as the clock on the wall says"
    assert run("audit", "verify", LEGALAID_HOME=str(tmp_path / "new")).exit_code == 0
    assert run("restore", str(tmp_path / "kept"), LEGALAID_HOME=str(tmp_path / "new")).exit_code == 2
    assert "逐表核对一致" in run("db", "move", server, **home).output
    assert run("audit", "verify", LEGALAID_DATABASE=server).exit_code == 0
    again = run("db", "move", server, **home)
    assert (again.exit_code, "已经有数据" in again.output) == (2, True)
    for wrong in ("nonsense", "mysql://x@127.0.0.1/none"):
        assert run("db", "move", wrong, **home).exit_code == 2


def test_a_full_disk_leaves_no_half_backup(office: Office, empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = backup_files.seal

    def full(*args: Any) -> None:
        """What there is room for is written."""
        sealed(*args)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(backup_files, "seal", full)
        with pytest.raises(Refused, match="写不进去"):
            backup.make(office.runtime, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
    backup.make(office.runtime, tmp_path / "kept")
    assert backup.restore(empty, tmp_path / "kept").faults == ()


def test_a_lost_database_s_log_is_not_played_into_the_restored_one(office: Office, empty: Settings, tmp_path: Path) -> None:
    backup.make(office.runtime, tmp_path / "kept")
    log = empty.home / "legalaid.sqlite-wal"
    log.write_bytes(b"x")
    with pytest.raises(Refused, match=r"legalaid\.sqlite-wal"):
        backup.restore(empty, tmp_path / "kept")
    log.unlink()
    elsewhere = replace(empty, database_url=f"sqlite:///{tmp_path / 'disk' / 'db.sqlite'}")
    assert backup.restore(elsewhere, tmp_path / "kept").compared


def test_the_home_knew_more_than_the_backup_and_the_chain_goes_on_from_it(office: Office, empty: Settings, tmp_path: Path) -> None:
    office.ask()
    backup.make(office.runtime, tmp_path / "kept")
    office.ask()
    with office.runtime.read() as session:
        late = audit.head(session)
    audit.keep_head(empty.home, *late)
    done = backup.restore(empty, tmp_path / "kept")
    assert (done.faults, done.known_up_to) == ((), late[0])
    other = open_runtime(empty)
    try:
        for _ in range(3):
            Office(other, office).ask()
        with other.read() as session:
            assert audit.head(session)[0] > late[0]
            assert list(audit.faults(session, audit.known_heads(empty.home))) == []
    finally:
        other.close()


def test_a_backup_of_an_earlier_version_is_upgraded_and_one_of_a_later_is_refused(office: Office, asked: Asked, empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = backup._copied

    def older(database: Database, file: Path) -> object:
        found = copied(database, file)
        migrate(f"sqlite:///{file}", "0010", down=True)
        backup._closed(file)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(backup, "_copied", older)
        patch.setattr(backup, "head", lambda: "0010")
        backup.make(office.runtime, tmp_path / "old")
    with monkeypatch.context() as patch:
        patch.setattr(backup, "head", lambda: "9999")
        backup.make(office.runtime, tmp_path / "new")
    with pytest.raises(Refused, match="先升级程序"):
        backup.restore(empty, tmp_path / "new")
    assert not backup.restore(empty, tmp_path / "old").compared
    other = open_runtime(empty)
    try:
        assert len(Office(other, office).look(None, lambda s, _by: s.get_one(Ticket, asked.id).statement.open())) > 20
    finally:
        other.close()


def test_a_copy_that_lost_a_row_or_a_letter_is_seen(office: Office, asked: Asked, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    migrate(url)
    target = Database(url)
    try:
        whole = backup.transfer(office.runtime.database, target)
        for change in ("UPDATE tickets SET summary = summary || '。' WHERE no = :no", "DELETE FROM counters", "UPDATE disputes SET limits = 'null' WHERE limits IS NULL"):
            with target.engine.connect() as connection, connection.begin() as change_of:
                connection.execute(text(change), {"no": asked.no} if ":no" in change else {})
                assert copying.differences(whole, copying.contents(connection))
                change_of.rollback()
    finally:
        target.dispose()
