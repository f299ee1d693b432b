"""The handbook's table of demands and tests is complete, up to date, and names tests that exist."""

import ast
from functools import cache

from tests.conftest import ROOT
from tests.house import checklist


@cache
def functions(file: str) -> set[str]:
    """The tests of a file."""
    path = ROOT / file
    return {n.name for n in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(n, ast.FunctionDef)} if path.exists() else set()


def test_every_demand_has_tests_that_exist() -> None:
    assert sorted(checklist.ITEMS) == list(range(1, 52))
    named = [(number, *checklist.node(short)) for number, item in checklist.ITEMS.items() for short in item.tests]
    assert [f"{number}: {file}::{name}" for number, file, name in named if name not in functions(file)] == []
    assert [number for number, item in checklist.ITEMS.items() if not item.tests] == []


def test_the_page_is_as_the_table_says() -> None:
    page = checklist.HANDBOOK.read_text(encoding="utf-8")
    assert page.count(checklist.BEGIN) == page.count(checklist.END) == 1
    assert checklist.with_table(page) == page, "run python -m tests.house.checklist"
    assert checklist.with_table(page.replace("| 51 |", "| 52 |")) == page
