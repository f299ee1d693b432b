"""The house keeps its own rules: sizes, names, imports, clocks, guards, documents."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from legalaid import guard, jobs_table
from legalaid.settings import VARIABLES
from legalaid.tables import Base
from tests.conftest import ROOT

OURS = ("legalaid", "casebank", "toolkit", "matching")
NOTHING_SAYING = {"utils", "util", "helpers", "common", "misc", "manager", "service"}


def tracked() -> list[Path]:
    """Files that are or will be committed."""
    found = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in found.stdout.splitlines() if (ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [p for p in tracked() if p.suffix == ".py"]


def test_no_file_grows_beyond_three_hundred_lines() -> None:
    long = {}
    for path in tracked():
        if path.suffix in (".py", ".html", ".js", ".css") and "versions" not in path.parts and "library" not in path.parts:
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > 300:
                long[str(path.relative_to(ROOT))] = lines
    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [p.name for p in python_files() if p.stem in NOTHING_SAYING] == []


def test_every_module_begins_with_one_line_that_says_what_it_is() -> None:
    bare = [str(p.relative_to(ROOT)) for p in python_files() if p.name != "__init__.py" and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert bare == []


def test_our_own_code_is_never_imported_inside_a_function() -> None:
    hidden = []
    for path in python_files():
        for function in (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))):
            for node in ast.walk(function):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                hidden += [f"{path.relative_to(ROOT)}:{node.lineno}" for n in names if n.split(".")[0] in OURS]
    assert hidden == []


def test_import_directions_are_kept() -> None:
    done = subprocess.run([str(ROOT / ".venv/bin/lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("folder", ["casebank", "toolkit", "matching", "legalaid/actions", "legalaid/tables"])
def test_nothing_low_reads_the_clock(folder: str) -> None:
    wrong = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(", line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}")
    assert wrong == []


def test_no_column_has_a_clock_or_database_default() -> None:
    wrong = [
        str(c) for t in Base.metadata.tables.values() for c in t.columns
        if c.server_default is not None or c.onupdate is not None or (c.default is not None and c.default.is_callable and str(c.type) not in ("JSON",))
    ]
    assert wrong == []


def test_actions_never_commit_and_never_import_flask() -> None:
    for path in (ROOT / "legalaid/actions").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert ".commit()" not in text, path.name
        assert not re.search(r"^\s*(from|import) flask", text, re.M), path.name


def test_every_route_declares_who_may_call_it(app: Flask) -> None:
    undeclared = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        view_class = getattr(view, "view_class", None)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            found = guard.of(view)
            if view_class is not None:
                found = getattr(getattr(view_class, method.lower(), None), "guard", None) or found
            if found is None:
                undeclared.append(f"{method} {rule.rule}")
    assert undeclared == []


def test_every_setting_and_job_is_documented_for_operators() -> None:
    text = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert [name for name in (*VARIABLES, *jobs_table.TABLE) if name not in text] == []


def test_no_committed_file_names_a_package_index_or_this_machine() -> None:
    index = re.compile(r"https?://\S*(?:py" r"pi|npm" r"js|python" r"hosted|/sim" r"ple\b|deb" r"ian\.org)\S*")
    machine = re.compile(r"(?<![\w.])/(?:wo" r"rk|fa" r"rm|ro" r"ot)/")
    found = []
    for path in tracked():
        if path.suffix in (".png", ".docx", ".xlsx", ".jpg", ".ico", ".woff2"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if index.search(text) or machine.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert found == []
