"""legalaid audit: the chain of what was done."""

import click

from legalaid.actions import audit
from legalaid.cli.home import opened


@click.group("audit")
def command() -> None:
    """审计。"""


@command.command("verify")
def verify() -> None:
    """核对审计链；有问题时退出码为 1。"""
    with opened() as runtime, runtime.read() as session:
        faults = list(audit.faults(session, audit.known_heads(runtime.settings.home)))
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("审计链完整。")
