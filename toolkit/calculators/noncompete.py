"""noncompete 竞业限制补偿 (劳动合同法 23, 24; 解释（一） 36–39; 解释（二） 13)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.authority import JI1, JI2
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet, cents, plain

SHARE = Decimal("0.3")
LONGEST, EXTRA = 24, 3


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    asked, released = inputs.count("months"), inputs.flag("employer_release")
    monthly = _monthly(inputs, sheet)
    counted = min(asked, LONGEST)
    if asked > LONGEST:
        sheet.line("期限", f"{asked} 个月超过二年，按 {LONGEST} 个月")
    paid = counted + (EXTRA if released else 0)
    amount = cents(monthly * paid)
    extra = f"（{counted} ＋ 单位解除协议额外 {EXTRA} 个月）" if released else ""
    sheet.line("竞业限制补偿", f"{plain(monthly)} × {paid} 个月{extra}", amount)
    sheet.cite("劳动合同法-23")
    sheet.cite("劳动合同法-24", "第二款")
    if released:
        sheet.cite(f"{JI1}-39")
    sheet.cite(f"{JI1}-38")
    sheet.warn("单位原因三个月没有付补偿的，职工可以请求解除竞业限制。")
    sheet.cite(f"{JI2}-13")
    sheet.warn("没有接触过商业秘密和知识产权保密事项的，可以主张竞业限制条款不生效。")
    return {"monthly": cents(monthly), "months_counted": Decimal(counted), "amount": amount}


def _monthly(inputs: Inputs, sheet: Sheet) -> Decimal:
    average, minimum, agreed = (inputs.number_or_none(name) for name in ("avg12", "min_wage", "agreed_monthly"))
    if minimum is not None:
        sheet.entered("min_wage_monthly", minimum)
    if agreed is None:
        average, minimum = inputs.needed("avg12", "离职前 12 个月平均工资"), inputs.needed("min_wage", "当地最低月工资")
        monthly = max(SHARE * average, minimum)
        floor = f"，低于最低工资，按 {plain(minimum)}" if monthly > SHARE * average else ""
        sheet.line("每月补偿", f"没有约定的，{plain(average)} × 30%{floor}", cents(monthly))
        sheet.cite(f"{JI1}-36")
        return monthly
    sheet.line("每月补偿", "按约定", cents(agreed))
    sheet.cite(f"{JI1}-37")
    if (average is not None and agreed < SHARE * average) or (minimum is not None and agreed < minimum):
        sheet.warn("约定的补偿低于平均工资的 30% 或者最低工资，能否要求补足各地掌握不同，需人工审查。", "K")
    return agreed


NONCOMPETE = Calculator(
    name="noncompete",
    title="竞业限制补偿",
    summary="离职后遵守竞业限制的，单位每月要付多少、一共多少。",
    fields=(
        Field("avg12", "离职前 12 个月平均工资", Kind.MONEY, "元/月", required=False, help="没有约定补偿的必填。"),
        Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", required=False, positive=True, parameter="min_wage_monthly", help="没有约定补偿的必填。"),
        Field("months", "竞业限制的月数", Kind.INT, "个月", maximum=600, help="已经遵守或者约定的月数，超过二年按二年。"),
        Field("agreed_monthly", "约定的每月补偿", Kind.MONEY, "元/月", required=False, help="没有约定的留空。"),
        Field("employer_release", "单位提出解除竞业限制", Kind.BOOL, required=False, default=False, help="在竞业限制期内由单位提出的，额外加三个月。"),
    ),
    outputs=(
        Output("monthly", "每月补偿", "money", "元/月"),
        Output("months_counted", "计算的月数（不含额外三个月）", "number", "个月"),
        Output("amount", "竞业限制补偿", "money", "元"),
    ),
    work=_work,
    headline="amount",
)
