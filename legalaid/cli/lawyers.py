"""legalaid lawyers: the panel of volunteer lawyers."""

import click

from legalaid.actions import lawyers
from legalaid.cli.home import opened, today
from legalaid.cli.importing import imported
from legalaid.cli.streams import lines_of, show
from legalaid.schemas.rows import LawyerRow, checked


@click.group("lawyers")
def command() -> None:
    """律师。"""


@command.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，列出每一处错误，不导入")
def import_(file: str, dry_run: bool) -> None:
    """导入律师（JSONL），以执业证号为准；有错时一行也不导入。"""
    lines = lines_of(file)
    with opened(new=True) as runtime:
        rows, faults = checked(lines, LawyerRow(today=today(runtime)))
        show(imported(runtime, lambda s, by: lawyers.import_rows(s, by, rows, faults), dry_run=dry_run))
