"""Prints an outline as PDF, laid out as the Word file is; a module of its own because loading the printer takes a second."""

from datetime import date
from html import escape

import weasyprint

from toolkit.outline import Outline
from toolkit.paper import BODY_FONT, CELL_SIZE, HEADING_FONT, LINE_PT, MARGINS_MM, SIZES, TITLE_FONT
from toolkit.paper_page import to_html

# free fonts stand in where the named ones are not installed
_SERIF, _SANS = '"Noto Serif CJK SC", "Source Han Serif SC", serif', '"Noto Sans CJK SC", "Source Han Sans SC", sans-serif'
_SHEET = f"""
@page {{ size: A4; margin: {MARGINS_MM["top"]}mm {MARGINS_MM["right"]}mm {MARGINS_MM["bottom"]}mm {MARGINS_MM["left"]}mm;
  @bottom-center {{ content: "— " counter(page) " —"; font: 14pt "宋体", {_SERIF}; }} }}
body {{ font: {SIZES["body"]}pt/{LINE_PT}pt "{BODY_FONT}", {_SERIF}; }}
h1 {{ font: {SIZES["title"]}pt/36pt "{TITLE_FONT}", {_SERIF}; text-align: center; margin: 0 0 16pt; }}
h2 {{ font: {SIZES["heading"]}pt/{LINE_PT}pt "{HEADING_FONT}", {_SANS}; text-indent: 2em; margin: 0; break-after: avoid; }}
p {{ margin: 0; text-align: justify; overflow-wrap: anywhere; }}
.body {{ text-indent: 2em; }} .right, .sign {{ text-align: right; padding-right: 2em; }} .sign {{ padding-right: 8em; break-before: avoid; break-after: avoid; }} .centre {{ text-align: center; }}
.note {{ font-size: {SIZES["note"]}pt; line-height: 20pt; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; margin-bottom: 8pt; font-size: {CELL_SIZE}pt; line-height: 1.4; }}
th, td {{ border: .5pt solid #000; padding: 2pt 4pt; text-align: left; overflow-wrap: anywhere; }}
th {{ font-family: "{HEADING_FONT}", {_SANS}; font-weight: normal; }} tr {{ break-inside: avoid; }}
.blank {{ background: #ff0; }}
"""


def to_pdf(outline: Outline, law_as_of: date) -> bytes:
    """The paper as PDF, laid out as the Word file is; loads nothing from outside."""
    note = f"模板 {outline.name} 第{outline.version}版；法律截至{law_as_of.isoformat()}"
    head = f'<title>{escape(outline.title)}</title><meta name="description" content="{escape(note)}"><meta name="author" content="职工法援">'
    page = f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">{head}</head><body>{to_html(outline)}</body></html>'

    def refuse(url: str, *_: object, **__: object) -> dict[str, object]:
        raise ValueError(f"a paper loads nothing from outside: {url}")

    document = weasyprint.HTML(string=page, url_fetcher=refuse)
    # the widths of columns stand in the page as attributes: style= is not allowed there
    pdf: bytes = document.write_pdf(stylesheets=[weasyprint.CSS(string=_SHEET)], presentational_hints=True)
    return pdf
