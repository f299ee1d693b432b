"""Writes an outline as a Word file in the shape of an official paper, byte for byte the same each time."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toolkit.filling import Run
from toolkit.outline import Outline, Paragraph, Table

TITLE_FONT, HEADING_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"

# GB/T 9704-2012, 5.2: type area 156 × 225 mm on A4, 22 lines of 28 characters in size three (16 pt)
_MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
_LINE = Pt(28.5)
_SIZES = {"title": 22.0, "heading": 16.0, "body": 16.0, "flush": 16.0, "right": 16.0, "note": 12.0}
_CELL_SIZE = 12.0
_WIDTH_MM = 156


def _font(properties: Any, name: str, points: float) -> None:
    """Sets font and language; Word takes Chinese glyphs from w:eastAsia only, and quotation marks by its hint."""
    fonts = properties.get_or_add_rFonts()
    for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(key), name)
    fonts.set(qn("w:hint"), "eastAsia")
    for tag in ("w:sz", "w:szCs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    # the schema fixes the order of these children: sz, szCs, (highlight, …), lang
    for tag in ("w:sz", "w:szCs"):
        size = OxmlElement(tag)
        size.set(qn("w:val"), str(round(points * 2)))
        properties.append(size)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _write(paragraph: Any, runs: Sequence[Run], font: str, points: float) -> None:
    for run in runs:
        made = paragraph.add_run(run.text)
        properties = made._r.get_or_add_rPr()
        _font(properties, font, points)
        if run.blank:
            made.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _paragraph(document: Any, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    font = {"title": TITLE_FONT, "heading": HEADING_FONT}.get(block.style, BODY_FONT)
    points = _SIZES[block.style]
    if block.style == "title":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.line_spacing, form.space_after = Pt(36), Pt(16)
    elif block.style == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif block.style in {"body", "heading"}:
        form.first_line_indent = Pt(points * 2)
        # in characters as well: Word then keeps two characters when somebody changes the size
        paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
    form.keep_with_next = block.style in {"title", "heading"}
    _write(paragraph, block.runs, font, points)


def _cell(cell: Any, runs: Sequence[Run], font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, runs, font, _CELL_SIZE)


def _table(document: Any, block: Table) -> None:
    rows = len(block.rows) + bool(block.columns)
    table = document.add_table(rows=rows, cols=len(block.widths))
    table.style = "Table Grid"
    table.autofit = False
    whole = sum(block.widths)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(_WIDTH_MM * width / whole)
        for cell in column.cells:
            cell.width = Mm(_WIDTH_MM * width / whole)
    cells = iter(table.rows)
    if block.columns:
        header = next(cells)
        for cell, title in zip(header.cells, block.columns, strict=True):
            _cell(cell, (Run(title),), HEADING_FONT)
        repeat = OxmlElement("w:tblHeader")
        header._tr.get_or_add_trPr().append(repeat)
    for row, values in zip(cells, block.rows, strict=True):
        for i, (cell, runs) in enumerate(zip(row.cells, values, strict=True)):
            # a form has no header row; its first column holds the names
            _cell(cell, runs, HEADING_FONT if not block.columns and i == 0 else BODY_FONT)


def _page_number(document: Any) -> None:
    """— 1 — in the middle of the foot, size four (GB/T 9704-2012, 7.5)."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in ((None, "— "), ("begin", ""), ("instr", " PAGE "), ("separate", ""), (None, "1"), ("end", ""),
                       (None, " —")):  # fmt: skip
        run = paragraph.add_run(text if kind is None else "")
        _font(run._r.get_or_add_rPr(), "宋体", 14)
        if kind == "instr":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)
        elif kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _same_bytes(data: bytes) -> bytes:
    """The same package with fixed times and order, so that equal papers have equal hashes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        # OPC readers look for the content types first
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(name))
    return out.getvalue()


def to_docx(outline: Outline, law_as_of: date) -> bytes:
    """The .docx of an outline: A4, official margins, fonts by name, language zh-CN, gaps highlighted, page numbers."""
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, size in _MARGINS.items():
        setattr(section, name, Mm(size))
    section.footer_distance = Mm(28)
    _font(document.styles["Normal"].element.get_or_add_rPr(), BODY_FONT, 16)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    _page_number(document)
    _paragraph(document, Paragraph("title", (Run(outline.title),)))
    for part in outline.sections:
        if part.heading:
            _paragraph(document, Paragraph("heading", (Run(part.heading),)))
        for block in part.blocks:
            if isinstance(block, Table):
                _table(document, block)
            else:
                _paragraph(document, block)
    core = document.core_properties
    stamp = datetime(law_as_of.year, law_as_of.month, law_as_of.day, tzinfo=UTC).replace(tzinfo=None)
    core.title, core.author, core.last_modified_by, core.language = outline.title, "职工法援", "职工法援", "zh-CN"
    core.created = core.modified = stamp
    core.revision = 1
    core.comments = f"模板 {outline.name} 第{outline.version}版；法律截至{law_as_of.isoformat()}"
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())
