"""legalaid match: solves a plain instance (matching, §6)."""

import json

import click

from legalaid.cli.streams import json_of, keep
from legalaid.errors import Refused
from matching.instance import solved
from matching.problem import BadInstance


@click.command("match")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
def command(source: str, target: str) -> None:
    """求解一个匹配实例：IN.json → OUT.json。"""
    try:
        found = solved(json_of(source, "IN"))
    except BadInstance as e:
        raise Refused(e.message + "。", field=e.field) from e
    keep(target, json.dumps(found, ensure_ascii=False).encode(), "OUT")
