"""Charts as SVG with presentation attributes only, so one string serves page, print and PDF under a strict CSP."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from markupsafe import Markup, escape

Number = int | float | Decimal

# The colours of static/css/tokens.css (a house test keeps the two equal): an SVG in a PDF sees no custom properties.
INK, MUTE, GRID, AXIS, SUNKEN = "#17212f", "#566273", "#e4e1da", "#b9b5ab", "#efede7"
BLUE, SKY, GOLD, RED, GREEN, GREY = "#1b4f8f", "#5f86b8", "#b07d1e", "#c3352c", "#3b8c6e", "#7a8494"
GOLD_TEXT = "#845000"
FONT = "PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif"

# XML 1.0 forbids these; a label pasted from a spreadsheet may carry them
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Chart:
    """A drawing and the table behind it: `{{ chart }}` prints the SVG, the macro `charts.figure(chart)` both.

    `heads` names the columns; `rows` holds the texts; `hrefs` has one address or None a row (the drill-down).
    """

    title: str
    svg: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hrefs: tuple[str | None, ...]

    def __html__(self) -> str:
        return str(self.svg)


@dataclass(frozen=True)
class Series:
    """One line: a value for each label of the axis, None where nothing was counted."""

    name: str
    values: Sequence[Number | None]
    colour: str = BLUE


@dataclass(frozen=True)
class Bar:
    """One bar: a count ≥ 0, and where its records are listed."""

    label: str
    value: Number
    href: str | None = None
    colour: str = BLUE


def figure_text(value: Number | None) -> str:
    """A number for people: 12,345 below a million, then 123.5 万, 1.2 亿; at most two decimals; — for None."""
    if value is None or not math.isfinite(value):
        return "—"
    number = float(value)
    if abs(number) > 1e15:
        return f"{number:.3g}"
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if abs(number) >= (size if size == 1e8 else 1e6):
            return f"{number / size:,.1f}".removesuffix(".0") + f" {word}"
    return f"{number:,.2f}".rstrip("0").removesuffix(".")


def percent_text(value: Number, total: Number) -> str:
    """Share of the whole in whole percent; under half a percent but not nothing is said as <1%; — without a whole."""
    if not total:
        return "—"
    share = float(value) / float(total) * 100
    return "<1%" if 0 < share < 0.5 else f"{share:.0f}%"


def text_width(text: str, size: float = 13) -> float:
    """Width in user units, taking a Chinese character as one em and all else as 0.58 em."""
    return sum(size if ord(c) > 0x2E7F else size * 0.58 for c in text)


def fit(text: str, room: float, size: float = 13) -> str:
    """The text, or as much of it as fits `room` followed by …; the whole stands in the table."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round axis values from at or below `low` to at or above `high`, about `count` steps of 1, 2, 2.5 or 5 × 10ⁿ."""
    # steps below a millionth of a millionth of the values vanish in the sum (and the smallest floats have no step at all)
    if high - low <= 1e-12 * max(1.0, abs(low), abs(high)):
        high = low + max(1.0, abs(low) / 10)
    raw = (high - low) / count
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * i for i in range(first, last + 1)]


def _clean(text: object) -> str:
    return _FORBIDDEN.sub("", str(text))


def _text(
    x: float, y: float, text: object, size: float = 12, fill: str = MUTE, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size:g}" font-weight="{weight}" '
        f'fill="{fill}" text-anchor="{anchor}">{escape(_clean(text))}</text>'
    )


def drawing(width: float, height: float, body: Sequence[str], title: str, desc: str, extra: str = "") -> Markup:
    """The SVG element: title and desc for readers of the screen, `extra` for further attributes, all texts escaped."""
    label = quoteattr(_clean(title))
    return Markup(  # noqa: S704 - every text in body went through escape()
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f"aria-label={label}{extra}><title>{escape(_clean(title))}</title><desc>{escape(_clean(desc))}</desc>"
        f"{''.join(body)}</svg>"
    )


def _nothing(width: float, height: float, title: str) -> Markup:
    return drawing(width, height, [_text(width / 2, height / 2, "暂无数据", 14, MUTE, "middle")], title, "暂无数据")


def known(value: Number | None) -> float | None:
    """The value as a float, None where there is none to draw (None, NaN, infinity, beyond 10¹⁵)."""
    if value is None or not math.isfinite(value):
        return None
    number = float(value)
    return None if abs(number) > 1e15 else number


def lines(
    labels: Sequence[str],
    series: Sequence[Series],
    title: str,
    *,
    unit: str = "件",
    from_zero: bool = True,
    width: int = 760,
    height: int = 268,
) -> Chart:
    """Lines over an axis of labels, each named with its last value at its right end; gaps where a value is None.

    `from_zero=False` lets the axis start near the lowest value: for small movements of large numbers only.
    """
    heads = ("时间", *(f"{s.name}（{unit}）" if unit else s.name for s in series))
    rows = tuple(
        (label, *(figure_text(s.values[i] if i < len(s.values) else None) for s in series))
        for i, label in enumerate(labels)
    )
    curves = [[known(v) for v in s.values[: len(labels)]] for s in series]
    values = [v for curve in curves for v in curve if v is not None]
    if not values:
        return Chart(title, _nothing(width, height, title), heads, rows, (None,) * len(rows))
    axis = ticks(min(0.0, min(values)) if from_zero else min(values), max(values))
    lasts = [next((v for v in reversed(curve) if v is not None), None) for curve in curves]
    tails = [f"{s.name} {figure_text(v)}" for s, v in zip(series, lasts, strict=True)]
    left = 14 + max(text_width(figure_text(t), 12) for t in axis)
    right = min(18 + max(text_width(t) for t in tails), width * 0.35)
    top, bottom = 14, 30
    low, high = axis[0], axis[-1]

    def at_x(i: int) -> float:
        return left + (width - left - right) * (i / (len(labels) - 1) if len(labels) > 1 else 0.5)

    def at_y(value: float) -> float:
        return top + (height - top - bottom) * (1 - (value - low) / (high - low))

    body: list[str] = []
    for tick in axis:
        y, colour = at_y(tick), AXIS if tick == low else GRID
        body.append(f'<line x1="{left:.1f}" x2="{width - right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"/>')
        body.append(_text(left - 8, y + 4, figure_text(tick), anchor="end"))
    room = max(text_width(label, 12) for label in labels) + 26
    every = max(1, math.ceil(len(labels) * room / (width - left - right)))
    # counted back from the newest, which is the one people look for
    for i in range(len(labels) - 1, -1, -every):
        body.append(_text(at_x(i), height - 9, fit(labels[i], 120, 12), anchor="middle"))
    ends: list[tuple[float, str, str]] = []
    for s, curve, tail in zip(series, curves, tails, strict=True):
        for run in _runs(curve):
            points = " ".join(f"{at_x(i):.1f},{at_y(v):.1f}" for i, v in run)
            body.append(
                f'<polyline points="{points}" fill="none" stroke="{s.colour}" stroke-width="2.2" '
                'stroke-linejoin="round" stroke-linecap="round"/>'
            )
        spots = [(i, v) for i, v in enumerate(curve) if v is not None]
        if spots:
            i, v = spots[-1]
            body.append(
                f'<circle cx="{at_x(i):.1f}" cy="{at_y(v):.1f}" r="3.6" fill="#fff" stroke="{s.colour}" '
                'stroke-width="2.2"/>'
            )
            ends.append((at_y(v), tail, GOLD_TEXT if s.colour == GOLD else s.colour))
    for y, tail, colour in _spread(sorted(ends), top, height - bottom):
        body.append(_text(width - right + 10, y + 4, fit(tail, right - 10, 12.5), 12.5, colour, weight=600))
    desc = "；".join(f"{s.name}：{'、'.join(r[k + 1] for r in rows)}" for k, s in enumerate(series))
    return Chart(title, drawing(width, height, body, title, desc), heads, rows, (None,) * len(rows))


def _runs(curve: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches of a curve without a gap."""
    runs: list[list[tuple[int, float]]] = [[]]
    for i, value in enumerate(curve):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((i, value))
    return [run for run in runs if run]


def _spread(ends: list[tuple[float, str, str]], top: float, bottom: float) -> list[tuple[float, str, str]]:
    """Pushes the end labels 18 apart, and back up when the last falls below the axis."""
    ys = [y for y, *_ in ends]
    for i in range(1, len(ys)):
        ys[i] = max(ys[i], ys[i - 1] + 18)
    shift = max(0.0, ys[-1] - bottom) if ys else 0.0
    return [(max(top, y - shift), text, colour) for y, (_, text, colour) in zip(ys, ends, strict=True)]


def hbars(bars: Sequence[Bar], title: str, *, unit: str = "件", head: str = "项目", width: int = 430) -> Chart:
    """Horizontal bars with count and share of the sum, in the order given."""
    heads = (head, f"数量（{unit}）" if unit else "数量", "占比")
    total = sum(known(b.value) or 0 for b in bars)
    rows = tuple((b.label, figure_text(b.value), percent_text(known(b.value) or 0, total)) for b in bars)
    hrefs = tuple(b.href for b in bars)
    if not bars:
        return Chart(title, _nothing(width, 120, title), heads, rows, hrefs)
    high = max(known(b.value) or 0 for b in bars) or 1
    left = min(max(text_width(b.label) for b in bars) + 12, width * 0.4)
    right = 54 + max(text_width(r[1]) for r in rows)
    track = max(width - left - right, 20)
    thick, step = 16, 31
    body: list[str] = []
    for i, (bar, row) in enumerate(zip(bars, rows, strict=True)):
        y = i * step + 6
        long = max((known(bar.value) or 0) / high * track, 0)
        body.append(_text(left - 10, y + 13, fit(bar.label, left - 10), 13, INK, "end"))
        body.append(f'<rect x="{left:.1f}" y="{y}" width="{track:.1f}" height="{thick}" rx="3" fill="{SUNKEN}"/>')
        body.append(f'<rect x="{left:.1f}" y="{y}" width="{long:.1f}" height="{thick}" rx="3" fill="{bar.colour}"/>')
        body.append(_text(left + track + 8, y + 13, row[1], 13, INK, weight=600))
        body.append(_text(width - 1, y + 13, row[2], 12, MUTE, "end"))
    desc = "；".join(f"{r[0]} {r[1]}（{r[2]}）" for r in rows)
    return Chart(title, drawing(width, len(bars) * step + 4, body, title, desc), heads, rows, hrefs)


def columns(
    bars: Sequence[Bar],
    title: str,
    *,
    unit: str = "件",
    head: str = "项目",
    hot: Collection[int] = (),
    width: int = 430,
    height: int = 200,
) -> Chart:
    """Upright bars with the value above each; those at the places in `hot` are red, the caption says why."""
    heads = (head, f"数量（{unit}）" if unit else "数量")
    rows = tuple((b.label, figure_text(b.value)) for b in bars)
    hrefs = tuple(b.href for b in bars)
    if not bars:
        return Chart(title, _nothing(width, height, title), heads, rows, hrefs)
    top, bottom, side = 24, 28, 8
    high = max(known(b.value) or 0 for b in bars) or 1
    step = (width - 2 * side) / len(bars)
    thick = min(38, step * 0.62)
    body = [f'<line x1="{side}" x2="{width - side}" y1="{height - bottom}" y2="{height - bottom}" stroke="{AXIS}"/>']
    for i, (bar, row) in enumerate(zip(bars, rows, strict=True)):
        x = side + step * i + (step - thick) / 2
        tall = max((known(bar.value) or 0) / high * (height - top - bottom), 0)
        colour = RED if i in hot else SKY if hot else bar.colour
        y = height - bottom - tall
        body.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{thick:.1f}" height="{tall:.1f}" rx="3" fill="{colour}"/>')
        body.append(_text(x + thick / 2, y - 6, fit(row[1], step, 12.5), 12.5, INK, "middle", 600))
        body.append(_text(x + thick / 2, height - 9, fit(bar.label, step - 2, 12), 12, MUTE, "middle"))
    desc = "；".join(f"{r[0]} {r[1]}" for r in rows)
    return Chart(title, drawing(width, height, body, title, desc), heads, rows, hrefs)
