"""severance 经济补偿 (劳动合同法 46, 47, 97; 实施条例 22, 27)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from toolkit.calculators import wages
from toolkit.calculators.employment import service
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.grounds import CHOICES, GROUNDS, Before2008, Ground, old_rule
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain

_USES_ENTERPRISE_AVERAGE = ("A40_1", "A40_3", "A41")


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    ground = GROUNDS[inputs.code("ground")]
    hire, last = inputs.day("hire_date"), inputs.day("last_day")
    base = wages.wage_base(inputs, sheet)
    for citation in ground.cites:
        sheet.cite(citation)
    found: dict[str, Result] = {"avg": cents(base.average), "base": cents(base.base), "capped": base.capped}
    if not ground.payable:
        sheet.line("经济补偿", f"{ground.label}：{ground.reason}", ZERO)
        return found | {"n_post": ZERO, "n_pre": ZERO, "manual_review": False, "amount": ZERO}
    n_post, post = _since_2008(max(hire, wages.LAW_BEGINS), last, base, sheet)
    n_pre: Decimal | None = ZERO
    pre = ZERO
    if hire < wages.LAW_BEGINS:
        n_pre, pre = _before_2008(hire, ground, base, inputs.number_or_none("enterprise_avg_wage"), sheet)
        sheet.cite("劳动合同法-97", "第三款")
    if n_pre:
        sheet.line("经济补偿合计", f"{post} ＋ {pre}", post + pre)
        if base.capped:
            sheet.warn("封顶 12 年只限 2008 年以后的年限，2008 年以前的另算。", "C")
    _remind(ground, sheet)
    return found | {"n_post": n_post, "n_pre": n_pre, "manual_review": n_pre is None, "amount": post + pre}


def _since_2008(start: date, last: date, base: wages.Base, sheet: Sheet) -> tuple[Decimal, Decimal]:
    length = service(start, last)
    n = min(length.n, wages.CAP_YEARS) if base.capped else length.n
    limit = "，封顶 12 年" if n < length.n else ""
    sheet.line("补偿年限", f"{start.isoformat()} 至 {last.isoformat()}，{length.text}，N ＝ {plain(n)}{limit}")
    amount = cents(base.base * n)
    sheet.line("经济补偿", f"{cents(base.base)} × {plain(n)}", amount)
    sheet.cite("劳动合同法-47", "第一款")
    return n, amount


def _before_2008(
    hire: date, ground: Ground, base: wages.Base, enterprise: Decimal | None, sheet: Sheet
) -> tuple[Decimal | None, Decimal]:
    end = wages.LAW_BEGINS - timedelta(days=1)
    if ground.before_2008 is Before2008.MANUAL:
        sheet.line("2008 年以前的年限", f"{hire.isoformat()} 至 {end.isoformat()}：需人工审查，金额未计入")
        sheet.warn("2008 年以前的工作年限按当时规定是否补偿，本事由没有确定规则，需人工审查，金额未计入。", "K")
        return None, ZERO
    if ground.before_2008 is Before2008.NOTHING:
        sheet.line("2008 年以前的年限", "当时规定合同期满终止不支付经济补偿", ZERO)
        sheet.cite(old_rule(ground.code))
        return ZERO, ZERO
    length = service(hire, end)
    n = Decimal(length.years + length.remainder)
    if ground.before_2008 is Before2008.TWELVE:
        n = min(n, wages.CAP_YEARS)
    sheet.cite(old_rule(ground.code))
    wage = base.floored
    if ground.code in _USES_ENTERPRISE_AVERAGE:
        if enterprise is None:
            sheet.warn("没有填写企业月平均工资：2008 年以前部分，本人工资低于企业平均工资的应按企业平均工资计算。", "K")
        else:
            wage = max(wage, enterprise)
    if ground.code != "A36":
        sheet.warn("2008 年以前不满一年按一年计算，系比照协商解除的规定。", "C")
    amount = cents(wage * n)
    sheet.line(
        "2008 年以前的补偿",
        f"{hire.isoformat()} 至 {end.isoformat()}，{length.text}，不满一年按一年，{cents(wage)} × {plain(n)}",
        amount,
    )
    sheet.warn("2008 年以前部分按当时有关规定（劳部发〔1994〕481号，2017 年废止）计算，不适用三倍封顶。", "K")
    return n, amount


def _remind(ground: Ground, sheet: Sheet) -> None:
    sheet.warn("加班工资是否计入平均工资，各地口径不同，宁波口径请向仲裁机构核实。", "OP")
    if ground.code == "A40_1":
        sheet.warn("医疗期满解除的，另可主张医疗补助费，本测算不含。")
    if ground.notice:
        sheet.warn("单位没有提前三十日书面通知的，另可主张代通知金，见“代通知金”测算。")
    if ground.code == "A38":
        sheet.warn("应在离职时书面说明被迫解除的法定理由，事后补充理由难获支持。")


SEVERANCE = Calculator(
    name="severance",
    title="经济补偿（N）",
    summary="按工作年限和离职前十二个月平均工资测算经济补偿，含三倍封顶和 2008 年分段。",
    fields=(
        *wages.FIELDS,
        Field("ground", "离职原因", Kind.CHOICE, choices=CHOICES, help="以解除或者终止通知上写明的理由为准。"),
        Field("enterprise_avg_wage", "企业月平均工资", Kind.MONEY, "元/月", required=False, positive=True,
              help="只在 2008 年以前入职时用到，不知道可以留空。"),
    ),
    outputs=(
        Output("avg", "月平均工资", "money", "元"),
        Output("base", "补偿基数", "money", "元"),
        Output("capped", "是否三倍封顶", "bool"),
        Output("n_post", "2008 年以后补偿月数", "number", "个月"),
        Output("n_pre", "2008 年以前补偿月数", "number", "个月"),
        Output("manual_review", "是否需人工审查", "bool"),
        Output("amount", "经济补偿", "money", "元"),
    ),
    work=_work,
    headline="amount",
)
