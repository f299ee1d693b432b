"""Targets that read files which an office imports, each as the command line and the pages read it."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook

from casebank.sections import Reading
from legalaid.actions import calendar, calendar_files, cases, statutes
from legalaid.cli import streams
from legalaid.errors import FaultyFile
from legalaid.reading import json_rows
from legalaid.schemas import clients, sheets
from legalaid.schemas.base import BaseSchema
from legalaid.schemas.import_columns import ORGANISATIONS, PEOPLE, TICKETS
from legalaid.schemas.rows import LawyerRow, OrganisationRow, PersonRow, TicketRow, checked
from legalaid.schemas.sheets import Column
from legalaid.schemas.tickets import as_registration
from tests.fuzz.target import DECLARED, Target
from tests.fuzz.words import ARTICLE, library
from toolkit import group_sheet
from toolkit.group_rows import ZERO
from toolkit.parameters import shipped_parameters

TODAY = date(2026, 11, 24)
CASE = {"id": "nb-1", "title": "拖欠工资", "facts": "厂里三个月没有发工资。", "outcome": "裁决支付", "causes": ["205.5"], "date": "2026-03-01", "amount_claimed": "18000.00", "head_count": 12,
        "url": "https://www.court.gov.cn/1.html", "batch": "第一批"}
ORGANISATION = {"code": "330203", "name": "海曙区总工会", "kind": "DISTRICT", "parent": "3302", "latitude": 29.87, "longitude": 121.55, "active": True}
LAWYER = {"login": "lawyer1", "name": "张示例", "contact": "13900010001", "licence_no": "13302202010000001", "licence_until": "2099-05-31", "firm": "示例律师事务所", "county": "330203",
          "practising_since": 2012, "specialties": {"205.5": 0.9}, "languages": ["宁波话"], "latitude": 29.8, "longitude": 121.5,
          "clients": [{"employer": "宁波青禾示例服饰有限公司", "side": "AGAINST"}], "caps": {}}
TICKET = {"channel": "HOTLINE", "external_no": "12345-1", "topic": "PAY", "employer_name": "宁波青禾示例服饰有限公司", "county": "330203", "statement": "三个月没发工资了", "name": "周示例",
          "phone": "13900010001", "worker_type": "MIGRANT", "wants_lawyer": True, "consent": True, "sensitive": True, "amount": "18600.00"}
PERSON = {"login": "wang", "name": "王示例", "role": "mediator", "organisation": "330203R0", "contact": "13900010002", "starts": "2026-01-01", "ends": "2027-01-01"}
FIGURE = {"key": "min_wage_monthly", "region": "海曙", "value": "2800", "valid_from": "2027-01-01", "source": "示例文件", "mark": "S"}
YEAR = {"year": 2027, "papers": ["示例"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}, {"name": "春节", "date": "2027-02-07", "isOffDay": False}]}
ROSTER = [["姓名", "身份证号", "电话", "班组", "班组长", "入职日期", "月工资", "2026年8月应发", "2026年8月实发", "欠薪", "备注"],
          ["周小禾", "", "13900010001", "一组", "是", "2024-03-01", 6000, 6000, 1000, 5000, ""], ["吴小田", "", "", "一组", "", date(2024, 5, 6), "6,500.00", "6500", 0, "6500元", "计件"]]


@cache
def _place() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-")) / "in"


def _lines(data: bytes) -> list[str]:
    """The lines of a file as the command line reads them."""
    _place().write_bytes(data)
    return streams.lines_of(str(_place()))


def _cases(read: Callable[[], Reading]) -> None:
    with suppress(*DECLARED):
        found = read()
        idents = [row.case.id for row in found.rows]
        assert len(idents) == len(set(idents))
        assert all(row.case.title.strip() and row.case.facts.strip() and row.case.head_count >= 1 for row in found.rows)
        assert all(row.case.digest() for row in found.rows)


def cases_jsonl(data: bytes) -> None:
    """Cases as JSON lines."""
    _cases(lambda: cases.read_lines(_lines(data)))


def cases_csv(data: bytes) -> None:
    """Cases as CSV."""
    _cases(lambda: cases.read_csv("\n".join(_lines(data))))


def cases_xlsx(data: bytes) -> None:
    """Cases as an Excel file."""
    _cases(lambda: cases.read_xlsx(data))


def cases_docx(data: bytes) -> None:
    """Cases as a Word file."""
    _cases(lambda: cases.read_docx(data))


def statutes_jsonl(data: bytes) -> None:
    """Articles of laws as JSON lines: one key, one text."""
    with suppress(*DECLARED):
        found = statutes.read_lines(_lines(data))
        keys = [(article.id, article.version_date) for article in found]
        assert len(keys) == len(set(keys))
        assert all(article.paragraphs for article in found)


def lawyers_jsonl(data: bytes) -> None:
    """Lawyers as JSON lines."""
    with suppress(*DECLARED):
        rows, faults = checked(_lines(data), LawyerRow(today=TODAY))
        assert not {line for line, _ in rows} & {line for line, _, _ in faults}
        assert all(0 <= strength <= 1000 for _, row in rows for strength in row.get("specialties", {}).values())


def parameters_jsonl(data: bytes) -> None:
    """Dated figures as JSON lines."""
    with suppress(*DECLARED):
        for _, row in json_rows(_lines(data))[0]:
            with suppress(*DECLARED):
                assert calendar.figure(row, shipped_parameters()).number.is_finite()


def _kind(data: bytes) -> str:
    return "in.xlsx" if data[:2] == b"PK" else "in.jsonl" if data.lstrip(b"\xef\xbb\xbf \n")[:1] in (b"{", b"[") else "in.csv"


def _sheet(data: bytes, columns: Sequence[Column], schema: BaseSchema) -> sheets.Sheet:
    found = sheets.read(_kind(data), data, columns, schema)
    assert not {line for line, _ in found.rows} & {line for line, _, _ in found.faults}
    assert all(message for _, _, message in found.faults)
    if found.faults:
        FaultyFile(found.faults)
    return found


def organisations_file(data: bytes) -> None:
    """The tree of organisations as XLSX, CSV or JSON lines."""
    with suppress(*DECLARED):
        _sheet(data, ORGANISATIONS, OrganisationRow())


def people_file(data: bytes) -> None:
    """People and their posts as XLSX, CSV or JSON lines."""
    with suppress(*DECLARED):
        _sheet(data, PEOPLE, PersonRow())


def tickets_file(data: bytes) -> None:
    """Requests registered elsewhere as XLSX, CSV or JSON lines: who did not agree is not taken."""
    with suppress(*DECLARED):
        for _, row in _sheet(data, TICKETS, TicketRow(today=TODAY)).rows:
            assert as_registration(row)["consent"] is True


def clients_file(data: bytes) -> None:
    """A lawyer's past clients as XLSX or CSV."""
    with suppress(*DECLARED):
        rows, faults = clients.read(data)
        assert all(reason for *_, reason in faults)
        assert all(len(row["employer"]) >= 2 for _, row in rows)


def calendar_file(data: bytes) -> None:
    """A year's days off as XLSX, CSV or JSON."""
    with suppress(*DECLARED):
        year = calendar_files.read_year(_kind(data), data)
        days = [day.date for day in year.days]
        assert len(days) == len(set(days))


def roster_xlsx(data: bytes) -> None:
    """The roster of a group dispute: no debt below nothing, every fault with its cell."""
    with suppress(*DECLARED):
        found = group_sheet.read(data, TODAY)
        assert all(row.owed >= ZERO and row.name for row in found.rows)
        assert all(fault.cell and fault.message for fault in found.faults)


def _jsonl(*rows: Any) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def xlsx(*rows: Sequence[Any]) -> bytes:
    """A workbook of these rows."""
    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(made)
    return made.getvalue()


def _csv(*rows: Sequence[Any]) -> bytes:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows)
    return made.getvalue().encode()


def _table(row: dict[str, Any], columns: Sequence[Column] = ()) -> tuple[list[str], list[Any]]:
    heads = {column.field: column.heads[0] for column in columns}
    values = ["；".join(value) if isinstance(value, list) else "是" if value is True else value for value in row.values()]
    return [heads.get(name, name) for name in row], values


def _three(row: dict[str, Any], columns: Sequence[Column]) -> Callable[[], list[bytes]]:
    return lambda: [_jsonl(row, row), _csv(*_table(row, columns)), xlsx(*_table(row, columns))]


def docx() -> bytes:
    """A case in a Word file: sections under their headings, name and value in a table."""
    document, made = Document(), io.BytesIO()
    for style, said in (("Heading 1", "停产工厂拖欠三个月工资"), ("Normal", "编号：nb-9"), ("Normal", "人数：12"), ("Heading 2", "一、基本案情"), ("Normal", "某制衣厂停产。"),
                        ("Normal", "【争议焦点】"), ("Normal", "工资由谁支付"), ("Heading 2", "处理结果："), ("Normal", "当场结清。")):
        document.add_paragraph(said, style=style)
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "案由", "205.5"
    document.save(made)
    return made.getvalue()


_BREAK = (["名称", "日期", "结束", "安排", "法定"], ["元旦", "2027-01-01", "2027-01-03", "放假", "是"], ["元旦", "2027-01-09", "", "上班", "否"])
_CLIENTS = (["单位名称", "代理哪一方", "谁代理", "开始", "结束"], ["宁波青禾示例服饰有限公司", "代理对方", "本所", "2025-01-01", "2025-12-31"])
TARGETS = {
    "cases_jsonl": Target(cases_jsonl, lambda: [_jsonl(CASE), *("\n".join(library()[at : at + 2]).encode() for at in range(0, 60, 12))]),
    "cases_csv": Target(cases_csv, lambda: [_csv(*_table(CASE))]), "cases_xlsx": Target(cases_xlsx, lambda: [xlsx(*_table(CASE))]), "cases_docx": Target(cases_docx, lambda: [docx()]),
    "statutes_jsonl": Target(statutes_jsonl, lambda: [_jsonl(ARTICLE), _jsonl(ARTICLE, {**ARTICLE, "version_date": "2008-01-01", "effective": "2008-01-01"})]),
    "lawyers_jsonl": Target(lawyers_jsonl, lambda: [_jsonl(LAWYER), _jsonl(LAWYER, {**LAWYER, "login": "lawyer2"})]), "parameters_jsonl": Target(parameters_jsonl, lambda: [_jsonl(FIGURE, FIGURE)]),
    "organisations_file": Target(organisations_file, _three(ORGANISATION, ORGANISATIONS)), "people_file": Target(people_file, _three(PERSON, PEOPLE)),
    "tickets_file": Target(tickets_file, _three(TICKET, TICKETS)), "calendar_file": Target(calendar_file, lambda: [_jsonl(YEAR), _csv(*_BREAK), xlsx(*_BREAK)]),
    "clients_file": Target(clients_file, lambda: [xlsx(*_CLIENTS), _csv(*_CLIENTS)]), "roster_xlsx": Target(roster_xlsx, lambda: [xlsx(*ROSTER)]),
}
