"""legalaid web: the web service alone, for a real deployment."""

import errno
import socket

import click
import waitress

from legalaid.app import create_app
from legalaid.cli.home import opened
from legalaid.errors import Refused
from legalaid.runtime import Runtime


@click.command("web")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="端口，0 为任意空闲端口")
def command(host: str, port: int) -> None:
    """只运行网页服务（正式环境，另配调度进程）。"""
    listening = bind(host, port)
    with opened() as runtime:
        click.echo(address(host, listening))
        run_web(runtime, listening)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket, so that a busy port is known before anything else is done."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except OSError as e:
        found.close()
        if e.errno == errno.EADDRINUSE:
            raise Refused(f"端口 {port} 已被占用，请换一个。", field="--port") from e
        raise Refused(f"无法监听 {host} 的端口 {port}。", field="--host") from e
    return found


def address(host: str, listening: socket.socket) -> str:
    """The URL to open."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}/"


def run_web(runtime: Runtime, listening: socket.socket) -> None:
    """Serve until stopped."""
    # Behind proxies the application itself believes as many of them as are set (ProxyFix); waitress would drop what they say.
    waitress.serve(create_app(runtime), sockets=[listening], threads=8, ident=None, clear_untrusted_proxy_headers=not runtime.settings.proxies)
