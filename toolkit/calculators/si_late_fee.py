"""si_late_fee 社会保险费滞纳金 (社会保险法 86)."""

from collections.abc import Mapping
from datetime import date

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

LAW_BEGINS = date(2011, 7, 1)


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    arrears, start, end = inputs.number("arrears"), inputs.day("from"), inputs.day("to")
    if end < start:
        raise Refusal("to", "截止日期早于欠缴之日，请核对")
    if start < LAW_BEGINS:
        raise Refusal("from", f"社会保险法自 {LAW_BEGINS.isoformat()} 起施行，此前的滞纳金比率不同，本工具不能测算")
    rate, days = sheet.figure("si_late_fee_daily", start), (end - start).days
    fee = cents(arrears * rate * days)
    sheet.line("滞纳金", f"欠费 {plain(arrears)} × 每日 {plain(rate * 100)}% × {days} 天", fee)
    sheet.cite("社会保险法-86")
    sheet.warn("滞纳金由单位缴给社保基金，不归职工个人。")
    sheet.cite("社会保险法-63")
    sheet.cite("劳动保障监察条例-20")
    sheet.warn("补缴社保一般不归仲裁和法院管，请向税务、人社部门投诉；劳动监察查处期限为二年。")
    return {"fee": fee}


SI_LATE_FEE = Calculator(
    name="si_late_fee",
    title="社会保险费滞纳金",
    summary="单位欠缴社会保险费，每天加收万分之五。",
    fields=(
        Field("arrears", "欠缴的社会保险费", Kind.MONEY, "元", help="应缴没缴的本金。"),
        Field("from", "欠缴之日", Kind.DATE, help="应当缴费而没有缴的那天，当天不计。"),
        Field("to", "算到哪一天", Kind.DATE, help="补缴的那天，或者今天。"),
    ),
    outputs=(Output("fee", "滞纳金", "money", "元"),),
    work=_work,
    headline="fee",
    figures=("si_late_fee_daily",),
)
