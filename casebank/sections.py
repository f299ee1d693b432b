"""Cases out of files: JSON rows, CSV and XLSX under our names or those of official collections, each fault with its line."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from casebank.case import LISTS, BadCase, Case, from_json

# names of other collections, and the heads of tables that people fill in → ours
ALIASES = {
    "claim": "dispute_points", "result": "outcome", "analysis": "reasoning", "significance": "lesson", "gist": "lesson", "types": "causes",
    "cited": "articles", "articles_cited": "articles", "published": "date",
    "编号": "id", "标题": "title", "案由": "causes", "案情": "facts", "争议焦点": "dispute_points", "处理结果": "outcome", "说理": "reasoning", "法条": "articles",
    "启示": "lesson", "来源": "source", "网址": "url", "地区": "place", "日期": "date", "处理方式": "level", "结果类型": "outcome_type", "请求金额": "amount_claimed",
    "支持金额": "amount_awarded", "人数": "head_count", "用工形式": "employment_form", "证据": "evidence",
}
# the whole text again, headings and keywords of collections; where a collection names its batch, that is the publication
IGNORED = frozenset({"full_text", "head", "keywords", "batch"})
# where courts, ministries and the federation publish: a row that quotes one of these was reviewed before it was published
OFFICIAL_HOSTS = ("gov.cn", "acftu.org", "chinacourt.org")

# what libraries raise over a package whose archive, XML or values are damaged
BROKEN = (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError, OSError, EOFError, ArithmeticError, RuntimeError)
LARGEST = 60_000_000  # bytes of a package when unpacked
MOST_ROWS, MOST_COLUMNS = 20_000, 200
TOO_LARGE = "内容太大，请分成几个文件"

Fault = tuple[int, str, str]


@dataclass(frozen=True)
class Causes:
    """What the caller knows of causes: the codes, and the codes of another collection's types (unknown types stay out)."""

    codes: Collection[str]
    of_types: Callable[[Iterable[str]], tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """One readable row: the case, its line, whether it quotes an official publication."""

    line: int
    case: Case
    official: bool


@dataclass(frozen=True)
class Reading:
    """What a file held: rows and faults (line, field, message), by line. All or nothing is the caller's decision."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_rows(numbered: Iterable[tuple[int, Mapping[str, Any]]], causes: Causes, faults: Iterable[Fault] = ()) -> Reading:
    """Cases of plain rows with their line numbers, such as the objects of JSON lines; `faults` are those found before."""
    rows: list[Row] = []
    found = list(faults)
    seen: dict[str, int] = {}
    for line, data in numbered:
        try:
            case, official = _case(data, causes)
        except BadCase as e:
            found += [(line, field, message) for field, message in e.faults]
            continue
        if case.id in seen:
            found.append((line, "id", f"编号与第 {seen[case.id]} 行重复"))
            continue
        seen[case.id] = line
        rows.append(Row(line, case, official))
    return Reading(tuple(rows), tuple(sorted(found, key=lambda fault: fault[0])))


def read_csv(text: str, causes: Causes) -> Reading:
    """Cases of a CSV with a head line of field names; lists are separated by ；. Lines are counted as a table's rows."""
    try:
        return _read_table(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True), causes)
    except csv.Error as e:
        return Reading((), ((0, "文件", f"不是完整的 CSV（{e}）"),))


def read_xlsx(content: bytes, causes: Causes) -> Reading:
    """Cases of the first sheet of an Excel file, laid out like the CSV."""
    # Imported here: loading it takes longer than most commands run.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if unpacked(content) > LARGEST:
            return Reading((), ((0, "文件", TOO_LARGE),))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            # Parsed only when they are asked for, so damage inside a sheet shows here; never as wide and long as the sheet says it is.
            rows = list(islice(book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), MOST_ROWS + 2))
        finally:
            book.close()
    except (InvalidFileException, *BROKEN):
        return Reading((), ((0, "文件", "不是 Excel 文件（.xlsx），或者已经损坏"),))
    if len(rows) > MOST_ROWS + 1:
        return Reading((), ((0, "文件", TOO_LARGE),))
    return _read_table(([_cell(value) for value in row] for row in rows), causes)


def unpacked(content: bytes) -> int:
    """To how many bytes a package says that it unpacks."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return sum(entry.file_size for entry in package.infolist())


def _read_table(table: Iterable[Iterable[str]], causes: Causes) -> Reading:
    names: list[str] = []
    rows: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    for line, cells in enumerate(table, 1):
        texts = [cell.strip() for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not names:
            names = texts
            blank_or_twice = next((name for name in names if not name or names.count(name) > 1), None)
            if blank_or_twice is not None or not names:
                return Reading((), ((line, "表头", f"列名“{blank_or_twice or ''}”空白或者出现了不止一次"),))
        elif len(texts) > len(names):
            faults.append((line, "内容", "列数比表头多"))
        elif texts:
            rows.append((line, {name: _value(name, text) for name, text in zip(names, texts, strict=False) if text}))
    # whoever wrote the head finds a fault by what they wrote; a column that is not there has the name that it would have among them
    heads = ({ours: name for name, ours in ALIASES.items() if not name.isascii()} if any(not name.isascii() for name in names) else {}) | {ALIASES.get(name, name): name for name in names}
    found = read_rows(rows, causes, faults)
    return Reading(found.rows, tuple((line, heads.get(field, field), message) for line, field, message in found.faults))


def _value(name: str, text: str) -> Any:
    ours = ALIASES.get(name, name)
    if ours in LISTS:
        return [part.strip() for part in text.replace(";", "；").split("；") if part.strip()]
    return int(text) if ours == "head_count" and text.isdecimal() else text


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _case(data: Mapping[str, Any], causes: Causes) -> tuple[Case, bool]:
    row: dict[str, Any] = {}
    # our own names first: they win over another collection's
    for name in sorted(data, key=lambda name: name in ALIASES):
        ours = ALIASES.get(name, name)
        if name not in IGNORED and row.get(ours) in (None, "", []):
            row[ours] = data[name]
    if data.get("batch"):
        row["source"] = data["batch"]
    if "types" in data and "causes" not in data:
        row["causes"] = list(causes.of_types(_list(data["types"])))
    listed = row.get("causes")
    unknown = [("causes", f"不认识的案由代码：{code}") for code in (listed if isinstance(listed, list) else [listed]) if isinstance(code, str) and code not in causes.codes]
    try:
        case = from_json(row)
    except BadCase as e:
        raise BadCase(*e.faults, *unknown) from e
    if unknown:
        raise BadCase(*unknown)
    return case, bool(case.source) and _is_official(case.url)


def _is_official(url: str | None) -> bool:
    try:
        address = urlsplit(url or "")
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return False
    return address.scheme in ("http", "https") and any(host == name or host.endswith(f".{name}") for name in OFFICIAL_HOSTS)


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return value
    raise BadCase(("types", "应为文字列表"))
