"""值班表 on pages: posts, planning, the printable week, own duties, asking and stepping in, the calendar link."""

import re
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from legalaid.actions import duties
from tests.builders import Office
from tests.web.browsing import Person, signed_in, words

WEEK = "2026-12-07"


@pytest.fixture
def haishu(site: Flask, office: Office) -> Person:
    return signed_in(site, "haishu")


@pytest.fixture
def planned(office: Office, haishu: Person) -> str:
    """One post planned for two weeks; the login of whoever has the first."""
    form = {"organisation_id": str(office.places["330203R0"]), "weekday": "0", "half": "AM", "starts": "2026-11-24"}
    assert haishu.post("/desk/roster/posts", form).status_code == 303
    assert haishu.post("/desk/roster/plan", {"first": "2026-12-09", "weeks": "2"}).status_code == 303
    logins = office.look(None, lambda s, _by: {str(office.lawyer_id(s, n)): n for n in ("lawyer1", "lawyer2", "lawyer3")})
    return office.look(None, lambda s, _by: logins[duties.held(s, date(2026, 12, 7), date(2026, 12, 7))[0].lawyer])


def test_the_week_shows_who_is_where_and_is_printed_without_buttons(haishu: Person, planned: str, site: Flask) -> None:
    page = haishu.get(f"/desk/roster/?week={WEEK}")
    assert "已排 2 周，2 个班" in words(page)
    assert f"12 月 7 日（周一） 上午 海曙第一调处室 示例{planned}律师" in words(page)
    assert "data-print" in page.text
    assert "补人" not in words(signed_in(site, "mediator").get(f"/desk/roster/?week={WEEK}"))
    assert haishu.get("/desk/roster/?week=nonsense").status_code == 200
    assert "缺人的班 1 个" in words(haishu.get("/desk/roster/plan")), "next week lies before the planned ones"


def test_bad_posts_and_plans_keep_what_was_typed(office: Office, haishu: Person) -> None:
    bad = haishu.post("/desk/roster/posts", {"organisation_id": str(office.places["330203R0"]), "weekday": "2", "starts": "2026-11-24"})
    assert bad.status_code == 422
    assert re.search(r'value="2" selected', bad.text)
    assert haishu.post("/desk/roster/plan", {"first": "2026-12-09", "weeks": "99"}).status_code == 422
    assert haishu.post("/desk/roster/plan", {"first": "2026-12-09", "weeks": "2"}).status_code == 409, "no post yet"


def test_the_office_changes_a_duty_and_is_told_what_forbids_it(office: Office, haishu: Person, planned: str) -> None:
    other = next(n for n in ("lawyer1", "lawyer2", "lawyer3") if n != planned)
    (post,) = {d.post for d in office.look(None, lambda s, _by: duties.held(s, date(2026, 12, 7), date(2026, 12, 14)))}
    holders = office.look(None, lambda s, _by: [d.lawyer for d in duties.held(s, date(2026, 12, 7), date(2026, 12, 14))])
    free = next(n for n in ("lawyer1", "lawyer2", "lawyer3") if office.look(None, lambda s, _by, n=n: str(office.lawyer_id(s, n))) not in holders)
    busy = next(n for n in (other, "lawyer1", "lawyer2", "lawyer3") if n not in (free, planned))

    def appoint(login: str):
        return haishu.post("/desk/roster/appoint", {"week": WEEK, "post": post, "lawyer": office.look(None, lambda s, _by: str(office.lawyer_id(s, login)))})

    refused = appoint(busy)
    assert refused.status_code == 409
    assert f"示例{busy}律师" in words(refused)
    assert appoint(free).status_code == 303
    assert f"顶班，原为示例{planned}律师" in words(haishu.get(f"/desk/roster/?week={WEEK}"))


def test_a_duty_is_emptied_and_a_post_serves_further_rooms_without_a_script(office: Office, haishu: Person, planned: str) -> None:
    post = office.look(None, lambda s, _by: duties.held(s, date(2026, 12, 7), date(2026, 12, 7))[0].post)
    assert haishu.post("/desk/roster/vacate", {"week": WEEK, "post": post}).status_code == 303
    page = words(haishu.get(f"/desk/roster/?week={WEEK}"))
    assert f"示例{planned}律师不再值" in page
    assert "缺人" in page
    assert haishu.post("/desk/roster/vacate", {"week": WEEK, "post": post}).status_code == 409
    room, far = (str(office.places[code]) for code in ("330203R1", "330212R0"))
    assert "海曙第二调处室" in words(haishu.get(f"/desk/roster/posts/{post}"))
    refused = haishu.post(f"/desk/roster/posts/{post}", {"rooms": [room, far]})
    assert refused.status_code == 422
    assert re.search(rf'value="{room}" checked', refused.text)
    assert haishu.post(f"/desk/roster/posts/{post}", {"rooms": [room], "version": "1"}).status_code == 303
    assert "兼顾 1 个调处室" in words(haishu.get("/desk/roster/plan"))
    assert haishu.post(f"/desk/roster/posts/{post}", {"rooms": [], "version": "1"}).status_code == 409, "somebody saved in between"


def test_a_lawyer_asks_and_another_steps_in(site: Flask, office: Office, planned: str) -> None:
    me = signed_in(site, planned)
    (duty,) = office.look(None, lambda s, _by: duties.held(s, date(2026, 12, 7), date(2026, 12, 7)))
    assert "海曙第一调处室 周一上午" in words(me.get("/lawyer/duties"))
    assert me.post("/lawyer/duties/ask", {"week": WEEK, "post": duty.post, "other": "nonsense/1"}).status_code == 422
    assert me.post("/lawyer/duties/ask", {"week": WEEK, "post": duty.post}).status_code == 303
    assert "正在请人代班" in words(me.get("/lawyer/duties"))
    others = [n for n in ("lawyer1", "lawyer2", "lawyer3") if n != planned]
    answers = []
    for login in others:
        person = signed_in(site, login)
        found = re.search(r"/lawyer/duties/asks/([0-9a-f-]{36})", person.get("/lawyer/duties").text)
        if found:
            answers.append(person.post(f"/lawyer/duties/asks/{found.group(1)}").status_code)
    assert sorted(answers) in ([303], [303, 409]), "one of them may; whoever has the next week may not"
    after = office.look(None, lambda s, _by: duties.held(s, date(2026, 12, 7), date(2026, 12, 7))[0].lawyer)
    assert after != duty.lawyer


def test_wishes_are_kept(site: Flask, office: Office, planned: str) -> None:
    me = signed_in(site, planned)
    (duty,) = office.look(None, lambda s, _by: duties.held(s, date(2026, 12, 7), date(2026, 12, 7)))
    assert me.post("/lawyer/duties/wishes", {"never": ["2", "4"], "most": "3", f"post-{duty.post}": "-100"}).status_code == 303
    row = office.look(None, lambda s, _by: duties.wish_of(s, UUID(duty.lawyer)))
    assert row is not None
    assert (row.never, row.most, row.posts) == ([2, 4], 3, {duty.post: -100})
    assert me.post("/lawyer/duties/wishes", {"most": "99"}).status_code == 422


def test_the_calendar_link_is_secret_and_ends_with_the_next(site: Flask, planned: str) -> None:
    me, visitor = signed_in(site, planned), Person(site)
    token = re.search(r"/roster/([\w-]+)\.ics", me.post("/lawyer/duties/feed").text)
    assert token is not None
    answer = visitor.get(f"/roster/{token.group(1)}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    lines = answer.get_data(as_text=True).split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert "DTSTART:20261207T003000Z" in lines, "half past eight in Shanghai"
    assert "DTEND:20261207T040000Z" in lines
    assert "SUMMARY:值班：海曙第一调处室" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert me.post("/lawyer/duties/feed").status_code == 200
    for gone in (token.group(1), "x" * 43, "short"):
        assert visitor.get(f"/roster/{gone}.ics").status_code == 404
