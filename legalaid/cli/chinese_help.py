"""`--help` in Chinese. click's own words come from catalogues of the system, which have none for it."""

import re
from collections.abc import Iterable

import click

_HEADS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}


class Help(click.HelpFormatter):
    """click's layout with our words; what it does not know stays as click writes it."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]..."), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, _said(words)) for name, words in rows], col_max, col_spacing)


def _said(words: str) -> str:
    if words == "Show this message and exit.":
        return "显示这段说明。"
    # what click adds to the words of an option: [default: 10; 1<=x<=100], [required]
    return re.sub(r"\[[^\[\]]*\]$", lambda m: m[0].replace("default: ", "默认：").replace("required]", "必填]").replace("; ", "；"), words)
