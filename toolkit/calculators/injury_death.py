"""injury_death 工亡待遇: 丧葬补助金、一次性工亡补助金、供养亲属抚恤金 (工伤保险条例 39)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.calculators import injury_wage
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

FUNERAL_MONTHS, GRANT_TIMES = 6, 20
SPOUSE, OTHER, LONELY = 40, 30, 10
_WHO = (("spouse", "配偶"), ("other", "其他亲属"))


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    region, income = inputs.number("regional_avg_wage"), inputs.number("national_income")
    funeral, grant = cents(region * FUNERAL_MONTHS), cents(income * GRANT_TIMES)
    sheet.line("丧葬补助金", f"{plain(region)} × {FUNERAL_MONTHS} 个月", funeral)
    sheet.line("一次性工亡补助金", f"上年度全国城镇居民人均可支配收入 {plain(income)} × {GRANT_TIMES}", grant)
    sheet.entered("provincial_avg_wage_previous_year", region)
    sheet.entered("national_disposable_income_previous_year", income)
    for part in ("第一项", "第二项", "第三项"):
        sheet.cite("工伤保险条例-39", f"第一款{part}")
    sheet.warn("两个标准都用死亡当年适用的上年度数，请核对年份；平均工资用全省的数，以经办机构核定为准。", "OP")
    pension = _pension(inputs, region, sheet)
    sheet.warn("供养亲属须由死者生前提供主要生活来源且没有劳动能力，范围由经办机构核定。")
    sheet.warn("停工留薪期内因工伤死亡的同样享受；一级至四级在停工留薪期满后死亡的，只有丧葬补助金和抚恤金。")
    injury_wage.uninsured(sheet)
    return {"funeral": funeral, "death_grant": grant, "pension_monthly": pension}


def _pension(inputs: Inputs, region: Decimal, sheet: Sheet) -> Decimal:
    dependents = inputs.records("dependents")
    if not dependents:
        sheet.line("供养亲属抚恤金", "没有填写供养亲属", ZERO)
        return ZERO
    wage = inputs.needed("own_wage_month", "死者本人月工资")
    if sum(row.code("type") == "spouse" for row in dependents) > 1:
        raise Refusal("dependents", "配偶只能有一人，请核对")
    percent = 0
    for row in dependents:
        lonely = row.flag("lonely_or_orphan")
        own = (SPOUSE if row.code("type") == "spouse" else OTHER) + (LONELY if lonely else 0)
        sheet.line(dict(_WHO)[row.code("type")], f"{own}%" + ("（含孤寡老人、孤儿加 10%）" if lonely else ""))
        percent += own
    cut = percent > 100
    pension = cents(wage * min(percent, 100) / 100)
    sheet.line("供养亲属抚恤金", f"本人工资 {plain(wage)} × {percent}%" + ("，合计不高于本人工资" if cut else ""), pension)
    if not injury_wage.LOWEST * region <= wage <= injury_wage.HIGHEST * region:
        sheet.cite("工伤保险条例-64", "第二款")
        sheet.warn("填写的本人工资不在平均工资的 60% 至 300% 之间，经办机构会按这一范围核定，请核对。")
    return pension


INJURY_DEATH = Calculator(
    name="injury_death",
    title="工亡待遇",
    summary="因工死亡：丧葬补助金、一次性工亡补助金，以及供养亲属每月的抚恤金。",
    fields=(
        injury_wage.REGIONAL,
        Field("national_income", "上年度全国城镇居民人均可支配收入", Kind.MONEY, "元/年", help="死亡发生在哪一年，就填前一年的数。", positive=True,
              parameter="national_disposable_income_previous_year"),
        Field("own_wage_month", "死者本人月工资", Kind.MONEY, "元/月", help="死亡前 12 个月平均月缴费工资；没有供养亲属的可以不填。", required=False),
        Field("dependents", "供养亲属", Kind.RECORDS, required=False, max_items=50,
              help="每行一人，没有就留空。写“配偶”或者“其他亲属”；是孤寡老人或者孤儿的后面加“是”。", columns=(
            Field("type", "关系", Kind.CHOICE, choices=_WHO),
            Field("lonely_or_orphan", "孤寡老人或者孤儿", Kind.BOOL, required=False, default=False),
        )),
    ),
    outputs=(
        Output("funeral", "丧葬补助金", "money", "元"),
        Output("death_grant", "一次性工亡补助金", "money", "元"),
        Output("pension_monthly", "供养亲属抚恤金", "money", "元/月"),
    ),
    work=_work,
    headline="death_grant",
)
