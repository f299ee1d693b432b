"""A paper without its file format: sections, paragraphs, tables; a web page and a Word file show the same."""

from dataclasses import dataclass

from toolkit.filling import Blank, Run, Source


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; style is title, centre, heading, body (indented), flush, right, sign (room to
    sign) or note (small)."""

    style: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without formatting."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Table:
    """A table; without `columns` it is a form whose first column holds the names. Widths are relative; \\n breaks a cell's line."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of the paper, with its heading if it has one."""

    heading: str | None
    blocks: tuple[Paragraph | Table, ...]


@dataclass(frozen=True)
class Outline:
    """The whole paper, what is missing in it, and where each filled fact came from."""

    name: str
    title: str
    version: str
    sections: tuple[Section, ...]
    blanks: tuple[Blank, ...]
    sources: tuple[Source, ...]

    @property
    def lines(self) -> list[str]:
        """The paper paragraph by paragraph, a line a row of a table, its cells parted by ｜; empty ones left out."""
        found = [self.title]
        for section in self.sections:
            found += [section.heading] if section.heading else []
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    found.append(block.text)
                    continue
                found += ["｜".join(block.columns)] if block.columns else []
                found += ["｜".join("".join(run.text for run in cell) for cell in row) for row in block.rows]
        return [line for line in found if line.strip()]

    @property
    def text(self) -> str:
        """The paper as plain text."""
        return "\n".join(self.lines)
