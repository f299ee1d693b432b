"""legalaid serve: web service and scheduler in one process; lays an empty home out, as the demo office if asked."""

import os

import click

from legalaid import demo, scheduler
from legalaid.cli.home import laid_out, opened
from legalaid.cli.web import address, bind, run_web
from legalaid.settings import Settings, read


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="端口，0 为任意空闲端口")
@click.option("--demo", "as_demo", is_flag=True, help="空目录先填充演示机关")
def command(host: str, port: int, as_demo: bool) -> None:
    """网页服务和调度器在同一个进程里运行。"""
    settings = read(os.environ)
    with bind(host, port) as listening:
        settings = _demo(settings) if as_demo else laid_out(settings)
        with opened(settings) as runtime:
            background = scheduler.start_in_thread(runtime)
            try:
                click.echo(address(host, listening))
                for line in demo.signs_in(settings) if as_demo else ():
                    click.echo(line)
                run_web(runtime, listening)
            finally:
                background.shutdown(wait=False)


def _demo(settings: Settings) -> Settings:
    if settings.demo_marker.exists():
        return demo.as_demo(settings)
    if settings.empty:
        click.echo("正在填充演示机关……", err=True)
    return demo.fill(settings)
