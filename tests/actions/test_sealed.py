"""Personal data are ciphertext at rest, bound to their place, and masked when read."""

import pytest
from sqlalchemy import select, text

from legalaid import crypto
from legalaid.actions import audit, workers
from legalaid.errors import Forbidden, Gone, NotSignedIn, Refused
from legalaid.roles import By, Post
from legalaid.runtime import Runtime
from legalaid.tables.office import AuditEntry
from legalaid.tables.workers import Worker

pytestmark = pytest.mark.both
NAME, PHONE, ID = "周大平", "13805745521", "330203199001011236"


@pytest.fixture
def worker_id(runtime: Runtime):
    with runtime.write() as session:
        return workers.find_or_add(session, runtime.system(), name=NAME, phone=PHONE, id_no=ID, address="海曙区古林镇甲村 1 号").id


def test_reading_gives_masks_and_only_open_gives_the_text(runtime: Runtime, worker_id) -> None:
    with runtime.read() as session:
        worker = session.get(Worker, worker_id)
        assert (str(worker.name), str(worker.phone), str(worker.id_no)) == ("周*平", "138****5521", "3302************36")
        assert f"{worker.address}" == "（已加密保存）"
        assert NAME not in repr(worker.name)
        assert (worker.name.open(), worker.phone.open(), worker.id_no.open()) == (NAME, PHONE, ID)


def test_no_plain_value_is_in_any_column(runtime: Runtime, worker_id) -> None:
    with runtime.read() as session:
        row = session.execute(text("SELECT * FROM workers")).mappings().one()
    stored = b"".join(bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row.values())
    for value in (NAME, PHONE, ID, "古林镇"):
        assert value.encode() not in stored


def test_a_ciphertext_moved_to_another_row_or_column_does_not_open(runtime: Runtime, worker_id) -> None:
    with runtime.write() as session:
        other = workers.find_or_add(session, runtime.system(), name="钱小宁", phone="13957400000").id
    with runtime.write() as session:
        first, second = session.get(Worker, worker_id), session.get(Worker, other)
        second.name_sealed = first.name_sealed
        first.id_no_sealed = first.phone_sealed
    with runtime.read() as session:
        with pytest.raises(crypto.Tampered):
            session.get(Worker, other).name.open()
        with pytest.raises(crypto.Tampered):
            session.get(Worker, worker_id).id_no.open()


def test_the_same_person_is_found_by_phone_and_name_and_others_are_not(runtime: Runtime, worker_id) -> None:
    with runtime.write() as session:
        by = runtime.system()
        assert workers.find_or_add(session, by, name=NAME, phone="138-0574-5521").id == worker_id
        assert workers.find_or_add(session, by, name="周小平", phone=PHONE).id != worker_id
        assert workers.find_or_add(session, by, name=NAME, phone=PHONE, id_no="330203199001011252").id != worker_id


def test_emptying_the_data_key_erases_everything_under_it(runtime: Runtime, worker_id) -> None:
    with runtime.write() as session:
        session.get(Worker, worker_id).data_key = b""
    with runtime.read() as session:
        worker = session.get(Worker, worker_id)
        assert (str(worker.name), bool(worker.name), f"{worker.address}") == ("已删除", False, "已删除")
        with pytest.raises(Gone):
            worker.name.open()
    with runtime.write() as session:
        session.get(Worker, worker_id).phone = PHONE
        with pytest.raises(Gone):
            session.flush()
        session.rollback()


def test_revealing_needs_the_right_and_a_reason_and_leaves_an_audit_row(runtime: Runtime, worker_id) -> None:
    now = runtime.clock()
    visitor = By(now, "WEB", "r1")
    admin = By(now, "WEB", "r2", actor_id=worker_id, posts=(Post("admin", worker_id, "/3302/"),))
    mediator = By(now, "WEB", "r3", actor_id=worker_id, posts=(Post("mediator", worker_id, "/3302/"),))
    with runtime.write() as session:
        worker = session.get(Worker, worker_id)
        with pytest.raises(NotSignedIn):
            audit.reveal(session, visitor, worker, "phone", "联系职工")
        with pytest.raises(Forbidden):
            audit.reveal(session, admin, worker, "phone", "联系职工")
        with pytest.raises(Refused, match="用途"):
            audit.reveal(session, mediator, worker, "phone", " ")
        assert audit.reveal(session, mediator, worker, "phone", "联系职工") == PHONE
    with runtime.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.detail["attribute"]) == ("personal.reveal", "phone")
        assert PHONE not in str(entry.detail)


def test_a_read_only_session_cannot_write(runtime: Runtime, worker_id) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"), runtime.read() as session:
        session.execute(text("UPDATE workers SET sex = '男'"))
