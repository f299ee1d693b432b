"""legalaid calendar: days off and make-up workdays as announced, year by year."""

from pathlib import Path

import click

from legalaid.actions import calendar, calendar_files
from legalaid.cli.home import opened
from legalaid.cli.importing import imported
from legalaid.cli.streams import bytes_of, show


@click.group("calendar")
def command() -> None:
    """放假安排。"""


@command.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
def import_(file: str, dry_run: bool) -> None:
    """导入一年的放假安排（JSON、CSV 或者 XLSX），取代以前导入的同一年。"""
    year = calendar_files.read_year(Path(file).name, bytes_of(file))
    with opened(new=True) as runtime:
        show(imported(runtime, lambda s, by: calendar.import_year(s, by, year), dry_run=dry_run))
