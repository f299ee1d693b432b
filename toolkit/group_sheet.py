"""Reads the roster of a group dispute out of a workbook: every bad cell is named by its address, nothing is guessed."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from toolkit import group_cells as cells
from toolkit.group_headers import IGNORED, TITLES, field_of, month_of, squeezed
from toolkit.group_rows import ZERO, Month, Row, build
from toolkit.refusal import Refusal
from toolkit.workbooks import MOST_COLUMNS, UNREADABLE, check_merged, check_package

MOST_BYTES, MOST_ROWS = 10 * 2**20, 5000
_HEADER_WITHIN = 20
_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!)")
_BELOW_A_MONTH = frozenset({"应发", "实发", "已发", "欠薪", "应付", "已付", "未发", "欠发"})
_TOTALS = re.compile(r"(?:本页|本组|班组)?(?:合|总|小)\s*计(?:人民币)?[:]?")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: its address (C7), the column's title, the reason in Chinese."""

    cell: str
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell}（{self.column}）：{self.message}。" if self.column else f"{self.cell}：{self.message}。"


@dataclass(frozen=True)
class Sheet:
    """What a workbook held: rows without fault, faults by cell, notes on what was read in a certain way."""

    name: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


@dataclass
class _Grid:
    """One worksheet: shown values, which cells are formulas, what is merged."""

    name: str
    values: list[list[Any]]
    formulas: set[tuple[int, int]]
    merged: dict[tuple[int, int], tuple[int, int]]  # every cell of a merged range → its first cell
    epoch: datetime
    hidden: set[int] = field(default_factory=set)

    def at(self, row: int, column: int) -> Any:
        return self.values[row - 1][column - 1] if row <= len(self.values) and column <= len(self.values[row - 1]) else None


def _open(data: bytes) -> list[_Grid]:
    if len(data) > MOST_BYTES:
        raise Refusal("file", f"文件超过{MOST_BYTES // 2**20}MB")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refusal("file", "这是旧版表格（.xls）或者加了密码的文件，请另存为不带密码的 .xlsx 再上传")
    check_package(data)
    try:
        check_merged(data)
        formulas, shown = load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True)
    except Refusal:
        raise
    except UNREADABLE as error:
        raise Refusal("file", "不是可以读取的 .xlsx 表格") from error
    grids = []
    for sheet in formulas.worksheets:
        if sheet.sheet_state != "visible" or sheet.max_row < 2:
            continue
        if sheet.max_row > MOST_ROWS + _HEADER_WITHIN or sheet.max_column > MOST_COLUMNS:
            raise Refusal("file", f"工作表“{sheet.title}”超过{MOST_ROWS}行或者{MOST_COLUMNS}列，请删去多余的空行空列")
        merged = {(r, c): (area.min_row, area.min_col) for area in sheet.merged_cells.ranges
                  for r in range(area.min_row, area.max_row + 1) for c in range(area.min_col, area.max_col + 1)}
        made = {(r, c) for r, row in enumerate(sheet.iter_rows(), 1) for c, cell in enumerate(row, 1) if cell.data_type == "f"}
        values = [list(row) for row in shown[sheet.title].iter_rows(values_only=True)]
        hidden = {number for number, shape in sheet.row_dimensions.items() if shape.hidden}
        grids.append(_Grid(sheet.title, values, made, merged, formulas.epoch, hidden))
    return grids


def _columns(grid: _Grid) -> tuple[int, dict[int, str]] | None:
    """The header row and its columns by number: a field, or the text of a month; the row with most known names wins."""
    best: tuple[int, dict[int, str]] | None = None
    for number in range(1, min(len(grid.values), _HEADER_WITHIN) + 1):
        found = _named(grid, number)
        if "name" in found.values() and (best is None or len(found) > len(best[1])):
            best = (number, found)
    if best is None:
        return None
    # a header of two rows: 姓名 reaches down beside the months' 应发 and 实发
    column = next(c for c, name in best[1].items() if name == "name")
    bottom = max((r for (r, c), first in grid.merged.items() if c == column and first == grid.merged.get((best[0], column))), default=best[0])
    return bottom, _named(grid, bottom)


def _named(grid: _Grid, row: int) -> dict[int, str]:
    texts = {column: _header(grid, row, column) for column in range(1, len(grid.values[row - 1]) + 1)}
    return {column: field_of(text) or text for column, text in texts.items() if text and (field_of(text) or month_of(text))}


def _header(grid: _Grid, row: int, column: int) -> str:
    """The header of a column; a month merged over several columns above is put in front of what stands below it."""
    first = grid.merged.get((row, column), (row, column))
    own = cells.plain(grid.at(*first))
    if row > 1 and own in _BELOW_A_MONTH:
        over = cells.plain(grid.at(*grid.merged.get((row - 1, column), (row - 1, column))))
        return over + own if month_of(over) else own
    return own


def read(data: bytes, on: date, common_employer: str | None = None) -> Sheet:
    """The roster in the first visible worksheet that has one; identity numbers are checked as of the day `on`.

    Raises Refusal (`file`) for a file that cannot be read or holds no roster; everything else is a fault of its cell.
    """
    grids = _open(data)
    known = [(grid, found) for grid in grids if (found := _columns(grid)) is not None]
    if not known:
        raise Refusal("file", "没有找到名册：表头至少要有“姓名”一列，其他列如“班组、身份证号、应发工资、已发工资、欠薪金额”")
    grid, (row, columns) = known[0]
    reader = _Reader(grid, row, columns, on, common_employer)
    if not reader.faults:
        reader.work()
    notes = [f"还有工作表“{other.name}”没有读取" for other, _ in known[1:]]
    return Sheet(grid.name, tuple(reader.rows), tuple(reader.faults), tuple(reader.notes + notes))


class _Reader:
    """Walks the rows below the header."""

    def __init__(self, grid: _Grid, header: int, columns: dict[int, str], on: date, employer: str | None) -> None:
        self.grid, self.header, self.on, self.employer = grid, header, on, employer
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self.fields: dict[str, int] = {}
        self.months: dict[int, tuple[str, str]] = {}
        self._since_total: list[Row] = []
        self._sort(columns)

    def fault(self, row: int, column: int, message: str) -> None:
        """Remember what is wrong with a cell."""
        self.faults.append(Fault(f"{get_column_letter(column)}{row}", _header(self.grid, self.header, column), message))

    def _sort(self, columns: Mapping[int, str]) -> None:
        year = next((int(m[1]) for row in self.grid.values[: self.header - 1] for v in row if (m := re.search(r"(20\d{2})年", cells.plain(v)))), None)
        for column, name in columns.items():
            if name in TITLES:
                if name in self.fields:
                    self.fault(self.header, column, f"与{get_column_letter(self.fields[name])}{self.header}都是“{TITLES[name]}”，请只留一列")
                self.fields.setdefault(name, column)
                continue
            found = month_of(name)
            assert found is not None
            written, month, what = found
            if written is None and year is None:
                self.fault(self.header, column, "只写了月份，请写明年份，例如“2026年8月”")
                continue
            entry = (f"{written or year}-{month:02d}", what)
            if entry in self.months.values():
                self.fault(self.header, column, f"{entry[0]}写了两列")
            self.months[column] = entry
        used = {*self.fields.values(), *self.months}
        texts = [(c, _header(self.grid, self.header, c)) for c in range(1, len(self.grid.values[self.header - 1]) + 1) if c not in used]
        unread = [f"{get_column_letter(c)}列“{text}”" for c, text in texts if text and squeezed(text) not in IGNORED]
        if unread:
            self.notes.append(f"没有用到的列：{'、'.join(unread)}")

    def work(self) -> None:
        """Read every row; totals are compared, blank rows and repeated headers passed over."""
        for number in range(self.header + 1, len(self.grid.values) + 1):
            row = self.grid.values[number - 1]
            if all(cells.is_empty(value) for value in row):
                continue
            first, name = (re.sub(r"\s", "", text) for text in (next(cells.plain(v) for v in row if not cells.is_empty(v)), cells.plain(self.value(number, "name"))))
            if _TOTALS.fullmatch(first) or _TOTALS.fullmatch(name):
                self._total(number)
            elif name and field_of(name) == "name":
                continue
            # below the list people write who drew it up; a row without a name and without money is no worker
            elif not name and all(cells.is_empty(self.grid.at(number, c)) for c in self._money_columns()):
                self.notes.append(f"第{number}行没有姓名和金额，没有读取")
            else:
                self._worker(number)
        self._doubles()

    def _worker(self, number: int) -> None:
        if number in self.grid.hidden:
            self.notes.append(f"第{number}行是隐藏的行，也已读取")
        before = len(self.faults)
        made = build(self, number)
        if made is not None and len(self.faults) == before:
            self.rows.append(made)
            self._since_total.append(made)

    def _money_columns(self) -> list[int]:
        return [c for f, c in self.fields.items() if f in ("due", "paid", "owed", "daily_wage", "days", "monthly_wage")] + list(self.months)

    def value(self, row: int, name: str) -> Any:
        """The shown value of a field; a merged text counts for all its rows."""
        column = self.fields.get(name)
        if column is None:
            return None
        first = self.grid.merged.get((row, column), (row, column))
        return self.grid.at(*first) if name in ("team", "leader", "employer", "post", "note") else self.grid.at(row, column)

    def checked(self, row: int, column: int) -> bool:
        """Whether the cell may be read at all: formulas need their value, sums of several workers cannot be split."""
        value = self.grid.at(row, column)
        if (row, column) in self.grid.merged:
            self.fault(row, column, "合并的单元格不知道各人是多少，请取消合并，逐人填写")
            return False
        if (row, column) in self.grid.formulas and value is None:
            self.fault(row, column, "公式没有算出的值，请在表格软件里打开并保存一次，或者粘贴为数值")
            return False
        if isinstance(value, str) and _ERROR.fullmatch(value):
            self.fault(row, column, f"公式出错（{value}）")
            return False
        return True

    def money(self, row: int, column: int) -> Decimal | None:
        """A sum; a fault and None if there is something wrong with it."""
        if not self.checked(row, column):
            return None
        try:
            amount, said = cells.money(self.grid.at(row, column))
        except Refusal as refusal:
            self.fault(row, column, refusal.message)
            return None
        if said:
            self.notes.append(f"{get_column_letter(column)}{row}：{said}")
        return amount

    def month_sums(self, row: int) -> tuple[Month, ...]:
        """What the month columns of a row say."""
        found: dict[str, dict[str, Decimal]] = {}
        for column, (month, what) in sorted(self.months.items()):
            amount = self.money(row, column)
            if amount is not None:
                found.setdefault(month, {})[what] = amount
        return tuple(Month(month, sums.get("due"), sums.get("paid"), sums.get("owed")) for month, sums in sorted(found.items()))

    def _total(self, number: int) -> None:
        """A total of the list or of one team; one that does not add up is worth a look."""
        column = self.fields.get("owed")
        value = self.grid.at(number, column) if column else None
        sums = {sum((row.owed for row in rows), ZERO) for rows in (self.rows, self._since_total)}
        if column and isinstance(value, int | float) and not self.faults and Decimal(str(value)).quantize(cells.CENT) not in sums:
            self.notes.append(f"{get_column_letter(column)}{number}：表里的合计是{value}，以上各行相加是{max(sums)}，请核对")
        self._since_total = []

    def _doubles(self) -> None:
        seen: dict[str, Row] = {}
        for row in self.rows:
            for key in filter(None, (row.id_no, f"{row.name}{row.phone}" if row.phone else None)):
                first = seen.setdefault(key, row)
                if first is not row:
                    self.fault(row.line, self.fields["name"], f"与第{first.line}行“{first.name}”是同一个人")
                    break
