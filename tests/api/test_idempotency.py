"""A creating call happens once for each key, however often and however simultaneously it is sent."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from legalaid import jobs, jobs_table
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Submission
from legalaid.tables.assignment import Offer
from legalaid.tables.office import AuditEntry, Notice
from legalaid.tables.tickets import Ticket
from tests.api.caller import BODY, Caller, token
from tests.builders import HAISHU, Office
from tests.racing import at_once

KEY = "Idempotency-Key"


def count(office: Office, table: Any) -> int:
    return office.look(None, lambda s, by: s.scalar(select(func.count()).select_from(table)) or 0)


@pytest.mark.both
def test_a_repeat_gets_the_same_answer_and_nothing_happens_again(hotline: Caller, office: Office) -> None:
    first = hotline.post("/tickets", BODY, "key-of-one-call")
    audited, told = count(office, AuditEntry), count(office, Notice)
    again = hotline.post("/tickets", BODY, "key-of-one-call")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert first.headers["Location"] == again.headers["Location"] == f"/api/v1/tickets/{first.json['no']}"
    assert (count(office, Ticket), count(office, AuditEntry), count(office, Notice)) == (1, audited, told)


def test_the_answer_is_that_of_the_first_call_even_when_things_have_moved_on(hotline: Caller, office: Office) -> None:
    first = hotline.post("/tickets", BODY, "key-of-one-call")
    asked = office.look(None, lambda s, by: s.scalars(select(Ticket)).one())
    office.confirm(asked)
    assert hotline.get(f"/tickets/{asked.no}").json["state"] == "CONFIRMED"
    assert hotline.post("/tickets", BODY, "key-of-one-call").json == first.json


@pytest.mark.both
def test_the_same_key_with_another_body_is_refused(hotline: Caller, office: Office) -> None:
    hotline.post("/tickets", BODY, "key-of-one-call")
    other = hotline.post("/tickets", {**BODY, "amount": "1.00"}, "key-of-one-call")
    assert other.status_code == 422
    assert list(other.json["error"]["fields"]) == [KEY]
    assert count(office, Ticket) == 1


def test_the_same_key_for_another_address_is_refused(hotline: Caller, office: Office) -> None:
    asked, other = office.granted(), office.granted()
    lawyer = hotline.get(f"/assignments/{asked.no}/recommendation").json["candidates"][0]["lawyer"]
    assert hotline.post(f"/assignments/{asked.no}/offers", {"lawyer": lawyer}, "key-of-one-call").status_code == 201
    assert hotline.post(f"/assignments/{other.no}/offers", {"lawyer": lawyer}, "key-of-one-call").status_code == 422
    assert count(office, Offer) == 1


def test_keys_belong_to_the_system_that_sends_them(app: Flask, office: Office, hotline: Caller) -> None:
    other = Caller(app, token(office, "基层治理平台", HAISHU))
    first, second = hotline.post("/tickets", BODY, "key-of-one-call"), other.post("/tickets", BODY, "key-of-one-call")
    assert first.json["no"] != second.json["no"]


def test_a_refused_call_keeps_nothing_so_that_the_key_may_try_again(hotline: Caller, office: Office) -> None:
    assert hotline.post("/tickets", {**BODY, "phone": "1"}, "key-of-one-call").status_code == 422
    assert hotline.post("/tickets", {**BODY, "external_no": "A-2"}, "key-of-one-call").status_code == 201


@pytest.mark.parametrize("key", [None, "short", "with space in it", "中文的编号也不行吗", "x" * 101])
def test_every_creating_call_needs_a_sound_key(hotline: Caller, office: Office, key: str | None) -> None:
    headers = {} if key is None else {KEY: key.encode().decode("latin-1")}
    for path in ("/tickets", f"/assignments/{office.granted().no}/offers"):
        before = count(office, Ticket)
        response = hotline.post(path, BODY, "", headers)
        assert response.status_code == 422
        assert list(response.json["error"]["fields"]) == [KEY]
        assert count(office, Ticket) == before


@pytest.mark.both
def test_simultaneous_repeats_create_once_and_answer_alike(app: Flask, office: Office) -> None:
    bearer = token(office, "12345热线")
    callers = [Caller(app, bearer) for _ in range(6)]
    answers = at_once(*[lambda c=c: c.post("/tickets", BODY, "key-of-one-call") for c in callers])  # type: ignore[misc]
    assert {a.status_code for a in answers} == {201}
    assert len({a.text for a in answers}) == 1
    assert count(office, Ticket) == count(office, Submission) == 1


@pytest.mark.both
def test_simultaneous_calls_with_keys_of_their_own_all_get_numbers_of_their_own(app: Flask, office: Office) -> None:
    bearer = token(office, "12345热线")
    callers = [Caller(app, bearer) for _ in range(6)]
    answers = at_once(*[lambda c=c: c.post("/tickets", BODY) for c in callers])  # type: ignore[misc]
    assert {a.status_code for a in answers} == {201}
    assert sorted(a.json["no"][-4:] for a in answers) == [f"{n:04d}" for n in range(1, 7)]


@pytest.mark.both
def test_of_simultaneous_calls_with_one_external_number_one_creates(app: Flask, office: Office) -> None:
    bearer = token(office, "12345热线")
    callers = [Caller(app, bearer) for _ in range(4)]
    answers = at_once(*[lambda c=c: c.post("/tickets", {**BODY, "external_no": "A-1"}) for c in callers])  # type: ignore[misc]
    assert len({(a.status_code, a.text, a.headers["Location"]) for a in answers}) == 1
    assert answers[0].status_code == 201
    assert count(office, Ticket) == 1


@pytest.mark.both
def test_what_is_kept_holds_no_personal_data(hotline: Caller, office: Office) -> None:
    hotline.post("/tickets", {**BODY, "name": "欧阳暗号", "phone": "13987654321"}, "key-of-one-call")
    kept = office.look(None, lambda s, by: s.scalars(select(Submission)).one())
    text = repr((kept.client, kept.key, kept.body_hash, kept.location, kept.answer))
    for secret in ("欧阳", "13987654321", "139****4321", "欧*", BODY["statement"][:6], BODY["employer_name"]):
        assert secret not in text
    assert (kept.status, kept.answer["state"]) == (201, "REGISTERED")


def test_answers_are_kept_for_seven_days(hotline: Caller, office: Office, runtime: Runtime, clock: Any) -> None:
    assert jobs_table.TABLE
    first = hotline.post("/tickets", BODY, "key-of-one-call").json["no"]
    clock.forward(days=6, hours=23)
    jobs.run(runtime, "sweep", runtime.clock())
    assert hotline.post("/tickets", BODY, "key-of-one-call").json["no"] == first
    clock.forward(hours=2)
    jobs.run(runtime, "sweep", runtime.clock())
    assert count(office, Submission) == 0
    assert hotline.post("/tickets", BODY, "key-of-one-call").json["no"] != first
