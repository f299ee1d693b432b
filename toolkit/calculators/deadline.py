"""deadline 法定期限: one statutory period counted from a day (民法典 201–203; 民事诉讼法 85)."""

from collections.abc import Mapping

from toolkit.authority import MARKS
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet
from toolkit.deadlines import COUNTING, deadline, rules

TODAY = Field("as_of", "今天的日期", Kind.DATE, required=False, help="用来提醒还剩几天，可以留空。")


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    years = inputs.counts_or_none("calendar_loaded_years")
    found = deadline(inputs.code("rule_id"), inputs.day("trigger_date"), sheet.calendar, years, inputs.day_or_none("as_of"))
    for text in found.lines:
        sheet.line(found.rule.title, text)
    for citation in (*found.rule.cites, *COUNTING):
        sheet.cite(citation)
    for text in found.warnings:
        sheet.warn(text)
    if found.provisional:
        sheet.warn("结果为暂算：所用年份的放假安排尚未导入，导入后请重新计算。")
    if found.rule.backward:
        sheet.warn("倒算的期限遇到休息日向前提到工作日。", "C")
    if found.rule.mark != "V":
        sheet.warn(f"这一期限规则：{MARKS[found.rule.mark]}，请向受理机关核实。")
    return {"due_date": found.due_date, "raw_date": found.raw_date, "rolled": found.rolled, "provisional": found.provisional}


DEADLINE = Calculator(
    name="deadline",
    title="法定期限",
    summary="选一种期限，填起算的日期，算出最后一天；遇到休息日和节假日自动顺延。",
    fields=(
        Field("rule_id", "期限", Kind.CHOICE, choices=tuple((rule.id, f"{rule.title}（{rule.trigger}）") for rule in rules().values()),
              help="括号里是从哪天起算。"),
        Field("trigger_date", "起算的日期", Kind.DATE, help="收到文书、知道权利被侵害等的当天；当天不算在内。"),
        TODAY,
        Field("calendar_loaded_years", "只用这些年份的日历", Kind.INT_LIST, required=False, max_items=200, help="核对用，一般留空。"),
    ),
    outputs=(
        Output("due_date", "最后一天", "date"),
        Output("raw_date", "顺延前的届满日", "date"),
        Output("rolled", "是否顺延", "bool"),
        Output("provisional", "是否暂算", "bool"),
    ),
    work=_work,
    headline="due_date",
)
