"""The design language stays whole: contrast, strict CSP, punctuation, sizes of files, errors said twice."""

import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest

from legalaid import charts, gauges
from tests.house.rules import HALF_WIDTH, forbidden_in_template

ROOT = Path(__file__).resolve().parents[2]
CSS = sorted((ROOT / "static/css").glob("*.css"))
JS = sorted((ROOT / "static/js").glob("*.js"))
TEMPLATES = sorted((ROOT / "legalaid/templates").rglob("*.html"))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text_of(ROOT / "static/css/tokens.css")))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rules() -> Iterator[tuple[str, str, str]]:
    """File name, selector and declarations of each rule without nested blocks."""
    for path in CSS:
        for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", without_comments(text_of(path))):
            yield path.name, selector.strip(), body


def token_in(body: str, prop: str) -> str | None:
    found = re.search(rf"(?:^|[;\s]){prop}:\s*var\(--([\w-]+)\)", body)
    return found.group(1) if found and found.group(1) in TOKENS else None


# --- colours -------------------------------------------------------------------------------------------------------

GROUNDS = ("paper", "surface", "sunken", "hover", "blue-50")
TEXT_PAIRS = [
    *itertools.product(("ink-900", "ink-700", "ink-500", "blue-700", "blue-900", "red-700", "red-800"), GROUNDS),
    *itertools.product(("ink-900", "blue-700"), ("amber-50", "red-50", "green-50", "mark")),
    *itertools.product(("amber-800", "green-700"), ("surface", "paper", "blue-50")),
    *itertools.product(("white", "sky-100", "sky-200", "sky-300"), ("blue-800", "blue-900")),
    ("sky-200", "head-hover"), ("white", "head-hover"), ("amber-text", "surface"), ("ink-500", "blue-100"),
]
SHAPE_PAIRS = [
    *itertools.product(("field",), ("surface", "paper", "blue-50")),
    *itertools.product(("blue-700", "blue-400", "amber-600", "red-600", "green-600", "field"), ("surface",)),
    ("ink-900", "focus"), ("blue-700", "track"), ("glow", "blue-900"), ("head-mark", "blue-900"),
]


def test_the_reckoning_of_contrast_agrees_with_the_known_extremes() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("words", "ground"), TEXT_PAIRS)
def test_text_reaches_the_contrast_of_aa(words: str, ground: str) -> None:
    assert contrast(TOKENS[words], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_edges_and_lines_that_carry_meaning_reach_three_to_one(shape: str, ground: str) -> None:
    assert contrast(TOKENS[shape], TOKENS[ground]) >= 3


def test_every_rule_that_sets_both_colours_reaches_the_contrast_of_aa() -> None:
    seen = 0
    for file, selector, body in rules():
        words, ground = token_in(body, "color"), token_in(body, "background")
        if words and ground:
            seen += 1
            assert contrast(TOKENS[words], TOKENS[ground]) >= 4.5, f"{file}: {selector}: {words} on {ground}"
    assert seen > 30


def test_colours_are_named_in_the_tokens_only() -> None:
    for path in CSS:
        if path.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;, )])", without_comments(text_of(path))), path.name


def test_every_custom_property_in_use_exists() -> None:
    defined = set(re.findall(r"--([\w-]+):", text_of(ROOT / "static/css/tokens.css"))) | {"gap"}
    for path in CSS:
        assert set(re.findall(r"var\(--([\w-]+)", text_of(path))) <= defined, path.name


def test_drawings_use_the_colours_of_the_tokens() -> None:
    names = "INK MUTE GRID AXIS SUNKEN BLUE SKY GOLD RED GREEN GREY GOLD_TEXT"
    values = {getattr(charts, n) for n in names.split()} | {gauges.BLUE_DOT, gauges.EMPTY_DOT}
    unknown = values - set(TOKENS.values())
    assert unknown == set()


# --- files ---------------------------------------------------------------------------------------------------------


def test_there_is_something_to_check() -> None:
    assert len(CSS) >= 10
    assert JS
    assert len(TEMPLATES) >= 15


@pytest.mark.parametrize("path", CSS, ids=lambda p: p.name)
def test_every_sheet_speaks_within_a_layer_and_closes_its_braces(path: Path) -> None:
    css = without_comments(text_of(path))
    assert css.count("{") == css.count("}")
    outside = css
    while "{" in outside:
        outside = re.sub(r"[^{};]*\{[^{}]*\}", "", outside)
    assert re.fullmatch(r"\s*(@layer [\w, ]+;)?\s*", outside)
    assert re.findall(r"^(?!@layer|\s|\}|$).*", css, flags=re.MULTILINE) == []


def test_what_sheets_point_to_exists() -> None:
    for path in CSS:
        for target in re.findall(r'url\("([^"]+)"\)', text_of(path)):
            assert (path.parent / target).is_file(), f"{path.name}: {target}"


# --- templates -----------------------------------------------------------------------------------------------------


def spoken(source: str) -> str:
    """A template as people read it: comments, and marks that end a Jinja string, left out."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    return re.sub(r"\{%-?\s*macro.*?%\}", "", source, flags=re.DOTALL)


def test_the_test_of_punctuation_finds_a_half_width_mark() -> None:
    assert HALF_WIDTH.search(spoken("<p>您好,请坐</p>"))
    assert not HALF_WIDTH.search(spoken("<p>您好，请坐</p>{# 注,释 #}"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_half_width_mark_follows_a_chinese_character(path: Path) -> None:
    assert HALF_WIDTH.findall(spoken(text_of(path))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_holds_what_the_policy_forbids(path: Path) -> None:
    assert list(forbidden_in_template(text_of(path))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_every_icon_named_in_a_template_is_in_the_sprite(path: Path) -> None:
    sprite = set(re.findall(r'symbol id="([\w-]+)"', text_of(ROOT / "static/img/icons.svg")))
    assert set(re.findall(r"icons\.(?:i|labelled)\('([\w-]+)'", text_of(path))) <= sprite


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_every_class_in_a_template_is_known_to_a_sheet(path: Path) -> None:
    known = {name for _, selector, _ in rules() for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text_of(path), flags=re.DOTALL)
    assert {name for value in re.findall(r'class="([^"]*)"', source) for name in value.split()} <= known


def environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "legalaid/templates"), autoescape=True, undefined=jinja2.Undefined
    )
    made.globals.update(static=lambda path: f"/static/{path}", csrf_token=lambda: "token")
    made.filters["cited"] = lambda text, _own=None: text  # links need an application
    return made


class Page(HTMLParser):
    """What a rendered page says about itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def styleguide() -> str:
    office = SimpleNamespace(name="市总工会", hotline="12351", hours="工作日")
    samples = SimpleNamespace(
        line=charts.lines(["一", "二"], [charts.Series("收件", [1, 2])], "收件"),
        bars=charts.hbars([charts.Bar("劳动报酬", 3, "/x")], "类型"),
        columns=charts.columns([charts.Bar("0", 3)], "在办"),
        nothing=charts.lines([], [], "空"),
        spark=gauges.spark([1, 2], "收件"),
        score=gauges.score([gauges.Part("专长", 40, charts.BLUE)]),
        dots=gauges.dots(2, 6),
    )
    me = SimpleNamespace(name="何佳", role_name="统筹员")
    return environment().get_template("layouts/styleguide.html").render(
        office=office, demo=True, nav=[], me=me, flashes=[("ok", "好了")], samples=samples
    )


def test_the_styleguide_keeps_the_policy_once_rendered() -> None:
    page = Page(styleguide())
    for tag, attrs in page.tags:
        assert "style" not in attrs, tag
        assert not [name for name in attrs if name.startswith("on")], tag
        assert tag != "script" or attrs.get("src")


def test_ids_on_the_styleguide_are_unique_and_everything_referred_to_exists() -> None:
    page = Page(styleguide())
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for name in ("for", "aria-describedby", "aria-labelledby"):
        for value in page.values(name):
            assert set(value.split()) <= set(ids), f"{name}={value}"


def test_every_form_that_posts_carries_the_hidden_token() -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', styleguide(), flags=re.DOTALL):
        assert re.search(r'name="csrf_token" value="\w+"', form)


def macro(file: str, call: str, **values: object) -> str:
    return environment().from_string(f"{{% import 'parts/{file}.html' as part %}}{{{{ part.{call} }}}}").render(**values)


@pytest.mark.parametrize(
    "call",
    ["text('pay', '工资', error=e)", "textarea('pay', '工资', error=e)", "select('pay', '工资', [], error=e)",
     "choices('pay', '工资', [('a', '甲')], error=e)", "seg('pay', '工资', [('a', '甲')], error=e)",
     "checks('pay', '工资', [('a', '甲')], error=e)", "consent('pay', '工资', error=e)", "rate('pay', '工资', error=e)",
     "file('pay', '工资', error=e)", "money('pay', '工资', error=e)", "date('pay', '工资', error=e)"],
)
def test_an_error_says_the_same_above_and_at_the_field_and_is_linked(call: str) -> None:
    error = ["请填写<工资>", "只能是数字"]
    summary = macro("forms", "summary({'pay': e})", e=error)
    field = macro("forms", call, e=error)
    said = "请填写&lt;工资&gt;；只能是数字"
    assert said in summary
    assert said in field
    assert 'href="#pay"' in summary
    assert "pay" in Page(field).values("id")
    assert "pay-error" in Page(field).values("id")
    assert any("pay-error" in v.split() for v in Page(field).values("aria-describedby"))


def test_what_people_typed_comes_back_escaped() -> None:
    assert "<script>" not in macro("forms", "text('a', 'b', v)", v='"><script>x</script>')
    assert "</textarea><script>" not in macro("forms", "textarea('a', 'b', v)", v="</textarea><script>x</script>")


def test_nothing_is_chosen_for_anyone() -> None:
    options = [("a", "没有代理过"), ("b", "有，需回避")]
    assert "checked" not in macro("forms", "seg('c', '利益冲突', o)", o=options)
    assert "checked" not in macro("forms", "consent('c', '同意')")
    assert macro("forms", "seg('c', '利益冲突', o, 'b')", o=options).count("checked") == 1
