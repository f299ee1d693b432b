"""legalaid notices: the outbox."""

from contextlib import suppress

import click

from legalaid import outbox, scheduler
from legalaid.cli.home import opened
from legalaid.cli.streams import show


@click.group("notices")
def command() -> None:
    """通知。"""


@command.command("send")
@click.option("--loop", is_flag=True, help="一直运行")
def send(loop: bool) -> None:
    """发出待发的通知。"""
    with opened() as runtime:
        if loop:
            with suppress(KeyboardInterrupt):
                scheduler.loop_outbox(runtime)
        else:
            show(outbox.deliver(runtime))
