"""The wage of the injured: average contribution wage within 60 % and 300 % of the regional average (工伤保险条例 64)."""

from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Inputs, Sheet, cents, plain

LOWEST, HIGHEST = Decimal("0.6"), Decimal(3)

OWN = Field("own_avg_contribution_wage", "受伤前 12 个月平均月缴费工资", Kind.MONEY, "元/月", help="社保缴费记录上的缴费基数，12 个月的平均数。")
REGIONAL = Field(
    "regional_avg_wage", "上年度职工月平均工资（全省）", Kind.MONEY, "元/月", help="工伤保险基金全省统筹，填受伤时适用的全省数。", positive=True,
    parameter="provincial_avg_wage_previous_year",
)


def grade_field(first: int, last: int) -> Field:
    """伤残等级 from `first` to `last`."""
    return Field("grade", "伤残等级", Kind.INT, "级", help=f"劳动能力鉴定结论上的等级，{first} 至 {last}。", minimum=first, maximum=last)


def own_wage(inputs: Inputs, sheet: Sheet) -> Decimal:
    """Read OWN and REGIONAL and write the line of 本人工资; unrounded yuan a month."""
    paid, region = inputs.number(OWN.name), inputs.number(REGIONAL.name)
    low, high = LOWEST * region, HIGHEST * region
    wage = min(max(paid, low), high)
    why = f"低于平均工资 {plain(region)} 的 60%" if paid < low else f"高于平均工资 {plain(region)} 的 300%" if paid > high else "在平均工资的 60% 至 300% 之间"
    sheet.line("本人工资", f"{plain(paid)} {why}，按 {plain(wage)} 计算", cents(wage))
    sheet.cite("工伤保险条例-64", "第二款")
    sheet.entered("provincial_avg_wage_previous_year", region)
    sheet.warn("平均工资用全省的数，实际口径以社保经办机构核定为准。", "OP")
    return wage


def uninsured(sheet: Sheet) -> None:
    """Say who pays when the employer did not insure."""
    sheet.cite("工伤保险条例-62", "第二款")
    sheet.cite("社会保险法-41", "第一款")
    sheet.cite("浙江省工伤保险条例-33")
    sheet.warn("单位没有参保的，全部由单位支付；缴费基数偏低的，差额由单位补。")
