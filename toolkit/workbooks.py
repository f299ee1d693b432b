"""Workbooks that somebody sent: whether one may be opened at all, and the rows of its first sheet."""

import io
import zipfile
import zlib
from contextlib import suppress
from typing import Any
from xml.etree.ElementTree import XMLParser

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange

from toolkit.refusal import Refusal

MOST_UNPACKED = 80 * 2**20
MOST_COLUMNS = 200
MOST_MERGED = 200_000  # cells of all merged ranges together
# what a damaged package makes the reader raise
UNREADABLE = (zipfile.BadZipFile, zlib.error, InvalidFileException, SyntaxError, LookupError, ValueError, TypeError, OSError, EOFError, AttributeError, ArithmeticError, RuntimeError)


def check_package(content: bytes) -> None:
    """Raises Refusal (`file`) for what is no package, unpacks to more than 80 MB, or holds entities of its own (a bomb in XML)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = package.infolist()
            large = sum(info.file_size for info in infos) > MOST_UNPACKED
            strange = not large and any(info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(info)[:2000].upper() for info in infos)
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise Refusal("file", "不是可以读取的 .xlsx 表格") from error
    if large:
        raise Refusal("file", "文件解压后过大")
    if strange:
        raise Refusal("file", "文件结构不正常，拒绝读取")


def check_merged(content: bytes) -> None:
    """Raises Refusal (`file`) where more cells are merged than anybody fills: whoever opens the whole book makes an object of each."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        merged = _Merged()
        for info in package.infolist():
            parser = XMLParser(target=merged)  # noqa: S314 - `check_package` has refused entities
            with package.open(info) as part, suppress(SyntaxError):  # a picture, or damage that the reader of the book finds as well
                while chunk := part.read(1 << 16):
                    parser.feed(chunk)
    if merged.cells > MOST_MERGED:
        raise Refusal("file", "合并的单元格太多，请取消合并以后再上传")


class _Merged:
    """Adds up the cells of merged ranges while parts are parsed; keeps nothing else of them."""

    def __init__(self) -> None:
        self.cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition("}")[2] == "mergeCell":
            size = CellRange(attributes["ref"]).size
            self.cells += size["rows"] * size["columns"]


def rows_of_xlsx(content: bytes, most: int) -> list[list[Any]]:
    """The cells of a workbook's first sheet, each row up to its last filled cell, one row more than `most` at the most.
    Raises Refusal (`file`) for what cannot be read and for more than 200 columns."""
    check_package(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            # Never as wide as the sheet says it is: a few bytes can claim 16,384 columns for every row.
            wide = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
            rows = [_filled(row) for row, _ in zip(wide, range(most + 1), strict=False)]
        finally:
            book.close()
    except UNREADABLE as error:
        raise Refusal("file", "不是可以读取的 .xlsx 表格") from error
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise Refusal("file", f"工作表超过{MOST_COLUMNS}列，请删去多余的列")
    return rows


def _filled(row: tuple[Any, ...]) -> list[Any]:
    end = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
    return list(row[:end])
