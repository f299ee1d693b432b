"""Command line `legalaid …`: names and shapes are fixed (product, §4); one file a noun."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from legalaid.database import check_current
from legalaid.errors import Refused
from legalaid.runtime import Runtime, open_runtime
from legalaid.settings import Settings, read
from toolkit.refusal import Refusal


class Group(click.Group):
    """Refusals end with exit code 2, the reason on standard error and nothing on standard output."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as e:
            where = f"{e.field}：" if e.field else ""
            click.echo(where + e.message, err=True)
            for field, message in e.errors.items():
                if field != e.field:
                    click.echo(f"{field}：{message}", err=True)
            sys.exit(2)
        except Refusal as e:
            click.echo(f"{e.field}：{e.message}", err=True)
            sys.exit(2)


@click.group(cls=Group)
def main() -> None:
    """职工法援：工会法律援助的知识库与律师匹配。"""


def settings() -> Settings:
    """Settings of this process."""
    return read(os.environ)


@contextmanager
def opened(*, current: bool = True) -> Iterator[Runtime]:
    """A runtime over an existing home whose tables are up to date."""
    runtime = open_runtime(settings())
    try:
        if current:
            check_current(runtime.database)
        yield runtime
    finally:
        runtime.close()


def show(value: Any) -> None:
    """Print one JSON value on one line, UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def batch(one: Callable[[dict[str, Any]], dict[str, Any]], label: str) -> None:
    """JSONL in, JSONL out: one line for each, in order; a bad line gives its `label` and the error, and the rest goes on."""
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        name: Any = None
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise Refused(f"第 {number} 行应为一个 JSON 对象。", field="line")
            name = row.get(label)
            show({label: name, **one(row)})
        except (Refused, Refusal) as e:
            show({label: name, "error": {"field": e.field, "message": e.message}})
        except ValueError:
            show({label: name, "error": {"field": "line", "message": f"第 {number} 行不是完整的 JSON。"}})


from legalaid.cli import commands  # noqa: E402, F401 - registers every command on `main`
