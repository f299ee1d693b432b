"""legalaid parameters: dated figures by region."""

import click

from legalaid.actions import calendar
from legalaid.cli.home import opened
from legalaid.cli.importing import imported
from legalaid.cli.streams import lines_of, show


@click.group("parameters")
def command() -> None:
    """参数。"""


@command.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，列出每一处错误，不导入")
def import_(file: str, dry_run: bool) -> None:
    """导入参数（JSONL）；只增不改，内容不同的成为新的一版。"""
    lines = lines_of(file)
    with opened(new=True) as runtime:
        show(imported(runtime, lambda s, by: calendar.import_parameters(s, by, lines), dry_run=dry_run))
