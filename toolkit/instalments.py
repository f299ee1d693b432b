"""分期履行: plans that add up, sums of several workers split to the cent, and what can be done when an instalment is not paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from toolkit.procedure_map import BINDING
from toolkit.refusal import Refusal

MOST = 36
# what an agreement is about; the first four open the way to a payment order (调解仲裁法 16)
SUBJECTS = {"WAGE": "劳动报酬", "INJURY_MEDICAL": "工伤医疗费", "SEVERANCE": "经济补偿", "COMPENSATION": "赔偿金", "OTHER": "其他事项"}
PAYMENT_ORDER = frozenset({"WAGE", "INJURY_MEDICAL", "SEVERANCE", "COMPENSATION"})


@dataclass(frozen=True)
class Due:
    """One instalment: the last day to pay it and its sum in yuan."""

    on: date
    amount: Decimal


def plan(total: Decimal, rows: Sequence[tuple[date, Decimal | None]], signed_on: date) -> tuple[Due, ...]:
    """The instalments of `total` yuan; the last one may be left open (None) and then takes the rest.

    Refused (`instalments`): none or too many, days not one after the other or before the signing, sums not positive or not adding up.
    """
    if not rows:
        raise Refusal("instalments", "请至少填写一期的日期")
    if len(rows) > MOST:
        raise Refusal("instalments", f"最多分 {MOST} 期")
    found: list[Due] = []
    for number, (on, amount) in enumerate(rows, 1):
        if amount is None:
            if number < len(rows):
                raise Refusal("instalments", f"第 {number} 期没有填金额；只有最后一期可以不填，按余额计算")
            amount = total - sum((one.amount for one in found), Decimal(0))
        if amount <= 0:
            raise Refusal("instalments", f"第 {number} 期的金额应大于 0")
        if on < signed_on:
            raise Refusal("instalments", f"第 {number} 期的日期早于签订日期")
        if found and on <= found[-1].on:
            raise Refusal("instalments", f"第 {number} 期的日期应晚于前一期")
        found.append(Due(on, amount))
    summed = sum((one.amount for one in found), Decimal(0))
    if summed != total:
        raise Refusal("instalments", f"各期合计 {summed:,.2f} 元，与协议金额 {total:,.2f} 元不一致")
    return tuple(found)


def split(shares: Sequence[Decimal], amounts: Sequence[Decimal]) -> tuple[tuple[Decimal, ...], ...]:
    """Each worker's part of each instalment: rows as `shares` (yuan), columns as `amounts`, both of one total.

    Exact to the cent both ways: a row adds up to its share, a column to its instalment. Refused (`shares`): totals that differ, a part that would be nothing.
    """
    people, parts = [_cents(share) for share in shares], [_cents(amount) for amount in amounts]
    total = sum(people)
    if total != sum(parts) or total <= 0:
        raise Refusal("shares", "每人金额的合计与各期金额的合计不一致")
    # what the first i workers get of the first k instalments, rounded down; the differences are exact by construction
    below = [[sum(parts[:k]) * upto // total for k in range(len(parts) + 1)] for upto in _running(people)]
    rows = []
    for before, after in pairwise(below):
        row = tuple(Decimal((after[k + 1] - after[k]) - (before[k + 1] - before[k])) / 100 for k in range(len(parts)))
        if any(part <= 0 for part in row):
            raise Refusal("shares", "有职工某一期的金额不足一分，请减少期数")
        rows.append(row)
    return tuple(rows)


def _cents(amount: Decimal) -> int:
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise Refusal("shares", "金额最多两位小数")
    return int(cents)


def _running(values: Sequence[int]) -> list[int]:
    sums = [0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


@dataclass(frozen=True)
class Remedy:
    """A way open when an instalment was not paid: a kind of filing, in words, from which rule and day its last day is counted (None: no last day of its own)."""

    filing: str
    words: str
    rule: str | None
    trigger: date | None
    cites: tuple[str, ...]


def remedies(state: str, subjects: frozenset[str], unpaid_on: date, last_on: date) -> tuple[Remedy, ...]:
    """What the worker can do about an instalment that was due on `unpaid_on`; `last_on` is the last day of the whole plan.

    A binding paper is enforced within two years of the last instalment's day (民事诉讼法 250). A mediation agreement alone opens a payment order for
    the four kinds of money (调解仲裁法 16), a suit where it is about pay only (解释一 51), and arbitration within a year (调解仲裁法 15, 27).
    """
    if state in BINDING:
        return (Remedy("ENFORCEMENT", "协议已有强制执行效力，向法院申请强制执行", "ENF_2Y", last_on, ("民事诉讼法-250",)),)
    if state != "MED_AGREED":
        return ()
    found = []
    if subjects and subjects <= PAYMENT_ORDER:
        found.append(Remedy("PAYMENT_ORDER", "凭调解协议向法院申请支付令，不用先仲裁", None, None, ("劳动争议调解仲裁法-16",)))
    if subjects == {"WAGE"}:
        found.append(Remedy("COURT", "协议只涉及劳动报酬，可以直接向法院起诉", None, None, ("最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-51",)))
    found.append(Remedy("ARBITRATION", "就没有履行的部分申请仲裁", "ARB_LIMIT_1Y", unpaid_on, ("劳动争议调解仲裁法-15", "劳动争议调解仲裁法-27")))
    return tuple(found)
