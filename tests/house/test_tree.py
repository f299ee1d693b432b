"""The house keeps its own rules: sizes, names, imports, clocks, guards, what is committed."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from legalaid import guard
from legalaid.cli.commands import TABLE
from legalaid.tables import Base
from tests.conftest import ROOT
from tests.house import rules

BINARY = {".png", ".docx", ".xlsx", ".jpg", ".ico", ".woff2"}


def tracked() -> list[Path]:
    """Files that are or will be committed."""
    found = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in found.stdout.splitlines() if (ROOT / name).is_file()]


def python_files(*folders: str) -> dict[str, str]:
    """Sources by path, of the whole tree or of some folders."""
    paths = {str(p.relative_to(ROOT)): p for p in tracked() if p.suffix == ".py"}
    return {name: p.read_text(encoding="utf-8") for name, p in paths.items() if not folders or name.startswith(tuple(f"{f}/" for f in folders))}


def test_there_is_something_to_check() -> None:
    assert len(python_files()) > 200
    assert len(python_files("casebank", "toolkit", "matching")) > 40


def test_no_file_grows_beyond_three_hundred_lines() -> None:
    looked = [p for p in tracked() if p.suffix in (".py", ".html", ".js", ".css") and "versions" not in p.parts and "library" not in p.relative_to(ROOT).parts[:2]]
    assert [str(p.relative_to(ROOT)) for p in looked if rules.too_long(p.read_text(encoding="utf-8"))] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [str(p.relative_to(ROOT)) for p in tracked() if p.suffix in (".py", ".js", ".html", ".css") and rules.says_nothing(p.stem)] == []


def test_every_module_begins_with_one_line_that_says_what_it_is() -> None:
    assert [name for name, text in python_files().items() if not name.endswith("__init__.py") and not ast.get_docstring(ast.parse(text))] == []


def test_our_own_code_is_never_imported_inside_a_function() -> None:
    assert [f"{name}:{line}" for name, text in python_files().items() for line in rules.hidden_imports(text)] == []


def test_only_the_table_of_commands_imports_our_own_code_by_name() -> None:
    named = {name for name, text in python_files(*rules.OURS).items() for ours in rules.OURS if re.search(rf"import_module\(f?[\"']{ours}\b|__import__\(", text)}
    assert named == {"legalaid/cli/commands.py"}


def test_import_directions_are_kept() -> None:
    done = subprocess.run([str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("folder", ["casebank", "toolkit", "matching", "legalaid/actions", "legalaid/tables", "legalaid/schemas"])
def test_nothing_low_reads_the_clock(folder: str) -> None:
    assert [f"{name}:{line}" for name, text in python_files(folder).items() for line in rules.clocks(text)] == []


def test_no_column_has_a_clock_or_database_default() -> None:
    wrong = [
        str(c) for t in Base.metadata.tables.values() for c in t.columns
        if c.server_default is not None or c.server_onupdate is not None or c.onupdate is not None or (c.default is not None and c.default.is_callable and str(c.type) != "JSON")
    ]
    assert wrong == []


def test_actions_never_commit_and_never_import_flask() -> None:
    for name, text in python_files("legalaid/actions").items():
        assert not re.search(r"\.(commit|rollback|begin)\(\)", text), name
        assert not re.search(r"^\s*(from|import) (flask|werkzeug)", text, re.M), name


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


def test_a_route_without_declaration_is_found_and_never_answers(app: Flask) -> None:
    app.add_url_rule("/undeclared", "undeclared", lambda: "open")
    with pytest.raises(AssertionError, match="/undeclared"):
        test_every_route_declares_who_may_call_it(app)
    assert b"open" not in app.test_client().get("/undeclared").data


def test_every_command_has_a_file_of_its_name() -> None:
    assert {Path(name).stem for name, text in python_files("legalaid/cli").items() if re.search(r"^def command\(", text, re.M)} == set(TABLE)


@pytest.mark.parametrize("folder", ["legalaid", "casebank", "toolkit", "matching"])
def test_no_half_width_mark_follows_a_chinese_character_in_what_the_program_says(folder: str) -> None:
    assert [f"{name}:{line}: {found}" for name, text in python_files(folder).items() if "versions" not in name for line, found in rules.half_width(text)] == []


def test_no_committed_file_names_a_package_index_this_machine_or_a_formatter() -> None:
    found = []
    for path in tracked():
        if path.suffix not in BINARY:
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)}: {hit.group()}" for rule in (rules.INDEX_HOST, rules.MACHINE_PATH, rules.PRAGMA) for hit in rule.finditer(text)]
    assert found == []
