"""injury_termination_zj 一次性工伤医疗补助金、一次性伤残就业补助金 (浙江省工伤保险条例 27, 28)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from toolkit.calculators import injury_wage
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.workdays import add_months

MONTHS = {5: 30, 6: 25, 7: 10, 8: 7, 9: 4, 10: 2}
YEARS, STEP = 5, 20


def share(ended: date, retires: date) -> int:
    """Percent of the employment part: 100, less 20 for each whole year since five years before retirement; 0 from it on."""
    if ended >= retires:
        return 0
    start = add_months(retires, -12 * YEARS)
    return 100 - STEP * sum(add_months(start, 12 * k) <= ended for k in range(1, YEARS + 1))


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    grade, average = inputs.count("grade"), inputs.number("provincial_avg_wage")
    ended, retires = inputs.day("termination_date"), inputs.day("retirement_date")
    months, percent = Decimal(MONTHS[grade]), Decimal(share(ended, retires))
    full = average * months
    medical, employment = cents(full), cents(full * percent / 100)
    sheet.line("一次性工伤医疗补助金", f"{grade} 级，{plain(average)} × {plain(months)} 个月", medical)
    sheet.line("一次性伤残就业补助金", f"{plain(average)} × {plain(months)} 个月 × {plain(percent)}%", employment)
    sheet.entered("provincial_avg_wage_previous_year", average, ended)
    sheet.cite("浙江省工伤保险条例-27", "第二款")
    sheet.cite("浙江省工伤保险条例-28")
    sheet.cite("工伤保险条例-36" if grade <= 6 else "工伤保险条例-37", "第二款" if grade <= 6 else "第二项")
    if add_months(retires, -12 * YEARS) <= ended < retires:
        sheet.warn(
            f"离法定退休年龄不足五年，每满一年减 20%，本次按 {plain(percent)}%；条文“每增加一周岁递减百分之二十”也可理解为一不足五年就先减 20%，请向人社部门核实。",
            "C",
        )
    if ended >= retires:
        sheet.warn("解除时已到法定退休年龄，没有就业补助金；按月领取养老金的，是否还有医疗补助金需人工审查。")
    sheet.warn("医疗补助金由工伤保险基金支付，就业补助金由用人单位支付。")
    sheet.warn("五级、六级须本人提出解除；七级至十级须合同期满终止或者本人提出解除。多次工伤的，这两项按最高等级只算一次。")
    sheet.cite("劳动合同法实施条例-23")
    sheet.warn("合同依法终止的，另有经济补偿，可以一并主张。")
    sheet.warn("法定退休日期按渐进式延迟退休的规定确定，请先查准。", "OP")
    injury_wage.uninsured(sheet)
    return {"months": months, "medical": medical, "pct": percent, "employment": employment}


INJURY_TERMINATION_ZJ = Calculator(
    name="injury_termination_zj",
    title="工伤医疗、就业补助金（浙江）",
    summary="五级至十级工伤职工离开单位时，一次性工伤医疗补助金和伤残就业补助金各几个月。",
    fields=(
        injury_wage.grade_field(5, 10),
        Field("provincial_avg_wage", "上年度全省职工月平均工资", Kind.MONEY, "元/月", help="解除或者终止劳动关系时适用的数。", positive=True,
              parameter="provincial_avg_wage_previous_year"),
        Field("termination_date", "解除或者终止的日期", Kind.DATE, help="劳动关系结束的那天。"),
        Field("retirement_date", "到法定退休年龄的日期", Kind.DATE, help="离这一天不足五年的，就业补助金要减。"),
    ),
    outputs=(
        Output("months", "月数", "number", "个月"),
        Output("medical", "一次性工伤医疗补助金", "money", "元"),
        Output("pct", "就业补助金比例", "number", "%"),
        Output("employment", "一次性伤残就业补助金", "money", "元"),
    ),
    work=_work,
    headline="employment",
)
