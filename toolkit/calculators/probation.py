"""probation 试用期 (劳动合同法 19–21, 70, 83; 实施条例 15)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

SHARE = Decimal("0.8")
LONGEST = 6
# (contract shorter than, months of probation) of a fixed-term contract, 劳动合同法 19
_STEPS = ((3, 0), (12, 1), (36, 2))
_KINDS = (("FIXED", "固定期限"), ("OPEN", "无固定期限"), ("TASK", "以完成一定工作任务为期限"), ("PART_TIME", "非全日制"))


def longest(kind: str, contract_months: int | None, *, second: bool) -> int:
    """Months of probation that the law allows."""
    if kind in ("TASK", "PART_TIME") or second:
        return 0
    if kind == "OPEN":
        return LONGEST
    if contract_months is None:
        raise Refusal("contract_months", "固定期限合同请填写“合同期限”")
    return next((months for below, months in _STEPS if contract_months < below), LONGEST)


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    kind, second = inputs.code("contract_kind"), inputs.flag("second_probation")
    agreed, served, wage = inputs.count("agreed_months"), inputs.count("served_months"), inputs.number("post_wage")
    term = inputs.count_or_none("contract_months")
    limit = longest(kind, term, second=second)
    what = dict(_KINDS)[kind] + (f" {term} 个月" if kind == "FIXED" else "") + ("，再次约定" if second else "")
    sheet.line("法定上限", f"{what}：试用期不得超过 {limit} 个月" if limit else f"{what}：不得约定试用期")
    over = max(0, min(served, agreed) - limit)
    compensation = cents(wage * over)
    sheet.line("违法试用期", f"约定 {agreed} 个月、已过 {served} 个月，超过上限 {over} 个月")
    sheet.line("赔偿金", f"转正后月工资 {plain(wage)} × {over} 个月，在已发工资以外另付", compensation)
    sheet.cite("劳动合同法-70" if kind == "PART_TIME" else "劳动合同法-19")
    sheet.cite("劳动合同法-83")
    if served > agreed:
        sheet.warn("试用时间比约定的长，超过约定的部分没有算入，是否属于再次约定试用期需人工审查。")
    sheet.warn("只按整月计算，不足一个月的零头没有算入。")
    sheet.cite("劳动合同法-21")
    sheet.warn("试用期内单位解除，也要有法定理由并说明理由；不符合录用条件由单位证明。")
    floor, short = _wages(inputs, sheet)
    return {
        "legal_max": Decimal(limit), "over_months": Decimal(over), "compensation": compensation, "wage_floor": floor, "wage_shortfall_monthly": short,
    }


def _wages(inputs: Inputs, sheet: Sheet) -> tuple[Decimal | None, Decimal | None]:
    contract, paid, minimum = (inputs.number_or_none(name) for name in ("contract_wage", "probation_wage", "min_wage"))
    if minimum is not None:
        sheet.entered("min_wage_monthly", minimum)
    if contract is None:
        return None, None
    floor = cents(max(contract * SHARE, minimum or ZERO))
    sheet.line("试用期工资下限", f"合同工资 {plain(contract)} × 80%" + (f"，不低于最低工资 {plain(minimum)}" if minimum is not None else ""), floor)
    sheet.cite("劳动合同法-20")
    sheet.cite("劳动合同法实施条例-15")
    sheet.warn("单位也可能主张按本单位相同岗位最低档工资的 80% 计算。")
    if minimum is None:
        sheet.warn("没有填写最低工资，下限未与最低工资比较。")
    if paid is None:
        return floor, None
    short = cents(max(ZERO, floor - paid))
    sheet.line("试用期工资每月差额", f"{floor} － 实发 {plain(paid)}，不足零的为零", short)
    return floor, short


def _wage(name: str, label: str, text: str) -> Field:
    return Field(name, label, Kind.MONEY, "元/月", required=False, help=text)


PROBATION = Calculator(
    name="probation",
    title="试用期",
    summary="试用期最长几个月，超过的赔多少，试用期工资有没有少发。",
    fields=(
        Field("contract_kind", "合同种类", Kind.CHOICE, choices=_KINDS, help="看合同上写的期限。"),
        Field("contract_months", "合同期限", Kind.INT, "个月", required=False, maximum=600, help="固定期限合同必填；三年填 36。"),
        Field("agreed_months", "约定的试用期", Kind.INT, "个月", maximum=600, help="只填整月。"),
        Field("served_months", "已经过了的试用期", Kind.INT, "个月", maximum=600, help="只填整月。"),
        Field("post_wage", "转正后的月工资", Kind.MONEY, "元/月", help="试用期满后的月工资。"),
        _wage("contract_wage", "合同约定的月工资", "要核对试用期工资的才填。"),
        _wage("probation_wage", "试用期实发月工资", "要核对试用期工资的才填。"),
        Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", required=False, positive=True, parameter="min_wage_monthly", help="试用期当时的标准。"),
        Field("second_probation", "同一单位第二次约定试用期", Kind.BOOL, required=False, default=False, help="同一单位只能约定一次。"),
    ),
    outputs=(
        Output("legal_max", "法定最长试用期", "number", "个月"),
        Output("over_months", "超过的月数", "number", "个月"),
        Output("compensation", "违法试用期赔偿金", "money", "元"),
        Output("wage_floor", "试用期工资下限", "money", "元/月"),
        Output("wage_shortfall_monthly", "试用期工资差额", "money", "元/月"),
    ),
    work=_work,
    headline="compensation",
)
