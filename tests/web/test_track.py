"""A worker's way in: number and receipt code together, and nothing in the answer tells which of them was wrong."""

import re

import pytest
from flask import Flask

from tests import counting
from tests.builders import Office
from tests.web.browsing import Person, following, words


def look(site: Flask, no: str, code: str):
    return Person(site).post("/track", {"no": no, "code": code})


def test_number_and_code_open_the_request_and_nothing_else(site: Flask, office: Office) -> None:
    asked, other = office.ask(name="周大平示例"), office.ask()
    worker = following(site, asked)
    page = worker.get(f"/my/{asked.no}")
    assert page.status_code == 200
    assert "周大平示例" not in page.text, "not even the own name: who looks over the shoulder"
    assert worker.get(f"/my/{other.no}").status_code == 404
    assert worker.get("/my/").location == f"/my/{asked.no}"
    assert "ticket.look_up" in counting.audited(office)


def test_a_wrong_code_anothers_code_and_an_unknown_number_get_the_very_same_answer(site: Flask, office: Office) -> None:
    asked, other = office.ask(), office.ask()
    pages = [look(site, no, code) for no, code in ((asked.no, "0000-0000-0000-0000"), (asked.no, other.code), ("FY2026-1124-9999", asked.code), ("nonsense", "nonsense"))]
    assert {p.status_code for p in pages} == {422}
    shown = {re.sub(r'value="[^"]*"|\b[0-9a-f]{12}\b', "", p.text) for p in pages}
    assert len(shown) == 1, "the same words whatever was wrong"
    assert "编号或者查询码不对" in words(pages[0])
    assert counting.audited(office).count("ticket.look_up_failed") == 4
    assert all("Set-Cookie" not in p.headers for p in pages)


@pytest.mark.parametrize(("no", "code", "field"), [("", "X", "编号"), ("FY2026-1124-0001", "", "查询码"), ("F" * 31, "X", "30"), ("FY2026-1124-0001", "X" * 41, "40")])
def test_what_is_missing_or_too_long_is_named_and_kept(site: Flask, no: str, code: str, field: str) -> None:
    answer = look(site, no, code)
    assert answer.status_code == 422
    assert field in words(answer)
    assert f'value="{no}"' in answer.text


def test_leaving_forgets_the_request_on_this_device(site: Flask, office: Office) -> None:
    asked = office.ask()
    worker = following(site, asked)
    answer = worker.post("/my/leave")
    assert answer.status_code == 303
    assert "Clear-Site-Data" in answer.headers
    assert worker.get(f"/my/{asked.no}").location == "/track"


def test_several_requests_of_one_person_are_listed(site: Flask, office: Office) -> None:
    first, second, other = office.ask(), office.ask(), office.ask()
    page = following(site, first, second).get("/my/").text
    assert first.no in page
    assert second.no in page
    assert other.no not in page
