"""legalaid cases: the library of typical cases."""

from pathlib import Path

import click

from casebank import case as bank
from legalaid.actions import cases, duplicates
from legalaid.cli.home import opened
from legalaid.cli.importing import imported
from legalaid.cli.index import bring_up_to_date
from legalaid.cli.streams import bytes_of, lines_of, show
from legalaid.errors import Refused

STARTER = Path(bank.__file__).parent / "library"


@click.group("cases")
def command() -> None:
    """典型案例库。"""


@command.command("import")
@click.argument("file", required=False)
@click.option("--starter", is_flag=True, help="导入随产品提供的案例")
@click.option("--dry-run", is_flag=True, help="只检查，列出每一处错误，不导入")
def import_(file: str | None, starter: bool, dry_run: bool) -> None:
    """导入案例（JSONL、CSV、XLSX、DOCX），以编号为准；有错时一行也不导入。"""
    if bool(file) == starter:
        raise Refused("请给出文件，或者用 --starter。", field="file")
    if file is None:
        found = cases.read_lines([line for path in sorted(STARTER.glob("*.jsonl")) for line in lines_of(str(path))])
    elif Path(file).suffix.lower() == ".xlsx":
        found = cases.read_xlsx(bytes_of(file))
    elif Path(file).suffix.lower() == ".docx":
        found = cases.read_docx(bytes_of(file))
    elif Path(file).suffix.lower() == ".csv":
        found = cases.read_csv("\n".join(lines_of(file)))
    else:
        found = cases.read_lines(lines_of(file))
    origin = Path(file).name if file else "随产品提供"
    with opened(new=True) as runtime:
        with runtime.read() as session:
            twins = duplicates.among(session, [(row.line, row.case) for row in found.rows])
        counts = imported(runtime, lambda s, by: cases.keep(s, by, found, origin, publish_all=starter), dry_run=dry_run)
        alike = [{"line": t.line, "id": t.id, "other": t.other, "percent": t.percent} for t in twins]
        show({"rows": len(found.rows), **counts, **({"alike": alike} if alike else {}), **({} if dry_run else bring_up_to_date(runtime, "cases"))})
