"""legalaid restore DIR: a backup back into a home that has only its keys."""

import os
from pathlib import Path

import click

from legalaid import backup
from legalaid.settings import read


@click.command("restore")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """恢复备份到只有密钥、还没有数据库的数据目录，并逐表核对；审计链有问题时退出码为 1。"""
    restored, faults = backup.restore(read(os.environ), folder)
    click.echo(f"已恢复 {len(restored.tables)} 张表 {restored.rows} 行（{restored.made_at} 的备份），与备份逐表核对一致。")
    for fault in faults:
        click.echo(f"审计链：{fault}")
    if faults:
        raise SystemExit(1)
    click.echo("审计链完整。检索索引不在备份里，请运行 legalaid index rebuild。")
