"""add_workdays 推算工作日: the n-th working day after a day (国务院办公厅的放假安排)."""

from collections.abc import Mapping

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    start, count = inputs.day("start_date"), inputs.count("n")
    found = sheet.calendar.add_workdays(start, count)
    sheet.line("工作日", f"{start.isoformat()} 之后第 {count} 个工作日为 {found.isoformat()}，当天不算，放假不算，调休上班日算")
    sheet.cite("全国年节及纪念日放假办法-2")
    if sheet.calendar.is_provisional(start, found):
        sheet.warn("结果为暂算：所用年份的放假安排尚未导入，导入后请重新计算。")
    return {"date": found}


ADD_WORKDAYS = Calculator(
    name="add_workdays",
    title="推算工作日",
    summary="从某天起第几个工作日是哪天；调休上班的周末算工作日。",
    fields=(
        Field("start_date", "从哪天起", Kind.DATE, help="当天不算在内。"),
        Field("n", "几个工作日", Kind.INT, "天", maximum=5000, help="填 0 就是当天。"),
    ),
    outputs=(Output("date", "日期", "date"),),
    work=_work,
    headline="date",
)
