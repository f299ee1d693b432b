"""legalaid search: cases, statutes and tools."""

from typing import Any

import click

from casebank.engine import IndexBroken, Query
from legalaid import reading
from legalaid.actions import search
from legalaid.cli.home import opened
from legalaid.cli.streams import batch, said, show
from legalaid.errors import NotReady, Refused
from legalaid.runtime import Runtime


@click.command("search")
@click.argument("kind", type=click.Choice(search.KINDS))
@click.argument("query", required=False)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option("--batch", "many", is_flag=True, help="标准输入每行一个 {\"id\",\"query\"}")
def command(kind: str, query: str | None, limit: int, many: bool) -> None:
    """检索案例、法条、工具。没有写出要查的内容时，从标准输入读取。"""
    if many and query is not None:
        raise Refused("用 --batch 时从标准输入读取，不要再写要查的内容。", field="query")
    text = None if many else said(query, "query")
    with opened() as runtime:
        _ready(runtime, kind)
        if text is None:
            batch(lambda row: {"results": _found(runtime, kind, row.get("query"), limit)}, "id")
        else:
            show({"query": text, "results": _found(runtime, kind, text, limit)})


def _ready(runtime: Runtime, kind: str) -> None:
    try:
        runtime.engine(kind).count()
    except IndexBroken as e:
        raise NotReady(f"{e}，请运行 legalaid index rebuild。") from e


def _found(runtime: Runtime, kind: str, text: Any, limit: int) -> list[dict[str, Any]]:
    if not isinstance(text, str) or not text.strip():
        raise Refused("应为不空的文字。", field="query")
    page = runtime.engine(kind).find(Query(reading.tidy(text), limit=limit))
    return [{"id": h.id, "score": h.score, "title": h.title} for h in page.hits]
