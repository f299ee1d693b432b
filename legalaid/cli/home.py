"""The office's home: a runtime over it, and today there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

import click

from legalaid.crypto import new_keys, write_keys
from legalaid.database import check_current, migrate
from legalaid.errors import NotReady, Refused
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings, read

SHANGHAI = ZoneInfo("Asia/Shanghai")


def laid_out(settings: Settings) -> Settings:
    """The same settings; an empty home gets its keys and tables, any other stays as it is."""
    if settings.demo and not settings.demo_marker.exists():
        raise Refused("演示模式只能用于由演示命令填充的数据目录，请用 legalaid serve --demo。", field="LEGALAID_MODE")
    if settings.empty and not settings.founded:
        if not settings.keys_path.exists():
            write_keys(settings.keys_path, new_keys())
            click.echo(f"新的数据目录：已生成密钥文件 {settings.keys_path.name}，请另行妥善保管。", err=True)
        migrate(settings.url)
    return settings


@contextmanager
def opened(settings: Settings | None = None, *, new: bool = False) -> Iterator[Runtime]:
    """A runtime over a home that has its keys and a database of this version; refused otherwise, and nothing is made. `new` lays an
    empty home out first: an import may be the first thing that is done there."""
    settings = settings or read(os.environ)
    runtime = open_runtime(laid_out(settings) if new else settings)
    try:
        if not runtime.settings.founded:
            raise NotReady("还没有建立数据库，请先运行 legalaid db upgrade。")
        check_current(runtime.database)
        yield runtime
    finally:
        runtime.close()


def today(runtime: Runtime) -> date:
    """The day in Shanghai."""
    return runtime.clock().astimezone(SHANGHAI).date()
