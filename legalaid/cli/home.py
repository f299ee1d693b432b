"""The office's home: a runtime over it, and today there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.exc import OperationalError

from legalaid.database import check_current
from legalaid.errors import NotReady
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings, read

SHANGHAI = ZoneInfo("Asia/Shanghai")


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Runtime]:
    """A runtime over a home that has its keys and a database of this version; refused otherwise, and nothing is made."""
    runtime = open_runtime(settings or read(os.environ))
    try:
        if not runtime.settings.founded:
            raise NotReady("还没有建立数据库，请先运行 legalaid db upgrade。")
        check_current(runtime.database)
        yield runtime
    except OperationalError as e:
        raise NotReady("数据库没有响应：可能正忙、磁盘已满或者连接中断。没有办成，请稍后再试。") from e
    finally:
        runtime.close()


def today(runtime: Runtime) -> date:
    """The day in Shanghai."""
    return runtime.clock().astimezone(SHANGHAI).date()
