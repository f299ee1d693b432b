"""The words of a refusal, line by line: ours, the toolkit's, and Chinese for what click finds wrong with a call."""

import errno
import re
import sys
from collections.abc import Iterator

import click

from legalaid.errors import FaultyFile, Refused
from toolkit.refusal import Refusal

REASONS = (Refused, Refusal, click.ClickException, click.Abort)


def words(error: BaseException) -> Iterator[str]:
    """One line a fault, each with its field or line."""
    if isinstance(error, FaultyFile):
        yield f"文件有 {len(error.faults)} 处错误，没有导入任何内容。"
        yield from ((f"第 {line} 行，" if line else "") + f"{field}：{message.removesuffix('。')}。" for line, field, message in error.faults)
    elif isinstance(error, Refused):
        # a setting's name stands in its message already
        yield f"{error.field}：{error.message}" if error.field and not error.message.startswith(error.field) else error.message
        yield from (f"{field}：{message}" for field, message in error.errors.items() if field != error.field)
        yield from of_the_place(error.__cause__)[1:]  # what the driver said
    elif isinstance(error, Refusal):
        yield f"{error.field}：{error.message}"
    elif isinstance(error, click.Abort):
        yield "已中断，没有办成。"
    elif isinstance(error, click.UsageError):
        yield _usage(error)
        if error.ctx is not None:
            yield f"用法见：{error.ctx.command_path} --help"
    else:
        yield str(error)


_OF_FILES = {errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.ENOENT: "没有这个文件或者目录", errno.ENOTDIR: "路径中间有一个不是目录", errno.EISDIR: "是目录，不是文件",
             errno.EEXIST: "已经有同名的文件", errno.ENOSPC: "磁盘满了", errno.EDQUOT: "磁盘配额用完了", errno.EROFS: "只能读，不能写", errno.EIO: "磁盘读写出错"}
# how the SQLSTATE of PostgreSQL begins, or SQLite's name of an error; any other is a fault of ours, as a table that is not there
_OF_DATABASES = {
    ("42501", "SQLITE_PERM", "SQLITE_AUTH"): "这个数据库账号没有权限，请用所有者的账号", ("25006", "SQLITE_READONLY"): "数据库只能读，不能写，请检查文件和目录的权限",
    ("53100", "SQLITE_FULL"): "数据库所在的磁盘满了", ("40", "55P03", "57014", "SQLITE_BUSY", "SQLITE_LOCKED"): "数据库正忙，没有办成，请稍后再试",
    ("SQLITE_CANTOPEN", "SQLITE_IOERR"): "数据库文件打不开或者读写出错，请检查路径、权限和磁盘", ("SQLITE_NOTADB", "SQLITE_CORRUPT"): "数据库文件已经损坏，或者不是数据库",
    ("08", "28", "3D", "53", "57", "58"): "数据库连不上，或者没有应答",
}


def of_the_place(error: BaseException | None) -> list[str]:
    """What the machine, not the program, does not allow: a file, the database server, the rights of its account. Empty for anything else, which is a fault of ours."""
    if isinstance(error, OSError) and error.errno in _OF_FILES:
        return [f"{error.filename}：{_OF_FILES[error.errno]}。" if error.filename is not None else f"读写文件时{_OF_FILES[error.errno]}。"]
    exc = sys.modules.get("sqlalchemy.exc")  # whoever has met such an error has loaded it; starting must not
    if exc is None or not isinstance(error, exc.DBAPIError):
        return []
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    if code is None:  # psycopg names no state when it cannot connect
        said = "数据库连不上，或者没有应答" if isinstance(error, exc.OperationalError) else None
    else:
        said = next((words for codes, words in _OF_DATABASES.items() if code.startswith(codes)), None)
    # A password with an unescaped @ in it ends up in what the driver takes for the host.
    return [f"LEGALAID_DATABASE：{said}。", re.sub(r"[^\s'\"]*@", "***@", " ".join(str(error.orig).split()))[:300]] if said else []


def _usage(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchCommand):
        return f"没有“{error.command_name}”这个命令。"
    if isinstance(error, click.NoSuchOption):
        return f"没有“{error.option_name}”这个选项。"
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name}：用法不对，可能缺少后面的值。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.opts[-1] if isinstance(error.param, click.Option) else error.param.human_readable_name
        if isinstance(error, click.MissingParameter):
            return f"{name}：缺少这一项{_allowed(error.param.type)}。"
        return f"{name}：值不对{_allowed(error.param.type)}。"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return "请写明要运行的命令。"
    return "命令后面多写了内容。"


def _allowed(kind: click.ParamType) -> str:
    if isinstance(kind, click.Choice):
        return f"，应为：{'、'.join(str(choice) for choice in kind.choices)}"
    if isinstance(kind, click.IntRange):
        return f"，应为 {kind.min} 到 {kind.max} 之间的整数"
    return ""
