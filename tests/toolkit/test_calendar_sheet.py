"""A year's days off as CSV and XLSX: read as people write them, every faulty cell named, nothing half read."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from toolkit import calendar_sheet
from toolkit.refusal import Refusal
from toolkit.workbooks import rows_of_xlsx
from toolkit.workdays import DayKind, read_holiday_cn, shipped_calendar

HEAD = ["名称", "开始", "结束", "安排", "法定节假日"]
# the schedule of 2026 as an office would type it
ROWS: list[list[Any]] = [
    ["元旦", "2026-01-01", "", "放假", "是"], ["元旦", "2026-01-02", "2026-01-03", "放假", ""], ["春节", "2026年2月15日", "", "放假", ""],
    ["春节", "2026/2/16", "2026/2/19", "放假", "是"],
    ["春节", "2026-02-20", "2026-02-23", "放假", "否"], ["清明节", "2026-04-04", "", "休息", ""],
    ["清明节", "2026-04-05", "", "休", "是"], ["清明节", "2026-04-06", "", "放假", ""],
    ["劳动节", "2026-05-01", "2026-05-02", "放假", "是"], ["劳动节", "2026-05-03", "2026-05-05", "放假", ""],
    ["端午节", "2026-06-19", "", "放假", "是"], ["端午节", "2026-06-20", "2026-06-21", "放假", ""],
    ["中秋节", "2026-09-25", "", "放假", "是"], ["中秋节", "2026-09-26", "2026-09-27", "放假", ""],
    ["国庆节", "2026-10-01", "2026-10-03", "放假", "是"], ["国庆节", "2026-10-04", "2026-10-07", "放假", ""],
    *([["", day, "", "上班", ""] for day in ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")]),
]


def csv(rows: list[list[Any]]) -> list[list[str]]:
    return calendar_sheet.rows_of_csv("\ufeff" + "\n".join(",".join(map(str, row)) for row in rows))


def test_the_schedule_of_2026_typed_as_a_table_is_the_shipped_one() -> None:
    year, faults = calendar_sheet.read(csv([HEAD, *ROWS]), "国办发明电〔2025〕7号")
    assert faults == []
    assert year is not None
    shipped = shipped_calendar().years[2026]
    assert {(day.date, day.kind) for day in year.days} == {(day.date, day.kind) for day in shipped.days}
    assert (year.year, year.source, year.statutory_known) == (2026, "国办发明电〔2025〕7号", True)


def test_a_workbook_with_date_cells_reads_the_same() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for row in ROWS:
        sheet.append([datetime.fromisoformat(cell) if isinstance(cell, str) and cell[4:5] == "-" else cell or None for cell in row])
    sheet.append([None] * 5)
    out = io.BytesIO()
    book.save(out)
    assert calendar_sheet.read(rows_of_xlsx(out.getvalue(), 400), "x") == calendar_sheet.read(csv([HEAD, *ROWS]), "x")


def test_without_the_column_of_statutory_days_they_are_not_known() -> None:
    year, _ = calendar_sheet.read(csv([["节日", "日期", "类型"], ["元旦", "2027-01-01", "放假"], ["补班", "2027-01-09", "补班"]]), "x")
    assert year is not None
    assert (year.year, year.statutory_known) == (2027, False)
    assert {day.date: day.kind for day in year.days} == {date(2027, 1, 1): DayKind.ADJUSTED_REST, date(2027, 1, 9): DayKind.ADJUSTED_WORKDAY}


@pytest.mark.parametrize(("row", "column", "said"), [
    (["元旦", "2027-13-01", "", "放假", ""], "开始日期", "没有"), (["元旦", "", "", "放假", ""], "开始日期", "请填写"), (["元旦", "2027-01-01", "", "也许", ""], "安排", "放假或者上班"),
    (["", "2027-01-01", "", "放假", ""], "名称", "请填写"), (["元旦", "2027-01-03", "2027-01-01", "放假", ""], "结束日期", "早于"),
    (["元旦", "2027-01-01", "2027-05-01", "放假", ""], "结束日期", "31 天"),
    (["元旦", "2027-01-01", "", "放假", "三天"], "法定节假日", "是或者否"), (["元旦", "2027-01-01", "2027-01", "放假", ""], "结束日期", "只有月份"),
])
def test_each_faulty_cell_is_named_by_row_and_column(row: list[str], column: str, said: str) -> None:
    year, faults = calendar_sheet.read(csv([HEAD, ["春节", "2027-02-06", "", "放假", ""], row]), "x")
    assert year is None
    assert [(line, name) for line, name, _ in faults] == [(3, column)]
    assert said in faults[0][2]


def test_the_same_day_twice_a_weekday_of_work_and_a_wrong_count_are_refused() -> None:
    for rows, said in (
        ([["元旦", "2027-01-01", "", "放假", ""], ["元旦", "2027-01-01", "", "上班", ""]], "重复"),
        ([["元旦", "2027-01-01", "", "放假", ""], ["", "2027-01-05", "", "上班", ""]], "不是周末"), ([["元旦", "2027-01-01", "", "放假", "是"]], "应为 13 天"), ([], "没有列出"),
        ([["", "2027-01-09", "", "上班", ""]], "没有列出"),
    ):
        year, faults = calendar_sheet.read(csv([HEAD, *rows]), "x")
        assert year is None
        assert said in faults[0][2]


def test_what_is_no_table_is_refused() -> None:
    assert calendar_sheet.read([], "x") == (None, [(1, "表头", "缺少列：名称、日期、安排")])
    with pytest.raises(Refusal):
        rows_of_xlsx(b"PK nonsense", 400)
    with pytest.raises(Refusal):
        calendar_sheet.rows_of_csv('名称,"日期')


@pytest.mark.parametrize("junk", ["[" * 100_000, "9" * 5000])
def test_json_without_end_is_refused(junk: str) -> None:
    with pytest.raises(Refusal, match="不是有效的 JSON 文件"):
        read_holiday_cn(f'{{"year": {junk}}}')
