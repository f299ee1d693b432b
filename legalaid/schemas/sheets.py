"""Import files as people keep them: CSV and XLSX with columns known by their heads, JSON lines besides; each fault names line, column and cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from marshmallow import ValidationError
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH

from legalaid.errors import Refused
from legalaid.schemas.base import BaseSchema, messages
from legalaid.schemas.rows import Faults, Rows, checked
from toolkit import calendar_sheet
from toolkit import group_cells as cells
from toolkit.refusal import Refusal
from toolkit.workbooks import rows_of_xlsx

MOST_ROWS = 5000


@dataclass(frozen=True)
class Column:
    """A field, the heads under which people keep it (the first is its title), and how a cell is read: a value as JSON would have it."""

    field: str
    heads: tuple[str, ...]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Sheet:
    """What a file held: rows that keep to the schema, all faults, heads that nobody knows."""

    rows: Rows
    faults: Faults
    unused: tuple[str, ...] = ()


def words(value: Any) -> str:
    """A text or a number as it is written."""
    return cells.plain(value)


def money(value: Any) -> str | None:
    """Yuan to the cent."""
    amount, _ = cells.money(value)
    return None if amount is None else f"{amount:.2f}"


def number(value: Any) -> int:
    """A whole number."""
    text = cells.plain(value).removesuffix("人").strip()
    if not text.isdecimal() or len(text) > 9:
        raise Refusal("", f"“{text[:20]}”不是整数")
    return int(text)


def day(value: Any) -> str | None:
    """A day as ISO."""
    found = cells.day(value, WINDOWS_EPOCH)
    return None if found is None else found.isoformat()


def degrees(value: Any) -> float:
    """Degrees of latitude or longitude."""
    try:
        return float(cells.plain(value))
    except ValueError as e:
        raise Refusal("", "应为经纬度的度数") from e


def yes(value: Any) -> bool:
    """是 or 否."""
    found = cells.yes(value)
    if found is None:
        raise Refusal("", f"“{cells.plain(value)[:20]}”应写成是或者否")
    return found


def one_of(table: Mapping[str, str]) -> Callable[[Any], str]:
    """A code of a table, written as the code or in its words, or in the beginning of the words that fits no other."""

    def read(value: Any) -> str:
        text = cells.plain(value)
        if text.upper() in table:
            return text.upper()
        told = {code: cells.plain(said) for code, said in table.items()}
        found = [code for code, said in told.items() if said == text] or [code for code, said in told.items() if text and said.startswith(text)]
        if len(found) != 1:
            raise Refusal("", f"“{text[:20]}”应为：{'、'.join(table.values())}")
        return found[0]

    return read


def read(name: str, content: bytes, columns: Sequence[Column], schema: BaseSchema) -> Sheet:
    """The rows of an .xlsx or .csv by the heads of its first line, of anything else as JSON lines. Raises Refused when it cannot be read."""
    kind = PurePath(name).suffix.lower()
    if kind == ".xlsx":
        return _table(rows_of_xlsx(content, MOST_ROWS + 1), columns, schema)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise Refused(f"第 {line} 行不是 UTF-8 编码，请另存为 UTF-8 再试。", field="file") from e
    if not text.strip():
        raise Refused(f"文件是空的：{PurePath(name).name}。", field="file")
    if kind == ".csv":
        return _table(calendar_sheet.rows_of_csv(text), columns, schema)
    return Sheet(*checked(text.split("\n"), schema))


def _table(table: Sequence[Sequence[Any]], columns: Sequence[Column], schema: BaseSchema) -> Sheet:
    heads = [_squeezed(cell) for cell in (table[0] if table else ())]
    at, faults = _placed(heads, columns, schema)
    unused = tuple(cells.plain(table[0][i]) for i, head in enumerate(heads) if head and i not in at)
    if faults:
        return Sheet([], faults, unused)
    rows: Rows = []
    for line, row in enumerate(table[1:], 2):
        if all(cells.is_empty(value) for value in row):
            continue
        if line > MOST_ROWS + 1:
            faults.append((line, "内容", f"超过 {MOST_ROWS} 行，请分成几个文件。"))
            break
        given, wrong = _row(line, row, at)
        try:
            values = dict(schema.load(given))
            if not wrong:
                rows.append((line, values))
        except ValidationError as e:
            named = {column.field: _place(line, index, column) for index, column in at.items()}
            bad = {field for field, _, _ in wrong}
            faults += [(line, named.get(field, field), message) for field, message in messages(e).items() if field not in bad]
        faults += [(line, place, message) for _, place, message in wrong]
    return Sheet(rows, faults, unused)


def _squeezed(value: Any) -> str:
    return "".join(cells.plain(value).split()).removeprefix("*").lower()


def _placed(heads: Sequence[str], columns: Sequence[Column], schema: BaseSchema) -> tuple[dict[int, Column], Faults]:
    """Which column stands where; a head given twice or a needed one that is missing is a fault of the first line."""
    at: dict[int, Column] = {}
    faults: Faults = []
    known = {_squeezed(head): column for column in columns for head in (*column.heads, column.field)}
    for index, head in enumerate(heads):
        column = known.get(head)
        if column is None:
            continue
        if column in at.values():
            faults.append((1, column.heads[0], f"{get_column_letter(index + 1)} 列又是“{column.heads[0]}”，请只留一列。"))
        at[index] = column
    needed = {name for name, field in schema.fields.items() if field.required}
    lacking = [column.heads[0] for column in columns if column.field in needed and column not in at.values()]
    if lacking:
        faults.append((1, "表头", f"缺少列：{'、'.join(lacking)}。"))
    return at, faults


def _row(line: int, row: Sequence[Any], at: Mapping[int, Column]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """What a row says, and what cannot be read as (field, column and cell, reason)."""
    given: dict[str, Any] = {}
    wrong: list[tuple[str, str, str]] = []
    for index, column in at.items():
        value = row[index] if index < len(row) else None
        if cells.is_empty(value):
            continue
        try:
            if (found := column.read(value)) is not None:
                given[column.field] = found
        except Refusal as e:
            wrong.append((column.field, _place(line, index, column), f"{e.message}。"))
            given.pop(column.field, None)
    return given, wrong


def _place(line: int, index: int, column: Column) -> str:
    return f"{column.heads[0]}（{get_column_letter(index + 1)}{line}）"


def titled(columns: Iterable[Column]) -> str:
    """The titles of all columns in a row, for pages and empty sheets."""
    return "、".join(column.heads[0] for column in columns)
