"""表格文件: rows as XLSX or CSV for people's spreadsheets; no cell that comes from a person is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from toolkit.group_book import guarded

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIMES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
_WIDEST, _NARROWEST = 48, 8


def _plain(value: Any) -> Any:
    """A cell: numbers stay numbers, days and times are texts of Shanghai, anything else is a guarded text."""
    if value is None or isinstance(value, int | Decimal):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else guarded(str(value))


def to_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read Chinese; lines end as RFC 4180 says."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([["" if cell is None else _plain(cell) for cell in row] for row in rows])
    return "\ufeff".encode() + out.getvalue().encode()


def to_xlsx(title: str, rows: Sequence[Sequence[Any]]) -> bytes:
    """One sheet, the first row as its head, frozen; texts are stored as texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    cells = [[_plain(cell) for cell in row] for row in rows]
    for column in range(max((len(row) for row in cells), default=0)):
        widest = max((sum(2 if ord(c) > 0x2E80 else 1 for c in str(row[column] or "")) for row in cells if column < len(row)), default=0)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(_WIDEST, max(_NARROWEST, widest + 2))
    sheet.freeze_panes = "A2"
    for number, row in enumerate(cells):
        line = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # never "f": openpyxl takes what begins with = for a formula
            if number == 0:
                cell.font = Font(bold=True)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            line.append(cell)
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def response(kind: str, title: str, rows: Sequence[Sequence[Any]]) -> Response:
    """The rows as a file of this kind: xlsx or csv."""
    return Response(to_xlsx(title, rows) if kind == "xlsx" else to_csv(rows), mimetype=MIMES[kind])
