"""Every rule of the house finds the fault it is there for, and leaves what is right alone."""

import pytest

from tests.house import rules


@pytest.mark.parametrize("stem", ["utils", "util", "helpers", "common", "manager", "service", "ticket_helpers", "string-utils", "app.common"])
def test_a_name_that_says_nothing_is_found(stem: str) -> None:
    assert rules.says_nothing(stem)


@pytest.mark.parametrize("stem", ["tickets", "officehours", "utilities", "servicedays", "commons_law", "__init__"])
def test_a_name_that_says_something_is_left_alone(stem: str) -> None:
    assert not rules.says_nothing(stem)


def test_the_line_after_the_last_allowed_one_is_found() -> None:
    assert not rules.too_long("x\n" * 300)
    assert not rules.too_long("x\n" * 299 + "x")
    assert rules.too_long("x\n" * 300 + "x")


@pytest.mark.parametrize("source", [
    "def f():\n    import legalaid.app", "def f():\n    from toolkit import causes", "async def f():\n    import casebank", "def f():\n    if x:\n        from . import x",
    "class C:\n    from matching.solve import SOLVERS", "def f():\n    from .x import y", "def f():\n    def g():\n        import toolkit.causes as c",
])
def test_our_own_code_imported_inside_a_function_is_found(source: str) -> None:
    assert list(rules.hidden_imports(source))


@pytest.mark.parametrize("source", ["import legalaid", "from toolkit import causes", "def f():\n    import weasyprint", "def f():\n    from alembic import command", "if x:\n    import legalaid"])
def test_other_imports_are_left_alone(source: str) -> None:
    assert not list(rules.hidden_imports(source))


@pytest.mark.parametrize("source", [
    "datetime.now(UTC)", "dt.datetime.utcnow()", "date.today()", "dt.date.today()", "time.time()", "time.time_ns()", "mapped_column(default=datetime.now)", "func.now()",
    "import time\ntime.localtime()",
])
def test_a_look_at_the_clock_is_found(source: str) -> None:
    assert list(rules.clocks(source))


@pytest.mark.parametrize("source", ["by.now", "clock.now", "self.now()", "runtime.clock()", "time.monotonic()", "'datetime.now()'", "row.date", "x.today()"])
def test_a_time_that_is_handed_in_is_left_alone(source: str) -> None:
    assert not list(rules.clocks(source))


@pytest.mark.parametrize("source", ["x = '没有,请'", "f'第 {n} 行:{x}，请(再)试'", "raise Refused(\"请填写?\")", "D = {'a': ('好', '不对!')}"])
def test_a_half_width_mark_after_a_chinese_character_is_found(source: str) -> None:
    assert list(rules.half_width(source))


@pytest.mark.parametrize("source", ["x = '没有，请'", "f'{a}: {b}'", "'''诉求, in a docstring'''", "re.compile('第(.)条')", "re.sub('元(整)?', '', x)", "x = 'done, ok'", "# 注,释",
    "x = '应为 [争议, 律师]'", "x = 'smtp://用户:口令@主机:端口'"])
def test_full_width_marks_docstrings_and_patterns_are_left_alone(source: str) -> None:
    assert not list(rules.half_width(source))


def test_addresses_of_package_indexes_and_paths_of_machines_are_found() -> None:
    for text in ("https://" + "py" + "pi.org/sim" + "ple/", "https://files.python" + "hosted.org/x", "http://deb.deb" + "ian.org/y"):
        assert rules.INDEX_HOST.search(text), text
    for text in ("/wo" + "rk/main", "see /ro" + "ot/x", "'/ho" + "me/me/x", "/tm" + "p/x/y"):
        assert rules.MACHINE_PATH.search(text), text
    for text in ("https://www.court.gov.cn/1", "legalaid/work/x", "https://example.org/work/x", "./home/x"):
        assert not rules.INDEX_HOST.search(text)
        assert not rules.MACHINE_PATH.search(text), text


def test_pragmas_of_a_formatter_that_nobody_runs_are_found() -> None:
    assert rules.PRAGMA.search(")  # fm" + "t: skip")
    assert not rules.PRAGMA.search("# format: see below")


def test_links_into_the_repository_are_found_and_others_left_alone() -> None:
    assert list(rules.links("[a](README.md) ![p](docs/p.png) [b](x.md#part) [c](https://example.org) [d](#here) [e](mailto:a@b)")) == ["README.md", "docs/p.png", "x.md"]


@pytest.mark.parametrize("source", [
    '<p style="color:red">', "<a\nonclick='x()'>", "<style>p{}</style>", '<a href="javascript:x">', "<script>x()</script>", "<button class='a' onFocus = 'x'>".lower(), "<script nonce='x'>",
])
def test_what_the_policy_forbids_in_a_page_is_found(source: str) -> None:
    assert list(rules.forbidden_in_template(source))


@pytest.mark.parametrize("source", ['<script src="/static/js/app.js" defer></script>', '<p class="style">', "{# <p style='x'> #}", "<p>turn on=off</p>"])
def test_what_the_policy_allows_is_left_alone(source: str) -> None:
    assert not list(rules.forbidden_in_template(source))
