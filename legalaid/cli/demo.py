"""legalaid demo: the fictional office."""

import os

import click

from legalaid import demo
from legalaid.demo.plans import YEAR
from legalaid.errors import Refused
from legalaid.settings import read


@click.group("demo")
def command() -> None:
    """演示机关。"""


@command.command("fill")
@click.option("--year", is_flag=True, help="另填一整年的工作，用来试容量，约需一刻钟以上。")
@click.option("--requests", type=click.IntRange(1, 10 * YEAR), help=f"一整年有多少件诉求，和 --year 一起用；不写是 {YEAR} 件。")
def fill(year: bool, requests: int | None) -> None:
    """在空的数据目录里填充演示机关。"""
    if requests is not None and not year:
        raise Refused("要和 --year 一起用。", field="--requests")
    for line in demo.signs_in(demo.fill(read(os.environ), requests=(requests or YEAR) if year else 0)):
        click.echo(line)
