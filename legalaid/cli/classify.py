"""legalaid classify: what a story is about."""

from typing import Any

import click

from legalaid import reading
from legalaid.cli.streams import batch, said, show
from legalaid.errors import Refused
from toolkit import classify


@click.command("classify")
@click.argument("text", required=False)
@click.option("--batch", "many", is_flag=True, help="标准输入每行一个 {\"id\",\"query\"}")
def command(text: str | None, many: bool) -> None:
    """案由、类别、紧急情形。没有写出案情时，从标准输入读取。"""
    if many and text is not None:
        raise Refused("用 --batch 时从标准输入读取，不要再写案情。", field="text")
    if many:
        batch(lambda row: _classified(row.get("query"), "query"), "id")
    else:
        show(_classified(said(text, "text"), "text"))


def _classified(text: Any, field: str) -> dict[str, Any]:
    if not isinstance(text, str) or not text.strip():
        raise Refused("应为不空的文字。", field=field)
    found = classify.classify(reading.tidy(text))
    answer = {"cause": found.cause, "class": found.cls, "subclass": found.subclass, "flags": [f.code for f in found.flags], "confidence": found.confidence}
    return {**answer, "note": classify.UNSURE} if found.needs_person else answer
