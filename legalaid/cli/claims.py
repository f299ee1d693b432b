"""legalaid claims: from facts or a story to claims, with this office's calendar and figures or the shipped ones."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from legalaid.cli.calc import office_law
from legalaid.cli.streams import batch, json_of, show
from legalaid.errors import Refused
from toolkit import claims_answer


@click.command("claims")
@click.argument("story", required=False)
@click.option("--input", "source", default=None, help="JSON 文件：{\"facts\"} 或者 {\"story\"}，可加 {\"on\"}；- 为标准输入")
@click.option("--batch", "many", is_flag=True, help="标准输入每行一个 {\"id\",\"facts\"} 或者 {\"id\",\"story\"}")
def command(story: str | None, source: str | None, many: bool) -> None:
    """从案情到可以主张的请求：金额、时效、证据、依据和文书。案情写在命令后面，或者用 --input 给出案情要素。"""
    if (story is not None) + (source is not None) + many != 1:
        raise Refused("案情写在命令后面，或者用 --input，或者用 --batch，选一种。", field="story")
    today, rules = datetime.now(ZoneInfo("Asia/Shanghai")).date(), office_law()
    if many:
        batch(lambda row: _answer({name: value for name, value in row.items() if name != "id"}, today, rules), "id")
    else:
        show(_answer({"story": story} if source is None else json_of(source, "input"), today, rules))


def _answer(data: Any, today: date, rules: Any) -> dict[str, Any]:
    facts, on = claims_answer.asked(data, today)
    return claims_answer.to_answer(claims_answer.work_out(facts, on, *rules))
