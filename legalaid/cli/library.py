"""cases, statutes, index, search, classify, calc, documents."""

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from casebank.engine import IndexBroken, IndexBusy, Query
from legalaid import reading
from legalaid.actions import calendar, cases, search, statutes
from legalaid.cli import batch, main, opened, show
from legalaid.errors import NotReady, Refused
from legalaid.runtime import Runtime
from toolkit import citations, documents, facts
from toolkit import classify as classifier
from toolkit.calculators import CALCULATORS
from toolkit.refusal import Refusal
from toolkit.statute_sources import read_package

SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTER = Path(cases.bank.__file__).parent / "library"
_WAIT_SECONDS = 30


def lines_of(path: str) -> list[str]:
    """Lines of a UTF-8 file; unreadable or not UTF-8 is refused by name."""
    try:
        return Path(path).read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as e:
        raise Refused(f"没有这个文件：{Path(path).name}", field="file") from e
    except IsADirectoryError as e:
        raise Refused(f"这是一个目录，不是文件：{Path(path).name}", field="file") from e
    except UnicodeDecodeError as e:
        raise Refused(f"文件不是 UTF-8 编码（第 {e.start + 1} 个字节起）。", field="file") from e


def _today(runtime: Runtime) -> Any:
    return runtime.clock().astimezone(SHANGHAI).date()


def bring_up_to_date(runtime: Runtime, kind: str) -> dict[str, Any]:
    """Index what is behind, waiting up to 30 s for another writer; else the job will do it."""
    with runtime.read() as session:
        found = search.behind(session, kind, _today(runtime))
    if not found.seen:
        return {"indexed": 0}
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            search.catch_up(runtime.engine(kind), found)
            break
        except IndexBusy:
            if time.monotonic() > until:
                return {"indexed": 0, "note": "索引正由另一个进程更新，稍后由定时任务补上"}
            time.sleep(0.5)
        except IndexBroken:
            return rebuild(runtime, kind)
    with runtime.write() as session:
        return {"indexed": search.mark_indexed(session, found)}


def rebuild(runtime: Runtime, kind: str) -> dict[str, Any]:
    """A new index from the database, swapped in when complete."""
    with runtime.read() as session:
        docs = search.all_docs(session, kind, _today(runtime))
        seen = search.behind(session, kind, _today(runtime)) if kind != "tools" else None
    runtime.engine(kind).rebuild(docs)
    if seen is not None:
        with runtime.write() as session:
            search.mark_indexed(session, seen)
    return {"indexed": len(docs)}


@main.group("cases")
def cases_() -> None:
    """典型案例库。"""


@cases_.command("import")
@click.argument("file", required=False)
@click.option("--starter", is_flag=True, help="导入随产品提供的案例")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
def cases_import(file: str | None, starter: bool, dry_run: bool) -> None:
    """导入案例（JSONL）；有错时一行也不导入。"""
    if bool(file) == starter:
        raise Refused("请给出文件，或者用 --starter。", field="file")
    text = [line for path in sorted(STARTER.glob("*.jsonl")) for line in lines_of(str(path))] if starter else lines_of(str(file))
    found = cases.read_lines(text)
    if dry_run:
        show({"rows": len(found.rows), "faults": []})
        return
    with opened() as runtime:
        with runtime.write() as session:
            counts = cases.keep(session, runtime.system(), found, "随产品提供" if starter else Path(str(file)).name, publish_all=starter)
        show({**counts, **bring_up_to_date(runtime, "cases")})


@main.group("statutes")
def statutes_() -> None:
    """法条。"""


@statutes_.command("import")
@click.argument("file", required=False)
@click.option("--national", is_flag=True, help="导入随安装提供的国家法律全文")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
def statutes_import(file: str | None, national: bool, dry_run: bool) -> None:
    """导入法条（JSONL），以编号和版本日期为准；有错时一行也不导入。"""
    if bool(file) == national:
        raise Refused("请给出文件，或者用 --national。", field="file")
    found = read_package() if national else statutes.read_lines(lines_of(str(file)))
    if dry_run:
        show({"rows": len(found), "faults": []})
        return
    with opened() as runtime:
        with runtime.write() as session:
            counts = statutes.keep(session, runtime.system(), found)
        show({**counts, **bring_up_to_date(runtime, "statutes")})


@statutes_.command("check")
@click.argument("file")
@click.option("--on", "on", default=None, help="按哪一天核对，默认今天")
def statutes_check(file: str, on: str | None) -> None:
    """列出文中不存在或者当日无效的引用；有则退出码为 1。"""
    text = "\n".join(lines_of(file))
    with opened() as runtime, runtime.read() as session:
        try:
            day = datetime.fromisoformat(on).date() if on else _today(runtime)
        except ValueError as e:
            raise Refused("日期应写成 2026-03-01 的样子。", field="on") from e
        known = statutes.known(session)
        findings = citations.check(reading.tidy(text), day, known)
    for finding in findings:
        show({"citation": finding.citation.said, "message": finding.message, "fault": finding.fault})
    if any(f.fault for f in findings):
        raise SystemExit(1)


@main.group("index")
def index_() -> None:
    """检索索引。"""


@index_.command("rebuild")
def index_rebuild() -> None:
    """从数据库重建全部索引。"""
    with opened() as runtime:
        for kind in search.KINDS:
            show({"index": kind, **rebuild(runtime, kind)})


@index_.command("status")
def index_status() -> None:
    """各索引的篇数和落后条数。"""
    with opened() as runtime, runtime.read() as session:
        for kind in search.KINDS:
            late = len(search.behind(session, kind, _today(runtime)).seen) if kind != "tools" else 0
            try:
                show({"index": kind, "documents": runtime.engine(kind).count(), "behind": late})
            except IndexBroken as e:
                show({"index": kind, "documents": None, "behind": late, "problem": str(e)})


@main.command("search")
@click.argument("kind", type=click.Choice(search.KINDS))
@click.argument("query", required=False)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option("--batch", "many", is_flag=True, help="标准输入每行一个 {\"id\",\"query\"}")
def search_(kind: str, query: str | None, limit: int, many: bool) -> None:
    """检索案例、法条、工具。"""
    with opened() as runtime:
        def one(text: Any) -> list[dict[str, Any]]:
            if not isinstance(text, str):
                raise Refused("query 应为文字。", field="query")
            try:
                page = runtime.engine(kind).find(Query(reading.tidy(text), limit=limit))
            except IndexBroken as e:
                raise NotReady(f"{e}，请运行 legalaid index rebuild。") from e
            return [{"id": h.id, "score": h.score, "title": h.title} for h in page.hits]

        if many:
            batch(lambda row: {"results": one(row.get("query"))}, "id")
            return
        if query is None:
            raise Refused("请给出要查的内容，或者用 --batch。", field="query")
        show({"query": query, "results": one(query)})


def _classified(text: Any) -> dict[str, Any]:
    if not isinstance(text, str) or not text.strip():
        raise Refused("query 应为不空的文字。", field="query")
    found = classifier.classify(reading.tidy(text))
    return {"cause": found.cause, "class": found.cls, "subclass": found.subclass, "flags": [f.code for f in found.flags], "confidence": found.confidence}


@main.command("classify")
@click.argument("text", required=False)
@click.option("--batch", "many", is_flag=True, help="标准输入每行一个 {\"id\",\"query\"}")
def classify(text: str | None, many: bool) -> None:
    """案由、类别、紧急情形。"""
    if many:
        batch(lambda row: _classified(row.get("query")), "id")
        return
    show(_classified(text if text is not None else sys.stdin.read()))


def _law(runtime: Runtime | None) -> tuple[Any, Any]:
    if runtime is None:
        return calendar.shipped_calendar(), calendar.shipped_parameters()
    with runtime.read() as session:
        return calendar.office_calendar(session), calendar.office_parameters(session)


@main.command("calc")
@click.argument("name", required=False)
@click.option("--input", "source", default="-", help="JSON 文件，- 为标准输入")
@click.option("--batch", "many", is_flag=True, help="标准输入每行一个 {\"calculator\",\"inputs\"}")
def calc(name: str | None, source: str, many: bool) -> None:
    """计算：名称、输入和输出字段见手册。没有数据目录时用随产品提供的日历和参数。"""
    law = _office_law()
    if many:
        batch(lambda row: {"result": _run(row.get("calculator"), row.get("inputs"), law)}, "calculator")
        return
    if name is None:
        raise Refused("请给出计算器名称。", field="calculator")
    text = sys.stdin.read() if source == "-" else "\n".join(lines_of(source))
    try:
        inputs = json.loads(text)
    except ValueError as e:
        raise Refused("输入不是完整的 JSON。", field="input") from e
    show({"calculator": name, "result": _run(name, inputs, law)})


def _run(name: Any, inputs: Any, law: tuple[Any, Any]) -> dict[str, Any]:
    if name not in CALCULATORS:
        raise Refusal("calculator", f"没有名为“{name}”的计算器；可用的有：{'、'.join(CALCULATORS)}")
    return dict(CALCULATORS[name].calculate(inputs, *law).to_json())


def _office_law() -> tuple[Any, Any]:
    """This office's calendar and parameters, or the shipped ones where there is no home yet."""
    try:
        with opened() as runtime:
            return _law(runtime)
    except NotReady:
        return _law(None)


@main.group("documents")
def documents_() -> None:
    """文书。"""


@documents_.command("list")
def documents_list() -> None:
    """列出文书模板。"""
    for one in documents.DOCUMENTS.values():
        show({"id": one.id, "title": one.title, "version": one.version, "purpose": one.purpose})


@documents_.command("render")
@click.argument("name")
@click.option("--input", "source", required=True, help="案情要素 JSON")
@click.option("--out", required=True, help="输出的 .docx")
@click.option("--law-as-of", "as_of", default=None, help="法律截至哪一天，默认今天")
def documents_render(name: str, source: str, out: str, as_of: str | None) -> None:
    """按案情要素生成文书；不知道的内容显示为【待补充】。"""
    try:
        data = json.loads("\n".join(lines_of(source)))
        day = datetime.fromisoformat(as_of).date() if as_of else datetime.now(SHANGHAI).date()
    except ValueError as e:
        raise Refused("输入不是完整的 JSON，或者日期有误。", field="input") from e
    made = documents.render(name, facts.from_json(data), day)
    Path(out).write_bytes(made.docx)
    show({"document": name, "sha256": made.sha256, "blanks": [b.question for b in made.blanks]})
