"""legalaid organisations: the tree of the federation."""

import click

from legalaid.actions import organisations
from legalaid.cli.home import opened
from legalaid.cli.importing import imported
from legalaid.cli.streams import bytes_of, show
from legalaid.schemas import sheets
from legalaid.schemas.import_columns import ORGANISATIONS
from legalaid.schemas.rows import OrganisationRow


@click.group("organisations")
def command() -> None:
    """组织。"""


@command.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，列出每一处错误，不导入")
def import_(file: str, dry_run: bool) -> None:
    """导入组织树（XLSX、CSV 或 JSONL，上级在前），以代码为准；有错时一行也不导入。"""
    content = bytes_of(file)
    with opened(new=True) as runtime:
        sheet = sheets.read(file, content, ORGANISATIONS, OrganisationRow())
        show(imported(runtime, lambda s, by: organisations.import_rows(s, by, sheet.rows, sheet.faults), dry_run=dry_run))
