"""代理过的单位 as a lawyer enters them: one on a form, many in a CSV or XLSX with a head line."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from legalaid.errors import Invalid, Refused
from legalaid.schemas.base import BaseSchema, Choice, Day, Text
from toolkit.refusal import Refusal
from toolkit.workbooks import rows_of_xlsx

SIDES = {"FOR": "代理该单位", "AGAINST": "代理对方"}
WHOSE = {"LAWYER": "本人", "FIRM": "本所"}
HEADS = {"单位名称": "employer", "代理哪一方": "side", "谁代理": "whose", "开始": "starts", "结束": "ends"}
_CODES = {words: code for table in (SIDES, WHOSE) for code, words in table.items()}
MOST_BYTES, MOST_ROWS = 2 << 20, 2000
Row = tuple[int, dict[str, Any]]
Fault = tuple[int, str, str]


class ClientSchema(BaseSchema):
    """One client, for or against whom, by whom, from when to when."""

    employer = Text(required=True, longest=80, shortest=2)
    side = Choice(SIDES, required=True)
    whose = Choice(WHOSE, required=True)
    starts = Day()
    ends = Day()


def read(content: bytes) -> tuple[list[Row], list[Fault]]:
    """The rows of a CSV or XLSX with their line numbers, and every fault by line and field. Refused whole when it is no table."""
    if len(content) > MOST_BYTES:
        raise Refused("文件超过 2 MB。", field="file")
    table = _workbook(content) if content[:2] == b"PK" else _comma(content)
    heads: list[str] = []
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in enumerate(table, 1):
        texts = [c.strip() for c in cells]
        if not any(texts):
            continue
        if not heads:
            heads = texts
            if "单位名称" not in heads or (unknown := [h for h in heads if h and h not in HEADS]):
                raise Refused(f"第 {line} 行应为表头：{'、'.join(HEADS)}；至少要有“单位名称”{'，不认识“' + unknown[0] + '”' if '单位名称' in heads else ''}。", field="file")
            continue
        if len(rows) + len(faults) >= MOST_ROWS:
            raise Refused(f"一次最多导入 {MOST_ROWS} 行。", field="file")
        values = {HEADS[h]: _CODES.get(t, t) for h, t in zip(heads, texts, strict=False) if h and t}
        try:
            rows.append((line, ClientSchema().load_form({"side": "FOR", "whose": "LAWYER", **values})))
        except Invalid as e:
            names = {ours: head for head, ours in HEADS.items()}
            faults += [(line, names.get(field, field), words) for field, words in e.errors.items()]
    if not heads:
        raise Refused("文件是空的。", field="file")
    return rows, faults


def _comma(content: bytes) -> Iterable[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")  # what Excel writes in Chinese
        except UnicodeDecodeError as e:
            raise Refused("不是 CSV 或者 XLSX 文件。", field="file") from e
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as e:
        raise Refused("不是完整的 CSV。", field="file") from e


def _workbook(content: bytes) -> Iterable[list[str]]:
    try:
        return [[_text(value) for value in row] for row in rows_of_xlsx(content, MOST_ROWS + 50)]
    except Refusal as e:
        raise Refused(f"{e.message}。", field="file") from e


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def known(rows: Iterable[Row]) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows as the import takes them."""
    return [(line, {"starts": None, "ends": None, **row}) for line, row in rows]
