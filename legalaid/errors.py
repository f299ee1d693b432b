"""Errors that carry words for people; every edge turns them into a page, JSON or exit code 2."""

import math
import traceback
from collections.abc import Mapping
from datetime import timedelta
from typing import Any


def named(codes: Mapping[str, str]) -> str:
    """The codes that may stand somewhere, each with its words: whoever types one on a command line or into a file sees no list to choose from."""
    return "、".join(code if code == words else f"{code}（{words}）" for code, words in codes.items())


class Refused(Exception):
    """The request cannot be carried out. `message` is Chinese and safe to show; `field` names the input at fault."""

    status = 422
    title = "没有办成"

    def __init__(self, message: str, *, field: str | None = None, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.errors = dict(errors) if errors else ({field: message} if field else {})


class Invalid(Refused):
    """One or more fields are wrong: `errors` maps field to message."""

    title = "还有没填好的地方"

    def __init__(self, errors: Mapping[str, str]) -> None:
        first_field, first = next(iter(errors.items()))
        super().__init__(first, field=first_field, errors=errors)


class FaultyFile(Refused):
    """An import file with faults: `faults` is a list of (line, field, message); nothing was imported."""

    title = "文件里有错，一行也没有导入"

    def __init__(self, faults: list[tuple[int, str, str]]) -> None:
        self.faults = faults
        shown = "；".join(f"第 {line} 行 {field}：{message}" for line, field, message in faults[:20])
        more = f"；另有 {len(faults) - 20} 处" if len(faults) > 20 else ""
        super().__init__(f"文件有 {len(faults)} 处错误，没有导入任何内容。{shown}{more}", field="file")


class Unreadable(Refused):
    """What was sent cannot be read at all, whatever it means."""

    status = 400
    title = "内容无法读取"


class NotSignedIn(Refused):
    """A page or call for signed-in people."""

    status = 401
    title = "请先登录"

    def __init__(self, message: str = "请先登录再继续。") -> None:
        super().__init__(message)


class Forbidden(Refused):
    """Signed in, but not allowed."""

    status = 403
    title = "没有权限"

    def __init__(self, message: str = "您的岗位没有这项权限。如确有需要，请联系管理员。") -> None:
        super().__init__(message)


class TooMany(Refused):
    """Tried too often: `seconds` until it may be tried again."""

    status = 429
    title = "操作太频繁"

    def __init__(self, wait: timedelta, words: str, closing: str = "急事请拨打热线。") -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        super().__init__(f"{words}，请 {-(-self.seconds // 60)} 分钟后再试。{closing}")


class NotFound(Refused):
    """Does not exist, or belongs to somebody else: the answer is the same."""

    status = 404
    title = "没有找到"

    def __init__(self, message: str = "没有找到您要的内容，可能编号有误，或者不是您能打开的。") -> None:
        super().__init__(message)


class Conflict(Refused):
    """The state of things does not allow it any more."""

    status = 409
    title = "情况已经变化"


class Gone(Refused):
    """Personal data that were erased: nobody can read or write them any more."""

    status = 410
    title = "已经删除"

    def __init__(self, message: str = "这位职工的个人信息已经按规定删除，不能再查看，也不能再填写。") -> None:
        super().__init__(message)


class Stale(Conflict):
    """Somebody else saved first. `theirs` holds the values now stored; what was typed stays in the form."""

    def __init__(self, theirs: Mapping[str, Any]) -> None:
        super().__init__("在您填写期间，别人已经改过这条记录。请核对两边的内容后再保存。")
        self.theirs = dict(theirs)


class NotReady(Refused):
    """A part of the installation is missing or not running; says which."""

    status = 503
    title = "暂时不能使用"


def frames(error: BaseException) -> str:
    """Where an error arose, with the kinds of its causes but none of their messages: those may hold what was typed."""
    parts = []
    at: BaseException | None = error
    while at is not None:
        parts.append("".join(traceback.format_tb(at.__traceback__)) + type(at).__name__)
        at = at.__cause__ or at.__context__
    return "\n-- caused by --\n".join(parts)
