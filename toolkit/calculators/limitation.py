"""limitation 仲裁时效: the year of 劳动争议调解仲裁法 27 with its interruptions and suspensions."""

from collections.abc import Mapping

from toolkit.calculators.deadline import TODAY
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet
from toolkit.deadlines import COUNTING, Interrupt, Suspend, limitation


def _events(inputs: Inputs) -> list[Interrupt | Suspend]:
    return [
        Interrupt(row.day("date")) if row.code("kind") == "INTERRUPT" else Suspend(row.day("from"), row.day("to"))
        for row in inputs.records("events")
    ]


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    found = limitation(inputs.day("trigger_date"), _events(inputs), sheet.calendar, inputs.day_or_none("as_of"))
    for text in found.lines:
        sheet.line("仲裁时效", text)
    for text in found.warnings:
        sheet.warn(text)
    for part in ("第一款", "第二款", "第三款", "第四款"):
        sheet.cite("劳动争议调解仲裁法-27", part)
    for citation in COUNTING:
        sheet.cite(citation)
    if found.provisional:
        sheet.warn("结果为暂算：所用年份的放假安排尚未导入，导入后请重新计算。")
    sheet.warn("在职期间追讨拖欠的工资不受一年限制；离职的，应自离职之日起一年内提出。")
    sheet.warn("只向工会反映不一定中断时效：工会向单位转达了要求或者进行调解的才可靠。要留下主张过权利的证据。")
    return {"due_date": found.due_date}


LIMITATION = Calculator(
    name="limitation",
    title="仲裁时效",
    summary="申请劳动仲裁的一年时效，计入主张权利等引起的中断和不可抗力等引起的中止。",
    fields=(
        Field("trigger_date", "知道权利被侵害的日期", Kind.DATE, help="例如被辞退的那天、约定发工资却没发的那天。"),
        Field("events", "中断和中止", Kind.RECORDS, required=False, max_items=100,
              help="每行一件，没有就留空。写“中断 日期”：向单位要过、投诉过、申请过调解的那天；或者“中止 开始 结束”：不可抗力等使你不能申请的时间。", columns=(
            Field("kind", "种类", Kind.CHOICE, choices=(("INTERRUPT", "中断"), ("SUSPEND", "中止"))),
            Field("date", "日期", Kind.DATE, when=("kind", "INTERRUPT")),
            Field("from", "开始", Kind.DATE, when=("kind", "SUSPEND")),
            Field("to", "结束", Kind.DATE, when=("kind", "SUSPEND")),
        )),
        TODAY,
    ),
    outputs=(Output("due_date", "申请仲裁的最后一天", "date"),),
    work=_work,
    headline="due_date",
)
