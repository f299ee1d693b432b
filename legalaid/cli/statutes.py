"""legalaid statutes: articles of laws, and the check of citations in a text."""

import os
import re
from bisect import bisect_left
from datetime import date, datetime

import click

from legalaid import reading
from legalaid.actions import impact, statutes
from legalaid.cli.home import SHANGHAI, opened, today
from legalaid.cli.importing import imported
from legalaid.cli.index import bring_up_to_date
from legalaid.cli.streams import lines_of, show, text_of
from legalaid.errors import Refused
from legalaid.settings import read
from toolkit import citations
from toolkit.statute_sources import read_package
from toolkit.statutes import Article


@click.group("statutes")
def command() -> None:
    """法条。"""


@command.command("import")
@click.argument("file", required=False)
@click.option("--national", is_flag=True, help="导入随安装提供的国家法律全文")
@click.option("--dry-run", is_flag=True, help="只检查，列出每一处错误，不导入")
def import_(file: str | None, national: bool, dry_run: bool) -> None:
    """导入法条（JSONL），以编号和版本日期为准；有错时一行也不导入。"""
    if bool(file) == national:
        raise Refused("请给出文件，或者用 --national。", field="file")
    found = read_package() if file is None else statutes.read_lines(lines_of(file))
    with opened(new=True) as runtime:
        counts = imported(runtime, lambda s, by: statutes.keep(s, by, found), dry_run=dry_run)
        show({"rows": len(found), **counts, **({} if dry_run else bring_up_to_date(runtime, "statutes"))})


@command.command("check")
@click.argument("file")
@click.option("--on", "on", default=None, help="按哪一天核对，默认今天")
def check(file: str, on: str | None) -> None:
    """列出文中不存在或者当日无效的引用；有则退出码为 1。没有数据目录时按随安装提供的国家法律核对。"""
    text = text_of(file)
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as e:
        raise Refused("日期应写成 2026-03-01 的样子。", field="--on") from e
    plain = reading.tidy(text)
    if read(os.environ).empty:
        findings = citations.check(plain, day or datetime.now(SHANGHAI).date(), shipped())
    else:
        with opened() as runtime, runtime.read() as session:
            findings = statutes.check(session, plain, day or today(runtime))
    above = text[: len(text) - len(text.lstrip())].count("\n")  # empty lines at the top, which tidying takes away
    ends = [end.start() for end in re.finditer("\n", plain)]
    for finding in findings:
        line = above + bisect_left(ends, finding.citation.start) + 1
        show({"line": line, "citation": finding.citation.said, "message": finding.message, "fault": finding.fault})
    if any(f.fault for f in findings):
        raise SystemExit(1)


def shipped() -> dict[str, list[Article]]:
    """All versions of the national articles by id, oldest first."""
    found: dict[str, list[Article]] = {}
    for article in sorted(read_package(), key=lambda one: one.version_date):
        found.setdefault(article.id, []).append(article)
    return found


@command.command("impact")
@click.argument("article")
def impact_(article: str) -> None:
    """法条变动时要核对的案例、计算器、文书、指南和未办结诉求；每行一项。"""
    with opened() as runtime, runtime.read() as session:
        found = impact.of_article(session, runtime.system(), impact.named(reading.tidy(article)))
        rows = [("case", c.ref) for c in found.cases] + [("calculator", n) for n in found.calculators] + [("document", n) for n in found.documents]
        rows += [("guide", n) for n in found.guides] + [("cause", n) for n in found.causes]
        for kind, ident in rows:
            show({"kind": kind, "id": ident})
        for matter in found.matters:
            show({"kind": "ticket", "id": matter.ticket.no, "why": list(matter.why)})
