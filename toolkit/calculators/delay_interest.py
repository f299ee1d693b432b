"""delay_interest 迟延履行期间加倍部分债务利息 (民事诉讼法 264; 法释〔2014〕8号 1–4)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain
from toolkit.refusal import Refusal

RULES_BEGIN = date(2014, 8, 1)
_RULES = "最高人民法院关于执行程序中计算迟延履行期间的债务利息适用法律若干问题的解释"


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    left, due, as_of = inputs.number("principal"), inputs.day("due_date"), inputs.day_or_none("as_of")
    payments = sorted((row.day("date"), row.number("amount")) for row in inputs.records("payments"))
    if due < RULES_BEGIN:
        raise Refusal("due_date", f"现行算法自 {RULES_BEGIN.isoformat()} 起施行，此前的部分算法不同，本工具不能测算")
    if as_of is not None and payments and as_of < payments[-1][0]:
        raise Refusal("as_of", f"计算截止日早于最后一次付款（{payments[-1][0].isoformat()}），请核对")
    rate = sheet.figure("delay_interest_daily", due)
    interest, since = ZERO, due
    for day, amount in payments:
        interest += _stretch(left, rate, since, day, sheet)
        if amount > left:
            sheet.warn(f"{day.isoformat()} 的付款多于当时未付的本金，多出的 {plain(amount - left)} 元没有计入。")
        left, since = max(ZERO, left - amount), max(since, day)
        sheet.line("付款", f"{day.isoformat()} 付 {plain(amount)}，先抵本金，尚欠 {plain(left)}")
    if as_of is not None:
        interest += _stretch(left, rate, since, as_of, sheet)
    elif left:
        sheet.warn("还有本金没有付清，利息只算到最后一次付款；要算到某一天，请填写“算到哪一天”。")
    total = cents(interest)
    sheet.line("加倍部分利息", "各段相加后四舍五入到分", total)
    sheet.cite("民事诉讼法-264")
    for article in (1, 2, 3, 4):
        sheet.cite(f"{_RULES}-{article}")
    sheet.warn("一般债务利息只有裁判文书写明的才有，不在这里计算。")
    return {"interest": total, "remaining": cents(left)}


def _stretch(left: Decimal, rate: Decimal, start: date, end: date, sheet: Sheet) -> Decimal:
    """Interest on what is left from `start` to `end`, unrounded; nothing up to `start`."""
    days = (end - start).days
    if days <= 0 or not left:
        return ZERO
    interest = left * rate * days
    sheet.line("分段利息", f"{start.isoformat()} 至 {end.isoformat()}：{plain(left)} × 每日 {plain(rate * 100)}% × {days} 天 ＝ {plain(interest)}")
    return interest


DELAY_INTEREST = Calculator(
    name="delay_interest",
    title="迟延履行利息（加倍部分）",
    summary="判决、裁决生效后对方不按期付钱，每天另加万分之一点七五。",
    fields=(
        Field("principal", "应付的本金", Kind.MONEY, "元", help="生效文书确定的金钱数额。"),
        Field("due_date", "履行期最后一天", Kind.DATE, help="生效文书写明的最后一天；这一天付清的没有利息。"),
        Field("payments", "已经付的款", Kind.RECORDS, required=False, max_items=200, help="每行一笔：日期 金额，例如 2026-06-18 50000。没付过就留空。", columns=(
            Field("date", "付款日期", Kind.DATE), Field("amount", "金额", Kind.MONEY, "元"),
        )),
        Field("as_of", "算到哪一天", Kind.DATE, required=False, help="没有付清的填今天；留空只算到最后一次付款。"),
    ),
    outputs=(Output("interest", "加倍部分利息", "money", "元"), Output("remaining", "尚欠本金", "money", "元")),
    work=_work,
    headline="interest",
    figures=("delay_interest_daily",),
)
