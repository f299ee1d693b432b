"""Cases out of a Word file: each title begins a case, its sections are found by their headings; faults name the paragraph."""

import hashlib
import io
import re
from typing import Any

from casebank.case import LISTS
from casebank.sections import ALIASES, BROKEN, LARGEST, TOO_LARGE, Causes, Fault, Reading, read_rows, unpacked

# headings as collections write them → our fields
HEADINGS = {
    "facts": ("案情", "基本案情", "案情简介", "案件情况", "案情概要", "基本事实", "案件事实", "案件经过"),
    "dispute_points": ("争议焦点", "争议点", "案件焦点", "申请人请求", "仲裁请求"),
    "outcome": ("处理结果", "裁决结果", "裁判结果", "仲裁结果", "判决结果", "调解结果", "案件结果", "办理结果"),
    "reasoning": ("说理", "裁判理由", "案例分析", "案例评析", "案件评析", "法律分析", "处理理由", "裁判要旨"),
    "lesson": ("启示", "典型意义", "案例启示", "案例意义", "经验启示", "案件启示"),
    "articles": ("法条", "相关法条", "法律依据", "引用法条", "适用法律", "相关法律规定"),
    "evidence": ("证据", "证据材料", "主要证据"),
}
_FIELD = {words: field for field, listed in HEADINGS.items() for words in listed}
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)])\s*")
_META = re.compile(r"^[【\[]?([\u4e00-\u9fff]{2,4})[】\]]?\s*[：:]\s*(\S.*)$")
_TITLE_STYLES = ("Title", "Heading 1", "标题 1")


def read_docx(content: bytes, causes: Causes) -> Reading:
    """Cases of a Word file (.docx). Without 编号 the id comes from the title, so that the same file imports as unchanged."""
    # Imported here: loading it takes longer than most commands run.
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        if unpacked(content) > LARGEST:
            return Reading((), ((0, "文件", TOO_LARGE),))
        blocks: list[tuple[list[list[str]], str, str]] = []  # of a table its rows, of a paragraph its text and style
        for block in Document(io.BytesIO(content)).iter_inner_content():
            if isinstance(block, Table):
                blocks.append(([[cell.text.strip() for cell in row.cells] for row in block.rows], "", ""))
            else:
                blocks.append(([], block.text.strip(), (block.style.name if block.style is not None else "") or ""))
    except (PackageNotFoundError, *BROKEN):
        return Reading((), ((0, "文件", "不是 Word 文件（.docx），或者已经损坏"),))
    reader = _Reader()
    for line, (rows, text, style) in enumerate(blocks, 1):
        for row in rows:
            reader.cells(line, row)
        if text:
            reader.paragraph(line, text, style)
    if not reader.rows and not reader.faults:
        return Reading((), ((0, "文件", "没有找到案例的标题：请把标题设为“标题”或者“标题 1”样式"),))
    return read_rows([(line, _finished(row)) for line, row in reader.rows], causes, reader.faults)


def _finished(row: dict[str, Any]) -> dict[str, Any]:
    return row if row.get("id") else {**row, "id": f"docx-{hashlib.sha256(row['title'].encode()).hexdigest()[:10]}"}


class _Reader:
    """Goes through the paragraphs: which case, which section."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, dict[str, Any]]] = []
        self.faults: list[Fault] = []
        self._section = ""

    def paragraph(self, line: int, text: str, style: str) -> None:
        bare = _NUMBERED.sub("", text).strip("【】[]：: 　")
        if bare in _FIELD:
            self._open(line, _FIELD[bare])
        elif style in _TITLE_STYLES:
            self.rows.append((line, {"title": text}))
            self._section = ""
        elif style.startswith(("Heading", "标题")):
            self.faults.append((line, "小标题", f"不认识的小标题“{bare[:20]}”，请改为：{'、'.join(words[0] for words in HEADINGS.values())}"))
            self._section = "?"
        elif not self.rows:
            self.faults.append((line, "标题", "这一段在第一个案例的标题之前：请把标题设为“标题”或者“标题 1”样式"))
            self._section = "?"
        elif not self._section and (meta := _META.match(text)) and meta[1] in ALIASES:
            self._put(line, ALIASES[meta[1]], meta[2].strip())
        elif self._section in LISTS:
            self._put(line, self._section, text)
        elif self._section and self._section != "?":
            row = self.rows[-1][1]
            row[self._section] = f"{row[self._section]}\n{text}" if row.get(self._section) else text
        elif not self._section:
            self.faults.append((line, "内容", "标题和小标题之间的这一段不知道属于哪一项：请写成“编号：…”的样子，或者放到小标题下面"))

    def cells(self, line: int, cells: list[str]) -> None:
        """A row of a table: name and value."""
        texts = list(dict.fromkeys(cells))  # a merged cell is told once for each column
        field = ALIASES.get(texts[0]) or _FIELD.get(texts[0]) if texts else None
        if not self.rows or field is None or len(texts) != 2:
            if any(texts):
                self.faults.append((line, "表格", f"不认识的一行“{'｜'.join(texts)[:30]}”：表格只用来写“名称、内容”两列，放在标题之后"))
        elif texts[1]:
            self._put(line, field, texts[1])

    def _open(self, line: int, field: str) -> None:
        if not self.rows:
            self.faults.append((line, "标题", "小标题在第一个案例的标题之前：请把标题设为“标题”或者“标题 1”样式"))
            self._section = "?"
            return
        if field in self.rows[-1][1] and self._section != field:
            self.faults.append((line, field, "这一节出现了不止一次"))
        self._section = field

    def _put(self, line: int, field: str, text: str) -> None:
        row = self.rows[-1][1]
        if field in LISTS:
            row.setdefault(field, []).extend(part.strip() for part in text.replace(";", "；").split("；") if part.strip())
        elif field in row:
            self.faults.append((line, field, "写了不止一次"))
        else:
            row[field] = int(text) if field == "head_count" and text.isdecimal() else text
