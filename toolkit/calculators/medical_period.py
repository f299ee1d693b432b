"""medical_period 医疗期 (企业职工患病或非因工负伤医疗期规定 3, 4; 劳动合同法 42)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet
from toolkit.refusal import Refusal

LONG_SERVICE = 10
# (fewer unit years than, months, months within which sick days add up), by total years under and from LONG_SERVICE
_SHORT = ((5, 3, 6), (LONG_SERVICE, 6, 12))
_LONG = ((5, 6, 12), (10, 9, 15), (15, 12, 18), (20, 18, 24))
_LONGEST = (24, 30)


def period(total: int, unit: int) -> tuple[int, int]:
    """Months of the medical period and of its accumulation window, by full years of work in all and with this employer."""
    steps = _SHORT if total < LONG_SERVICE else _LONG
    return next(((months, window) for below, months, window in steps if unit < below), _LONGEST)


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    total, unit = inputs.count("total_years"), inputs.count("unit_years")
    if unit > total:
        raise Refusal("unit_years", "本单位工作年限不能多于累计工作年限")
    months, window = period(total, unit)
    sheet.line("医疗期", f"累计工作 {total} 年、本单位 {unit} 年：{months} 个月，在 {window} 个月内累计计算病休时间")
    sheet.cite("企业职工患病或非因工负伤医疗期规定-3")
    sheet.cite("企业职工患病或非因工负伤医疗期规定-4")
    sheet.cite("劳动合同法-42", "第三项")
    sheet.warn("医疗期内单位不得以不能胜任、医疗期满、客观情况变化或者裁员为由解除；有严重过失的除外。")
    sheet.warn("特殊疾病（癌症、精神病、瘫痪等）可以延长，需人工审查。", "K")
    return {"months": Decimal(months), "window_months": Decimal(window)}


MEDICAL_PERIOD = Calculator(
    name="medical_period",
    title="医疗期",
    summary="生病或者非因工受伤，多长时间内单位不得解除合同。",
    fields=(
        Field("total_years", "累计工作满几年", Kind.INT, "年", help="在所有单位的实际工作年限，不足一年的零头不计。", maximum=60),
        Field("unit_years", "在本单位工作满几年", Kind.INT, "年", help="不足一年的零头不计。", maximum=60),
    ),
    outputs=(Output("months", "医疗期", "number", "个月"), Output("window_months", "累计计算的期间", "number", "个月")),
    work=_work,
    headline="months",
)
