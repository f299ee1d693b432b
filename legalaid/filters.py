"""How values look on pages: Chinese dates in Shanghai time, sums with separators, names of codes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"


def local(value: datetime) -> datetime:
    """The same moment in Shanghai."""
    return value.astimezone(SHANGHAI)


def day(value: date | datetime | None) -> str:
    """2026 年 11 月 3 日."""
    if value is None:
        return "—"
    d = local(value) if isinstance(value, datetime) else value
    return f"{d.year} 年 {d.month} 月 {d.day} 日"


def short_day(value: date | datetime | None) -> str:
    """11 月 3 日（周二）."""
    if value is None:
        return "—"
    d = local(value) if isinstance(value, datetime) else value
    return f"{d.month} 月 {d.day} 日（周{_WEEKDAYS[d.weekday()]}）"


def moment(value: datetime | None) -> str:
    """11 月 3 日 09:30."""
    if value is None:
        return "—"
    d = local(value)
    return f"{d.month} 月 {d.day} 日 {d:%H:%M}"


def yuan(value: Decimal | None, unit: bool = True) -> str:
    """18,600.00 元; whole sums without fen."""
    if value is None:
        return "—"
    text = f"{value:,.2f}".removesuffix(".00")
    return f"{text} 元" if unit else text


def wan(value: Decimal | str | None) -> str:
    """44.6 万元 for large sums, yuan below ten thousand; sums of cases come as text."""
    if value is None or value == "":
        return "—"
    value = Decimal(value)
    if abs(value) < 10000:
        return yuan(value)
    text = f"{value / 10000:,.2f}".rstrip("0").rstrip(".")
    return f"{text} 万元"


def source(value: str | None) -> str:
    """Where a text comes from, for readers: packages of the delivery have no names that say anything to them."""
    return "随产品提供的国家法律文本" if (value or "").startswith("pypi:") else value or "—"


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    filters: dict[str, Any] = {
        "pair": lambda x: (x, x), "extract": lambda code, names: names.get(code, code),
        "day": day, "short_day": short_day, "moment": moment, "yuan": yuan, "wan": wan, "source": source,
    }
    app.jinja_env.filters.update(filters)
