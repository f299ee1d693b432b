"""double_wage 未签书面劳动合同二倍工资差额 (劳动合同法 10, 14, 82; 实施条例 6, 7; 解释（二） 6, 7, 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal
from toolkit.workdays import ONE_DAY, add_months

DAYS_A_MONTH = Decimal("21.75")
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
    end = min(d for d in (add_months(hire, 12) - ONE_DAY, signed - ONE_DAY if signed else None, last, claim) if d is not None)
    return (start, end) if start <= end else None


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
    for name, day, words in (("claim_date", claim, "主张日期"), ("signed_date", signed, "补签日期"), ("last_day", last, "最后工作日")):
        if day is not None and day < hire:
            raise Refusal(name, f"{words}早于入职日期，请核对")
    for source in ("劳动合同法-82", "劳动合同法-10", "劳动合同法实施条例-6", "劳动合同法实施条例-7"):
        sheet.cite(source)
    found = window(hire, signed, last, claim)
    if found is None:
        sheet.line("二倍工资差额", "用工之日起一个月内签订了合同或者已经离职，没有应付期间", ZERO)
        return {"window_start": None, "window_end": None, "segments": ZERO, "amount": ZERO, "amount_in_time": ZERO}
    start, end = found
    sheet.line("应付期间", f"{start.isoformat()} 至 {end.isoformat()}（用工满一个月的次日起，最多十一个月）")
    total = in_time = ZERO
    parts = segments(hire, end)
    for part in parts:
        amount = wage if part.whole else _cut(part, wage, inputs.count_or_none("actual_workdays"), sheet)
        amount = cents(amount)
        limit = sheet.calendar.next_workday(add_months(part.end, 12))
        timely = claim <= (limit if mode == "PER_MONTH" else sheet.calendar.next_workday(add_months(end, 12)))
        note = "" if timely else "，已超过一年时效"
        sheet.line(f"第 {part.number} 段", f"{part.start.isoformat()} 至 {part.end.isoformat()}{note}", amount)
        total += amount
        in_time += amount if timely else ZERO
    _remind(hire, claim, end, mode, sheet)
    return {"window_start": start, "window_end": end, "segments": Decimal(len(parts)), "amount": total, "amount_in_time": in_time}


def _cut(part: Segment, wage: Decimal, given: int | None, sheet: Sheet) -> Decimal:
    days = given if given is not None else sheet.calendar.workdays_between(part.start, part.end)
    amount = min(wage, wage / DAYS_A_MONTH * days)
    sheet.line("不满一个月的部分", f"{plain(wage)} ÷ 21.75 × {days} 个工作日")
    sheet.cite("最高人民法院关于审理劳动争议案件适用法律问题的解释（二）-6")
    sheet.warn("不满一个月按实际工作日和月计薪天数 21.75 折算。", "C")
    if given is None and sheet.calendar.is_provisional(part.start, part.end):
        sheet.warn("所用年份的放假安排尚未公布，工作日数为暂算。")
    return amount


def _remind(hire: date, claim: date, end: date, mode: str, sheet: Sheet) -> None:
    sheet.cite("劳动争议调解仲裁法-27", "第一款")
    words = "逐月分别计算" if mode == "PER_MONTH" else "自期间届满起整体计算"
    sheet.warn(f"二倍工资差额不是劳动报酬，受一年时效限制，本次按“{words}”；宁波采用哪一种尚未核实，两种结果请都看一看。", "K")
    sheet.warn("结果是应另加的一倍，正常工资另算。")
    if claim == end:
        sheet.warn("主张日以后的部分还没有发生，未计入。")
    if claim >= add_months(hire, 12) + timedelta(0):
        sheet.cite("劳动合同法-14", "第三款")
        sheet.warn("用工满一年仍未签订的，视为已订立无固定期限劳动合同，满一年以后不再支付二倍工资。")
    sheet.warn("续订空档和单位拒签无固定期限合同的情形，需人工审查。")


DOUBLE_WAGE = Calculator(
    name="double_wage",
    title="未签劳动合同二倍工资差额",
    summary="入职超过一个月没有签书面劳动合同的，从第二个月起最多十一个月，每月另加一倍工资。",
    fields=(
        Field("hire_date", "入职日期", Kind.DATE, help="实际开始用工的日期。"),
        Field("monthly_wage", "月工资", Kind.MONEY, "元/月", help="未签合同期间的月工资。", positive=True),
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
)  # fmt: skip
