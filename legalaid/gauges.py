"""Small drawings inside a row or a card: sparkline, score bar, load dots. Same rules as charts.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from legalaid.charts import BLUE, GRID, Number, drawing, figure_text, known

BLUE_DOT, EMPTY_DOT = "#2563ae", "#cdc9c0"
MOST_DOTS = 12


@dataclass(frozen=True)
class Part:
    """One segment of a score: points >= 0 out of the whole."""

    label: str
    value: Number
    colour: str


def spark(
    values: Sequence[Number | None], label: str, *, width: int = 120, height: int = 28, colour: str = BLUE
) -> Markup:
    """A line without axes for a table cell; one value is a dot, none an empty drawing that says so."""
    points = [(i, v) for i, v in enumerate(known(v) for v in values) if v is not None]
    size = f' width="{width}" height="{height}"'
    if not points:
        return drawing(width, height, [], label, "暂无数据", size)
    low, high = min(v for _, v in points), max(v for _, v in points)
    last = max(len(values) - 1, 1)
    spots = [
        (2 + (width - 8) * i / last, height - 4 - (height - 8) * ((v - low) / ((high - low) or 1))) for i, v in points
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    x, y = spots[-1]
    body = [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-linejoin="round"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}"/>',
    ]
    return drawing(width, height, body, label, "、".join(figure_text(v) for v in values), size)


def score(parts: Sequence[Part], *, total: Number = 100, width: int = 128, height: int = 8) -> Markup:
    """A bar of segments over a grey whole; what exceeds the whole is cut off at its end."""
    whole = float(total) or 1.0
    body = [f'<rect width="{width}" height="{height}" fill="{GRID}"/>']
    at = 0.0
    for part in parts:
        long = min(max(known(part.value) or 0.0, 0.0) / whole * width, width - at)
        if long > 0:
            # one unit of white between segments: neighbours stay apart for the colour-blind
            body.append(
                f'<rect x="{at:.1f}" width="{max(long - 1, 0.5):.1f}" height="{height}" fill="{part.colour}"/>'
            )
        at += long
    said = "，".join(f"{p.label} {figure_text(p.value)} 分" for p in parts) or "没有得分"
    return drawing(width, height, body, "得分构成", said, ' preserveAspectRatio="none"')


def dots(current: int, capacity: int, *, adds: int = 1) -> Markup:
    """Matters in hand as filled dots, the ones this would add as outlined, free places as grey; 12 dots at most."""
    said = f"在办 {current} 件，最多 {capacity} 件"
    shown = min(max(capacity, current), MOST_DOTS)
    body = []
    for i in range(shown):
        x = i * 10
        if i < current:
            body.append(f'<rect x="{x}" y="0" width="7" height="12" rx="2" fill="{BLUE_DOT}"/>')
        elif i < current + adds and i < capacity:
            body.append(
                f'<rect x="{x + 0.75}" y="0.75" width="5.5" height="10.5" rx="1.5" fill="#fff" '
                f'stroke="{BLUE_DOT}" stroke-width="1.5"/>'
            )
        else:
            body.append(f'<rect x="{x}" y="0" width="7" height="12" rx="2" fill="{EMPTY_DOT}"/>')
    width = max(shown * 10 - 3, 1)
    return drawing(width, 12, body, said, said, f' width="{width}" height="12"')
