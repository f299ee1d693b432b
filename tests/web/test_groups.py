"""The group file: roster in and out as a workbook, what each can claim, teams, papers for everybody, representatives."""

import io
import re
import zipfile
from decimal import Decimal

import pytest
from docx import Document as Word
from flask import Flask
from openpyxl import Workbook, load_workbook

from tests import counting
from tests.builders import Office
from tests.web.browsing import Person, signed_in, words
from toolkit.group_headers import TITLES

HEADS = ("姓名", "手机号", "班组", "是否班组长", "入职日期", "月工资", "2026年8月应发", "2026年8月实发", "书面合同", "备注")


def workbook(rows: int = 12, **cells: object) -> io.BytesIO:
    """A roster of so many workers in three teams; `cells` by address (C7) stand instead."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    for n in range(rows):
        sheet.append((f"工友{'甲乙丙丁戊己庚辛壬癸子丑'[n % 12]}{n}", f"139000{n:05d}", f"第{n % 3}组", "是" if n < 3 else "", "2025-03-01", 6000, 6000, 1000 + n, "否", ""))
    for address, value in cells.items():
        sheet[address] = value
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())


@pytest.fixture
def no(office: Office) -> str:
    return office.group(office.confirmed())


@pytest.fixture
def staff(site: Flask) -> Person:
    return signed_in(site, "haishu")


def send(person: Person, no: str, file: io.BytesIO, name: str = "名册.xlsx"):
    return person.post(f"/desk/group/{no}/roster", {"file": (file, name)}, content_type="multipart/form-data")


def test_the_template_takes_what_is_typed_into_it(staff: Person, no: str) -> None:
    answer = staff.get("/desk/group/template.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(answer.data))
    heads = [c.value for c in book.active[1]]
    assert set(heads) == set(TITLES.values())
    for column, value in (("姓名", "工友甲"), ("欠薪金额", 4500), ("电话", "13900000001")):
        book.active.cell(2, heads.index(column) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    assert send(staff, no, io.BytesIO(out.getvalue())).status_code == 303
    assert "4,500 元" in words(staff.get(f"/desk/group/{no}"))


def test_each_bad_cell_is_named_by_its_address_and_nobody_is_taken(staff: Person, office: Office, no: str) -> None:
    before = counting.rows(office.runtime)
    answer = send(staff, no, workbook(G4="六千", E7="2025-13-01", B9="123"))
    page = words(answer)
    assert answer.status_code == 422
    assert "3 处错误，没有导入任何人" in page
    for address in ("G4", "E7", "B9"):
        assert address in page
    after = counting.rows(office.runtime)
    assert {t: after[t] - before[t] for t in ("group_members", "workers")} == {"group_members": 0, "workers": 0}


@pytest.mark.parametrize(("content", "said"), [(b"", "不是可以读取的"), (b"PK\x03\x04 nothing", "不是可以读取的"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版表格")])
def test_a_file_that_is_no_workbook_is_refused_in_words(staff: Person, no: str, content: bytes, said: str) -> None:
    answer = send(staff, no, io.BytesIO(content))
    assert answer.status_code == 422
    assert said in words(answer)
    nothing = staff.post(f"/desk/group/{no}/roster")
    assert nothing.status_code == 422
    assert "请选择名册文件" in words(nothing)


def test_what_each_can_claim_adds_up_on_the_page_and_in_the_workbook(staff: Person, no: str) -> None:
    assert send(staff, no, workbook()).status_code == 303
    page = words(staff.get(f"/desk/group/{no}"))
    assert "新增 12 人" in page
    owed = sum(5000 - n for n in range(12))
    book = load_workbook(io.BytesIO(staff.get(f"/desk/group/{no}/roster.xlsx").data))
    assert book.sheetnames == ["名册", "班组汇总", "计算明细"]
    heads = [c.value for c in book["名册"][1]]
    column = heads.index("请求合计（元）")
    each = [Decimal(str(row[column].value)) for row in book["名册"].iter_rows(min_row=2, max_row=13)]
    assert len(each) == 12
    assert min(each) > 3000, "everybody has wages to claim, and double wages for no contract"
    assert Decimal(str(book["名册"].cell(14, column + 1).value)) == sum(each)
    assert heads.index("欠薪金额") >= 0
    assert Decimal(str(book["名册"].cell(14, heads.index("欠薪金额") + 1).value)) == owed
    assert f"{sum(each) / 10000:,.2f}".rstrip("0").rstrip(".") + " 万元" in page
    teams = {row[0].value: row[2].value for row in book["班组汇总"].iter_rows(min_row=2)}
    assert teams == {"第0组": 4, "第1组": 4, "第2组": 4, "合计": 12}


def test_a_cell_that_looks_like_a_formula_goes_out_as_a_text(staff: Person, no: str) -> None:
    assert send(staff, no, workbook(J2='"=cmd', J3="'=1+2", J4="@SUM(A1)", J5="+86", J6="-3")).status_code == 303
    book = load_workbook(io.BytesIO(staff.get(f"/desk/group/{no}/roster.xlsx").data))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                assert not str(cell.value or "").startswith(("=", "+", "-", "@")), cell.coordinate


def test_names_are_masked_on_the_page_and_whole_in_what_is_taken_along(staff: Person, site: Flask, no: str) -> None:
    send(staff, no, workbook())
    page = staff.get(f"/desk/group/{no}").text
    assert "工友甲0" not in page
    assert "13900000000" not in page
    sheet = words(staff.get(f"/desk/group/{no}/team/1"))
    assert "第0组核对单" in sheet
    for name in ("工友甲0", "工友丁3"):
        assert name in sheet
    assert "工友乙1" not in sheet, "another team"
    assert staff.get(f"/desk/group/{no}/team/4").status_code == 404
    assert signed_in(site, "auditor").get(f"/desk/group/{no}/team/1").status_code == 403
    for more in ("", "/roster.xlsx", "/papers.zip", "/election.docx", "/team/1"):
        assert signed_in(site, "yinzhou").get(f"/desk/group/{no}{more}").status_code == 404, more


def test_one_set_of_papers_for_each_and_the_election_form(staff: Person, no: str) -> None:
    send(staff, no, workbook())
    assert staff.post(f"/desk/group/{no}/election", {"positions": ["1", "2"]}).status_code == 422
    assert staff.post(f"/desk/group/{no}/election", {"positions": ["1", "2", "3"]}).status_code == 303
    package = zipfile.ZipFile(io.BytesIO(staff.get(f"/desk/group/{no}/papers.zip").data))
    folders = {name.partition("/")[0] for name in package.namelist() if "/" in name}
    assert len(folders) == 12
    assert all(sum(name.startswith(f"{folder}/") for name in package.namelist()) == 3 for folder in folders)
    own = "\n".join(p.text for p in Word(io.BytesIO(package.read("01-工友甲0/劳动人事争议仲裁申请书.docx"))).paragraphs)
    assert "工友甲0" in own
    assert "工友乙1" not in own, "nobody's paper names another worker"
    assert "宁波青禾示例服饰有限公司" in own
    form = Word(io.BytesIO(staff.get(f"/desk/group/{no}/election.docx").data))
    everything = "\n".join([*(p.text for p in form.paragraphs), *(c.text for t in form.tables for r in t.rows for c in r.cells)])
    for name in ("工友甲0", "工友乙1", "工友丙2"):
        assert name in everything
    assert "宁波青禾示例服饰有限公司" in everything


def test_fewer_than_ten_elect_nobody(staff: Person, no: str) -> None:
    send(staff, no, workbook(9))
    assert "推选书" not in staff.get(f"/desk/group/{no}").text
    assert staff.get(f"/desk/group/{no}/election.docx").status_code == 409
    assert not any("推选" in name for name in zipfile.ZipFile(io.BytesIO(staff.get(f"/desk/group/{no}/papers.zip").data)).namelist())


def test_a_team_of_the_list_can_be_looked_at_alone(staff: Person, no: str) -> None:
    send(staff, no, workbook())
    page = staff.get(f"/desk/group/{no}?team=第1组").text
    table = re.search(r"<caption[^>]*>名单</caption>.*?</table>", page, re.S)
    assert table is not None
    assert table[0].count("<tr>") == 5
