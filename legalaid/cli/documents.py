"""legalaid documents: papers from the facts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from legalaid.cli.streams import json_of, keep, show
from legalaid.errors import Refused
from toolkit import documents, facts


@click.group("documents")
def command() -> None:
    """文书。"""


@command.command("list")
def list_() -> None:
    """列出文书模板。"""
    for one in documents.DOCUMENTS.values():
        show({"id": one.id, "title": one.title, "version": one.version, "purpose": one.purpose})


@command.command("render")
@click.argument("name")
@click.option("--input", "source", required=True, help="案情要素 JSON，- 为标准输入")
@click.option("--out", required=True, help="输出的 .docx")
@click.option("--law-as-of", "as_of", default=None, help="法律截至哪一天，默认今天")
def render(name: str, source: str, out: str, as_of: str | None) -> None:
    """按案情要素生成文书；不知道的内容显示为【待补充】。"""
    try:
        day = date.fromisoformat(as_of) if as_of else datetime.now(ZoneInfo("Asia/Shanghai")).date()
    except ValueError as e:
        raise Refused("日期应写成 2026-03-01 的样子。", field="--law-as-of") from e
    made = documents.render(name, facts.from_json(json_of(source, "input")), day)
    keep(out, made.docx, "out")
    show({"document": name, "sha256": made.sha256, "blanks": [b.question for b in made.blanks]})
