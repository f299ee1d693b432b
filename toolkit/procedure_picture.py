"""The procedure of a dispute as a picture and a table: `python -m toolkit.procedure_picture docs` writes both for the handbook."""

import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from toolkit.figures import article
from toolkit.procedure_map import BINDING, GUARDS, STATES, TRANSITIONS, Transition

# one lane a phase; states that follow each other stand side by side or one below the other
LANES: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    ("受理", ("INTAKE", "TRIAGED", "CONSULTED", "TRANSFERRED", "ADMIN_TRACK")),
    ("协商调解", (None, "NEGOTIATING", "MED_APPLIED", "MEDIATING", "MED_AGREED")),
    ("确认、支付令", ("PO_ISSUED", "PO_APPLIED", "MED_FAILED", "ARB_REVIEW", "JUD_CONFIRM")),
    ("仲裁", ("ARB_REFUSED", "ARB_FILED", "ARB_ACCEPTED", "ARB_HEARD", "ARB_DELEGATED_MED")),
    ("裁决", (None, "AWARD_REVOKED", "SETASIDE", "AWARD_FINAL", "AWARD_NONFINAL")),
    ("诉讼", (None, "CT1_FILED", "CT1_JUDGED", "APPEAL", "WITHDRAWN")),
    ("文书已生效", ("ARB_MED_DOC", "CT_MED_DOC", "EFFECTIVE", "JUDGED_2", "JUD_CONFIRMED")),
    ("执行、结案", (None, "ENFORCING", "PERFORMED", "CLOSED", None)),
)
# open before every award and suit, or beside the dispute: said once below the picture
_EVERYWHERE = frozenset({"withdraw"})
# open from every binding paper: written in the box of 文书已生效 only
_FROM_BINDING = frozenset({"enforce", "perform", "apply_setaside", "archive"})
_NOTES = (
    "没有画出的：申请仲裁之后、裁决之前（以及仲裁之前的各阶段）职工都可以撤回；工伤认定、劳动能力鉴定、劳动保障监察投诉与争议并行，不改变状态；",
    "仲裁期间可以申请财产保全、先予执行。绿色的文书效力相同，后续步骤都与“文书已生效”一样。",
)
_SAME = "同“文书已生效”"
_LEFT, _TOP, _WIDE, _GAP, _HEAD, _ROW, _PAD, _CHARS = 104, 16, 216, 26, 30, 17, 8, 17
_INK, _MUTE, _LINE, _PAPER, _SHADE, _BIND = "#17212f", "#566273", "#1b4f8f", "#ffffff", "#f4f1ea", "#e3f0ea"
_FONT = "PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif"


@dataclass(frozen=True)
class _Card:
    """A state in its place, with the lines of its exits."""

    name: str
    x: int
    y: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return _HEAD + (_ROW * len(self.lines) + _PAD if self.lines else 0)


def exits(state: str) -> tuple[Transition, ...]:
    """The steps that the picture shows in a state's box: neither those open everywhere nor the parallel ones."""
    shared = _FROM_BINDING if state in BINDING and state != "EFFECTIVE" else frozenset()
    return tuple(t for t in TRANSITIONS if t.source == state and not t.parallel and t.event not in _EVERYWHERE and t.event not in shared)


def legend() -> tuple[tuple[str, ...], ...]:
    """A row for each step of the map: from, step, to, conditions, papers, articles, in Chinese; equal steps of several states together."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for step in TRANSITIONS:
        parts = [GUARDS[g] for g in step.needs] + (["或者".join(GUARDS[g] for g in step.either)] if step.either else [])
        parts += [f"没有“{GUARDS[g]}”" for g in step.unless]
        target = "（不变）" if step.parallel else STATES[step.target]
        key = (step.label, target, "；".join(parts), "、".join(step.documents), "、".join(article(c) for c in step.citations))
        rows.setdefault(key, []).append(STATES[step.source])
    return tuple(("、".join(sources), *key) for key, sources in rows.items())


def _wrapped(text: str) -> list[str]:
    return [text[i : i + _CHARS] for i in range(0, len(text), _CHARS)]


def _lines(state: str) -> tuple[str, ...]:
    said: dict[str, list[str]] = {}
    for step in exits(state):
        said.setdefault(STATES[step.target], []).append(step.label)
    lines = [line for target, labels in said.items() for line in _wrapped(f"{'／'.join(dict.fromkeys(labels))} → {target}")]
    return (*lines, *([_SAME] if state in BINDING and state != "EFFECTIVE" else []))


def _cards() -> tuple[list[list[_Card | None]], list[tuple[str, int, int]], int]:
    """The boxes lane by lane, each lane's title with its top and height, and where the last one ends."""
    rows: list[list[_Card | None]] = []
    lanes: list[tuple[str, int, int]] = []
    top = _TOP
    for title, names in LANES:
        row = [_Card(name, _LEFT + i * (_WIDE + _GAP), top + _GAP // 2, _lines(name)) if name else None for i, name in enumerate(names)]
        height = max(card.height for card in row if card) + _GAP
        rows.append(row)
        lanes.append((title, top, height))
        top += height
    return rows, lanes, top


def _text(x: int, y: int, words: str, size: int, fill: str = _INK, anchor: str = "start", weight: str = "400") -> str:
    return f'<text x="{x}" y="{y}" font-family="{_FONT}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{escape(words)}</text>'


def _drawn(card: _Card, bottom: int) -> str:
    # boxes of a lane are equally high, so that lines to the next lane are short
    height = bottom - card.y
    fill = _BIND if card.name in BINDING else _PAPER
    out = f'<rect x="{card.x}" y="{card.y}" width="{_WIDE}" height="{height}" rx="6" fill="{fill}" stroke="{_INK}"/>'
    out += _text(card.x + _WIDE // 2, card.y + 20, STATES[card.name], 14, anchor="middle", weight="600")
    return out + "".join(_text(card.x + 8, card.y + _HEAD + 10 + i * _ROW, line, 12, _MUTE) for i, line in enumerate(card.lines))


def _arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<path d="M{x1} {y1}L{x2} {y2}" stroke="{_LINE}" stroke-width="2" marker-end="url(#arrow)"/>'


def _arrows(rows: list[list[_Card | None]], bottoms: list[int]) -> str:
    """Lines between boxes that touch, side by side or one below the other; the words in the boxes tell the rest."""
    linked = {(t.source, t.target) for state in STATES for t in exits(state)}
    out = []
    for i, row in enumerate(rows):
        for j, card in enumerate(row):
            right = row[j + 1] if j + 1 < len(row) else None
            below = rows[i + 1][j] if i + 1 < len(rows) else None
            if card and right:
                y = card.y + 15
                if (card.name, right.name) in linked:
                    out.append(_arrow(card.x + _WIDE, y, right.x - 2, y))
                if (right.name, card.name) in linked:
                    out.append(_arrow(right.x, y + 8, card.x + _WIDE + 2, y + 8))
            if card and below:
                x = card.x + _WIDE // 2
                if (card.name, below.name) in linked:
                    out.append(_arrow(x - 6, bottoms[i], x - 6, below.y - 2))
                if (below.name, card.name) in linked:
                    out.append(_arrow(x + 6, below.y, x + 6, bottoms[i] + 2))
    return "".join(out)


def picture() -> str:
    """The SVG of the whole procedure: presentation attributes only, with title and description; the same text each time."""
    rows, lanes, end = _cards()
    width, height = _LEFT + 5 * (_WIDE + _GAP), end + 52
    bottoms = [top + size - _GAP // 2 for _, top, size in lanes]
    bands = "".join(f'<rect y="{top}" width="{width}" height="{size}" fill="{_SHADE if i % 2 == 0 else _PAPER}"/>' for i, (_, top, size) in enumerate(lanes))
    titles = "".join(_text(10, top + size // 2 + 5, title, 14, _MUTE, weight="600") for title, top, size in lanes)
    boxes = "".join(_drawn(card, bottoms[i]) for i, row in enumerate(rows) for card in row if card)
    said = "；".join(f"{STATES[name]}：{'，'.join(_lines(name)) or '没有下一步'}" for name in STATES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="t d">'
        f'<title id="t">劳动争议处理程序图</title><desc id="d">{escape(said)}。{"".join(_NOTES)}</desc>'
        f'<defs><marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L8 4L0 8z" fill="{_LINE}"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>{bands}{titles}{_arrows(rows, bottoms)}{boxes}'
        f'{"".join(_text(10, end + 20 + 18 * i, note, 12, _MUTE) for i, note in enumerate(_NOTES))}</svg>\n'
    )


def page() -> str:
    """The handbook's page: the picture, and every step with its conditions, papers and law."""
    head = ("从", "步骤", "到", "条件", "文书", "法条")
    rows = ["| " + " | ".join(cell or "—" for cell in row) + " |" for row in (head, ("---",) * len(head), *legend())]
    lines = ["# 劳动争议处理程序", "", "本页和图由 `python -m toolkit.procedure_picture docs` 生成，不要手改。", "", "![程序图](procedure.svg)", "", *rows, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "procedure.svg").write_text(picture(), encoding="utf-8")
    (folder / "procedure.md").write_text(page(), encoding="utf-8")
