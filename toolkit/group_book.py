"""Writes a roster as a workbook: what was read, each worker's sums, teams and totals, as values and never as formulas."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.claim_kinds import KINDS
from toolkit.group import Group
from toolkit.group_cells import DANGEROUS
from toolkit.group_headers import TITLES
from toolkit.group_rows import Row

ROSTER, TEAMS, LINES = "名册", "班组汇总", "计算明细"
RECEIVED = "登记后收到（元）"  # no column of the roster as read: what was paid stands in the register
_MONEY = frozenset({"monthly_wage", "daily_wage", "due", "paid", "owed"})
_DATES = frozenset({"hire_date", "last_day", "owed_from", "owed_to"})
_INPUTS = (
    "name", "id_no", "phone", "team", "leader", "employer", "post", "hire_date", "last_day", "monthly_wage", "daily_wage", "days", "contract", "due", "paid",
    "owed", "owed_from", "owed_to", "note",
)
_WIDTHS = {"name": 10, "id_no": 21, "phone": 14, "employer": 26, "note": 24} | dict.fromkeys(_DATES, 12)


def guarded(text: str) -> str:
    """A text no spreadsheet runs as a formula: one that begins like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _put(sheet: Worksheet, row: int, column: int, value: Any, *, money: bool = False) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = guarded(value)
        # openpyxl takes a text that begins with = for a formula; here it is always a text
        cell.data_type, cell.number_format = "s", "@"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, Decimal):
        cell.value, cell.number_format = value, "#,##0.00" if money else "0.##"
    elif value is not None:
        cell.value = value


def _heads(sheet: Worksheet, titles: Sequence[str], widths: Sequence[int]) -> None:
    for column, (title, width) in enumerate(zip(titles, widths, strict=True), 1):
        cell = sheet.cell(1, column)
        cell.value = title
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFF2EDE4")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"


def _field(row: Row, name: str) -> Any:
    if name == "leader":
        return "是" if row.leader else row.leader_name
    if name == "contract":
        return None if row.contract is None else "是" if row.contract else "否"
    return getattr(row, name)


def _roster(sheet: Worksheet, rows: Sequence[Row], group: Group | None) -> None:
    months = sorted({month.month for row in rows for month in row.months})
    kinds = [code for code in KINDS if group and code in group.sums]
    titles = [TITLES[name] for name in _INPUTS]
    for month in months:
        titles += [f"{month[:4]}年{int(month[5:])}月{what}" for what in ("应发", "实发", "欠薪")]
    titles += ([RECEIVED] if group else []) + [f"请求：{KINDS[code].title}（元）" for code in kinds] + (["请求合计（元）"] if group else [])
    _heads(sheet, titles, [_WIDTHS.get(name, 12) for name in _INPUTS] + [13] * (len(titles) - len(_INPUTS)))
    first_sum = len(_INPUTS) + 3 * len(months) + 2
    for line, row in enumerate(rows, 2):
        for column, name in enumerate(_INPUTS, 1):
            _put(sheet, line, column, _field(row, name), money=name in _MONEY)
        by_month = {month.month: month for month in row.months}
        for i, month in enumerate(months):
            known = by_month.get(month)
            for j, value in enumerate((known.due, known.paid, known.owed) if known else ()):
                _put(sheet, line, len(_INPUTS) + 3 * i + j + 1, value, money=True)
        if group:
            person = group.people[line - 2]
            _put(sheet, line, first_sum - 1, person.received, money=True)
            for j, code in enumerate(kinds, first_sum):
                _put(sheet, line, j, person.sums.get(code), money=True)
            _put(sheet, line, len(titles), person.total, money=True)
    if group:
        last = len(rows) + 2
        _put(sheet, last, 1, "合计")
        _put(sheet, last, _INPUTS.index("owed") + 1, group.owed, money=True)
        _put(sheet, last, first_sum - 1, group.received, money=True)
        for j, code in enumerate(kinds, first_sum):
            _put(sheet, last, j, group.sums[code], money=True)
        _put(sheet, last, len(titles), group.total, money=True)


def _teams(sheet: Worksheet, group: Group) -> None:
    _heads(sheet, ("班组", "班组长", "人数", "欠薪合计（元）", "请求合计（元）"), (16, 12, 8, 16, 16))
    for line, team in enumerate(group.teams, 2):
        for column, value in enumerate((team.name, team.leader, team.people, team.owed, team.total), 1):
            _put(sheet, line, column, value, money=True)
    for column, value in enumerate(("合计", None, len(group.people), group.owed, group.total), 1):
        _put(sheet, len(group.teams) + 2, column, value, money=True)


def _lines(sheet: Worksheet, group: Group) -> None:
    _heads(sheet, ("姓名", "请求", "金额（元）", "算法", "申请仲裁的最后一天", "还缺什么"), (10, 30, 14, 60, 16, 30))
    line = 2
    for person in group.people:
        for i in person.way.claims if person.way else ():
            claim = person.found.claims[i]
            lacking = "、".join([*(blank.label for blank in claim.missing), *claim.gaps]) or None
            for column, value in enumerate((person.row.name, claim.title, claim.amount, claim.formula or None, claim.limit.due_date, lacking), 1):
                _put(sheet, line, column, value, money=True)
            line += 1


def write(rows: Sequence[Row], group: Group | None = None) -> bytes:
    """The workbook of a roster; without rows an empty one to fill in. With `group` also each worker's sums and totals.

    `group_sheet.read` reads the roster back: columns it does not know and the line 合计 are passed over.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = ROSTER
    _roster(sheet, rows, group)
    if group:
        _teams(book.create_sheet(TEAMS), group)
        _lines(book.create_sheet(LINES), group)
    book.properties.creator = "职工法援"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
