"""court_fee 仲裁和诉讼费用 (劳动争议调解仲裁法 53; 诉讼费用交纳办法 13–16, 20, 38)."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from toolkit.authority import JI1
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import ZERO, Calculator, Inputs, Output, Result, Sheet, cents, plain

_M = 10_000
# (up to yuan, percent of the part above the step before); the last step has no end
_PROPERTY = ((10 * _M, "2.5"), (20 * _M, "2"), (50 * _M, "1.5"), (100 * _M, "1"), (200 * _M, "0.9"), (500 * _M, "0.8"),
             (1000 * _M, "0.7"), (2000 * _M, "0.6"), (None, "0.5"))
_PRESERVATION = ((10 * _M, "1"), (None, "0.5"))
_ENFORCEMENT = ((50 * _M, "1.5"), (500 * _M, "1"), (1000 * _M, "0.5"), (None, "0.1"))
PRESERVATION_MOST = Decimal(5000)
LABOUR = Decimal(10)
Steps = tuple[tuple[int | None, str], ...]


def stepped(amount: Decimal, base: int, start: int, steps: Steps) -> tuple[Decimal, str]:
    """A fee of `base` yuan up to `start`, then by steps; unrounded, with its formula."""
    fee, words, below = Decimal(base), [str(base)], Decimal(start)
    for top, percent in steps:
        if amount <= below:
            break
        part = (amount if top is None else min(amount, Decimal(top))) - below
        fee += part * Decimal(percent) / 100
        words.append(f"{plain(part)} × {percent}%")
        below += part
    return fee, " ＋ ".join(words)


def _property(amount: Decimal) -> tuple[Decimal, str]:
    return stepped(amount, 50, _M, _PROPERTY)


def _payment_order(amount: Decimal) -> tuple[Decimal, str]:
    fee, words = _property(amount)
    return fee / 3, f"（{words}）÷ 3"


def _preservation(amount: Decimal) -> tuple[Decimal, str]:
    fee, words = stepped(amount, 30, 1000, _PRESERVATION)
    return min(fee, PRESERVATION_MOST), words + ("，最多 5000" if fee > PRESERVATION_MOST else "")


def _enforcement(amount: Decimal) -> tuple[Decimal, str]:
    return stepped(amount, 50, _M, _ENFORCEMENT)


_BY_AMOUNT: dict[str, Callable[[Decimal], tuple[Decimal, str]]] = {
    "PROPERTY": _property, "PAYMENT_ORDER": _payment_order, "PRESERVATION": _preservation, "ENFORCEMENT": _enforcement,
}
_KINDS = (
    ("ARBITRATION", "劳动仲裁"), ("LABOR", "劳动争议案件起诉、上诉"), ("PROPERTY", "财产案件（如凭工资欠条直接起诉）"), ("PAYMENT_ORDER", "申请支付令"),
    ("PRESERVATION", "申请财产保全"), ("ENFORCEMENT", "申请强制执行"),
)
_HALVED = ("LABOR", "PROPERTY")


def _work(inputs: Inputs, sheet: Sheet) -> Mapping[str, Result]:
    kind, halved = inputs.code("kind"), inputs.flag("halved")
    fee, words = ZERO, "劳动争议仲裁不收费"
    if kind == "LABOR":
        fee, words = LABOUR, "劳动争议案件每件 10 元"
    elif kind in _BY_AMOUNT:
        fee, words = _BY_AMOUNT[kind](inputs.needed("amount", "金额"))
    if halved and kind in _HALVED:
        fee, words = fee / 2, f"（{words}）÷ 2" if kind == "PROPERTY" else f"{words}，减半"
    elif halved:
        sheet.warn("这一种费用不适用减半，已按全额计算。")
    fee = cents(fee)
    sheet.line(dict(_KINDS)[kind], words, fee)
    _explain(kind, halved, sheet)
    return {"fee": fee}


def _explain(kind: str, halved: bool, sheet: Sheet) -> None:
    if kind == "ARBITRATION":
        sheet.cite("劳动争议调解仲裁法-53")
        return
    article, part = {"LABOR": (13, "第一款第四项"), "PROPERTY": (13, "第一款第一项")}.get(kind, (14, ""))
    sheet.cite(f"诉讼费用交纳办法-{article}", part)
    if halved and kind in _HALVED:
        sheet.cite("诉讼费用交纳办法-15")
        sheet.cite("诉讼费用交纳办法-16")
    if kind in ("LABOR", "ENFORCEMENT"):
        sheet.cite("诉讼费用交纳办法-20")
    if kind == "LABOR":
        sheet.warn("调解、撤诉或者适用简易程序的减半。追索劳动报酬的，不用预交。")
    if kind == "PROPERTY":
        sheet.cite(f"{JI1}-15")
        sheet.warn("凭工资欠条直接起诉、不涉及劳动关系其他争议的，按普通财产案件收费。")
    if kind == "ENFORCEMENT":
        sheet.cite("诉讼费用交纳办法-38")
        sheet.warn("执行费不用预交，由被执行人负担。")
    if kind == "PRESERVATION":
        sheet.warn("劳动者申请保全有困难的，可以请求免于担保。")


COURT_FEE = Calculator(
    name="court_fee",
    title="仲裁和诉讼费用",
    summary="仲裁、起诉、支付令、保全、执行各要交多少钱。",
    fields=(
        Field("kind", "办什么", Kind.CHOICE, choices=_KINDS, help="劳动仲裁免费。"),
        Field("amount", "金额", Kind.MONEY, "元", required=False, help="请求的金额；劳动仲裁和劳动争议诉讼不用填。"),
        Field("halved", "调解、撤诉或者简易程序", Kind.BOOL, required=False, default=False, help="劳动争议和财产案件减半。"),
    ),
    outputs=(Output("fee", "费用", "money", "元"),),
    work=_work,
    headline="fee",
)
