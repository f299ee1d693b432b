"""Excel and Word files of cases that are damaged inside: refused in words, as the fuzzer found them."""

import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from casebank import sections
from casebank.sections import Reading, read_xlsx
from casebank.sections_docx import read_docx
from tests.casebank.test_docx import CASE, CAUSES, word
from toolkit.refusal import Refusal
from toolkit.workbooks import rows_of_xlsx


def excel() -> bytes:
    book, made = Workbook(), io.BytesIO()
    book.active.append(["id", "title"])  # type: ignore[union-attr]
    book.save(made)
    return made.getvalue()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The package with something in one of its parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            body = before.read(name)
            assert name != part or old in body
            after.writestr(name, body.replace(old, new) if name == part else body)
    return made.getvalue()


def refused(reading: Reading) -> bool:
    return not reading.rows and [field for _, field, _ in reading.faults] == ["文件"]


SHEET = "xl/worksheets/sheet1.xml"
DAMAGE = [(SHEET, b"</row>", b"</raw>"), (SHEET, b'r="A1"', b'r="Ad"'), (SHEET, b"baseColWidth", b"baseColW"), ("xl/workbook.xml", b'calcId="124519"', b'calcId="x"'),
          ("[Content_Types].xml", b"ContentType=", b"ContentTpe="), ("xl/workbook.xml", b"<workbook", b"<!workbook")]


@pytest.mark.parametrize(("part", "old", "new"), DAMAGE)
def test_a_sheet_damaged_inside_is_refused(part: str, old: bytes, new: bytes) -> None:
    content = changed(excel(), part, old, new)
    assert refused(read_xlsx(content, CAUSES))
    with pytest.raises(Refusal, match="不是可以读取"):
        rows_of_xlsx(content, 9)


@pytest.mark.parametrize(("part", "old", "new"), [("word/document.xml", b"<w:body>", b"<w:body"), ("_rels/.rels", b"<Relationships", b"<Relations"), ("word/styles.xml", b"<w:styles", b"<<w:styles")])
def test_a_text_damaged_inside_is_refused(part: str, old: bytes, new: bytes) -> None:
    assert refused(read_docx(changed(word(*CASE), part, old, new), CAUSES))


def test_a_sheet_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "LARGEST", 1000)
    assert read_xlsx(excel(), CAUSES).faults == ((0, "文件", sections.TOO_LARGE),)


def far(row: int, column: str) -> bytes:
    """A workbook whose second row stands so far down, with a cell so far to the right, and which says that it is as large as that."""
    book, made = Workbook(), io.BytesIO()
    sheet = book.active
    for line in (["id", "title"], ["甲"]):
        sheet.append(line)  # type: ignore[union-attr]
    book.save(made)
    content = changed(made.getvalue(), SHEET, b'<row r="2"', f'<row r="{row}"'.encode())
    content = changed(content, SHEET, b'r="A2"', f'r="{column}{row}"'.encode())
    return changed(content, SHEET, b'ref="A1:B2"', f'ref="A1:{column}{row}"'.encode())


def test_what_a_sheet_says_of_its_size_takes_no_room() -> None:
    tracemalloc.start()
    assert read_xlsx(far(1_048_576, "XFD"), CAUSES).faults == ((0, "文件", sections.TOO_LARGE),)
    assert read_xlsx(far(5000, "XFD"), CAUSES).rows == ()
    assert read_xlsx(far(5000, "GS"), CAUSES).faults == ((5000, "内容", "列数比表头多"),)
    assert rows_of_xlsx(far(1_048_576, "XFD"), 5001) == [["id", "title"], *[[]] * 5001]
    with pytest.raises(Refusal, match="超过200列"):
        rows_of_xlsx(far(5000, "GS"), 5001)
    assert rows_of_xlsx(far(5000, "GR"), 5001)[-1][-1] == "甲"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 * 2**20
