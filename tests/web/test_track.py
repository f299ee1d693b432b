"""A worker's way in: number and receipt code together, and nothing in the answer tells which of them was wrong."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete

from legalaid.actions import calendar, first_steps, limits, ratings, transfers
from legalaid.tables.limits import StepLimit
from tests import counting
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.web.browsing import Person, fill, following, signed_in, submitted, words


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
    assert worker.get(f"/my/{asked.no}").location == "/track?again=1"


def test_several_requests_of_one_person_are_listed(site: Flask, office: Office) -> None:
    first, second, other = office.ask(), office.ask(), office.ask()
    page = following(site, first, second).get("/my/").text
    assert first.no in page
    assert second.no in page
    assert other.no not in page


def test_every_page_says_by_when_the_worker_is_called_as_the_office_has_set_it(site: Flask, office: Office, clock: Clock) -> None:
    visitor, worker = Person(site), Person(site)

    def said(asked: Asked) -> str:
        return words(following(site, asked).get(f"/my/{asked.no}"))

    assert all("2 个工作日内" in words(visitor.get(path)) for path in ("/", "/help"))
    for level in ("CITY", "DISTRICT"):
        ident = office.act("admin", lambda s, by, of=level: limits.propose(s, by, level=of, step="CONTACT", matter="ORDINARY", scope=None, days=3, valid_from=date(2026, 11, 25), reason="提速增效").id)
        office.act("city", lambda s, by, row=ident: limits.approve(s, by, row))
    early = office.ask()
    clock.at("2026-11-25T08:00")
    fill(worker)
    for path, who in (("/", visitor), ("/help", visitor), ("/apply/check", worker)):
        assert "3 个工作日内" in words(who.get(path)), path
    asked = submitted(worker, office)
    assert "11 月 30 日 08:00 前，核实情况" in words(worker.get(f"/apply/done/{asked.no}"))
    assert "11 月 30 日 08:00 前会给您打电话" in words(worker.get(f"/my/{asked.no}"))
    assert "11 月 26 日 10:00 前会给您打电话" in said(early), "as it was frozen"
    urgent, spoken, old = office.ask(head_count=12), office.ask(channel="WALK_IN"), office.ask()
    office.act(None, lambda s, _by: s.execute(delete(StepLimit).where(StepLimit.ticket_id == old.id)))
    assert "11 月 26 日 08:00 前会给您打电话" in said(urgent)
    assert "已经和您联系过" in said(spoken)
    assert "经办人会打电话向您了解情况" in said(old)
    desk = signed_in(site, "haishu")
    assert "11 月 26 日 08:00 前，核实情况" in words(desk.get(f"/desk/{urgent.no}/sheet"))
    assert "工会给您回电" not in words(desk.get(f"/desk/{spoken.no}/sheet"))
    office.confirm(urgent)
    assert "工会正在办理 11 月 26 日 08:00 前会给您打电话" in said(urgent), "to be accepted is not to be called"
    clock.at("2026-11-26T08:01")
    assert "我们没能在 11 月 26 日 08:00 前联系上您" in said(urgent)
    assert "08:00 前" not in words(desk.get(f"/desk/{urgent.no}/sheet")), "a sheet printed again promises nothing that is over"
    taken = office.taken(head_count=12)
    clock.forward(days=3)
    assert "工会正在办理 经办人正在了解情况，有进展会与您联系。" in said(taken), "no apology while somebody works on it, though no call is on record"
    office.act("haishu", lambda s, by: first_steps.contact(s, by, urgent.no, way="CALL"))
    assert "08:00 前" not in said(urgent)
    assert "有进展会与您联系" in said(urgent)


def test_whoever_comes_back_later_is_told_why_the_number_is_asked_for_again(site: Flask, office: Office) -> None:
    asked = office.ask()
    visitor = Person(site)
    assert "自动退出" in words(visitor.get(visitor.get(f"/my/{asked.no}").location))
    assert "自动退出" not in words(visitor.get("/track"))


def test_a_worker_reads_where_the_request_went_and_is_asked_for_a_mark_once(site: Flask, office: Office) -> None:
    sent = office.confirmed()
    office.act("haishu", lambda s, by: transfers.send(s, by, calendar.office_calendar(s), sent.no, department="POLICE", office="海曙公安示例分局", reason="涉嫌犯罪", agreed=True))
    assert "移送海曙公安示例分局办理" in words(following(site, sent).get(f"/my/{sent.no}")).split("办理经过")[0]
    closed = office.closed()
    worker = following(site, closed)
    assert "请给我们打个分" in words(worker.get(f"/my/{closed.no}"))
    office.act(office.worker(closed), lambda s, by: ratings.rate(s, by, closed.no, level=5, comment=""))
    assert "打个分" not in words(worker.get(f"/my/{closed.no}"))
