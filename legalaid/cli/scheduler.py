"""legalaid scheduler: the timed jobs and the outbox alone, for a real deployment."""

from contextlib import suppress

import click

from legalaid import scheduler
from legalaid.cli.home import opened


@click.command("scheduler")
def command() -> None:
    """只运行调度器。"""
    with opened() as runtime, suppress(KeyboardInterrupt):
        scheduler.run_forever(runtime)
