"""A form sent twice is one record, one after the other or at the same moment, and both answers lead to the same place."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from legalaid.runtime import Runtime
from legalaid.tables.aid import AidRequest, LogEntry
from legalaid.tables.assignment import Offer
from legalaid.tables.groups import Group
from legalaid.tables.tickets import Consent, Rating, Ticket
from tests.builders import Office
from tests.racing import at_once
from tests.web.browsing import Person, fill, following, signed_in

pytestmark = pytest.mark.both


def count(runtime: Runtime, table: type) -> int:
    with runtime.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def twice(person: Person, path: str, data: dict, *, at_the_same_moment: bool) -> list[tuple[int, str | None]]:
    """The same form, sent twice: status and where it leads."""
    sent = {**data, "csrf_token": person.token(), "form_id": "one-and-the-same"}
    tabs = [person.twin(), person.twin()]
    taps = [lambda tab=tab: tab.client.post(path, data=sent) for tab in tabs]
    answers = at_once(*taps) if at_the_same_moment else [tap() for tap in taps]
    return [(a.status_code, a.location) for a in answers]


@pytest.mark.parametrize("at_the_same_moment", [False, True])
def test_two_taps_register_one_request_and_both_see_the_receipt(site: Flask, office: Office, at_the_same_moment: bool) -> None:
    worker = Person(site)
    fill(worker)
    answers = twice(worker, "/apply/check", {}, at_the_same_moment=at_the_same_moment)
    assert answers == [(303, "/apply/done/FY2026-1124-0001")] * 2
    assert count(office.runtime, Ticket) == 1
    assert "FY2026-1124-0001" in worker.get("/apply/done/FY2026-1124-0001").text
    assert 'id="code"' in worker.get("/apply/done/FY2026-1124-0001").text


@pytest.mark.parametrize("at_the_same_moment", [False, True])
def test_every_other_form_is_carried_out_once(site: Flask, office: Office, at_the_same_moment: bool) -> None:
    def tap(person: Person, path: str, data: dict, table: type, lead: str) -> None:
        before = count(office.runtime, table)
        answers = twice(person, path, data, at_the_same_moment=at_the_same_moment)
        assert [status for status, _ in answers] == [303, 303], f"{path} {answers}"
        assert len({where for _, where in answers}) == 1, f"{path} {answers}"
        assert str(answers[0][1]).startswith(lead), f"{path} {answers}"
        assert count(office.runtime, table) == before + 1, path

    taken, fresh, granted, accepted, closed = office.taken(), office.confirmed(), office.granted(), office.accepted(), office.closed()
    mediator, coordinator, lawyer = signed_in(site, "mediator"), signed_in(site, "haishu"), signed_in(site, "lawyer1")
    with office.runtime.read() as session:
        best: UUID = office.lawyer_id(session, "lawyer2")
    tap(mediator, f"/desk/{taken.no}/consent", {"kind": "MEDIATION"}, Consent, f"/desk/{taken.no}")
    tap(following(site, fresh), f"/my/{fresh.no}/aid", {"forms": "DRAFT"}, AidRequest, f"/my/{fresh.no}")
    tap(coordinator, f"/desk/assign/{granted.no}", {"lawyer": str(best), "override_code": "WISH"}, Offer, "/desk/assign/")
    tap(lawyer, f"/lawyer/matter/{accepted.no}-Y1/log", {"kind": "CALL", "happened_on": "2026-11-24", "text": "通话一次"}, LogEntry, f"/lawyer/matter/{accepted.no}-Y1")
    tap(following(site, closed), f"/my/{closed.no}/rate", {"level": "5"}, Rating, f"/my/{closed.no}")
    tap(coordinator, f"/desk/{taken.no}/group", {"title": "集体欠薪"}, Group, "/desk/group/BA2026-0001")


def test_the_same_form_with_other_words_is_another_form(site: Flask, office: Office) -> None:
    asked = office.accepted()
    lawyer = signed_in(site, "lawyer1")
    for text in ("第一次通话", "第二次通话"):
        answer = lawyer.post(f"/lawyer/matter/{asked.no}-Y1/log", {"kind": "CALL", "happened_on": "2026-11-24", "text": text}, form_id="reused")
        assert answer.status_code == 303
    assert count(office.runtime, LogEntry) == 2


def test_a_refused_form_may_be_sent_again_with_the_same_id(site: Flask, office: Office) -> None:
    asked = office.accepted()
    lawyer = signed_in(site, "lawyer1")
    path, form = f"/lawyer/matter/{asked.no}-Y1/log", {"kind": "CALL", "happened_on": "2026-11-25", "text": "通话"}
    assert lawyer.post(path, form, form_id="again").status_code == 422
    assert lawyer.post(path, {**form, "happened_on": "2026-11-24"}, form_id="again").status_code == 303
    assert count(office.runtime, LogEntry) == 1


def test_somebody_elses_form_id_does_not_stand_in_ones_way(site: Flask, office: Office) -> None:
    first, second = office.closed(), office.closed()
    for asked in (first, second):
        assert following(site, asked).post(f"/my/{asked.no}/rate", {"level": "5"}, form_id="guessed").status_code == 303
    assert count(office.runtime, Rating) == 2
