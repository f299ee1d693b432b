"""How values look on pages: Chinese dates in Shanghai time, sums with separators, names of codes, citations as links."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, url_for
from markupsafe import Markup, escape

from toolkit.authority import cite
from toolkit.citations import citations
from toolkit.instruments import register as register_of_acts

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


def article_url(ref: str) -> str | None:
    """The page of an article by its id (劳动合同法-82); None for one that the register of acts knows not to exist."""
    short, _, key = ref.rpartition("-")
    act = register_of_acts().get(short)
    if act is None or key == "0" or (key.isdigit() and act.articles is not None and int(key) > act.articles):
        return None
    return article_page(ref)


def article_page(ref: str) -> str:
    """Where an article that is held is read."""
    short, _, key = ref.rpartition("-")
    return url_for("library.article", law=short, number=key)


def cited(text: str | None, own: str | None = None) -> Markup:
    """The text with every citation of an act we know as a link to its article; everything is escaped. `own` is what 本法 means."""
    text = text or ""
    parts, at = [], 0
    for one in citations(text, own) if "条" in text else ():
        url = article_url(one.id) if one.id else None
        if url is None or one.start < at:  # 第三条至第五条 names the fourth at the same place
            continue
        parts += [escape(text[at:one.start]), Markup('<a class="cite" href="{}">{}</a>').format(url, text[one.start:one.end])]
        at = one.end
    return Markup("").join([*parts, escape(text[at:])])


def cites(refs: Iterable[str]) -> Markup:
    """Articles by their ids (劳动合同法-82) as links, parted by 、."""
    found = []
    for ref in refs:
        label, url = cite(ref).label, article_url(ref)
        found.append(Markup('<a class="cite" href="{}">{}</a>').format(url, label) if url else escape(label))
    return Markup("、").join(found)


def register(app: Flask) -> None:
    """Make the filters known to templates."""
    filters: dict[str, Any] = {
        "pair": lambda x: (x, x), "extract": lambda code, names: names.get(code, code),
        "day": day, "short_day": short_day, "moment": moment, "yuan": yuan, "wan": wan, "source": source, "cited": cited, "cites": cites,
    }
    app.jinja_env.filters.update(filters)
