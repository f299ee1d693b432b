"""The same outline as a page of HTML, for the screen beside the form and for the print."""

from html import escape

from toolkit.filling import Run
from toolkit.outline import Outline, Paragraph, Table


def _runs(runs: tuple[Run, ...]) -> str:
    texts = (escape(run.text).replace("\n", "<br>") for run in runs)
    return "".join(f'<span class="blank">{text}</span>' if run.blank else text for run, text in zip(runs, texts, strict=True))


def _table(block: Table, name: str) -> str:
    whole = sum(block.widths)
    columns = "".join(f'<col width="{round(100 * width / whole)}%">' for width in block.widths)
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in block.columns)
    rows = []
    for row in block.rows:
        cells = [f"<td>{_runs(cell)}</td>" for cell in row]
        if not block.columns:
            cells[0] = f'<th scope="row">{_runs(row[0])}</th>'
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<table aria-label="{escape(name)}"><colgroup>{columns}</colgroup>'
        f"{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{''.join(rows)}</tbody></table>"
    )


def to_html(outline: Outline) -> str:
    """The paper as HTML without styles (classes: body, flush, right, sign, centre, note, blank); every text is escaped."""
    out = [f"<h1>{escape(outline.title)}</h1>"]
    for section in outline.sections:
        if section.heading:
            out.append(f"<h2>{escape(section.heading)}</h2>")
        for block in section.blocks:
            if isinstance(block, Paragraph):
                out.append(f'<p class="{block.style}">{_runs(block.runs)}</p>')
            else:
                out.append(_table(block, section.heading or outline.title))
    return "".join(out)
