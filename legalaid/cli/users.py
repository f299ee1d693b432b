"""legalaid users: accounts of people, tokens of other systems."""

import click

from legalaid.actions import accounts, api_clients, passwords, posts, second_factors
from legalaid.cli.home import opened
from legalaid.cli.importing import imported
from legalaid.cli.streams import bytes_of, show
from legalaid.errors import NotFound, Refused
from legalaid.roles import SCOPES
from legalaid.schemas import sheets
from legalaid.schemas.import_columns import PEOPLE
from legalaid.schemas.rows import PersonRow


@click.group("users")
def command() -> None:
    """人员账号。"""


@command.command("add")
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--role", required=True, help="岗位代码，如 admin、coordinator、mediator、lawyer")
@click.option("--organisation", required=True, help="组织代码")
@click.option("--password", help="密码；不写就在屏幕上问，不显示出来")
def add(login: str, name: str, role: str, organisation: str, password: str | None) -> None:
    """新增一个账号。"""
    hashed = accounts.hash_password(_asked() if password is None else password)
    with opened() as runtime, runtime.write() as session:
        accounts.add(session, runtime.system(), login=login, name=name, role=role, organisation=organisation, password_hash=hashed)
    click.echo(f"已新增账号 {login}。")


def _asked() -> str:
    """A new password, typed twice; what is wrong with it is said before it is typed again. Asked on standard error, so that the output stays clean."""
    while True:
        password: str = click.prompt("密码（至少 12 个字符）", hide_input=True, err=True)
        try:
            accounts.acceptable(password)
        except Refused as e:
            click.echo(e.message, err=True)
            continue
        if click.prompt("再输入一次", hide_input=True, err=True) == password:
            return password
        click.echo("两次输入的不一样，请重新输入。", err=True)


@command.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="只检查，列出每一处错误，不导入")
def import_(file: str, dry_run: bool) -> None:
    """导入人员和岗位（XLSX、CSV 或 JSONL），一个岗位一行，以登录名、岗位、组织为准；有错时一行也不导入。"""
    content = bytes_of(file)
    with opened() as runtime:
        sheet = sheets.read(file, content, PEOPLE, PersonRow())
        show(imported(runtime, lambda s, by: posts.import_rows(s, by, sheet.rows, sheet.faults), dry_run=dry_run))


@command.command("reset")
@click.argument("login")
@click.option("--reason", required=True, help="为什么重置，怎样核实了本人")
def reset(login: str, reason: str) -> None:
    """重置两步验证：手机和备用码都丢了，又没有别的管理员时用。"""
    with opened() as runtime, runtime.write() as session:
        account = accounts.find(session, login)
        if account is None:
            raise NotFound(f"没有登录名为 {login} 的账号。")
        second_factors.reset(session, runtime.system(), account.id, reason=reason)
    click.echo(f"已重置 {login} 的两步验证。")


@command.command("invite")
@click.argument("logins", nargs=-1)
@click.option("--role", help="不写登录名时，只给这个岗位的人，如 lawyer")
@click.option("--reason", required=True, help="为什么发，怎样核实本人")
def invite(logins: tuple[str, ...], role: str | None, reason: str) -> None:
    """发邀请码，本人凭它在登录页设密码；不写登录名则发给还没有密码、也没有有效邀请码的人。只显示这一次。"""
    made = []
    with opened() as runtime, runtime.write() as session:
        by = runtime.system()
        found = [accounts.find(session, login) or login for login in logins] if logins else passwords.waiting(session, by, role=role)
        for account in found:
            if isinstance(account, str):
                raise NotFound(f"没有登录名为 {account} 的账号。")
            code = passwords.invite(session, by, account.id, reason=reason)
            made.append({"login": account.login, "name": account.name, "code": code, "until": f"{(by.now + passwords.VALID).astimezone(accounts.SHANGHAI):%Y-%m-%d %H:%M}"})
    for one in made:  # not before all of it is kept
        show(one)


@command.group("token")
def token() -> None:
    """外部系统的接口令牌。"""


@token.command("issue", epilog="权限：" + "；".join(f"{scope} {words}" for scope, words in SCOPES.items()))
@click.argument("name")
@click.option("--organisation", required=True, help="组织代码：令牌看得到这个组织及其下级")
@click.option("--scope", "scopes", multiple=True, required=True, help="权限，可以写多次")
def issue(name: str, organisation: str, scopes: tuple[str, ...]) -> None:
    """发放令牌，只显示这一次。"""
    with opened() as runtime, runtime.write() as session:
        made = api_clients.issue(session, runtime.system(), name=name, organisation=organisation, scopes=scopes)
    show({"name": made.client.name, "token": made.token})


@token.command("withdraw")
@click.argument("name")
def withdraw(name: str) -> None:
    """撤销令牌，立即失效。"""
    with opened() as runtime, runtime.write() as session:
        api_clients.withdraw(session, runtime.system(), name=name)
    click.echo(f"已撤销 {name} 的令牌。")


@token.command("list")
def listing() -> None:
    """列出发放过的令牌（不含令牌本身）。"""
    with opened() as runtime, runtime.read() as session:
        for client in api_clients.listed(session, runtime.system()):
            show({"name": client.name, "organisation": client.organisation.code, "scopes": client.scopes, "active": client.active})
