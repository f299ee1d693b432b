"""legalaid calc: the calculators, with this office's calendar and figures or, where there is no office yet, the shipped ones."""

import os
from typing import Any

import click

from legalaid.cli.commands import load
from legalaid.cli.streams import batch, json_of, show
from legalaid.errors import Refused
from legalaid.settings import read
from toolkit.calculators import calculate
from toolkit.parameters import Parameters, shipped_parameters
from toolkit.workdays import Calendar, shipped_calendar


@click.command("calc")
@click.argument("name", required=False)
@click.option("--input", "source", default="-", help="JSON 文件，- 为标准输入")
@click.option("--batch", "many", is_flag=True, help="标准输入每行一个 {\"calculator\",\"inputs\"}")
def command(name: str | None, source: str, many: bool) -> None:
    """计算：名称、输入和输出字段见手册。没有数据目录时用随产品提供的日历和参数。"""
    if many == (name is not None):
        raise Refused("请给出计算器名称，或者用 --batch。", field="calculator")
    rules = office_law()
    if many:
        batch(lambda row: _result(row.get("calculator"), row.get("inputs"), rules), "calculator")
    else:
        show(_result(name, json_of(source, "input"), rules))


def _result(name: Any, inputs: Any, law: tuple[Calendar, Parameters]) -> dict[str, Any]:
    if not isinstance(name, str):
        raise Refused("应为计算器名称。", field="calculator")
    return calculate(name, inputs, *law).to_json()


def office_law() -> tuple[Calendar, Parameters]:
    """This office's calendar and figures; the shipped ones where there is no office."""
    settings = read(os.environ)
    settings.check_mode()
    if settings.founded:
        # Loaded only where there is an office: most of what starting would cost is the database.
        office: tuple[Calendar, Parameters] = load("law").of(settings.url)
        return office
    return shipped_calendar(), shipped_parameters()
