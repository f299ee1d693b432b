"""legalaid keys: the key file."""

import os

import click

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
