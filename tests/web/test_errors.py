"""When something goes wrong: Chinese words, a number to report, the hotline, never a trace; and what was typed stays out of the log."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from legalaid.actions import notices, tickets
from tests.builders import Office
from tests.conftest import SHANGHAI, Clock
from tests.web.browsing import Person, following, signed_in, words

SECRET = "周大平示例13912345670"


def check(answer, status: int) -> str:
    assert answer.status_code == status
    shown = words(answer)
    assert "12351" in shown
    assert answer.headers["X-Request-Id"] in shown
    assert re.search(r"[\u4e00-\u9fff]{4}", shown)
    for trace in ("Traceback", "sqlalchemy", "psycopg", "Error:", "legalaid/", ".py"):
        assert trace not in answer.text
    return shown


@pytest.mark.parametrize(("path", "status", "said"), [
    ("/nowhere", 404, "没有找到"), ("/desk/FY2026-1124-9999", 404, "没有找到"), ("/desk/inbox?view=x", 422, "没有这个视图"), ("/admin/", 403, "没有权限"), ("/tools/x", 404, "没有这个计算器"),
])
def test_what_is_not_there_or_not_allowed_says_so(site: Flask, path: str, status: int, said: str) -> None:
    assert said in check(signed_in(site, "haishu").get(path), status)


def test_whoever_is_no_staff_is_told_how_to_open_their_request_and_nothing_of_posts(site: Flask, office: Office) -> None:
    asked, other = office.ask(), office.ask()
    worker = following(site, asked)
    for person, path, status in ((worker, f"/my/{other.no}", 404), (worker, "/desk/", 403), (Person(site), "/nowhere", 404)):
        shown = check(person.get(path), status)
        assert "查办理进度" in shown
        for of_staff in ("岗位", "管理员", "归您办理"):
            assert of_staff not in shown
    assert "岗位" in check(signed_in(site, "haishu").get("/admin/"), 403)


def test_an_unexpected_error_is_a_page_and_the_log_holds_its_number_and_place_only(site: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise RuntimeError(f"could not parse {SECRET}") from ValueError(SECRET)

    site.add_url_rule("/broken", "broken", broken)
    broken.guard = "open"  # type: ignore[attr-defined]
    with caplog.at_level(logging.DEBUG):
        answer = Person(site).get("/broken")
    assert "系统出错了" in check(answer, 500)
    assert answer.headers["X-Request-Id"] in caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_errors.py" in caplog.text
    assert "ValueError" in caplog.text, "the cause is told too"
    assert SECRET not in caplog.text
    assert SECRET not in answer.text


def test_an_error_while_saving_keeps_the_typed_words_out_of_the_log(site: Flask, office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(session, by, no, **_values):
        session.execute(text("INSERT INTO nowhere VALUES (:x)"), {"x": SECRET})

    monkeypatch.setattr(tickets, "resolve", failing)
    asked = office.taken()
    with caplog.at_level(logging.DEBUG):
        answer = signed_in(site, "mediator").post(f"/desk/{asked.no}/resolve", {"reason": f"已补发 {SECRET}"})
    check(answer, 500)
    assert "failed: OperationalError" in caplog.text or "failed: ProgrammingError" in caplog.text, "as each database names it"
    assert SECRET not in caplog.text


@pytest.mark.parametrize("signed", [False, True])
def test_with_the_database_gone_pages_still_say_where_help_is(site: Flask, office: Office, signed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    person = signed_in(site, "mediator") if signed else Person(site)
    token = person.token()

    def gone(*_args, **_kw):
        raise OperationalError("SELECT 1", {}, Exception("could not connect to server"))

    for name in ("read", "write"):
        monkeypatch.setattr(office.runtime, name, gone)
    for answer in (person.get("/desk/"), person.get("/"), person.client.post("/login", data={"csrf_token": token, "login": "mediator", "password": "x"})):
        check(answer, 500)
    assert person.get("/health/live").status_code == 200
    assert person.get("/static/js/app.js").status_code == 200


def test_a_writer_who_waited_too_long_is_told_to_try_again(site: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(session, by, no, **_values):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(tickets, "resolve", busy)
    asked = office.taken()
    answer = signed_in(site, "mediator").post(f"/desk/{asked.no}/resolve", {"reason": "单位已补发"})
    assert answer.status_code == 503
    assert "请稍后再试一次" in words(answer)
    assert "单位已补发" in answer.text, "what was typed is still there"


def test_too_much_at_once_is_refused_in_words(site: Flask) -> None:
    person = Person(site)
    for size, kind in ((13, "application/x-www-form-urlencoded"), (3, "multipart/form-data")):
        answer = person.client.post("/login", data={"csrf_token": "x", "login": "x" * (size * 1024 * 1024)}, content_type=kind)
        assert "内容太大" in check(answer, 413)


@pytest.mark.parametrize("path", ["/login?next=%00", "/tools/%00", "/dashboard/registered?county=%00", "/laws/%00/", "/cases/search?q=a%00b"])
def test_a_character_that_no_database_keeps_is_refused_before_it_gets_there(site: Flask, path: str) -> None:
    check(signed_in(site, "haishu").get(path), 400)
    assert signed_in(site, "haishu").post("/login", {"login": "a\x00b", "password": "x"}).status_code == 400


def test_health_names_what_works_without_names_of_machines(site: Flask, office: Office, tmp_path: Path) -> None:
    answer = Person(site).get("/health/ready")
    assert answer.status_code in (200, 503)
    assert set(answer.json["parts"]) >= {"database", "index", "scheduler", "outbox", "disk"}
    assert str(tmp_path) not in answer.text
    assert Person(site).get("/health/live").json == {"status": "ok"}


def test_what_is_held_for_the_hours_a_worker_wished_is_no_fault_and_what_fails_is(site: Flask, office: Office, clock: Clock) -> None:
    def outbox_part() -> dict[str, object]:
        return Person(site).get("/health/ready").json["parts"]["outbox"]

    office.act(None, lambda s, by: notices.tell_account(s, by, office.people["mediator"], "overdue", "FY2026-1124-0001", not_before=by.now + timedelta(hours=14)))
    clock.forward(hours=13)
    assert outbox_part() == {"ok": True, "text": "没有待发通知"}
    clock.forward(hours=1)
    office.act(None, lambda s, by: notices.lease(s, by.now))
    clock.forward(minutes=59)
    assert outbox_part()["ok"] is True
    clock.forward(minutes=2)
    assert outbox_part()["ok"] is False, "tried, and waiting to be tried again"


def test_times_on_pages_are_shanghai_times(site: Flask, office: Office) -> None:
    asked = office.ask()
    assert office.runtime.clock().astimezone(SHANGHAI).hour == 10
    assert "11 月 24 日 10:00" in words(signed_in(site, "haishu").get(f"/desk/{asked.no}"))
