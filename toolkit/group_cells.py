"""One cell of a roster read into a value, as people write them: money, days, words, yes and no."""

import calendar
import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.utils.datetime import from_excel

from toolkit.numerals import number
from toolkit.refusal import Refusal

CENT = Decimal("0.01")
MOST = Decimal(10) ** 9
_YES, _NO = frozenset({"是", "√", "✓", "有", "已签", "已签订", "对", "y", "yes", "1"}), frozenset({"否", "×", "✗", "无", "没有", "未签", "未签订", "没签", "n", "no", "0"})
_EMPTY = frozenset({"-", "—", "－", "/", "无", "空"})
_MONEY = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DAY = re.compile(r"((?:19|20)\d{2})[-./年](\d{1,2})(?:[-./月](\d{1,2})?日?|)?")
# what a spreadsheet would run as a formula; the apostrophe in front makes it text
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Value = object


def plain(value: Value) -> str:
    """The words of a cell: full-width digits and letters made plain, one blank between words; a guard apostrophe taken off."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(value))).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def is_empty(value: Value) -> bool:
    """Nothing, blanks, or a stroke that stands for nothing."""
    return plain(value) == ""


def words(value: Value, longest: int = 60) -> str | None:
    """A text as it stands, without line breaks; None for an empty cell or a stroke."""
    if isinstance(value, datetime | date):
        raise Refusal("", "这里应填文字，现在是日期")
    text = "" if value is None else re.sub(r"\s+", " ", plain(value))
    if re.search("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]", text):
        raise Refusal("", "含有不可见的控制字符")
    if len(text) > longest:
        raise Refusal("", f"超过{longest}个字")
    return None if text in {"", *_EMPTY} else text


def money(value: Value) -> tuple[Decimal | None, str | None]:
    """Yuan to the cent, and what to say if the cell holds more than cents. None for an empty cell.

    Accepts 12,000.50, ￥６０００, 6000元, 1.2万; refuses dates, yes and no, negatives and anything else with the reason.
    """
    if isinstance(value, bool):
        raise Refusal("", "这里应填金额，现在是“是”或者“否”")
    if isinstance(value, datetime | date):
        raise Refusal("", "这里应填金额，现在是日期，请检查单元格格式")
    if isinstance(value, int | float | Decimal):
        amount = Decimal(str(value))
    else:
        text = plain(value).replace(" ", "")
        if text in {"", *_EMPTY}:
            return None, None
        bare = re.sub(r"^(?:[￥¥]|RMB|人民币)|(?:元整?|圆|块钱?)$", "", text, flags=re.IGNORECASE)
        if bare.startswith(("-", "(")):
            raise Refusal("", f"“{text[:20]}”是负数，金额不能是负数")
        read = Decimal(bare.replace(",", "")) if _MONEY.fullmatch(bare) else number(bare) if re.fullmatch(r"\d+(?:\.\d+)?万", bare) else None
        if read is None:
            raise Refusal("", f"“{text[:20]}”不是金额")
        amount = read
    if not amount.is_finite() or amount < 0:
        raise Refusal("", "金额不能是负数" if amount.is_finite() else "金额不是数字")
    rounded = amount.quantize(CENT, ROUND_HALF_UP) if amount < MOST else amount
    if rounded >= MOST:
        raise Refusal("", "金额过大，请核对")
    return rounded, f"{amount}取到分为{rounded}" if abs(amount - rounded) > Decimal("0.000001") else None


def day(value: Value, epoch: datetime, *, edge: str | None = None) -> date | None:
    """A date: a date cell, a serial number, 2026-3-1, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301. None for an empty cell.

    A month alone becomes its first day (`edge` first) or its last (`edge` last); without `edge` it is refused.
    """
    if isinstance(value, datetime):
        return _year(value.date())
    if isinstance(value, date):
        return _year(value)
    if isinstance(value, bool):
        raise Refusal("", "这里应填日期")
    text = plain(value).replace(" ", "")
    if text in {"", *_EMPTY}:
        return None
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if isinstance(value, int | float) and not re.match(r"(?:19|20)\d\d-", text):
        if not 1 <= value < 100_000:
            raise Refusal("", f"“{text[:20]}”不是日期")
        made = from_excel(value, epoch)
        return _year(made.date() if isinstance(made, datetime) else date(1900, 1, 1))
    if re.fullmatch(r"\d{5}", text):
        return day(int(text), epoch)
    match = _DAY.fullmatch(text)
    if match is None:
        raise Refusal("", f"“{text[:20]}”不是日期，请写成2026-03-01这样")
    year, month, rest = int(match[1]), int(match[2]), match[3]
    if rest is None and edge is None:
        raise Refusal("", f"“{text[:20]}”只有月份，请写到日")
    try:
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
        return date(year, month, int(rest) if rest else last if edge == "last" else 1)
    except ValueError:
        raise Refusal("", f"没有“{text[:20]}”这一天") from None


def _year(found: date) -> date:
    if not 1950 <= found.year <= 2100:
        raise Refusal("", f"{found.isoformat()}不像是真的日期，请检查单元格格式")
    return found


def yes(value: Value) -> bool | None:
    """是, √, 有 … or 否, ×, 无 …; None for an empty cell or any other words."""
    if isinstance(value, bool):
        return value
    text = plain(value).lower()
    return True if text in _YES else False if text in _NO else None
