"""wage_surcharge 欠薪加付赔偿金 (劳动合同法 85; 劳动保障监察条例 26)."""

from collections.abc import Mapping

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain

LOWEST, HIGHEST = 50, 100


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    amount, percent = inputs.number("amount"), inputs.number("pct")
    ordered, overdue = inputs.flag("ordered_by_labour_authority"), inputs.flag("overdue")
    sheet.cite("劳动合同法-85")
    sheet.cite("劳动保障监察条例-26")
    if ordered and overdue:
        surcharge = cents(amount * percent / 100)
        sheet.line("加付赔偿金", f"{plain(amount)} × {plain(percent)}%", surcharge)
        sheet.warn("比例在 50% 至 100% 之间，由劳动行政部门或者仲裁、法院确定。")
    else:
        surcharge = ZERO
        missing = "劳动行政部门还没有责令限期支付" if not ordered else "责令的期限还没有过"
        sheet.line("加付赔偿金", f"{missing}，条件不满足", ZERO)
        sheet.warn("先向劳动监察投诉，责令限期支付后仍不付的，才有加付赔偿金。")
    sheet.warn("旧规定的 25% 经济补偿在宁波是否还支持，尚未核实。", "K")
    sheet.cite("职工带薪年休假条例-7")
    sheet.warn("未休年休假工资经责令仍不付的，加付同等数额（100%）。")
    sheet.cite("工资支付暂行规定-9")
    sheet.warn("离职时单位应当一次付清工资。")
    return {"surcharge": surcharge}


WAGE_SURCHARGE = Calculator(
    name="wage_surcharge",
    title="欠薪加付赔偿金",
    summary="劳动行政部门责令限期支付后仍不付的，另加应付金额的 50% 至 100%。",
    fields=(
        Field("amount", "责令支付的金额", Kind.MONEY, "元", help="工资、加班费、经济补偿或者最低工资差额。"),
        Field("pct", "加付比例", Kind.NUMBER, "%", help="50 至 100 之间；不知道的先填 50。", minimum=LOWEST, maximum=HIGHEST),
        Field("ordered_by_labour_authority", "劳动行政部门已责令限期支付", Kind.BOOL, required=False, default=False, help="收到过责令改正或者限期支付的文书。"),
        Field("overdue", "期限已过仍没有付", Kind.BOOL, required=False, default=False, help="文书上写的期限已过。"),
    ),
    outputs=(Output("surcharge", "加付赔偿金", "money", "元"),),
    work=_work,
    headline="surcharge",
)
