"""notice_pay 代通知金 (劳动合同法 40; 实施条例 20)."""

from collections.abc import Mapping

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.grounds import CHOICES, GROUNDS
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain

NOTICE_DAYS = 30


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    ground = GROUNDS[inputs.code("ground")]
    wage, days = inputs.number("last_month_wage"), inputs.count("written_notice_days")
    sheet.cite("劳动合同法-40")
    sheet.cite("劳动合同法实施条例-20")
    if not ground.notice:
        sheet.line("代通知金", f"{ground.label}：只有劳动合同法第四十条的三种解除才有代通知金", ZERO)
        return {"due": False, "amount": ZERO}
    if days >= NOTICE_DAYS:
        sheet.line("代通知金", f"已提前 {days} 日书面通知，不少于 {NOTICE_DAYS} 日", ZERO)
        return {"due": False, "amount": ZERO}
    sheet.line("代通知金", f"提前通知 {days} 日，不足 {NOTICE_DAYS} 日，按上月工资标准 {plain(wage)} 支付一个月", cents(wage))
    if days:
        sheet.warn("部分提前通知的，不按天折抵，仍按一个月工资计算。", "C")
    sheet.warn("代通知金按上一个月的工资标准，不是十二个月平均工资；“N＋1”为经济补偿与本项之和。")
    return {"due": True, "amount": cents(wage)}


NOTICE_PAY = Calculator(
    name="notice_pay",
    title="代通知金（＋1）",
    summary="单位因医疗期满、不能胜任或者客观情况变化解除，又没有提前三十日书面通知的，额外支付一个月工资。",
    fields=(
        Field("ground", "离职原因", Kind.CHOICE, choices=CHOICES, help="以解除或者终止通知上写明的理由为准。"),
        Field("last_month_wage", "上一个月工资", Kind.MONEY, "元", help="解除前一个月的工资标准，税前、扣社保前。"),
        Field("written_notice_days", "提前书面通知的天数", Kind.INT, "天", help="没有书面通知填 0。", maximum=3650),
    ),
    outputs=(Output("due", "是否应付", "bool"), Output("amount", "代通知金", "money", "元")),
    work=_work,
    headline="amount",
)
