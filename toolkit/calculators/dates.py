"""deadline 法定期限, limitation 仲裁时效, add_workdays 工作日: the deadline engine as calculators."""

from collections.abc import Mapping

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet
from toolkit.deadlines import Interrupt, Suspend, deadline, limitation, rules

_PROVISIONAL = "所用年份的放假安排尚未公布，结果为暂算，请在公布后重新计算。"
_EARLY = "请尽量在届满日之前办理，不要等到顺延后的最后一天。"


def _deadline(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    years = inputs.counts("calendar_loaded_years")
    found = deadline(inputs.code("rule_id"), inputs.day("trigger_date"), sheet.calendar, years or None)
    for text in found.lines:
        sheet.line(found.rule.title, text)
    for citation in found.rule.cites:
        sheet.cite(citation)
    if found.provisional:
        sheet.warn(_PROVISIONAL)
    sheet.warn(_EARLY)
    return {"due_date": found.due_date, "raw_date": found.raw_date, "rolled": found.due_date != found.raw_date, "provisional": found.provisional}


def _events(inputs: Inputs) -> list[Interrupt | Suspend]:
    found: list[Interrupt | Suspend] = []
    for row in inputs.records("events"):
        if row.code("kind") == "INTERRUPT":
            found.append(Interrupt(row.day("date")))
        else:
            found.append(Suspend(row.day("from"), row.day("to")))
    return found


def _limitation(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    found = limitation(inputs.day("trigger_date"), _events(inputs), sheet.calendar)
    for text in found.lines:
        sheet.line("仲裁时效", text)
    for text in found.warnings:
        sheet.warn(text)
    for part in ("第一款", "第二款", "第三款"):
        sheet.cite("劳动争议调解仲裁法-27", part)
    if found.provisional:
        sheet.warn(_PROVISIONAL)
    sheet.warn("劳动关系存续期间追索拖欠的劳动报酬不受一年限制；离职的，应自离职之日起一年内提出。")
    sheet.warn(_EARLY)
    return {"due_date": found.due_date}


def _add_workdays(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    start, count = inputs.day("start_date"), inputs.count("n")
    found = sheet.calendar.add_workdays(start, count)
    sheet.line("工作日", f"{start.isoformat()} 之后第 {count} 个工作日为 {found.isoformat()}")
    if sheet.calendar.is_provisional(start, found):
        sheet.warn(_PROVISIONAL)
    return {"date": found}


def _rule_choices() -> tuple[tuple[str, str], ...]:
    return tuple((rule.id, f"{rule.title}（{rule.trigger}）") for rule in rules().values())


DEADLINE = Calculator(
    name="deadline",
    title="法定期限",
    summary="选一种期限，填起算的日期，算出最后一天；遇到休息日和节假日自动顺延。",
    fields=(
        Field("rule_id", "期限", Kind.CHOICE, choices=_rule_choices()),
        Field("trigger_date", "起算的日期", Kind.DATE, help="收到文书、知道权利被侵害等的当天；当天不算在内。"),
        Field("calendar_loaded_years", "只用这些年份的日历", Kind.INT_LIST, required=False, help="一般留空。"),
    ),
    outputs=(
        Output("due_date", "最后一天", "date"), Output("raw_date", "顺延前的届满日", "date"), Output("rolled", "是否顺延", "bool"),
        Output("provisional", "是否暂算", "bool"),
    ),
    work=_deadline,
)  # fmt: skip
LIMITATION = Calculator(
    name="limitation",
    title="仲裁时效",
    summary="申请劳动仲裁的一年时效，计入主张权利等引起的中断和不可抗力等引起的中止。",
    fields=(
        Field("trigger_date", "知道权利被侵害的日期", Kind.DATE, help="例如被辞退的那天、约定发工资却没发的那天。"),
        Field("events", "中断和中止", Kind.RECORDS, required=False, help="每行一件：INTERRUPT 日期；或者 SUSPEND 起 止。没有就留空。", columns=(
            Field("kind", "种类", Kind.CHOICE, choices=(("INTERRUPT", "中断"), ("SUSPEND", "中止"))),
            Field("date", "日期", Kind.DATE, when=("kind", "INTERRUPT")),
            Field("from", "开始", Kind.DATE, when=("kind", "SUSPEND")),
            Field("to", "结束", Kind.DATE, when=("kind", "SUSPEND")),
        )),
    ),
    outputs=(Output("due_date", "申请仲裁的最后一天", "date"),),
    work=_limitation,
)  # fmt: skip
ADD_WORKDAYS = Calculator(
    name="add_workdays",
    title="推算工作日",
    summary="从某天起第几个工作日是哪天；调休上班的周末算工作日。",
    fields=(Field("start_date", "从哪天起", Kind.DATE, help="当天不算在内。"), Field("n", "几个工作日", Kind.INT, "天", maximum=2000)),
    outputs=(Output("date", "日期", "date"),),
    work=_add_workdays,
)

