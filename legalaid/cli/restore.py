"""legalaid restore DIR: a backup back into a home that has only its keys."""

import os
from datetime import datetime
from pathlib import Path

import click

from legalaid import backup
from legalaid.actions import erased_list
from legalaid.settings import read
from toolkit.officehours import ZONE


@click.command("restore")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """恢复备份到只有密钥、还没有数据库的数据目录，并逐表核对；审计链有问题时退出码为 1。"""
    done = backup.restore(read(os.environ), folder)
    made = datetime.fromisoformat(done.manifest.made_at).astimezone(ZONE)
    checked = "与备份逐表核对一致" if done.compared else "备份来自较早的版本，已升级到本版本"
    click.echo(f"已恢复 {len(done.manifest.tables)} 张表 {done.manifest.rows} 行（{made:%Y-%m-%d %H:%M} 的备份），{checked}。")
    if done.known_up_to:
        click.echo(f"这个数据目录留存的审计到第 {done.known_up_to} 条，备份到第 {done.manifest.audit[0]} 条：之后办理的内容不在备份里。")
    if done.erased_again is None:
        click.echo(f"数据目录里没有 {erased_list.NAME}：备份以后删除过个人信息的，现在又打得开。有另存的，请放进数据目录，恢复到另一个空的数据库。")
    else:
        click.echo(f"备份以后删除过个人信息的 {done.erased_again} 人已经重新删除。")
    click.echo(f"所有人已退出登录，外部系统的 {done.withdrawn} 个令牌已撤销，核对后用 legalaid users token issue 重新发放。")
    click.echo("请逐项核对：备份以后停用的账号、换过的密码、解除的绑定、移交的案件，都回到了备份那时。")
    for fault in done.faults:
        click.echo(f"审计链：{fault}")
    if done.faults:
        raise SystemExit(1)
    click.echo("审计链完整。检索索引不在备份里，请运行 legalaid index rebuild。")
