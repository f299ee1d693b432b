"""legalaid keys: the key file, and a new office key in place of the old."""

import os

import click

from legalaid import rotation
from legalaid.cli.home import opened
from legalaid.crypto import new_keys, write_keys
from legalaid.settings import read


@click.group("keys")
def command() -> None:
    """密钥。"""


@command.command("new")
def new() -> None:
    """新建密钥文件（不会覆盖已有的）。"""
    path = read(os.environ).keys_path
    write_keys(path, new_keys())
    click.echo(f"已新建密钥文件 {path.name}。请另行妥善保管：没有它，加密的个人信息无法恢复。")


@command.command("status")
def status() -> None:
    """每一把机关密钥加密了多少内容；有不认识的密钥时退出码为 1。"""
    with opened() as runtime:
        found, keys = rotation.status(runtime), runtime.keys.now()
    for name, places in found.items():
        kind = "现用" if name == keys.current else "旧" if name in keys.office else "密钥文件里没有"
        click.echo(f"{name}（{kind}）：{'，'.join(f'{place} {rows}' for place, rows in sorted(places.items())) or '没有内容'}")
    if not set(found) <= set(keys.office):
        raise SystemExit(1)


@command.command("rotate")
@click.option("--retire", is_flag=True, help="移出旧密钥（没有内容再用它时）")
def rotate(retire: bool) -> None:
    """更换机关密钥，把旧密钥加密的内容改用新密钥；中断后再运行会接着做。网页和调度不必停。"""
    with opened() as runtime:
        if retire:
            former, kept = rotation.retire(runtime)
            click.echo(f"已移出旧密钥 {'、'.join(former)}，移出之前的密钥文件存为 {kept.name}。")
            click.echo("更换以前的备份只有用它才能恢复：请移到离线保管的地方；等那些备份都销毁了，再把它销毁。")
            return
        done = rotation.rotate(runtime, told=lambda place, rows: click.echo(f"{place} {rows}", err=True))
    click.echo(f"{'已换上新密钥' if done.new else '现用密钥'} {done.current}，这次改用它加密 {done.done} 处。")
    for place in done.broken:
        click.echo(f"打不开，没有改动：{place}")
    if done.broken:
        raise SystemExit(1)
    click.echo("请马上把密钥文件重新复制两份离线保管。十分钟以后运行 legalaid keys rotate --retire 移出旧密钥。")
