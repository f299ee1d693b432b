"""Checklist 30, 32, 33, 34: the office changes its key while it works, killed on the way; everything still opens, and nothing that should not."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Uuid, select, text

from legalaid import backup, copying, crypto, rotation
from legalaid.actions import audit, resealing, search, second_factors
from legalaid.errors import Conflict, Gone, NotReady, Refused
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings
from legalaid.tables.library import Story
from legalaid.tables.office import AuditEntry
from legalaid.tables.second_factors import SecondFactor
from legalaid.tables.tickets import Ticket
from legalaid.tables.workers import Worker
from tests.builders import STORY, Asked, Office
from tests.conftest import ROOT, SHANGHAI, Clock
from tests.web.browsing import Person, signed_in, words

NAME, PHONE = "欧阳示例甲", "13912345678"


@pytest.fixture
def site(app: Flask, office: Office) -> Flask:
    for kind in ("cases", "statutes"):
        with office.runtime.read() as session:
            office.runtime.engine(kind).rebuild(search.all_docs(session, kind, office.runtime.clock().date()))
    return app


def killed(runtime: Runtime, moment: str) -> None:
    """A rotation killed at that moment."""
    command = [sys.executable, "-m", "tests.drills.rotator", str(runtime.settings.home), runtime.settings.url, moment]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "reached\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def worker_of(office: Office, asked: Asked) -> UUID:
    return office.look(None, lambda s, _by: s.get_one(Ticket, asked.id).worker_id)


def opened(office: Office, asked: Asked) -> tuple[str, str, str]:
    def read(s, _by) -> tuple[str, str, str]:
        ticket = s.get_one(Ticket, asked.id)
        return ticket.worker.name.open(), ticket.worker.phone.open(), ticket.statement.open()

    return office.look(None, read)


def used(runtime: Runtime) -> set[str]:
    with runtime.read() as session:
        return set(resealing.used(session))


def raw(runtime: Runtime) -> Iterator[bytes]:
    """Every value of the database as it stands there, and every file of the home but the key files."""
    with copying.snapshot(runtime.database) as connection:
        for table in copying.Base.metadata.sorted_tables:
            for row in connection.execute(text(f"SELECT * FROM {table.name}")):
                yield from (bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row)
    yield from (f.read_bytes() for f in runtime.settings.home.rglob("*") if f.is_file() and not f.name.startswith("keys"))


@pytest.mark.both
def test_the_office_works_on_while_its_key_changes_and_a_killed_run_is_gone_on_with(site: Flask, office: Office, clock: Clock, tmp_path: Path) -> None:
    runtime, path = office.runtime, office.runtime.settings.keys_path
    asked, gone, one, two = office.ask(name=NAME, phone=PHONE, statement=STORY), office.ask(), office.ask(), office.ask()
    for _ in range(5):
        office.ask()
    office.act(None, lambda s, _by: setattr(s.get_one(Worker, worker_of(office, gone)), "data_key", b""))
    mediator = signed_in(site, "mediator")
    found = mediator.post("/cases/search", {"text": STORY})
    secret = second_factors.new_secret()
    office.act("admin", lambda s, by: s.add(SecondFactor(account_id=by.actor_id, secret=secret, last_step=0, since=by.now)))
    swapped = [worker_of(office, a) for a in (one, two)]
    with runtime.write() as session:
        first, second = (session.get_one(Worker, ident) for ident in swapped)
        first.data_key, second.data_key = second.data_key, first.data_key
    old = runtime.keys.now()
    backup.make(runtime, tmp_path / "before")

    for moment in ("file", "1", "3"):
        killed(runtime, moment)
        keys = crypto.read_keys(path)
        assert (len(keys.office), keys.office[old.current], path.stat().st_mode & 0o777) == (2, old.office[old.current], 0o600), "one new key, however often"
        assert opened(office, asked) == (NAME, PHONE, STORY), "this process was not started anew"
        assert mediator.get(str(found.location)).status_code == 200
        late = office.ask(name=NAME, phone=PHONE)
        assert opened(office, late)[:2] == (NAME, PHONE)
    assert used(runtime) == set(keys.office), "half done, and what is new is sealed by the new key"
    backup.make(runtime, tmp_path / "between")
    with crypto.changing(path), pytest.raises(Refused, match="另一个命令"):
        rotation.rotate(runtime)

    done = rotation.rotate(runtime, batch=2)
    assert (done.current, done.former, done.new, done.done > 0) == (keys.current, (old.current,), False, True)
    assert sorted(done.broken) == sorted(f"workers:data_key:{ident}" for ident in swapped), "a moved ciphertext is not made good"
    assert rotation.rotate(runtime).done == 0
    for ident in swapped:
        with pytest.raises(crypto.Tampered):
            office.look(None, lambda s, _by, ident=ident: s.get_one(Worker, ident).name.open())
    with pytest.raises(Gone):
        opened(office, gone)
    assert office.look(None, lambda s, _by: (s.scalars(select(SecondFactor)).one().secret.open(), s.scalars(select(Story)).one().text.open())) == (secret, STORY)
    assert STORY[:10] in words(mediator.get(str(found.location))), "the session of before the change is still one"
    assert Person(site).follow(asked).status_code == 303, "receipt codes open as before"

    with pytest.raises(Conflict, match="10 分钟"):
        rotation.retire(runtime)
    clock.now = datetime.now(SHANGHAI) + timedelta(minutes=11)
    with pytest.raises(Conflict, match=r"workers\.data_key 2 处"):
        rotation.retire(runtime)
    with runtime.write() as session:
        first, second = (session.get_one(Worker, ident) for ident in swapped)
        first.data_key, second.data_key = second.data_key, first.data_key
    assert rotation.rotate(runtime).done == 2
    clock.forward(minutes=11)
    former, kept = rotation.retire(runtime)
    assert (former, used(runtime), set(crypto.read_keys(path).office)) == ((old.current,), {keys.current}, {keys.current})
    assert [(f.name, f.stat().st_mode & 0o777) for f in sorted(path.parent.glob("keys*"))] == [(f"keys-{old.current}.json", 0o600), ("keys.json", 0o600)]
    assert opened(office, asked) == (NAME, PHONE, STORY)
    with pytest.raises(Conflict, match="没有要移出的"):
        rotation.retire(runtime)
    for content in raw(runtime):
        assert not any(value in content for value in (NAME.encode(), PHONE.encode(), STORY[5:15].encode(), *keys.office.values()))
    with runtime.read() as session:
        assert list(audit.faults(session, [])) == []
        kinds = [e.action for e in session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "keys").order_by(AuditEntry.seq))]
    assert (kinds[0], kinds[-1], kinds.count("keys.rotate"), kinds.count("keys.reseal") > 3) == ("keys.rotate", "keys.retire", 1, True)

    # Backups of before and of the middle: only with the key file as it was, and then the change is gone on with.
    for folder, words_said in (("before", "不配套"), ("between", f"用密钥 {old.current} 加密")):
        home = tmp_path / f"home-{folder}"
        home.mkdir()
        shutil.copy(path, home / "keys.json")
        with pytest.raises(Refused, match=words_said):
            backup.restore(Settings(home=home, sender="memory"), tmp_path / folder)
        assert [f.name for f in home.iterdir()] == ["keys.json"]
        shutil.copy(kept, home / "keys.json")
        backup.restore(Settings(home=home, sender="memory"), tmp_path / folder)
        other = open_runtime(Settings(home=home, sender="memory"), clock=clock)
        try:
            there = Office(other, office)
            assert opened(there, asked) == (NAME, PHONE, STORY)
            again = rotation.rotate(other)
            assert (again.current, again.new, len(again.broken)) == (keys.current, False, 2)
            assert opened(there, asked) == (NAME, PHONE, STORY)
            with pytest.raises(Gone):
                opened(there, gone)
        finally:
            other.close()


@pytest.mark.both
def test_a_row_that_somebody_writes_meanwhile_keeps_what_they_wrote(office: Office) -> None:
    asked = office.ask(name=NAME, phone=PHONE)
    ident, path = worker_of(office, asked), office.runtime.settings.keys_path
    crypto.replace_keys(path, crypto.read_keys(path).with_new_current())
    column = Worker.__table__.c.data_key
    with office.runtime.write() as session:
        row = session.execute(select(Worker.id, column).where(Worker.id == ident)).one()
        session.execute(text("UPDATE workers SET data_key = :none"), {"none": b""})

        class Late:  # what was read before the erasure, written after it
            info = session.info

            def execute(self, statement, *more):
                return session.execute(statement, *more) if not statement.is_select else type("Rows", (), {"all": lambda _: [row]})()

        assert resealing.reseal(Late(), office.runtime.system(), column).done == 0
    with pytest.raises(Gone):
        opened(office, asked)


def test_a_key_that_is_nowhere_is_named_before_anything_is_changed(office: Office) -> None:
    office.ask()
    path = office.runtime.settings.keys_path
    was = crypto.read_keys(path)
    crypto.replace_keys(path, replace(was, office={"k0": was.office[was.current]}, current="k0"))
    assert set(rotation.status(office.runtime)) == {"k0", was.current}
    with pytest.raises(Refused, match=f"{was.current}：workers.data_key 1 处"):
        rotation.rotate(office.runtime)
    assert set(crypto.read_keys(path).office) == {"k0"}
    path.unlink()
    assert office.runtime.keys.current == "k0", "a process that runs has what it needs"
    with pytest.raises(NotReady, match="没有找到密钥文件"):
        crypto.KeyFile(path)


def test_every_sealed_column_can_be_found_row_by_row() -> None:
    found = list(resealing.columns())
    assert {"workers.data_key", "sessions.data", "stories.text_sealed", "second_factors.secret_sealed"} <= {f"{c.table.name}.{c.name}" for c in found}
    assert [c for c in found if [k.name for k in c.table.primary_key.columns] != ["id"] or not isinstance(c.table.c["id"].type, Uuid)] == []
