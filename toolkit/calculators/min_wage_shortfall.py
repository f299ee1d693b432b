"""min_wage_shortfall 最低工资差额 (最低工资规定 12; 劳动合同法 85)."""

from collections.abc import Mapping

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    gross, minimum = inputs.number("gross_paid"), inputs.number("min_wage")
    excluded = sum(inputs.amounts("excluded"), ZERO)
    if excluded > gross:
        raise Refusal("excluded", "剔除的项目合计多于应发工资，请核对")
    comparable = cents(gross - excluded)
    shortfall = cents(max(ZERO, minimum - comparable))
    sheet.entered("min_wage_monthly", minimum)
    sheet.line("可比工资", f"应发 {plain(gross)} － 剔除 {plain(excluded)}", comparable)
    sheet.line("差额", f"最低工资 {plain(minimum)} － {comparable}，不足零的为零", shortfall)
    sheet.cite("最低工资规定-12")
    sheet.cite("劳动合同法-85")
    sheet.warn("只适用于当月正常出勤的；请了事假的按出勤折算，非全日制按最低小时工资。")
    sheet.warn("最低工资标准是否包含个人缴纳的社会保险费，请向人社部门核实。", "OP")
    sheet.warn("经劳动监察责令支付仍逾期不付的，可以另要 50% 至 100% 的赔偿金，见“欠薪加付赔偿金”测算。")
    return {"comparable": comparable, "shortfall": shortfall}


MIN_WAGE_SHORTFALL = Calculator(
    name="min_wage_shortfall",
    title="最低工资差额",
    summary="扣除加班费、津贴等以后，当月工资低于最低工资的差额。",
    fields=(
        Field("gross_paid", "当月应发工资", Kind.MONEY, "元", help="税前、扣社保前发的全部工资。"),
        Field("excluded", "要剔除的项目", Kind.MONEY_LIST, "元", required=False, max_items=50,
              help="加班费，中班、夜班、高温、有毒有害津贴，法定福利，各写一个数，用顿号、空格或者换行分开。"),
        Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", help="当月的标准。", positive=True, parameter="min_wage_monthly"),
    ),
    outputs=(Output("comparable", "可比工资", "money", "元"), Output("shortfall", "差额", "money", "元")),
    work=_work,
    headline="shortfall",
)
