"""legalaid scheduler: the timed jobs and the outbox alone, for a real deployment."""

import click

from legalaid import scheduler
from legalaid.cli.home import opened


@click.command("scheduler")
def command() -> None:
    """只运行调度器。"""
    with opened() as runtime:
        scheduler.run_forever(runtime)
