"""serve, web, scheduler, db, keys, users, jobs, notices, audit."""

import errno
import socket
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
import waitress

from legalaid import jobs, jobs_table, outbox, scheduler
from legalaid.actions import accounts, audit
from legalaid.app import create_app
from legalaid.cli import main, opened, settings, show
from legalaid.crypto import new_keys, write_keys
from legalaid.database import Database, check_current, migrate
from legalaid.errors import NotReady, Refused
from legalaid.runtime import Runtime

assert jobs_table.TABLE  # importing it fills jobs.JOBS
SHANGHAI = ZoneInfo("Asia/Shanghai")


def bind(host: str, port: int) -> socket.socket:
    """A listening socket, so that a busy port is known before anything else is done."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as e:
        found.close()
        if e.errno == errno.EADDRINUSE:
            raise Refused(f"端口 {port} 已被占用，请换一个：--port", field="port") from e
        raise Refused(f"无法监听 {host}:{port}。", field="host") from e
    found.listen(128)
    return found


def run_web(runtime: Runtime, listening: socket.socket) -> None:
    """Serve until stopped."""
    waitress.serve(create_app(runtime), sockets=[listening], threads=8, ident=None)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="端口")
def web(host: str, port: int) -> None:
    """只运行网页服务（正式环境，另配调度进程）。"""
    listening = bind(host, port)
    with opened() as runtime:
        click.echo(f"http://{host}:{port}/")
        run_web(runtime, listening)


@main.command("scheduler")
def scheduler_() -> None:
    """只运行调度器。"""
    with opened() as runtime:
        scheduler.run_forever(runtime)


@main.group()
def db() -> None:
    """数据库。"""


@db.command()
def upgrade() -> None:
    """把数据库升级到本版本。"""
    migrate(settings().url)
    click.echo("数据库已是最新。")


@db.command("check")
def db_check() -> None:
    """检查数据库：表结构、关联、索引水位。"""
    found = settings()
    database = Database(found.url)
    faults: list[str] = []
    try:
        check_current(database)
        with database.reader.connect() as connection:
            if connection.dialect.name == "sqlite":
                faults += [f"完整性：{row[0]}" for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
                faults += [f"关联断开：{row[0]} 第 {row[1]} 行" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    except NotReady as e:
        faults.append(e.message)
    finally:
        database.dispose()
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("数据库正常。")


@main.group()
def keys() -> None:
    """密钥。"""


@keys.command("new")
def keys_new() -> None:
    """新建密钥文件（不会覆盖已有的）。"""
    path = settings().keys_path
    write_keys(path, new_keys())
    click.echo(f"已新建密钥文件 {path.name}。请另行妥善保管：没有它，加密的个人信息无法恢复。")


@main.group()
def users() -> None:
    """人员账号。"""


@users.command("add")
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--role", required=True, help="岗位代码，如 admin、coordinator、mediator、lawyer")
@click.option("--organisation", required=True, help="组织代码")
@click.option("--password", prompt="密码（至少 12 个字符）", hide_input=True, confirmation_prompt="再输入一次")
def users_add(login: str, name: str, role: str, organisation: str, password: str) -> None:
    """新增一个账号。"""
    hashed = accounts.hash_password(password)
    with opened() as runtime, runtime.write() as session:
        accounts.add(session, runtime.system(), login=login, name=name, role=role, organisation=organisation, password_hash=hashed)
    click.echo(f"已新增账号 {login}。")


@main.group("jobs")
def jobs_() -> None:
    """定时任务。"""


@jobs_.command("list")
def jobs_list() -> None:
    """列出定时任务。"""
    for name, job in jobs.JOBS.items():
        show({"name": name, "title": job.title, "when": dict(job.when), "catch_up": job.catch_up})


@jobs_.command("run")
@click.argument("name")
@click.option("--at", "at", default=None, help="时段，ISO 时间，如 2026-11-24T10:00；默认为现在这一分钟（手动）")
def jobs_run(name: str, at: str | None) -> None:
    """运行一个任务，与调度器走同一条路。"""
    jobs.get(name)
    with opened() as runtime:
        slot, manual = runtime.clock(), True
        if at is not None:
            try:
                slot, manual = datetime.fromisoformat(at), False
            except ValueError as e:
                raise Refused("时间应为 ISO 格式，如 2026-11-24T10:00。", field="at") from e
            slot = slot if slot.tzinfo else slot.replace(tzinfo=SHANGHAI)
        outcome = jobs.run(runtime, name, slot, manual=manual)
        answer: dict[str, Any] = {"job": name, "slot": outcome.slot.astimezone(SHANGHAI).isoformat(), "status": outcome.status, **outcome.detail}
        show(answer)
        if outcome.status == "failed":
            raise SystemExit(1)


@main.group()
def notices() -> None:
    """通知。"""


@notices.command("send")
@click.option("--loop", is_flag=True, help="一直运行")
def notices_send(loop: bool) -> None:
    """发出待发的通知。"""
    with opened() as runtime:
        if loop:
            scheduler.loop_outbox(runtime)
            return
        show(outbox.deliver(runtime))


@main.group("audit")
def audit_() -> None:
    """审计。"""


@audit_.command("verify")
def audit_verify() -> None:
    """核对审计链；有问题时退出码为 1。"""
    with opened() as runtime, runtime.read() as session:
        faults = list(audit.faults(session, audit.known_heads(runtime.settings.home)))
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("审计链完整。")
