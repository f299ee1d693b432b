"""Documents tell the truth: every setting, job, command, calculator and import field is explained, every command and link exists."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
import pytest

from casebank import sections
from casebank.case import Case
from legalaid import jobs_table
from legalaid.actions.organisations import COUNTIES
from legalaid.actions.posts import HELD
from legalaid.actions.tickets import TOPICS
from legalaid.cli import main
from legalaid.roles import ROLES
from legalaid.schemas.rows import LawyerRow, OrganisationRow, PersonRow, TicketRow
from legalaid.settings import VARIABLES, Office
from legalaid.tables.tickets import CHANNELS, RELATIONS
from legalaid.tables.workers import WORKER_TYPES
from tests.conftest import ROOT
from tests.house import rules
from toolkit import guides, templates
from toolkit.calculators import CALCULATORS

HANDBOOK = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
PAGES = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")


def section(title: str) -> str:
    """One chapter of the handbook."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", HANDBOOK, re.M | re.S)
    assert found is not None, title
    return found.group(1)


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with all its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        if isinstance(found, click.Group):
            yield from commands(found, f"{path} {name}")
        else:
            yield f"{path} {name}", found


def test_every_setting_and_job_is_explained() -> None:
    office = {f"LEGALAID_OFFICE_{name.upper()}": default for name, default in asdict(Office()).items()}
    assert [name for name, default in office.items() if not re.search(rf"^\| `{name}` \| [^|]*默认 {re.escape(default)}[；| ]", section("设置（环境变量）"), re.M)] == []
    assert [name for name in VARIABLES if f"| `{name}` |" not in section("设置（环境变量）")] == []
    assert [name for name in jobs_table.TABLE if f"| `{name}` |" not in section("定时任务")] == []


def test_every_command_is_explained_and_every_one_explained_exists() -> None:
    known = {path for path, _ in commands(main, "legalaid")}
    told = set(re.findall(r"`(legalaid [a-z]+(?: [a-z]+)*)", section("命令")))
    assert {path for path in known if not any(f"{words} ".startswith(f"{path} ") for words in told)} == set()
    assert {words for words in told if not any(f"{words} ".startswith(f"{path} ") for path in known)} == set()


def test_every_calculator_is_explained_with_its_fields() -> None:
    rows = {line.split("|")[1].strip(" `"): line for line in section("计算器").splitlines() if line.startswith("| `")}
    assert set(rows) == set(CALCULATORS)
    for name, calculator in CALCULATORS.items():
        assert [f.name for f in (*calculator.fields, *calculator.outputs) if f"`{f.name}`" not in rows[name]] == [], name


def test_every_field_of_an_import_is_explained() -> None:
    rows = {line.split("|")[1].strip(" `"): line for line in section("导入文件").splitlines() if line.startswith("| `")}
    for noun, schema in (("organisations", OrganisationRow), ("users", PersonRow), ("lawyers", LawyerRow), ("tickets", TicketRow)):
        excluded = getattr(schema.Meta, "exclude", ())
        assert [name for name in schema._declared_fields if name not in excluded and f"`{name}`" not in rows[f"{noun} import"]] == []
    codes = {"topic": TOPICS, "county": COUNTIES, "worker_type": WORKER_TYPES, "channel": CHANNELS, "relation": RELATIONS, "role": {role: ROLES[role] for role in HELD}}
    assert [name for name, table in codes.items() if f"- `{name}`：{'、'.join(f'{code}（{words}）' for code, words in table.items())}\n" not in section("导入文件")] == []
    heads = {ours: head for head, ours in sections.ALIASES.items() if not head.isascii()}
    assert [name for name in Case.__dataclass_fields__ if f"`{name}` {heads[name]}" not in rows["cases import"]] == []


def test_the_commands_of_the_documents_exist_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.M)) <= targets, page
    assert {"help", "setup", "serve", "test", "sure", "bench", "lock"} <= targets


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_the_documents_leads_somewhere(page: str) -> None:
    assert [target for target in rules.links((ROOT / page).read_text(encoding="utf-8")) if not (ROOT / target).exists()] == []


def test_every_folder_and_file_named_in_the_documents_exists() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for name in re.findall(r"`((?:legalaid|casebank|toolkit|matching|static|tests)/[\w./-]*)`", text):
            if "<" not in name:
                assert (ROOT / name).exists(), f"{page}: {name}"


def test_every_document_and_guide_of_the_library_loads() -> None:
    library = Path(templates.__file__).parent / "library"
    assert set(templates.DOCUMENTS) == {p.stem for p in (library / "templates").glob("[a-z]*.json")}
    assert {p.stem for p in (library / "guides").glob("*.json")} == set(guides.GUIDES)
