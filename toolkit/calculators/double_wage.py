"""double_wage 未签书面劳动合同二倍工资差额 (劳动合同法 10, 14, 82; 实施条例 6, 7; 解释（二） 6, 7, 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.authority import JI2
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.calculators.wages import LAW_BEGINS
from toolkit.refusal import Refusal
from toolkit.workdays import ONE_DAY, add_months

MOST_SEGMENTS = 11


@dataclass(frozen=True)
class Segment:
    """One month of the window; `whole` is false for a cut last one."""

    number: int
    start: date
    end: date
    whole: bool


def window(hire: date, signed: date | None, last: date | None, claim: date) -> tuple[date, date] | None:
    """First and last day for which double pay is owed, at most eleven months; None when there is none."""
    start = add_months(hire, 1)
    end = min(claim, owed_until(hire, signed, last))
    return (start, end) if start <= end else None


def owed_until(hire: date, signed: date | None, last: date | None) -> date:
    """The day on which double pay ends by law: a full year, the day before signing, or the end of employment."""
    return min(d for d in (add_months(hire, 12) - ONE_DAY, signed - ONE_DAY if signed else None, last) if d is not None)


def segments(hire: date, end: date) -> list[Segment]:
    """The months k = 1 … 11 counted from the day of hire, the last one cut at `end`."""
    found = []
    for k in range(1, MOST_SEGMENTS + 1):
        first, last = add_months(hire, k), add_months(hire, k + 1) - ONE_DAY
        if first > end:
            break
        found.append(Segment(k, first, min(last, end), last <= end))
    return found


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    hire, claim = inputs.day("hire_date"), inputs.day("claim_date")
    wage, mode = inputs.number("monthly_wage"), inputs.code("limitation_mode")
    signed, last = inputs.day_or_none("signed_date"), inputs.day_or_none("last_day")
    if hire < LAW_BEGINS:
        raise Refusal("hire_date", "2008 年以前入职而未签合同的，按劳动合同法第九十七条第二款另行认定，本工具不能测算，请人工审查")
    for name, day, words in (("claim_date", claim, "主张日期"), ("last_day", last, "最后工作日")):
        if day is not None and day < hire:
            raise Refusal(name, f"{words}早于入职日期，请核对")
    for source in ("劳动合同法-82", "劳动合同法-10", "劳动合同法实施条例-6", "劳动合同法实施条例-7"):
        sheet.cite(source)
    found = window(hire, signed, last, claim)
    if found is None:
        sheet.line("二倍工资差额", "用工之日起一个月内已签合同、离职或者提出主张，没有应付期间", ZERO)
        return {"window_start": None, "window_end": None, "segments": ZERO, "amount": ZERO, "amount_in_time": ZERO}
    start, end = found
    sheet.line("应付期间", f"{start.isoformat()} 至 {end.isoformat()}（用工满一个月的次日起，最多十一个月）")
    total = by_month = ZERO
    parts = segments(hire, end)
    for part in parts:
        amount = cents(wage if part.whole else _cut(part, wage, inputs.count_or_none("actual_workdays"), sheet))
        limit = sheet.calendar.next_workday(add_months(part.end, 12))
        late = "" if claim <= limit else f"，逐月计算的时效 {limit.isoformat()} 已过"
        sheet.line(f"第 {part.number} 段", f"{part.start.isoformat()} 至 {part.end.isoformat()}{late}", amount)
        total += amount
        by_month += ZERO if late else amount
    sheet.line("二倍工资差额合计", f"{len(parts)} 段相加", total)
    limit = sheet.calendar.next_workday(add_months(end, 12))
    at_once = total if claim <= limit else ZERO
    sheet.line("其中未过时效", f"逐月分别计算 {by_month} 元；整体计算（到 {limit.isoformat()}）{at_once} 元")
    if parts[-1].whole and inputs.count_or_none("actual_workdays") is not None:
        sheet.warn("各段都是整月，填写的实际工作日没有用到。")
    if sheet.calendar.is_provisional(add_months(end, 12), limit):
        sheet.warn("时效届满日所在年份的放假安排尚未导入，时效为暂算。")
    in_time = by_month if mode == "PER_MONTH" else at_once
    _remind(hire, claim, owed_until(hire, signed, last), mode, sheet)
    return {"window_start": start, "window_end": end, "segments": Decimal(len(parts)), "amount": total, "amount_in_time": in_time}


def _cut(part: Segment, wage: Decimal, given: int | None, sheet: Sheet) -> Decimal:
    days = given if given is not None else sheet.calendar.workdays_between(part.start, part.end)
    pay_days = sheet.figure("pay_days_per_month", part.end)
    amount = min(wage, wage * days / pay_days)
    more = "，不超过一个月工资" if amount == wage else ""
    sheet.line("不满一个月的部分", f"{plain(wage)} ÷ {plain(pay_days)} × {days} 个工作日{more}")
    sheet.cite(f"{JI2}-6")
    sheet.warn(f"不满一个月按实际工作日和月计薪天数 {plain(pay_days)} 折算。", "C")
    if given is None and sheet.calendar.is_provisional(part.start, part.end):
        sheet.warn("所用年份的放假安排尚未导入，工作日数为暂算。")
    return amount


def _remind(hire: date, claim: date, owed: date, mode: str, sheet: Sheet) -> None:
    sheet.cite("劳动争议调解仲裁法-27", "第一款")
    words = "逐月分别计算" if mode == "PER_MONTH" else "整体计算"
    sheet.warn(f"二倍工资差额不是劳动报酬，受一年时效限制，本次按“{words}”；宁波采用哪一种尚未核实，两种结果都列在上面。", "K")
    sheet.warn("结果是应另加的一倍，正常工资另算。")
    if claim < owed:
        sheet.warn("主张日以后的部分还没有发生，未计入。")
    sheet.warn("从入职次月的对应日起算，最多十一个月；也有再晚一天起算的。", "C")
    if owed == add_months(hire, 12) - ONE_DAY and claim > owed:
        sheet.cite("劳动合同法-14", "第三款")
        sheet.cite(f"{JI2}-9")
        sheet.warn("用工满一年仍未签订的，视为已订立无固定期限劳动合同，满一年以后不再支付二倍工资。")
    sheet.cite(f"{JI2}-7")
    sheet.warn("单位能证明不可抗力、本人故意或者重大过失导致没签的，不用付。")
    sheet.cite(f"{JI2}-8")
    sheet.warn("合同到期没续签、单位拒签无固定期限合同的，本工具不能算，需人工审查。")


DOUBLE_WAGE = Calculator(
    name="double_wage",
    title="未签劳动合同二倍工资差额",
    summary="入职超过一个月没有签书面劳动合同的，从第二个月起最多十一个月，每月另加一倍工资。",
    fields=(
        Field("hire_date", "入职日期", Kind.DATE, help="实际开始用工的日期。"),
        Field("monthly_wage", "月工资", Kind.MONEY, "元/月", help="未签合同期间的月工资。"),
        Field("claim_date", "主张日期", Kind.DATE, help="申请仲裁的日期；还没有申请的填今天。"),
        Field("signed_date", "补签合同的日期", Kind.DATE, required=False, help="一直没签的留空。"),
        Field("last_day", "最后工作日", Kind.DATE, required=False, help="还在职的留空。"),
        Field("actual_workdays", "最后不满一个月的实际工作日", Kind.INT, "天", required=False, maximum=31, help="不填则按日历计算。"),
        Field("limitation_mode", "时效算法", Kind.CHOICE, required=False, default="PER_MONTH",
              choices=(("PER_MONTH", "逐月分别计算"), ("WHOLE", "整体计算")), help="各地做法不同，可以两种都算一下。"),
    ),
    outputs=(
        Output("window_start", "应付期间起", "date"),
        Output("window_end", "应付期间止", "date"),
        Output("segments", "月数（不满一月算一段）", "number", "段"),
        Output("amount", "二倍工资差额", "money", "元"),
        Output("amount_in_time", "其中未过时效", "money", "元"),
    ),
    work=_work,
    headline="amount",
    figures=("pay_days_per_month",),
)
