"""The table of commands, and the group that loads a command's file only when it is called."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from types import ModuleType
from typing import Any

import click

from legalaid.cli import chinese_help, refused

# name of the command and of its file → its line in `legalaid --help`
TABLE = {
    "serve": "网页服务和调度器在同一个进程里运行。",
    "web": "只运行网页服务（正式环境，另配调度进程）。",
    "scheduler": "只运行调度器。",
    "demo": "演示机关。",
    "db": "数据库。",
    "keys": "密钥。",
    "users": "人员账号。",
    "organisations": "组织。",
    "lawyers": "律师。",
    "tickets": "诉求。",
    "cases": "典型案例库。",
    "statutes": "法条。",
    "calendar": "放假安排。",
    "parameters": "参数。",
    "index": "检索索引。",
    "search": "检索案例、法条、工具。",
    "classify": "案由、类别、紧急情形。",
    "calc": "计算。",
    "claims": "从案情到可以主张的请求。",
    "documents": "文书。",
    "match": "求解一个匹配实例：IN.json → OUT.json。",
    "matching": "律师匹配：名单、为什么不是、试算、改派建议、排案记录。",
    "jobs": "定时任务。",
    "notices": "通知。",
    "audit": "审计。",
    "backup": "备份。",
    "restore": "恢复备份。",
}


click.Context.formatter_class = chinese_help.Help  # of every command, also of those that click makes by itself


def load(file: str) -> ModuleType:
    """A file of this folder by its name, when it is needed."""
    return import_module(f"legalaid.cli.{file}")


class Commands(click.Group):
    """`legalaid`. Starting must not load the web, the solver and the index, so a command's file is imported by its name.

    Exit codes: 0 done; 1 a check found faults; 2 refused, the reason on standard error and nothing on standard output.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(TABLE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in TABLE:
            return None
        found: click.Command = load(cmd_name).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(TABLE.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader has seen enough, which is no fault. Nothing more can be written, not even when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)

    def main(self, *args: Any, **kw: Any) -> Any:
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                # UTF-8 whatever the locale; half a surrogate pair goes out as JSON would write it.
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            code = super().main(*args, **{**kw, "standalone_mode": False})
        except Exception as e:
            if not (said := list(refused.words(e)) if isinstance(e, refused.REASONS) else refused.of_the_place(e)):
                raise
            for line in said:
                click.echo(line, err=True)
            sys.exit(2)
        sys.exit(code)
