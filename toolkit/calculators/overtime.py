"""overtime 加班费 (劳动法 41, 44; 工资支付暂行规定 13; 月计薪天数通知)."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import LAW_AS_OF, ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

MONTHLY_LIMIT = Decimal(36)
SYSTEMS = (("STANDARD", "标准工时"), ("COMPREHENSIVE", "综合计算工时（经批准）"), ("FLEXIBLE", "不定时工作制（经批准）"))


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    base, minimum, system = inputs.number("monthly_base"), inputs.number("min_wage"), inputs.code("work_system")
    weekday, rest = inputs.number("hours_weekday"), inputs.number("hours_restday")
    compensated, holiday = inputs.number("hours_restday_compensated"), inputs.number("hours_holiday")
    if compensated > rest:
        raise Refusal("hours_restday_compensated", "补休的小时数不能多于休息日加班的小时数")
    days, hours = sheet.figure("pay_days_per_month", LAW_AS_OF), sheet.figure("work_hours_per_day", LAW_AS_OF)
    hourly = max(base, minimum) / days / hours
    sheet.entered("min_wage_monthly", minimum)
    floor = "（低于最低工资，按最低工资）" if base < minimum else ""
    sheet.line("小时工资", f"{plain(max(base, minimum))} ÷ {plain(days)} ÷ {plain(hours)}{floor}", cents(hourly))
    sheet.cite("劳动法-44")
    sheet.cite("工资支付暂行规定-13")
    sheet.cite("关于职工全年月平均制度工作天数和工资折算问题的通知")
    paid_rest = ZERO if system == "COMPREHENSIVE" else rest - compensated
    rates = (
        ("weekday", "延长工作时间", weekday, Decimal("1.5")),
        ("restday", "休息日未补休", paid_rest, Decimal(2)),
        ("holiday", "法定节假日", holiday, Decimal(3)),
    )
    found: dict[str, Result] = {"hourly": cents(hourly)}
    total = ZERO
    for name, label, count, times in rates:
        amount = ZERO if system == "FLEXIBLE" else cents(hourly * times * count)
        sheet.line(label, f"{plain(count)} 小时 × 小时工资 × {plain(times * 100)}%", amount)
        found[name] = amount
        total += amount
    _remind(system, weekday + paid_rest + holiday, rest, holiday, sheet)
    due = max(ZERO, total - inputs.number("paid"))
    sheet.line("合计", "各项相加", total)
    sheet.line("尚欠", f"合计减去已付 {plain(inputs.number('paid'))}", due)
    return found | {"total": total, "due": due}


def _remind(system: str, hours: Decimal, rest: Decimal, holiday: Decimal, sheet: Sheet) -> None:
    sheet.warn("休息日 200% 和法定节假日 300% 是在月工资之外另付的；法定节假日加班不能用补休代替。")
    sheet.warn("放弃加班费的约定无效；有没有加班由职工先举证，考勤由单位掌握的由单位提供。")
    sheet.cite("最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-42")
    if system == "COMPREHENSIVE":
        sheet.warn("综合计算工时：周期内超过法定总工时的部分填在“延长工作时间”，按 150% 计算，休息日不另计。")
        if rest:
            sheet.warn("综合计算工时不单独计算休息日加班，这部分没有计入。")
    if system == "FLEXIBLE":
        sheet.warn("经批准实行不定时工作制的，不适用加班费规定。")
        if holiday:
            sheet.warn("不定时工作制法定节假日工作是否支付，各地规定不同，本地规定尚未核实。", "K")
    if hours > MONTHLY_LIMIT:
        sheet.cite("劳动法-41")
        sheet.warn(f"三类加班合计 {plain(hours)} 小时，超过每月 36 小时的上限，单位违法，但加班费照付。", "K")
    sheet.cite("浙江省企业工资支付管理办法")
    sheet.warn("加班费基数浙江省另有规定的从其规定，本系统没有核对到原文。", "K")
    sheet.warn("每天加班一般不得超过 1 小时，特殊情况不得超过 3 小时，这里不逐日核对。计件工资按同样倍数提高单价。")


def _hours(name: str, label: str, text: str) -> Field:
    return Field(name, label, Kind.HOURS, "小时", required=False, default="0", maximum=744, help=text)


OVERTIME = Calculator(
    name="overtime",
    title="加班费",
    summary="一个月的工作日、休息日和法定节假日加班费，减去已经付过的。",
    fields=(
        Field("monthly_base", "加班费基数", Kind.MONEY, "元/月", help="约定的正常工作时间月工资。"),
        Field("min_wage", "当地最低月工资", Kind.MONEY, "元/月", help="加班当时的标准。", positive=True, parameter="min_wage_monthly"),
        _hours("hours_weekday", "工作日加班", "综合计算工时的，填超出总工时的小时数。"),
        _hours("hours_restday", "休息日加班", "周末和调休放假日。"),
        _hours("hours_restday_compensated", "其中已经补休", "安排过补休的小时数。"),
        _hours("hours_holiday", "法定节假日加班", "元旦、春节、清明、劳动节、端午、中秋、国庆的法定日。"),
        Field("work_system", "工时制度", Kind.CHOICE, required=False, default="STANDARD", choices=SYSTEMS, help="没有经过劳动部门批准的，都是标准工时。"),
        Field("paid", "已经付过的加班费", Kind.MONEY, "元", required=False, default="0", help="这个月已经发的加班费，没有填 0。"),
    ),
    outputs=(
        Output("hourly", "小时工资", "money", "元"),
        Output("weekday", "工作日加班费", "money", "元"),
        Output("restday", "休息日加班费", "money", "元"),
        Output("holiday", "法定节假日加班费", "money", "元"),
        Output("total", "应付加班费", "money", "元"),
        Output("due", "尚欠加班费", "money", "元"),
    ),
    work=_work,
    headline="due",
    figures=("pay_days_per_month", "work_hours_per_day"),
)
