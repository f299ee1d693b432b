"""legalaid users: accounts of people."""

import click

from legalaid.actions import accounts
from legalaid.cli.home import opened


@click.group("users")
def command() -> None:
    """人员账号。"""


@command.command("add")
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--role", required=True, help="岗位代码，如 admin、coordinator、mediator、lawyer")
@click.option("--organisation", required=True, help="组织代码")
@click.option("--password", prompt="密码（至少 12 个字符）", hide_input=True, confirmation_prompt="再输入一次")
def add(login: str, name: str, role: str, organisation: str, password: str) -> None:
    """新增一个账号。"""
    hashed = accounts.hash_password(password)
    with opened() as runtime, runtime.write() as session:
        accounts.add(session, runtime.system(), login=login, name=name, role=role, organisation=organisation, password_hash=hashed)
    click.echo(f"已新增账号 {login}。")
