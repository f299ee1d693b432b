"""organisations, lawyers, calendar, match, serve, demo."""

import json
from pathlib import Path

import click

from legalaid import demo, scheduler
from legalaid.actions import calendar, lawyers, organisations
from legalaid.cli import main, opened, settings, show
from legalaid.cli.library import lines_of
from legalaid.cli.office import bind, run_web
from legalaid.crypto import new_keys, write_keys
from legalaid.database import check_current, migrate
from legalaid.errors import Refused
from legalaid.runtime import open_runtime
from matching.instance import solved
from matching.problem import BadInstance


class _DryRun(Exception):
    """Ends a transaction without keeping it."""


def _import(file: str, dry_run: bool, action) -> None:
    lines = lines_of(file)
    with opened() as runtime:
        counts = None
        try:
            with runtime.write() as session:
                counts = action(session, runtime.system(), lines)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            show({**(counts or {}), "dry_run": True})
            return
    show(counts)


@main.group("organisations")
def organisations_() -> None:
    """组织。"""


@organisations_.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
def organisations_import(file: str, dry_run: bool) -> None:
    """导入组织树（JSONL，上级在前）。"""
    _import(file, dry_run, organisations.import_rows)


@main.group("lawyers")
def lawyers_() -> None:
    """律师。"""


@lawyers_.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
def lawyers_import(file: str, dry_run: bool) -> None:
    """导入律师（JSONL）。"""
    _import(file, dry_run, lawyers.import_rows)


@main.group("calendar")
def calendar_() -> None:
    """日历。"""


@calendar_.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
def calendar_import(file: str, dry_run: bool) -> None:
    """导入一年的放假安排（JSON）。"""
    _import(file, dry_run, lambda s, by, lines: calendar.import_year(s, by, "\n".join(lines), Path(file).name))


@main.command("match")
@click.argument("source")
@click.argument("target")
def match(source: str, target: str) -> None:
    """求解一个匹配实例：IN.json → OUT.json。"""
    try:
        found = solved(json.loads("\n".join(lines_of(source))))
    except BadInstance as e:
        raise Refused(e.message + "。", field=e.field) from e
    except ValueError as e:
        raise Refused("输入不是完整的 JSON。", field="IN") from e
    Path(target).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


@main.group("demo")
def demo_() -> None:
    """演示。"""


@demo_.command("fill")
def demo_fill() -> None:
    """在空的数据目录里填充演示机关。"""
    for line in demo.signs_in(demo.fill(settings())):
        click.echo(line)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="端口")
@click.option("--demo", "as_demo", is_flag=True, help="空目录先填充演示机关")
def serve(host: str, port: int, as_demo: bool) -> None:
    """网页服务和调度器在同一个进程里运行。"""
    listening = bind(host, port)
    found = settings()
    lines: list[str] = []
    if as_demo and found.demo_marker.exists():
        found = demo.as_demo(found)
        lines = demo.signs_in(found)
    elif as_demo:
        click.echo("正在填充演示机关……")
        found = demo.fill(found)
        lines = demo.signs_in(found)
    elif not found.keys_path.exists() and not found.home.exists():
        write_keys(found.keys_path, new_keys())
        migrate(found.url)
    runtime = open_runtime(found)
    try:
        check_current(runtime.database)
        background = scheduler.start_in_thread(runtime)
        click.echo(f"http://{host}:{port}/")
        for line in lines:
            click.echo(line)
        try:
            run_web(runtime, listening)
        finally:
            background.shutdown(wait=False)
    finally:
        runtime.close()
