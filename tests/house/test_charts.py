"""Drawings are valid XML, speak for themselves and never fail, whatever the figures."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalaid import charts, gauges

SVG = "{http://www.w3.org/2000/svg}"

number = st.one_of(
    st.none(), st.integers(0, 10**15), st.floats(0, 1e12), st.floats(allow_nan=True, allow_infinity=True),
    st.decimals(0, 10**12, places=2),
)
words = st.text(max_size=40)


def check(svg: str) -> ElementTree.Element:
    tree = ElementTree.fromstring(svg)
    assert tree.tag == f"{SVG}svg"
    assert tree.get("role") == "img"
    assert tree.find(f"{SVG}title") is not None
    assert tree.find(f"{SVG}desc") is not None
    for element in tree.iter():
        assert not {"style", "class"} & set(element.attrib) or element is tree
        assert not [a for a in element.attrib if a.startswith("on")]
        assert "nan" not in " ".join(element.attrib.values()).split()
        if element.tag == f"{SVG}text":
            assert element.get("font-family")
        for size in ("width", "height"):
            assert float(element.get(size, 0)) >= 0
    return tree


@given(st.lists(st.tuples(words, number, number), max_size=20), words, st.booleans())
def test_lines_are_always_a_valid_drawing_with_a_table(
    rows: list[tuple[str, object, object]], title: str, from_zero: bool
) -> None:
    series = [charts.Series("收件", [r[1] for r in rows]), charts.Series("<办结>", [r[2] for r in rows], charts.GOLD)]
    chart = charts.lines([r[0] for r in rows], series, title, from_zero=from_zero)
    check(chart.svg)
    assert len(chart.rows) == len(rows) == len(chart.hrefs)
    assert all(len(row) == len(chart.heads) for row in chart.rows)
    assert charts.lines([r[0] for r in rows], series, title, from_zero=from_zero) == chart


@given(st.lists(st.tuples(words, number), max_size=15), words)
def test_bars_are_always_a_valid_drawing_with_a_table(rows: list[tuple[str, object]], title: str) -> None:
    bars = [charts.Bar(name, value, "/x") for name, value in rows]  # type: ignore[arg-type]
    for chart in (charts.hbars(bars, title), charts.columns(bars, title, hot={0})):
        check(chart.svg)
        assert len(chart.rows) == len(bars)


@given(st.lists(number, max_size=15), st.integers(0, 40), st.integers(0, 40))
def test_small_drawings_are_always_valid(values: list[object], current: int, capacity: int) -> None:
    check(gauges.spark(values, "收件"))
    check(gauges.score([gauges.Part("专长", v or 0, charts.BLUE) for v in values]))
    check(gauges.dots(current, capacity))


def test_an_empty_drawing_says_so_in_words() -> None:
    for chart in (charts.lines([], [], "空"), charts.hbars([], "空"), charts.columns([], "空")):
        assert "暂无数据" in chart.svg


def test_a_gap_breaks_the_line_and_the_last_known_value_is_named() -> None:
    chart = charts.lines(["一", "二", "三", "四"], [charts.Series("收件", [1, 2, None, 7])], "收件")
    tree = check(chart.svg)
    assert len(tree.findall(f"{SVG}polyline")) == 2
    assert any(t.text == "收件 7" for t in tree.iter(f"{SVG}text"))
    assert [row[1] for row in chart.rows] == ["1", "2", "—", "7"]


def test_labels_at_the_end_of_two_equal_lines_do_not_cover_each_other() -> None:
    series = [charts.Series("甲", [5, 9]), charts.Series("乙", [5, 9], charts.GOLD)]
    tree = check(charts.lines(["一", "二"], series, "同").svg)
    ys = [float(t.get("y", 0)) for t in tree.iter(f"{SVG}text") if t.get("font-weight") == "600"]
    assert abs(ys[0] - ys[1]) >= 18


def test_the_longest_bar_fills_its_track_and_others_are_in_proportion() -> None:
    tree = check(charts.hbars([charts.Bar("甲", 40), charts.Bar("乙", 10)], "比").svg)
    track, first, _, second = (float(r.get("width", 0)) for r in tree.iter(f"{SVG}rect"))
    assert first == pytest.approx(track)
    assert second == pytest.approx(track / 4, abs=0.1)


def test_a_long_label_is_cut_in_the_drawing_and_whole_in_the_table() -> None:
    name = "确认劳动关系及未签订书面劳动合同二倍工资差额争议"
    chart = charts.hbars([charts.Bar(name, 3)], "长")
    assert any((t.text or "").endswith("…") for t in check(chart.svg).iter(f"{SVG}text"))
    assert chart.rows[0][0] == name


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (12345, "12,345"), (98.3, "98.3"), (2_500_000, "250 万"), (123_456_789, "1.2 亿"), (None, "—"),
     (Decimal("18600.50"), "18,600.5"), (float("nan"), "—"), (-3, "-3")],
)
def test_numbers_are_written_for_people(value: object, said: str) -> None:
    assert charts.figure_text(value) == said  # type: ignore[arg-type]


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_the_axis_covers_the_values_in_even_steps(one: float, other: float) -> None:
    low, high = sorted((one, other))
    axis = charts.ticks(low, high)
    slack = 1e-6 * max(1, abs(low), abs(high))
    assert axis[0] <= low + slack
    assert axis[-1] >= high - slack
    assert 2 <= len(axis) <= 8


def test_the_outlined_dot_is_what_this_matter_would_add() -> None:
    assert gauges.dots(2, 6).count("stroke-width") == 1
    assert gauges.dots(6, 6).count("stroke-width") == 0
    assert "在办 2 件，最多 6 件" in gauges.dots(2, 6)
