"""sick_pay_floor 病假工资下限 (劳部发〔1995〕309号 59)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain

SHARE = Decimal("0.8")


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    minimum, paid = inputs.number("min_wage"), inputs.number("paid")
    floor = cents(minimum * SHARE)
    shortfall = cents(max(ZERO, floor - paid))
    sheet.entered("min_wage_monthly", minimum)
    sheet.line("病假工资下限", f"最低工资 {plain(minimum)} × 80%", floor)
    sheet.line("差额", f"{floor} － 已付 {plain(paid)}，不足零的为零", shortfall)
    sheet.cite("关于贯彻执行劳动法若干问题的意见-59")
    sheet.warn("合同、集体合同或者单位制度定得更高的，按更高的算。")
    sheet.cite("浙江省企业工资支付管理办法")
    sheet.warn("浙江省企业工资支付管理办法可能另有规定，本系统没有核对到原文。", "K")
    return {"floor": floor, "shortfall": shortfall}


SICK_PAY_FLOOR = Calculator(
    name="sick_pay_floor",
    title="病假工资下限",
    summary="医疗期内病假工资不得低于最低工资的 80%，少发的可以补。",
    fields=(
        Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", help="病假当月的标准。", positive=True, parameter="min_wage_monthly"),
        Field("paid", "当月实际发的病假工资", Kind.MONEY, "元", help="没发填 0。", required=False, default="0"),
    ),
    outputs=(Output("floor", "病假工资下限", "money", "元"), Output("shortfall", "差额", "money", "元")),
    work=_work,
    headline="shortfall",
)
