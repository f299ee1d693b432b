"""heat_allowance 高温津贴 (防暑降温措施管理办法 17; 浙江省标准)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import LAW_AS_OF, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.parameters import CITY

MOST_MONTHS = 4
_KEYS = {"OUTDOOR": "heat_allowance_outdoor", "INDOOR": "heat_allowance_indoor"}


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    months, year = inputs.count("months"), inputs.count_or_none("year")
    rate = sheet.figure(_KEYS[inputs.code("mode")], date(year, 6, 1) if year else LAW_AS_OF, CITY)
    amount = cents(rate * Decimal(months))
    sheet.line("高温津贴", f"{plain(rate)} 元/月 × {months} 个月", amount)
    sheet.cite("防暑降温措施管理办法-17")
    sheet.warn("津贴标准据公开数据集，请管理员按浙江省现行文件核实。", "OP")
    sheet.warn("室外作业日最高气温 35℃ 以上，或者室内不能降到 33℃ 以下的，应当发高温津贴。")
    sheet.warn("不能用清凉饮料代替；高温津贴算工资，但比较最低工资时要剔除。")
    return {"amount": amount}


HEAT_ALLOWANCE = Calculator(
    name="heat_allowance",
    title="高温津贴",
    summary="6 月至 9 月在高温下工作的，每月应发的高温津贴。",
    fields=(
        Field("mode", "工作场所", Kind.CHOICE, choices=(("OUTDOOR", "室外"), ("INDOOR", "室内，不能降到 33℃ 以下")), help="大部分时间在哪里工作。"),
        Field("months", "几个月", Kind.INT, "个月", help="6 月至 9 月中符合条件的月数，最多 4。", maximum=MOST_MONTHS),
        Field("year", "哪一年", Kind.INT, "年", required=False, minimum=2012, maximum=2100, help="留空按最近的标准。"),
    ),
    outputs=(Output("amount", "高温津贴", "money", "元"),),
    work=_work,
    headline="amount",
    figures=tuple(_KEYS.values()),
)
