"""injury_lump_sum 一次性伤残补助金 (工伤保险条例 35–37, 64)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.calculators import injury_wage
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet, cents, plain

MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    grade = inputs.count("grade")
    wage, months = injury_wage.own_wage(inputs, sheet), Decimal(MONTHS[grade])
    amount = cents(wage * months)
    sheet.line("一次性伤残补助金", f"{grade} 级，{plain(wage)} × {plain(months)} 个月", amount)
    sheet.cite(f"工伤保险条例-{35 if grade <= 4 else 36 if grade <= 6 else 37}", "第一款第一项" if grade <= 6 else "第一项")
    sheet.warn("由工伤保险基金支付。")
    injury_wage.uninsured(sheet)
    if grade <= 4:
        sheet.cite("浙江省工伤保险条例-34")
        sheet.warn("单位没有参保的一级至四级，也可以选择一次性支付：全省年平均工资的 16、14、12、10 倍，需人工审查。")
    if grade >= 5:
        sheet.warn("解除或者终止劳动关系时，另有医疗补助金和就业补助金，见“工伤医疗、就业补助金”测算。")
    return {"own_wage": cents(wage), "months": months, "amount": amount}


INJURY_LUMP_SUM = Calculator(
    name="injury_lump_sum",
    title="一次性伤残补助金",
    summary="工伤评定伤残等级后，基金按等级一次性支付 7 至 27 个月的本人工资。",
    fields=(injury_wage.grade_field(1, 10), injury_wage.OWN, injury_wage.REGIONAL),
    outputs=(
        Output("own_wage", "本人工资", "money", "元/月"),
        Output("months", "月数", "number", "个月"),
        Output("amount", "一次性伤残补助金", "money", "元"),
    ),
    work=_work,
    headline="amount",
)
