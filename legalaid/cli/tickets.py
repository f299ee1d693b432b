"""legalaid tickets: requests registered elsewhere."""

import click

from legalaid.actions import calendar, intake
from legalaid.cli.home import opened, today
from legalaid.cli.importing import imported
from legalaid.cli.streams import bytes_of, show
from legalaid.schemas import sheets
from legalaid.schemas.import_columns import TICKETS
from legalaid.schemas.rows import TicketRow
from legalaid.schemas.tickets import as_registration


@click.group("tickets")
def command() -> None:
    """诉求。"""


@command.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，列出每一处错误，不导入")
def import_(file: str, dry_run: bool) -> None:
    """导入诉求（XLSX、CSV 或 JSONL），以来源和外部编号为准；有错时一行也不导入。"""
    content = bytes_of(file)
    with opened(new=True) as runtime:
        sheet = sheets.read(file, content, TICKETS, TicketRow(today=today(runtime)))
        arguments = [(line, as_registration(row)) for line, row in sheet.rows]
        done = imported(runtime, lambda s, by: intake.import_rows(s, by, calendar.office_calendar(s), arguments, sheet.faults), dry_run=dry_run)
    if dry_run:
        del done["tickets"]  # their numbers were given back
    show({**done, **({"unused_columns": sheet.unused} if sheet.unused else {})})
