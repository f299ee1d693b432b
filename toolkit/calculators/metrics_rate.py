"""metrics_rate 比率: percent with two decimals, half up; n/0 is no figure (指标口径)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    numerator, denominator = inputs.count("numerator"), inputs.count("denominator")
    if not denominator:
        sheet.line("比率", "分母为 0，没有比率")
        return {"rate": None}
    rate = (Decimal(numerator * 100) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    sheet.line("比率", f"{numerator} ÷ {denominator} × 100% ＝ {rate}%")
    if numerator > denominator:
        sheet.warn("分子大于分母，请核对是不是同一批记录。")
    return {"rate": rate}


METRICS_RATE = Calculator(
    name="metrics_rate",
    title="办结率等比率",
    summary="分子除以分母，保留两位小数，四舍五入。",
    fields=(Field("numerator", "分子", Kind.INT, help="例如办结数。"), Field("denominator", "分母", Kind.INT, help="例如归集数；为 0 时没有比率。")),
    outputs=(Output("rate", "比率", "percent", "%"),),
    work=_work,
    headline="rate",
)
