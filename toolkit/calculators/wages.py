"""The wage base of 经济补偿 and 赔偿金: average, minimum-wage floor, three-times cap (劳动合同法 47; 条例 27)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.calculators.employment import full_months
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Inputs, Sheet, cents, plain
from toolkit.refusal import Refusal

LAW_BEGINS = date(2008, 1, 1)
CAP_TIMES, CAP_YEARS = 3, Decimal(12)

FIELDS = (
    Field("hire_date", "入职日期", Kind.DATE, help="实际开始用工的日期。非因本人原因被调到关联单位、且未领过补偿的，填最早的入职日期。"),
    Field("last_day", "最后工作日", Kind.DATE, help="劳动关系存续的最后一天，含当天。"),
    Field(
        "monthly_wages", "离职前各月应得工资", Kind.MONEY_LIST, "元/月",
        help="离职前最近 12 个月（不足的按实际月数）税前、扣社保前的工资，含奖金、津贴和补贴。用顿号、空格或者换行分开。",
        min_items=1, max_items=12,
    ),
    Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", help="离职时用工地的最低月工资标准。", positive=True,
          parameter="min_wage_monthly"),
    Field("local_avg_wage", "本地区上年度职工月平均工资", Kind.MONEY, "元/月",
          help="市里公布的数，工资较高时用于三倍封顶；不知道可以留空，留空则不封顶。", required=False, positive=True,
          parameter="local_avg_wage_previous_year"),
)


@dataclass(frozen=True)
class Base:
    """`average` of the wages; `floored` = at least the minimum wage; `base` = also capped; all unrounded yuan."""

    average: Decimal
    floored: Decimal
    base: Decimal
    capped: bool


def check_dates(hire: date, last: date) -> None:
    """Refuse an employment that ends before it begins, or before the Labour Contract Law."""
    if last < hire:
        raise Refusal("last_day", "最后工作日早于入职日期，请核对")
    if last < LAW_BEGINS:
        raise Refusal("last_day", "劳动合同法自 2008-01-01 起施行，此前结束的劳动关系不能用本工具测算")


def wage_base(inputs: Inputs, sheet: Sheet) -> Base:
    """Read the fields of FIELDS, check them against one another and write the lines of the base."""
    hire, last = inputs.day("hire_date"), inputs.day("last_day")
    wages, minimum = inputs.amounts("monthly_wages"), inputs.number("min_wage")
    local = inputs.number_or_none("local_avg_wage")
    check_dates(hire, last)
    average = sum(wages, Decimal(0)) / len(wages)
    sheet.line("月平均工资", f"{len(wages)} 个月工资合计 {plain(sum(wages, Decimal(0)))} ÷ {len(wages)}", cents(average))
    _check_count(hire, last, len(wages), sheet)
    floored = max(average, minimum)
    sheet.entered("min_wage_monthly", minimum, last)
    sheet.cite("劳动合同法实施条例-27")
    if floored > average:
        sheet.line("最低工资保底", f"平均工资低于当地最低工资 {plain(minimum)}，按最低工资计算", cents(floored))
    if local is None:
        sheet.warn("没有填写本地区上年度职工月平均工资，未作三倍封顶判断；工资较高的，请查到该数后重新测算。")
        return Base(average, floored, floored, capped=False)
    sheet.entered("local_avg_wage_previous_year", local, last)
    cap = CAP_TIMES * local
    if floored <= cap:
        sheet.line("三倍封顶", f"基数未高于 3 × {plain(local)} ＝ {plain(cap)}，不封顶")
        return Base(average, floored, floored, capped=False)
    sheet.line("三倍封顶", f"基数高于 3 × {plain(local)} ＝ {plain(cap)}，按三倍计算，年限最高 12 年", cents(cap))
    sheet.cite("劳动合同法-47", "第二款")
    return Base(average, floored, cap, capped=True)


def _check_count(hire: date, last: date, count: int, sheet: Sheet) -> None:
    months = full_months(hire, last)
    if count < min(12, months):
        sheet.warn(f"只填写了 {count} 个月的工资，离职前应有 {min(12, months)} 个月，平均数可能不准。")
    if count > months + 2:
        sheet.warn(f"填写了 {count} 个月的工资，多于在职时间（约 {months + 1} 个月），请核对。")
