"""illegal_termination 违法解除或者终止的赔偿金 (劳动合同法 48, 87; 实施条例 25)."""

from collections.abc import Mapping

from toolkit.authority import JI1, JI2
from toolkit.calculators import wages
from toolkit.calculators.employment import service
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet, cents, plain


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    hire, last = inputs.day("hire_date"), inputs.day("last_day")
    base = wages.wage_base(inputs, sheet)
    length = service(hire, last)
    n = min(length.n, wages.CAP_YEARS) if base.capped else length.n
    limit = "，封顶 12 年" if n < length.n else ""
    sheet.line("计算年限", f"{hire.isoformat()} 至 {last.isoformat()}，{length.text}，N ＝ {plain(n)}{limit}")
    amount = cents(2 * base.base * n)
    sheet.line("赔偿金", f"2 × {cents(base.base)} × {plain(n)}", amount)
    sheet.cite("劳动合同法-87")
    sheet.cite("劳动合同法-47")
    sheet.cite("劳动合同法实施条例-25")
    sheet.cite("劳动合同法-48")
    sheet.cite(f"{JI1}-47")
    sheet.cite(f"{JI2}-16")
    sheet.cite(f"{JI2}-18")
    sheet.warn("支付赔偿金的，不再支付经济补偿；年限自用工之日起计算，不以 2008 年分段。")
    sheet.warn("也可以不要赔偿金而要求继续履行合同，并主张违法解除期间的工资；两者只能选一。")
    sheet.warn("建立了工会的单位解除前没有通知工会的，属于违法解除，但起诉前已补正的除外。")
    return {"base": cents(base.base), "capped": base.capped, "n": n, "amount": amount}


ILLEGAL_TERMINATION = Calculator(
    name="illegal_termination",
    title="违法解除赔偿金（2N）",
    summary="单位违法解除或者终止劳动合同，按经济补偿标准的二倍测算赔偿金。",
    fields=wages.FIELDS,
    outputs=(
        Output("base", "计算基数", "money", "元"),
        Output("capped", "是否三倍封顶", "bool"),
        Output("n", "计算月数（N）", "number", "个月"),
        Output("amount", "赔偿金", "money", "元"),
    ),
    work=_work,
    headline="amount",
)
