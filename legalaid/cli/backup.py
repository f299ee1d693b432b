"""legalaid backup DIR: the whole database, sealed, while the office goes on working."""

from pathlib import Path

import click

from legalaid import backup, backup_files
from legalaid.cli.home import opened


@click.command("backup")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """备份整个数据库，加密写到一个空目录；不含密钥和检索索引，不影响正在进行的办理。"""
    with opened() as runtime:
        made = backup.make(runtime, folder)
    click.echo(f"已备份 {len(made.tables)} 张表 {made.rows} 行到 {folder.name}，审计链到第 {made.audit[0]} 条。")
    click.echo(f"{backup_files.SEALED} 的 SHA-256：{backup_files.digest_of(folder)}")
    click.echo("密钥文件不在备份里，请另行保管：没有它，备份无法恢复。")
