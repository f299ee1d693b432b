"""legalaid db: tables of this version, and whether they are sound."""

import os

import click

from legalaid.cli.home import laid_out
from legalaid.database import Database, check_current, migrate
from legalaid.errors import NotReady
from legalaid.settings import Settings, read


@click.group("db")
def command() -> None:
    """数据库。"""


@command.command("upgrade")
def upgrade() -> None:
    """把数据库升级到本版本；空的数据目录同时生成密钥。"""
    migrate(laid_out(read(os.environ)).url)
    click.echo("数据库已是最新。")


@command.command("check")
def check() -> None:
    """检查数据库：版本、完整性、关联；有问题时退出码为 1。"""
    settings = read(os.environ)
    if not settings.founded:
        raise NotReady("还没有建立数据库，请先运行 legalaid db upgrade。")
    faults = _faults(settings)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("数据库正常。")


def _faults(settings: Settings) -> list[str]:
    database = Database(settings.url)
    faults: list[str] = []
    try:
        check_current(database)
        with database.reader.connect() as connection:
            if connection.dialect.name == "sqlite":
                faults += [f"完整性：{row[0]}" for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
                faults += [f"关联断开：{row[0]} 第 {row[1]} 行" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    except NotReady as e:
        faults.append(e.message)
    finally:
        database.dispose()
    return faults
