"""One worker of a roster: what the row says, and what follows from it for the sum owed."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from toolkit import group_cells as cells
from toolkit.identity import phone, resident_id
from toolkit.refusal import Refusal

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Month:
    """One month of a row, yuan."""

    month: str
    due: Decimal | None = None
    paid: Decimal | None = None
    owed: Decimal | None = None

    @property
    def sums(self) -> tuple[Decimal | None, Decimal | None]:
        """(due, paid). What is said to be owed decides; what it leaves open of the other two follows from it."""
        if self.owed is None:
            return self.due, self.paid
        if self.due is not None:
            return self.due, self.due - self.owed
        return self.owed + (self.paid or ZERO), self.paid or ZERO


@dataclass(frozen=True)
class Row:
    """One worker: `line` is the row of the sheet, sums in yuan, `leader` whether this worker leads the team, `leader_name`
    who does where the roster names another."""

    line: int
    name: str
    owed: Decimal
    id_no: str | None = None
    phone: str | None = None
    team: str | None = None
    leader: bool = False
    leader_name: str | None = None
    employer: str | None = None
    post: str | None = None
    hire_date: date | None = None
    last_day: date | None = None
    monthly_wage: Decimal | None = None
    daily_wage: Decimal | None = None
    days: Decimal | None = None
    due: Decimal | None = None
    paid: Decimal | None = None
    owed_from: date | None = None
    owed_to: date | None = None
    contract: bool | None = None
    months: tuple[Month, ...] = ()
    note: str | None = None

    @property
    def span(self) -> tuple[date | None, date | None]:
        """First and last day of what is owed: as written, else of the months."""
        months = sorted(m.month for m in self.months)
        if not months:
            return self.owed_from, self.owed_to
        year, month = int(months[-1][:4]), int(months[-1][5:])
        return self.owed_from or date.fromisoformat(f"{months[0]}-01"), self.owed_to or date(year, month, monthrange(year, month)[1])


def after(row: Row, received: Decimal) -> Row:
    """The row once its worker has received `received` yuan of what it says is owed: the oldest month first (Civil Code 560 II).

    Raises Refusal (`received`) for a negative sum or more than is owed.
    """
    if not ZERO <= received <= row.owed:
        raise Refusal("received", f"收到的{received}元不能是负数，也不能超过欠薪{row.owed}元")
    left, months = received, []
    for month in sorted(row.months, key=lambda m: m.month):
        due, paid = month.sums
        gap = (due or ZERO) - (paid or ZERO)
        part = max(ZERO, min(left, gap))
        left -= part
        months.append(replace(month, owed=gap - part) if part else month)
    return replace(row, owed=row.owed - received, months=tuple(months))


class Source(Protocol):
    """Where a row's cells come from."""

    fields: dict[str, int]
    faults: list[Any]
    on: date
    employer: str | None

    @property
    def grid(self) -> Any: ...

    def value(self, row: int, name: str) -> Any: ...

    def checked(self, row: int, column: int) -> bool: ...

    def fault(self, row: int, column: int, message: str) -> None: ...

    def money(self, row: int, column: int) -> Decimal | None: ...

    def month_sums(self, row: int) -> tuple[Month, ...]: ...


def build(source: Source, line: int) -> Row | None:
    """The worker of a row; None when a fault was found in one of its cells."""
    found: dict[str, Any] = {}
    before = len(source.faults)

    def take(name: str, read: Callable[[Any], Any]) -> None:
        column = source.fields.get(name)
        if column is None:
            return
        try:
            found[name] = read(source.value(line, name))
        except Refusal as refusal:
            source.fault(line, column, refusal.message)

    epoch = source.grid.epoch
    take("name", lambda v: cells.words(v, 30))
    take("id_no", lambda v: _id(v, source.on))
    take("phone", _phone)
    for name in ("team", "employer", "post", "note"):
        take(name, cells.words)
    for name in ("hire_date", "last_day"):
        take(name, lambda v: cells.day(v, epoch))
    take("owed_from", lambda v: cells.day(v, epoch, edge="first"))
    take("owed_to", lambda v: cells.day(v, epoch, edge="last"))
    take("contract", _yes)
    take("leader", lambda v: cells.words(v) if cells.yes(v) is None else cells.yes(v))
    for name in ("monthly_wage", "daily_wage", "days", "due", "paid", "owed"):
        if name in source.fields:
            found[name] = source.money(line, source.fields[name])
    months = source.month_sums(line)
    if "name" in found and found["name"] is None:
        source.fault(line, source.fields["name"], "没有姓名")
    for early, late, message in (("hire_date", "last_day", "离职早于入职"), ("owed_from", "owed_to", "欠薪结束早于开始")):
        if found.get(early) and found.get(late) and found[late] < found[early]:
            source.fault(line, source.fields[late], message)
    # with a cell at fault its sums say nothing, and one reason a cell is enough
    owed = None if len(source.faults) > before else _owed(source, line, found, months)
    if owed is None:
        return None
    leader = found.pop("leader", None)
    found["employer"] = found.get("employer") or source.employer
    return Row(
        line=line, months=months, leader=leader is True or leader == found["name"],
        leader_name=leader if isinstance(leader, str) and leader != found["name"] else None,
        **(found | {"owed": owed}),
    )


def _id(value: Any, on: date) -> str | None:
    text = cells.plain(value)
    if not text:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**15:
        raise Refusal("", "身份证号存成了数字，后几位已经丢失，请把这一列设为文本后重填")
    return resident_id(text, on).number


def _phone(value: Any) -> str | None:
    text = cells.plain(value)
    return phone(text) if text else None


def _yes(value: Any) -> bool | None:
    answer = cells.yes(value)
    if answer is None and not cells.is_empty(value):
        raise Refusal("", f"“{cells.plain(value)[:10]}”看不出是签了还是没签，请填“是”或者“否”")
    return answer


def _owed(source: Source, line: int, found: dict[str, Any], months: tuple[Month, ...]) -> Decimal | None:
    """The sum owed. Every way the row offers to work it out must give the same; none at all is a fault."""
    for m in months:
        if m.due is not None and m.paid is not None and m.owed is not None and m.due - m.paid != m.owed:
            source.fault(line, source.fields["name"], f"{m.month}应发减实发为{m.due - m.paid}，欠薪为{m.owed}，两个数不一致")
            return None
    ways: list[tuple[str, Decimal, str]] = []
    if found.get("owed") is not None:
        ways.append(("owed", found["owed"], "欠薪"))
    if months and all(m.owed is not None or (m.due is not None and m.paid is not None) for m in months):
        parts = [m.owed if m.owed is not None else (m.due or ZERO) - (m.paid or ZERO) for m in months]
        ways.append(("months", sum(parts, ZERO), "逐月相加"))
    elif months and any(m.owed is None for m in months):
        source.fault(line, source.fields["name"], "月份的应发、实发没有填齐")
        return None
    # a piece of pay already handed out counts against the whole; without it nothing was paid that we know of
    if found.get("due") is not None and (found.get("paid") is not None or "paid" not in source.fields):
        ways.append(("due", found["due"] - (found.get("paid") or ZERO), "应发减已发"))
    elif found.get("due") is None and found.get("daily_wage") is not None and found.get("days") is not None:
        earned = (found["daily_wage"] * found["days"]).quantize(cells.CENT, ROUND_HALF_UP)
        if found.get("paid") is not None or "paid" not in source.fields:
            ways.append(("days", earned - (found.get("paid") or ZERO), "日工资乘天数减已发"))
    column = source.fields.get("owed") or source.fields.get("due") or source.fields["name"]
    if not ways:
        if found.get("due") is not None:
            source.fault(line, source.fields["paid"], "填了应发，没有填已发；没有发过的请填0")
        else:
            source.fault(line, column, "没有欠薪金额，也算不出来：请填欠薪金额，或者应发和已发")
        return None
    for _, amount, words in ways[1:]:
        if amount != ways[0][1]:
            source.fault(line, column, f"{ways[0][2]}为{ways[0][1]}，{words}为{amount}，两个数不一致")
            return None
    if ways[0][1] < 0:
        source.fault(line, source.fields.get("paid") or column, f"已发比应发多{-ways[0][1]}元，请核对")
        return None
    return ways[0][1]
