"""legalaid demo: the fictional office."""

import os

import click

from legalaid import demo
from legalaid.settings import read


@click.group("demo")
def command() -> None:
    """演示机关。"""


@command.command("fill")
def fill() -> None:
    """在空的数据目录里填充演示机关。"""
    for line in demo.signs_in(demo.fill(read(os.environ))):
        click.echo(line)
