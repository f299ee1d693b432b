"""A year's days off as a table: CSV or XLSX with a row for each break or make-up day; every faulty cell is named."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl.utils.datetime import WINDOWS_EPOCH

from toolkit import group_cells as cells
from toolkit.refusal import Refusal
from toolkit.workdays import ONE_DAY, Year, make_year

_HEADS = {
    "name": ("名称", "节日", "假期", "name"), "start": ("日期", "开始", "开始日期", "放假开始", "date", "start"), "end": ("结束", "结束日期", "放假结束", "end"),
    "kind": ("安排", "类型", "放假或者上班", "kind", "type"), "statutory": ("法定", "法定节假日", "是否法定节假日", "statutory"),
}
_OFF, _WORK = frozenset({"放假", "休息", "休", "假", "off"}), frozenset({"上班", "调休上班", "补班", "班", "work"})
MOST_ROWS, _LONGEST_BREAK = 400, 31
Fault = tuple[int, str, str]


def read(rows: Iterable[Sequence[Any]], source: str) -> tuple[Year | None, list[Fault]]:
    """The year that the rows tell, or their faults as (row, column, reason). The first row names the columns.

    安排 is 放假 or 上班; 结束 may be missing (one day); 法定节假日 says for each row whether all its days are 300% days, and
    without that column it is not known which are. The year is the one that most days lie in.
    """
    table = iter(rows)
    heads = [cells.plain(cell) for cell in next(table, ())]
    columns = {name: heads.index(head) for name, words in _HEADS.items() for head in words if head in heads}
    lacking = [_HEADS[name][0] for name in ("name", "start", "kind") if name not in columns]
    if lacking:
        return None, [(1, "表头", f"缺少列：{'、'.join(lacking)}")]
    faults: list[Fault] = []
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    statutory: list[date] = []
    for number, row in enumerate(table, 2):
        if number > MOST_ROWS:
            faults.append((number, "内容", f"超过 {MOST_ROWS} 行"))
            break
        found = {name: row[index] if index < len(row) else None for name, index in columns.items()}
        if all(cells.is_empty(value) for value in found.values()):
            continue
        _row(number, found, (off, work, statutory), faults)
    if not faults and not off:
        faults.append((1, "内容", "没有列出任何放假日期，尚未公布的年份不能导入"))
    if faults:
        return None, faults
    year = Counter(day.year for day in (*off, *work)).most_common(1)[0][0]
    try:
        return make_year(year, off, work, statutory if "statutory" in columns else None, source), []
    except Refusal as refusal:
        return None, [(1, {"off": "放假", "workdays": "上班"}.get(refusal.field, "法定节假日"), refusal.message)]


def _row(number: int, found: dict[str, Any], into: tuple[dict[date, str], dict[date, str], list[date]], faults: list[Fault]) -> None:
    """One row into days off, make-up days and statutory days; what is wrong goes to `faults`."""
    off, work, statutory = into
    before = len(faults)
    days: dict[str, date | None] = {}
    for name, label in (("start", "开始日期"), ("end", "结束日期")):
        try:
            days[name] = cells.day(found.get(name), WINDOWS_EPOCH)
        except Refusal as refusal:
            faults.append((number, label, refusal.message))
    kind = cells.plain(found["kind"]).lower()
    if kind not in _OFF | _WORK:
        faults.append((number, "安排", f"“{kind[:20]}”应写成放假或者上班"))
    title = cells.plain(found["name"])[:24] or ("调休上班" if kind in _WORK else "")
    if not title:
        faults.append((number, "名称", "请填写节日名称"))
    fixed = False if cells.is_empty(found.get("statutory")) else cells.yes(found.get("statutory"))
    if fixed is None:
        faults.append((number, "法定节假日", f"“{cells.plain(found['statutory'])[:20]}”应写成是或者否"))
    start = days.get("start")
    end = days.get("end") or start
    if len(faults) == before and start is None:
        faults.append((number, "开始日期", "请填写日期"))
    if len(faults) > before or start is None or end is None:
        return
    if not 0 <= (end - start).days < _LONGEST_BREAK:
        faults.append((number, "结束日期", "结束日期早于开始日期" if end < start else f"一行超过 {_LONGEST_BREAK} 天"))
        return
    for index in range((end - start).days + 1):
        day = start + ONE_DAY * index
        if day in off or day in work:
            faults.append((number, "开始日期", f"{day} 重复出现"))
            return
        (off if kind in _OFF else work)[day] = title
        if fixed:
            statutory.append(day)


def rows_of_csv(text: str) -> list[list[str]]:
    """The cells of a CSV text. Refused when it is none."""
    try:
        return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise Refusal("file", f"不是完整的 CSV（{error}）") from error
