"""Writes an outline as a Word file in the shape of an official paper, byte for byte the same each time."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from toolkit.filling import Run
from toolkit.outline import Outline, Paragraph, Table
from toolkit.records import UNPRINTABLE
from toolkit.refusal import Refusal

TITLE_FONT, HEADING_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"

# GB/T 9704-2012, 5.2: type area 156 × 225 mm on A4, 22 lines of 28 characters in size three (16 pt)
MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 26}
LINE_PT = 28.5
SIZES = {"title": 22.0, "centre": 16.0, "heading": 16.0, "body": 16.0, "flush": 16.0, "right": 16.0, "sign": 16.0, "note": 12.0}
CELL_SIZE = 12.0
# characters left free at the right: a date stands two in, a signature needs room
_ROOM = {"right": 2, "sign": 8}
_WIDTH_MM = 156
_TWIPS_PER_MM = 1440 / 25.4
_USED_STYLES = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Footer"})
_UNUSED_PARTS = frozenset({"stylesWithEffects", "customXml", "numbering", "thumbnail"})
_AUTHOR = "职工法援"


@cache
def _properties(font: str, points: float, blank: bool = False) -> str:
    """Font and language of a run: Word takes Chinese glyphs from w:eastAsia only, and quotation marks by its hint."""
    half = round(points * 2)
    mark = '<w:highlight w:val="yellow"/>' if blank else ""
    names = "".join(f' w:{slot}="{font}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    # the schema fixes the order of these children
    return f'<w:rPr><w:rFonts{names} w:hint="eastAsia"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>{mark}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'


def _runs(runs: Iterable[Run], font: str, points: float) -> str:
    out = []
    for run in runs:
        if UNPRINTABLE.search(run.text):
            raise Refusal(run.path or "text", "含有不可见的控制字符，请重新输入")
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in run.text.split("\n"))
        out.append(f"<w:r>{_properties(font, points, run.blank)}{lines}</w:r>")
    return "".join(out)


@cache
def _shape(style: str) -> str:
    """Spacing, indent and alignment of a paragraph style."""
    points = SIZES[style]
    line = round(20 * {"title": 36.0, "note": 20.0}.get(style, LINE_PT))
    keep = "<w:keepNext/>" if style in {"title", "heading", "sign"} else ""
    space = f'<w:spacing w:before="0" w:after="{320 if style == "title" else 0}" w:line="{line}" w:lineRule="exact"/>'
    # in characters as well: Word then keeps two characters when somebody changes the size
    indent = f'<w:ind w:firstLine="{round(points * 40)}" w:firstLineChars="200"/>' if style in {"body", "heading"} else ""
    if style in _ROOM:
        indent = f'<w:ind w:right="{round(points * 20 * _ROOM[style])}" w:rightChars="{100 * _ROOM[style]}"/>'
    align = {"title": "center", "centre": "center", "right": "right", "sign": "right"}.get(style)
    level = '<w:outlineLvl w:val="0"/>' if style == "heading" else ""
    return f'<w:pPr>{keep}{space}{indent}{f"""<w:jc w:val="{align}"/>""" if align else ""}{level}</w:pPr>'


def _paragraph(block: Paragraph) -> str:
    font = {"title": TITLE_FONT, "heading": HEADING_FONT}.get(block.style, BODY_FONT)
    return f"<w:p>{_shape(block.style)}{_runs(block.runs, font, SIZES[block.style])}</w:p>"


def _cell(runs: Sequence[Run], font: str, width: int) -> str:
    shape = '<w:pPr><w:spacing w:before="40" w:after="40"/></w:pPr>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p>{shape}{_runs(runs, font, CELL_SIZE)}</w:p></w:tc>'


def _table(block: Table) -> str:
    whole = sum(block.widths)
    widths = [round(_WIDTH_MM * _TWIPS_PER_MM * width / whole) for width in block.widths]
    rows = []
    if block.columns:
        cells = "".join(_cell((Run(title),), HEADING_FONT, width) for title, width in zip(block.columns, widths, strict=True))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>")
    for row in block.rows:
        # a form has no header row; its first column holds the names
        fonts = [HEADING_FONT if not block.columns and i == 0 else BODY_FONT for i in range(len(row))]
        cells = "".join(_cell(runs, font, width) for runs, font, width in zip(row, fonts, widths, strict=True))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    shape = f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    # Word joins two tables that touch; a thin paragraph keeps them apart
    return f'<w:tbl><w:tblPr>{shape}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>{_GAP}'


_GAP = f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/></w:pPr><w:r>{_properties(BODY_FONT, 6.0)}</w:r></w:p>'


def _page_number(document: Any) -> None:
    """— 1 — in the middle of the foot, size four (GB/T 9704-2012, 7.5)."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in ((None, "— "), ("begin", ""), ("instr", " PAGE "), ("separate", ""), (None, "1"), ("end", ""), (None, " —")):
        run = paragraph.add_run(text if kind is None else "")
        _set(run._r.get_or_add_rPr(), "宋体", 14)
        if kind == "instr":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)
        elif kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _set(properties: Any, font: str, points: float) -> None:
    fonts = properties.get_or_add_rFonts()
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), font)
    for tag in ("w:sz", "w:szCs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        size = OxmlElement(tag)
        size.set(qn("w:val"), str(round(points * 2)))
        properties.append(size)


def _prune(document: Any) -> None:
    """Leaves out what the stock template brings and no paper uses; nine tenths of its size."""
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in _UNUSED_PARTS]:
            del rels[key]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _USED_STYLES:
            styles.remove(style)
    for latent in styles.findall(qn("w:latentStyles")):
        styles.remove(latent)


@cache
def _package() -> tuple[dict[str, bytes], str, str]:
    """The parts that all papers share, and the document's XML before and after the body's blocks."""
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, size in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.footer_distance = Mm(28)
    _set(document.styles["Normal"].element.get_or_add_rPr(), BODY_FONT, 16)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    _page_number(document)
    _prune(document)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts.pop("word/document.xml").decode("utf-8")
    del parts["docProps/core.xml"]
    start, end = text.index("<w:body>") + len("<w:body>"), text.index("<w:sectPr")
    return parts, text[:start], text[end:]


def _core(outline: Outline, law_as_of: date) -> str:
    stamp = f"{law_as_of.isoformat()}T00:00:00Z"
    note = f"模板 {outline.name} 第{outline.version}版；法律截至{law_as_of.isoformat()}"
    times = "".join(f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>' for name in ("created", "modified"))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties'
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(outline.title)}</dc:title><dc:creator>{_AUTHOR}</dc:creator><dc:description>{escape(note)}</dc:description>"
        f"<cp:lastModifiedBy>{_AUTHOR}</cp:lastModifiedBy><cp:revision>1</cp:revision><dc:language>zh-CN</dc:language>{times}</cp:coreProperties>"
    )


def to_docx(outline: Outline, law_as_of: date) -> bytes:
    """The .docx of an outline: A4, official margins, fonts by name, language zh-CN, gaps highlighted, page numbers.

    Raises Refusal naming the fact that cannot be written (control characters).
    """
    shared, head, tail = _package()
    body = [_paragraph(Paragraph("title", (Run(outline.title),)))]
    for section in outline.sections:
        if section.heading:
            body.append(_paragraph(Paragraph("heading", (Run(section.heading),))))
        body += [_table(block) if isinstance(block, Table) else _paragraph(block) for block in section.blocks]
    parts = shared | {
        "word/document.xml": (head + "".join(body) + tail).encode("utf-8"),
        "docProps/core.xml": _core(outline, law_as_of).encode("utf-8"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        # readers look for the content types first; fixed times make equal papers have equal hashes
        for name in sorted(parts, key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            package.writestr(info, parts[name])
    return out.getvalue()


def docx_lines(data: bytes) -> list[str]:
    """The paragraphs of a Word file, table cells parted by ｜, in order; what `changes` compares. Refusal if it is none."""
    try:
        body = Document(io.BytesIO(data)).element.body
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise Refusal("file", "不是可以读取的 Word 文件") from None
    lines = []
    for block in body.iterchildren(qn("w:p"), qn("w:tbl")):
        if block.tag == qn("w:p"):
            lines.append(_words(block))
        else:
            lines += ["｜".join(_words(cell) for cell in row.iter(qn("w:tc"))) for row in block.iter(qn("w:tr"))]
    return [line for line in lines if line.strip()]


def _words(element: Any) -> str:
    return "".join(node.text or "" if node.tag == qn("w:t") else "\n" for node in element.iter(qn("w:t"), qn("w:br")))
