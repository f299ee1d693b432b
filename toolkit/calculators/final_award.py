"""final_award 一裁终局 (劳动争议调解仲裁法 47; 解释（一） 18–20; 浙江省劳动人事争议调解仲裁条例 37)."""

from collections.abc import Mapping

from toolkit.authority import JI1
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

MONTHS = 12
# 47(1): final when the awarded sum is within the limit
MONEY = {
    "WAGE": "工资", "OVERTIME": "加班费", "STOPPAGE_PAY": "停工停产工资", "SICK_PAY": "病假工资", "NOTICE_PAY": "代通知金", "INJURY_MEDICAL": "工伤医疗费",
    "NONCOMPETE": "竞业限制补偿", "SEVERANCE": "经济补偿", "DOUBLE_WAGE": "二倍工资差额", "PROBATION_COMP": "违法试用期赔偿金",
    "ILLEGAL_TERMINATION": "违法解除赔偿金", "ANNUAL_LEAVE": "未休年休假工资",
}
STANDARDS = {"WORKING_TIME": "工作时间", "REST_LEAVE": "休息休假", "SOCIAL_INSURANCE_STANDARD": "社会保险（执行国家劳动标准）"}  # 47(2)
ZHEJIANG = {"ZJ_SI_ARREARS": "社会保险费补缴（浙江）", "ZJ_INJURY_BENEFIT": "工伤保险待遇（浙江）"}
_KNOWN = {**MONEY, **STANDARDS, **ZHEJIANG, "CONFIRM_RELATION": "确认劳动关系", "OTHER": "其他"}
_WORDS = (("FINAL", "终局"), ("NON_FINAL", "非终局"))


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    minimum = inputs.number("min_wage")
    limit = cents(minimum * MONTHS)
    sheet.entered("min_wage_monthly", minimum)
    sheet.line("终局限额", f"当地月最低工资 {plain(minimum)} × {MONTHS}", limit)
    found: list[str] = []
    for number, row in enumerate(inputs.records("items"), 1):
        kind, amount = row.code("type"), row.number_or_none("amount")
        label = _KNOWN.get(kind, kind)
        if kind in MONEY:
            if amount is None:
                raise Refusal("items", f"第 {number} 项：请填写“{label}”裁决的金额")
            final = amount <= limit
            why = f"{plain(amount)} {'不超过' if final else '超过'}限额"
        else:
            final = kind in STANDARDS or kind in ZHEJIANG
            why = "不论金额" if final else "不属于终局事项"
        found.append("FINAL" if final else "NON_FINAL")
        sheet.line(f"第 {number} 项 {label}", f"{why}，{'终局' if final else '非终局'}")
    award = "NON_FINAL" if "NON_FINAL" in found else "FINAL"
    sheet.line("整份裁决", "各项都终局，按终局裁决处理" if award == "FINAL" else "含有非终局事项，整份按非终局裁决处理")
    _remind(award, sheet)
    return {"limit": limit, "items": tuple(found), "award": award}


def _remind(award: str, sheet: Sheet) -> None:
    sheet.cite("劳动争议调解仲裁法-47", "第一项")
    sheet.cite("劳动争议调解仲裁法-47", "第二项")
    for article in (18, 19, 20):
        sheet.cite(f"{JI1}-{article}")
    sheet.cite("浙江省劳动人事争议调解仲裁条例-37")
    sheet.cite("关于劳动人事争议仲裁与诉讼衔接有关问题的意见（一）-10", mark="K")
    sheet.warn("裁决书自己写明终局或者非终局的，以裁决书为准。")
    sheet.warn("按裁决确定的数额逐项判断；哪些项目属于终局，据裁审衔接意见整理。", "K")
    if award == "FINAL":
        sheet.cite("劳动争议调解仲裁法-48")
        sheet.cite("劳动争议调解仲裁法-49", "第一款")
        sheet.warn("终局裁决作出即生效：职工不服可在十五日内起诉，单位只能在三十日内申请中级人民法院撤销。")
    else:
        sheet.cite("劳动争议调解仲裁法-50")
        sheet.warn("非终局裁决双方都可在收到后十五日内起诉。")


FINAL_AWARD = Calculator(
    name="final_award",
    title="一裁终局",
    summary="仲裁裁决是不是终局：逐项对照十二个月最低工资的限额。",
    fields=(
        Field("items", "裁决的各项", Kind.RECORDS, min_items=1, max_items=100, columns=(
            Field("type", "项目", Kind.CHOICE, choices=tuple(_KNOWN.items()), open_=True),
            Field("amount", "金额", Kind.MONEY, "元", required=False),
        ), help=f"每行一项：项目 金额，例如“工资 31920”；确认劳动关系等没有金额的只写项目。项目有：{'、'.join(_KNOWN.values())}。"),
        Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", help="裁决时仲裁委员会所在地的标准。", positive=True, parameter="min_wage_monthly"),
    ),
    outputs=(
        Output("limit", "终局限额", "money", "元"),
        Output("items", "各项", "list[text]", choices=_WORDS),
        Output("award", "整份裁决", "text", choices=_WORDS),
    ),
    work=_work,
    headline="award",
)
