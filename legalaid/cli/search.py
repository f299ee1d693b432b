"""legalaid search: cases, statutes and tools."""

from typing import Any

import click

from casebank.engine import IndexBroken, Query
from legalaid import reading
from legalaid.actions import search
from legalaid.cli.home import opened
from legalaid.cli.streams import batch, said, show
from legalaid.errors import NotReady, Refused


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
    with opened() as runtime, runtime.read() as session:
        engine = runtime.engine(kind)
        try:
            engine.count()
        except IndexBroken as e:
            raise NotReady(f"{e}，请运行 legalaid index rebuild。") from e

        def found(text: Any) -> list[dict[str, Any]]:
            if not isinstance(text, str) or not text.strip():
                raise Refused("应为不空的文字。", field="query")
            page = search.find(session, engine, kind, Query(reading.tidy(text), limit=limit))
            return [{"id": h.id, "score": h.score, "title": h.title} for h in page.hits]

        if text is None:
            batch(lambda row: {"results": found(row.get("query"))}, "id")
        else:
            show({"query": text, "results": found(text)})
