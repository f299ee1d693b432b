"""annual_leave 未休年休假工资 (职工带薪年休假条例 3–5; 企业职工带薪年休假实施办法 5, 8, 10–12)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from toolkit.calculators.employment import full_years
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

DAYS_A_YEAR = 365
PERSONAL_LEAVE_LIMIT = 20
_TIERS = (1, 10, 20)
# 条例 4: months of sick leave that forfeit the leave, by days of leave
_SICK_LIMIT = {5: 2, 10: 3, 15: 4}


def full_days(years: int) -> int:
    """Days of leave a year by cumulative years with all employers (条例 3)."""
    if years < 1:
        return 0
    return 5 if years < 10 else 10 if years < 20 else 15


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    year, hire, last = inputs.count("year"), inputs.day("hire_date"), inputs.day_or_none("last_day")
    first, final = date(year, 1, 1), date(year, 12, 31)
    if last is not None and not first <= last <= final:
        raise Refusal("last_day", f"最后工作日不在 {year} 年内；计算哪一年，就填那一年的离职日期")
    if last is not None and last < hire:
        raise Refusal("last_day", "最后工作日早于入职日期，请核对")
    wages, taken = inputs.amounts("monthly_wages_ex_ot"), inputs.number("taken_days")
    full = Decimal(full_days(inputs.count("cumulative_years")))
    average = sum(wages, ZERO) / len(wages)
    pay_days = sheet.figure("pay_days_per_month", final)
    daily = average / pay_days
    sheet.line("全年年休假", f"累计工作满 {inputs.count('cumulative_years')} 年，{plain(full)} 天")
    sheet.line("日工资", f"月平均 {cents(average)} ÷ {plain(pay_days)}", cents(daily))
    for source in ("职工带薪年休假条例-3", "职工带薪年休假条例-5", "企业职工带薪年休假实施办法-10", "企业职工带薪年休假实施办法-11"):
        sheet.cite(source)
    _remind(inputs, last or final, sheet)
    entitled, unused = _days(inputs, full, taken, first, final, last, sheet)
    lost = _forfeited(inputs, int(full))
    if lost:
        sheet.line("不享受当年年休假", lost)
        sheet.cite("职工带薪年休假条例-4")
        if taken:
            sheet.warn("已经休了当年年休假、后来才发生上述情形的，不享受下一年度的年休假。")
        entitled = unused = ZERO
    extra = ZERO if inputs.flag("waived_in_writing") else cents(daily * 2 * unused)
    if inputs.flag("waived_in_writing"):
        sheet.warn("单位已安排、职工因本人原因书面提出不休的，只付正常工资，没有另外的 200%。")
    sheet.line("未休年休假工资", f"日工资 × 200% × {plain(unused)} 天", extra)
    sheet.warn("300% 中的 100% 已在正常工资里，这里是另外应付的 200%。")
    sheet.warn("时效自该年度结束（或者允许跨年安排的期限届满）起一年。", "K")
    return {"full": full, "entitled": entitled, "unused": unused, "daily": cents(daily), "extra_200": extra}


def _days(inputs: Inputs, full: Decimal, taken: Decimal, first: date, final: date, last: date | None, sheet: Sheet) -> tuple[Decimal, Decimal]:
    qualified = inputs.day_or_none("qualified_from")
    start = max(d for d in (first, inputs.day("hire_date"), qualified) if d is not None)
    end = last or final
    if start > end:
        sheet.line("应休天数", "计算期间内没有符合条件的日子")
        return ZERO, ZERO
    days = (end - start).days + 1
    if last is None:
        entitled = full if start == first else days * full // DAYS_A_YEAR
        sheet.line("应休天数", "全年在职" if start == first else f"{start.isoformat()} 起 {days} 天 ÷ 365 × {plain(full)}，不足一天不计", None)
        if start != first:
            sheet.cite("企业职工带薪年休假实施办法-5")
        return entitled, max(ZERO, entitled - taken)
    entitled = min(full, days * full // DAYS_A_YEAR)
    left = (days * full - taken * DAYS_A_YEAR) / DAYS_A_YEAR
    unused = min(max(ZERO, left // 1), max(ZERO, full - taken))
    sheet.line("应休天数", f"{start.isoformat()} 至 {end.isoformat()} 共 {days} 天 ÷ 365 × {plain(full)} － 已休 {plain(taken)}，不足一天不计")
    sheet.cite("企业职工带薪年休假实施办法-12")
    if left < 0:
        sheet.warn("多休的天数单位不能扣回。")
    return entitled, unused


def _remind(inputs: Inputs, end: date, sheet: Sheet) -> None:
    years, hire = inputs.count("cumulative_years"), inputs.day("hire_date")
    if years < full_years(hire, end):
        sheet.warn(f"在本单位已满 {full_years(hire, end)} 年，多于填写的累计工作年限 {years} 年，请核对。")
    if years in _TIERS:
        sheet.warn("当年刚满 1 年、10 年或者 20 年的，全年按年底（离职的按离职日）所在档次计算。", "C")
    if inputs.day_or_none("qualified_from"):
        sheet.warn("当年才连续工作满 12 个月的，自满 12 个月之日起折算。", "C")
    sheet.warn("学校等享受寒暑假的职工，寒暑假多于年休假的不再休年休假，需人工审查。")


def _forfeited(inputs: Inputs, full: int) -> str | None:
    sick, personal = inputs.count("sick_months"), inputs.count("paid_personal_leave_days")
    if personal >= PERSONAL_LEAVE_LIMIT:
        return f"当年带薪事假累计 {personal} 天，达到 20 天"
    if full and sick >= _SICK_LIMIT[full]:
        return f"当年病假累计 {sick} 个月，达到 {_SICK_LIMIT[full]} 个月"
    return None


ANNUAL_LEAVE = Calculator(
    name="annual_leave",
    title="未休年休假工资",
    summary="应休没有休的年休假，在正常工资之外另付日工资的 200%。",
    fields=(
        Field("year", "哪一年", Kind.INT, "年", minimum=2008, maximum=2100, help="算哪一年的年休假，填四位年份。"),
        Field("cumulative_years", "累计工作满几年", Kind.INT, "年", maximum=60, help="在所有单位工作的年限加在一起，算到离职日或者当年年底。"),
        Field("hire_date", "入职本单位的日期", Kind.DATE, help="实际开始上班的日期。"),
        Field("monthly_wages_ex_ot", "各月工资（不含加班费）", Kind.MONEY_LIST, "元/月", min_items=1, max_items=12,
              help="支付前最近 12 个月剔除加班费的工资，用顿号、空格或者换行分开。"),
        Field("taken_days", "已经休了几天", Kind.NUMBER, "天", required=False, default="0", maximum=366, help="当年已经安排休过的年休假，没休填 0。"),
        Field("last_day", "最后工作日", Kind.DATE, required=False, help="当年没有离职的留空。"),
        Field("qualified_from", "连续工作满 12 个月的日期", Kind.DATE, required=False, help="工作以来一直连续的留空。"),
        Field("waived_in_writing", "单位安排了、本人书面提出不休", Kind.BOOL, required=False, default=False, help="单位没有安排过的不要勾。"),
        Field("sick_months", "当年病假月数", Kind.INT, "个月", required=False, default=0, maximum=12, help="全年病假加起来满几个月，没有填 0。"),
        Field("paid_personal_leave_days", "当年带薪事假天数", Kind.INT, "天", required=False, default=0, maximum=366, help="单位没有扣工资的事假，没有填 0。"),
    ),
    outputs=(
        Output("full", "全年年休假", "number", "天"),
        Output("entitled", "应休", "number", "天"),
        Output("unused", "未休", "number", "天"),
        Output("daily", "日工资", "money", "元"),
        Output("extra_200", "另付的 200%", "money", "元"),
    ),
    work=_work,
    headline="extra_200",
    figures=("pay_days_per_month",),
)
