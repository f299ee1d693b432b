"""参数表, 放假安排, 时效雷达 as pages: entered by one, verified by another; a year imported; matters filtered."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask

from legalaid.actions import calendar, disputes
from tests.builders import CITY, Office
from tests.toolkit.test_calendar_sheet import HEAD, ROWS
from tests.web.browsing import Person, signed_in, words
from toolkit.facts import from_json
from toolkit.workdays import shipped_calendar

KEY = "local_avg_wage_previous_year"
VALUE = {"do": "enter", "region": "宁波市", "value": "９,０００元", "valid_from": "2026-01-01", "source": "市统计局公报"}


@pytest.fixture
def admin(site: Flask, office: Office) -> Person:
    office.act(None, lambda s, by: office.add_account(s, by, "admin2", "admin", CITY))
    return signed_in(site, "admin")


def csv(rows: list[list[Any]] = ROWS, **more: str) -> dict[str, Any]:
    text = "\n".join(",".join(map(str, row)) for row in [HEAD, *rows])
    return {"file": (io.BytesIO(text.encode()), more.pop("name", "2026.csv")), "source": "国办发明电〔2025〕7号", "do": "import", **more}


def test_what_is_missing_is_listed_and_gone_when_it_is_entered_and_verified(site: Flask, office: Office, admin: Person) -> None:
    label = "本地区上年度职工月平均工资"
    assert f"{label}（经济补偿三倍封顶用）（宁波市）：没有录入" in words(admin.get("/admin/parameters"))
    assert admin.post(f"/admin/parameters/{KEY}", VALUE).location == f"/admin/parameters/{KEY}"
    page = words(admin.get(f"/admin/parameters/{KEY}"))
    assert "9000 元/月" in page
    assert "等另一人核实" in page
    own = admin.post(f"/admin/parameters/{KEY}", {"do": "verify", "region": "宁波市", "valid_from": "2026-01-01"})
    assert own.status_code == 403
    assert "不能自己核实" in words(own)
    other = signed_in(site, "admin2")
    assert other.post(f"/admin/parameters/{KEY}", {"do": "verify", "region": "宁波市", "valid_from": "2026-01-01"}).status_code == 303
    assert "经 示例admin2 核实" in words(admin.get(f"/admin/parameters/{KEY}"))
    assert f"{label}（经济补偿三倍封顶用）（宁波市）：没有录入" not in words(admin.get("/admin/parameters"))
    assert 'value="9000"' in Person(site).get("/tools/severance").text  # proposed to whoever calculates
    assert admin.post(f"/admin/parameters/{KEY}", {"do": "withdraw", "region": "宁波市", "valid_from": "2026-01-01", "reason": "看错年份"}).status_code == 303
    assert "看错年份" not in words(admin.get(f"/admin/parameters/{KEY}"))
    assert "由示例admin撤销" in words(admin.get(f"/admin/parameters/{KEY}"))


@pytest.mark.parametrize(("change", "field"), [
    ({"value": "九千"}, "value"), ({"value": "90,00"}, "value"), ({"valid_from": ""}, "valid_from"), ({"source": ""}, "source"), ({"region": ""}, "region"), ({"valid_to": "2020-01-01"}, "valid_to"),
])
def test_a_bad_figure_comes_back_as_typed(admin: Person, change: dict[str, str], field: str) -> None:
    answer = admin.post(f"/admin/parameters/{KEY}", {**VALUE, **change})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    if field != "source":
        assert "市统计局公报" in answer.text
    assert admin.get("/admin/parameters/nothing").status_code == 404


def test_figures_are_listed_by_region_and_with_those_that_have_ended(admin: Person) -> None:
    now, every = words(admin.get("/admin/parameters?region=海曙区")), words(admin.get("/admin/parameters?all=1"))
    assert "2660" in now
    assert "2490" not in now
    assert "2490" in every
    assert admin.get("/admin/parameters?region=火星").status_code == 422


def test_a_year_is_tried_first_and_then_imported_with_its_history(office: Office, admin: Person) -> None:
    rows = [["元旦", "2027-01-01", "2027-01-03", "放假", ""], ["", "2027-01-09", "", "上班", ""]]
    head = [row[:4] for row in [HEAD, *rows]]
    text = "\n".join(",".join(row) for row in head).encode()
    assert "暂按推算" in words(admin.get("/admin/calendar"))
    tried = admin.post("/admin/calendar", {"file": (io.BytesIO(text), "2027.csv"), "source": "国办通知", "do": "check"})
    assert "试导入：2027 年，4 天" in words(tried)
    assert not office.look(None, lambda s, by: calendar.office_calendar(s).is_loaded(2027))
    done = admin.post("/admin/calendar", {"file": (io.BytesIO(text), "2027.csv"), "source": "国办通知", "do": "import"})
    assert done.location == "/admin/calendar/2027"
    page = words(admin.get("/admin/calendar/2027"))
    assert "1 月 9 日（周六） 调休上班 调休上班" in page
    assert "没有写明哪些是法定节假日" in page
    assert office.look(None, lambda s, by: calendar.office_calendar(s).add_workdays(date(2027, 1, 8), 1)) == date(2027, 1, 9)
    assert "国办通知" in words(admin.get("/admin/calendar"))
    assert "还没有公布" in words(admin.get("/admin/calendar/2029"))
    assert admin.get("/admin/calendar/1900").status_code == 404


def test_a_faulty_file_imports_nothing_and_names_each_cell(office: Office, admin: Person) -> None:
    answer = admin.post("/admin/calendar", csv([*ROWS, ["元旦", "2026-13-01", "", "放假", ""], ["元旦", "2026-12-31", "", "也许", ""]]))
    assert answer.status_code == 422
    said = words(answer)
    assert "2 处错误" in said
    assert f"{len(ROWS) + 2} 开始日期" in said
    assert f"{len(ROWS) + 3} 安排" in said
    assert admin.post("/admin/calendar", csv(source="")).status_code == 422
    assert admin.post("/admin/calendar", {"source": "x"}).status_code == 422
    assert admin.post("/admin/calendar", {**csv(), "file": (io.BytesIO(b"\xff\xfe"), "x.csv")}).status_code == 422
    assert admin.post("/admin/calendar", {**csv(), "file": (io.BytesIO(b"PK"), "x.xlsx")}).status_code == 422
    assert admin.post("/admin/calendar", {**csv(), "file": (io.BytesIO(b"{"), "x.json")}).status_code == 422
    assert office.look(None, lambda s, by: calendar.office_calendar(s).years[2026]) == shipped_calendar().years[2026]
    assert admin.post("/admin/calendar", csv()).status_code == 303


def test_the_radar_shows_the_nearest_first_and_filters(site: Flask, office: Office) -> None:
    near, unknown = office.taken(), office.taken()
    sheet = from_json({"hire_date": "2020-03-01", "monthly_wage": "6000", "ended": True, "last_day": "2025-12-01", "arrears": {"amount": "18000"}})
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, near.no, sheet))
    person = signed_in(site, "mediator")
    page = words(person.get("/desk/radar"))
    assert page.index(near.no) < page.index(unknown.no)
    assert "还有 7 天" in page
    assert "填写事实后推算" in page
    assert unknown.no not in words(person.get("/desk/radar?level=near"))
    assert near.no not in words(person.get("/desk/radar?county=330212"))
    assert near.no in words(person.get("/desk/radar?mine=1&county=330203"))
    assert near.no not in words(signed_in(site, "haishu").get("/desk/radar?mine=1"))
    assert person.get("/desk/radar?level=x").status_code == 422
    assert person.get("/desk/radar?county=x").status_code == 422
