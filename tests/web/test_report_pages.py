"""Pages of reports and of the steps of legal aid: what they show, what a refused form keeps, what their files hold."""

import csv
import io
from datetime import date, timedelta

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from legalaid import table_files
from legalaid.actions import tickets, weekly_reports
from legalaid.tables.aid_steps import CaseFile, Objection
from legalaid.tables.tickets import Ticket
from tests.actions.audited_reports import CASE_ITEMS, WEEK, arbitrated, rated, refused, with_case
from tests.builders import Office
from tests.conftest import Clock
from tests.web.browsing import following, signed_in
from toolkit.paper import docx_lines

PLACE = "/reports/weekly/2026-47"


def test_a_report_is_read_confirmed_published_and_taken_along(site: Flask, office: Office) -> None:
    case = with_case(office)
    coordinator, editor = signed_in(site, "haishu"), signed_in(site, "editor")
    assert "2026 年第 1 期" in coordinator.get("/reports/weekly/").text
    page = coordinator.get(PLACE).text
    assert "本周案例" in page
    assert f"{PLACE}/registered" in page
    assert coordinator.get("/reports/weekly/2026-48").status_code == 404
    assert coordinator.get("/reports/weekly/2026-54").status_code == 404
    typed = "宁波青禾示例服饰有限公司的一名职工被拖欠三个月工资，后来拿回来了。"
    kept = coordinator.post(f"{PLACE}/cases/{case}", {"case": str(case), "do": "confirm", "text": typed})
    assert kept.status_code == 422
    assert "还留有单位名称" in kept.text
    assert typed in kept.text
    assert editor.post(f"{PLACE}/publish").status_code == 409
    assert coordinator.post(f"{PLACE}/cases/{case}", {"case": str(case), "do": "confirm", "text": "一名职工被拖欠三个月工资，工会调解后单位一次付清。"}).status_code == 303
    assert signed_in(site, "mediator").get(PLACE).status_code == 404
    assert editor.post(f"{PLACE}/publish").status_code == 303
    assert "工会调解后单位一次付清" in signed_in(site, "mediator").get(PLACE).text
    assert coordinator.post(f"{PLACE}/cases/{case}", {"do": "drop"}).status_code == 409
    lines = docx_lines(editor.get(f"{PLACE}.docx").data)
    assert "一名职工被拖欠三个月工资，工会调解后单位一次付清。" in lines
    assert editor.get(f"{PLACE}.pdf").data.startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(editor.get(f"{PLACE}.xlsx").data)).active
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    content = office.look(None, lambda s, by: weekly_reports.get(s, by, WEEK)).content
    figures = {f["title"]: f for f in content["figures"]}
    assert {title: (rows[title][2], rows[title][3]) for title in figures} == {title: (f["numerator"], f["denominator"]) for title, f in figures.items()}
    text = editor.get(f"{PLACE}.csv").data.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text))] == [row[1] for row in sheet.iter_rows(values_only=True)]


def test_no_cell_of_a_file_is_a_formula() -> None:
    rows = [["摘要", "金额"], ["=HYPERLINK(1)", 1], ["+1", -2], ["@x", None], ["普通", date(2026, 1, 2)]]
    read = list(csv.reader(io.StringIO(table_files.to_csv(rows).decode("utf-8-sig"))))
    assert read == [["摘要", "金额"], ["'=HYPERLINK(1)", "1"], ["'+1", "-2"], ["'@x", ""], ["普通", "2026-01-02"]]
    cells = [c for row in load_workbook(io.BytesIO(table_files.to_xlsx("表", rows))).active.iter_rows() for c in row]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert [c.value for c in cells][2] == "'=HYPERLINK(1)"


def test_annual_lists_count_what_is_open_and_the_index_shows_its_parts(site: Flask, office: Office, clock: Clock) -> None:
    office.closed()
    late, helped = office.taken(employer_name="=甲示例厂"), office.helped(forms=("ARBITRATE",))
    office.act(None, lambda s, by: [setattr(s.get_one(Ticket, late.id), name, value) for name, value in (("due_at", by.now - timedelta(days=1)), ("summary", "=1+1 拖欠工资"))])
    city = signed_in(site, "city")
    page = city.get("/reports/strike-off/?year=2026").text
    assert late.no in page
    assert "超期" in page
    assert helped.no not in page
    assert "8,600.00 元" in city.get("/reports/strike-off/?year=2026&kind=UNPAID").text
    assert city.get("/reports/strike-off/?year=2026&kind=x").status_code == 422
    assert city.get("/reports/strike-off/?year=99999").status_code == 422
    read = list(csv.reader(io.StringIO(city.get("/reports/strike-off/2026.csv").data.decode("utf-8-sig"))))
    assert [(row[0], row[2], row[9]) for row in read[1:]] == [("诉求", "'=1+1 拖欠工资", "是"), ("确定未付", "拖欠三个月工资，未签劳动合同", "")]
    assert city.get("/reports/strike-off/2026.exe").status_code == 404
    assert "样本不足" in city.get("/reports/districts/?period=year").text
    assert city.get("/reports/districts/xlsx?period=year").data.startswith(b"PK")
    admin = signed_in(site, "admin")
    form = {"code": "330203013", "as_of": "2026-10-01", "workers": "1000", "members": "1200", "source": "2026 年工会年报"}
    kept = admin.post("/reports/members/", form)
    assert kept.status_code == 422
    assert "1200" in kept.text
    for members in ("800", "850"):  # the second corrects the first
        clock.forward(minutes=1)
        assert admin.post("/reports/members/", {**form, "members": members}).status_code == 303
    index = city.get("/reports/vitality/?of=TOWN&period=year").text
    assert "85.00%<small>850/1000" in index
    assert "权重 30" in index
    assert city.get("/reports/vitality/csv?of=TOWN").data.decode("utf-8-sig").count("850,1000") == 1


def test_the_steps_of_legal_aid_go_through_their_pages(site: Flask, office: Office) -> None:
    asked, coordinator = office.applied(), signed_in(site, "haishu")
    desk = f"/desk/{asked.no}"
    assert "一次性告知" in coordinator.get(desk).text
    gone = office.applied()
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, gone.no, reason=""))
    shown = coordinator.get(f"/desk/{gone.no}").text
    assert [words in shown for words in ("待审查", "一次性告知", "先行给予援助", "作出决定")] == [True, False, False, False]
    assert coordinator.post(f"{desk}/aid/papers", {"papers": ""}).status_code == 422
    assert coordinator.post(f"{desk}/aid/papers", {"papers": "收入证明\n身份证复印件"}).status_code == 303
    assert "收入证明、身份证复印件" in coordinator.get(desk).text
    assert coordinator.post(f"{desk}/aid/papers-came").status_code == 303
    assert coordinator.post(f"{desk}/aid/first", {"reason": "离时效届满不足七日"}).status_code == 303
    assert "先行援助" in coordinator.get(desk).text
    assert asked.no in coordinator.get("/desk/aid-board").text
    assert coordinator.post(f"{desk}/aid/first/confirm", {}).status_code == 422
    assert coordinator.post(f"{desk}/aid/first/confirm", {"entitled": "yes"}).status_code == 303
    ended = coordinator.post(f"{desk}/aid/end", {"reason": "OWN_WISH", "note": "短"})
    assert ended.status_code == 422
    assert coordinator.post(f"{desk}/aid/end", {"reason": "OWN_WISH", "note": "职工自愿终止援助"}).status_code == 303
    assert coordinator.post(f"{desk}/aid/objection", {"reason": "职工改变了主意"}).status_code == 303
    city = signed_in(site, "city")
    ident = office.look(None, lambda s, _by: s.scalars(select(Objection.id)).one())
    kept = city.post(f"/desk/aid-board/objections/{ident}", {"item": str(ident), "answer": "同意继续援助"})
    assert kept.status_code == 422
    assert "同意继续援助" in kept.text
    assert city.post(f"/desk/aid-board/objections/{ident}", {"upheld": "yes", "answer": "同意继续援助"}).status_code == 303
    turned_down = refused(office)
    worker = following(site, turned_down)
    assert "提出异议" in worker.get(f"/my/{turned_down.no}").text
    kept = worker.post(f"/my/{turned_down.no}/objection", {"reason": "不服"})
    assert kept.status_code == 422
    assert worker.post(f"/my/{turned_down.no}/objection", {"reason": "我的收入低于标准"}).status_code == 303
    assert "没有可以提出异议的决定" in worker.get(f"/my/{turned_down.no}/objection").text
    assert "由上一级工会答复" in coordinator.get("/desk/aid-board").text
    assert "缺项" in coordinator.get("/desk/aid-gaps?whose=律师").text


def test_a_file_is_handed_in_checked_approved_and_paid_through_the_pages(site: Flask, office: Office) -> None:
    no, lawyer = arbitrated(office), signed_in(site, "lawyer1")
    assert "归档" in lawyer.get(f"/lawyer/matter/{no}").text
    short = lawyer.post(f"/lawyer/matter/{no}/file", {"items": ["NOTICE"]})
    assert short.status_code == 422
    assert "还缺：" in short.text
    assert lawyer.post(f"/lawyer/matter/{no}/file", {"items": list(CASE_ITEMS)}).status_code == 303
    coordinator, finance = signed_in(site, "haishu"), signed_in(site, "finance")
    ident = office.look(None, lambda s, _by: s.scalars(select(CaseFile.id)).one())
    assert no in coordinator.get("/desk/aid-board").text
    assert coordinator.post(f"/desk/aid-board/files/{ident}", {"accept": "no"}).status_code == 422
    assert coordinator.post(f"/desk/aid-board/files/{ident}", {"accept": "yes"}).status_code == 303
    assert finance.post("/subsidies/rates", {"code": "330203", "form": "ARBITRATE", "amount": "一千", "valid_from": "2026-01-01", "source": "示例"}).status_code == 422
    rated(office)
    assert "1,500 元" in finance.get("/subsidies/?state=FILE_OK").text
    assert finance.post(f"/subsidies/{no}/approve").status_code == 303
    assert finance.post(f"/subsidies/{no}/pay", {"item": no, "voucher": ""}).status_code == 422
    assert finance.post(f"/subsidies/{no}/pay", {"item": no, "voucher": "记字第 12 号"}).status_code == 303
    assert "记字第 12 号" in finance.get("/subsidies/?state=PAID").text
    assert "已发放" in lawyer.get(f"/lawyer/matter/{no}/file").text
