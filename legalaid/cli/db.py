"""legalaid db: tables of this version, and whether they are sound."""

import os

import click

from legalaid import backup, grants
from legalaid.cli.home import laid_out, opened
from legalaid.database import Database, check_current, migrate
from legalaid.errors import NotReady, Refused
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


@command.command("move")
@click.argument("url")
def move(url: str) -> None:
    """把全部数据搬到另一个空的数据库（例如从 SQLite 到 PostgreSQL），逐表核对；原来的不动。先停掉网页和调度。"""
    settings = read(os.environ)
    if url == settings.url:
        raise Refused("目标数据库就是现在用的这一个。", field="URL")
    with opened(settings) as runtime:
        target = Database(url)
        try:
            backup.must_be_vacant(target)
            migrate(url)
            moved = backup.transfer(runtime.database, target)
        finally:
            target.dispose()
    click.echo(f"已搬运 {len(moved)} 张表 {sum(content.rows for content in moved.values())} 行，逐表核对一致。请把 LEGALAID_DATABASE 改为新地址再启动。")


@command.command("roles")
@click.option("--apply", "run", is_flag=True, help="以数据库所有者的身份执行")
def roles(run: bool) -> None:
    """列出 PostgreSQL 上网页、任务、审计三个账号的权限（SQL）；每次升级以后再执行一次。"""
    settings = read(os.environ)
    sql = grants.for_database(settings)
    if run:
        with opened(settings) as runtime:
            grants.apply(runtime.database, sql)
        click.echo(f"已设好 {grants.WEB}、{grants.JOBS}、{grants.AUDIT} 三个账号的权限。账号没有口令，请另行设定登录方式。")
        return
    for statement in sql:
        click.echo(f"{statement};")


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
