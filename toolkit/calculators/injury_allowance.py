"""injury_allowance 伤残津贴 (工伤保险条例 35, 36, 64)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.calculators import injury_wage
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

PERCENT = {1: 90, 2: 85, 3: 80, 4: 75, 5: 70, 6: 60}


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    grade, minimum = inputs.count("grade"), inputs.number("min_wage")
    if grade not in PERCENT:
        raise Refusal("grade", "七级至十级没有按月的伤残津贴")
    wage, percent = injury_wage.own_wage(inputs, sheet), Decimal(PERCENT[grade])
    monthly = wage * percent / 100
    topped_up = monthly < minimum
    sheet.line("伤残津贴", f"{grade} 级，{plain(wage)} × {plain(percent)}%", cents(monthly))
    sheet.entered("min_wage_monthly", minimum)
    if topped_up:
        sheet.line("补足到最低工资", f"低于当地最低工资 {plain(minimum)}，由支付方补足差额", cents(minimum))
    if grade <= 4:
        sheet.cite("工伤保险条例-35", "第一款第二项")
        sheet.warn("由工伤保险基金按月支付；办理退休后停发，养老金低于伤残津贴的由基金补足。")
    else:
        sheet.cite("工伤保险条例-36", "第一款第二项")
        sheet.warn("单位难以安排适当工作时才发，由单位按月支付，并照常缴纳社会保险。")
    injury_wage.uninsured(sheet)
    return {"pct": percent, "monthly": cents(max(monthly, minimum)), "topped_up": topped_up, "payer": "fund" if grade <= 4 else "employer"}


INJURY_ALLOWANCE = Calculator(
    name="injury_allowance",
    title="伤残津贴",
    summary="一级至六级伤残每月的津贴：本人工资的 60% 至 90%，不低于最低工资。",
    fields=(
        injury_wage.grade_field(1, 10), injury_wage.OWN, injury_wage.REGIONAL,
        Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", help="发津贴当时的标准。", positive=True, parameter="min_wage_monthly"),
    ),
    outputs=(
        Output("pct", "比例", "number", "%"),
        Output("monthly", "每月伤残津贴", "money", "元/月"),
        Output("topped_up", "是否补足到最低工资", "bool"),
        Output("payer", "由谁支付", "text", choices=(("fund", "工伤保险基金"), ("employer", "用人单位"))),
    ),
    work=_work,
    headline="monthly",
)
