"""Chinese and Arabic numerals in running text, as exact decimals."""

import re
import unicodedata
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
DIGITS |= {"壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}

# A number as people write it: 3,500 / 1.2万 / 三万五 / 两千三百 / 十几.
NUMBER = (
    r"(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[万千]\d(?!\d))?"
    r"|[零〇一二两俩三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+)"
)

THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")  # 8,000 after `ordinary`
_ARABIC = re.compile(r"(\d+(?:\.\d+)?)([十百千万萬亿]*)")
_MIXED = re.compile(r"(\d+(?:\.\d+)?)([万千])(\d)")
_DIGIT_ROW = re.compile(r"[零〇一二三四五六七八九]{2,}")


def ordinary(text: str) -> str:
    """What was typed on a Chinese keyboard with ordinary digits and signs: ８，０００ → 8,000."""
    return unicodedata.normalize("NFKC", text).strip()


def number(text: str) -> Decimal | None:
    """Value of a numeral: "276", "3,500", "1.2万", "二百七十六", "三万五" (35000), "二〇二三"; None when it is none."""
    text = text.replace(",", "").replace("，", "").strip()
    arabic = _ARABIC.fullmatch(text)
    if arabic:
        value = Decimal(arabic[1])
        for unit in arabic[2]:
            value *= UNITS.get(unit) or LARGE[unit]
        return value
    mixed = _MIXED.fullmatch(text)
    if mixed:  # 1万5, 3千2: the last digit counts a tenth of the unit
        unit = (UNITS | LARGE)[mixed[2]]
        return Decimal(mixed[1]) * unit + int(mixed[3]) * unit // 10
    if _DIGIT_ROW.fullmatch(text):
        return Decimal("".join(str(DIGITS[sign]) for sign in text))
    return _chinese(text)


def whole(text: str) -> int | None:
    """The numeral as an integer, or None when it is not one or has a fraction."""
    value = number(text)
    return int(value) if value is not None and value == value.to_integral_value() else None


def chinese(value: int) -> str:
    """An integer from 0 to 9999 as statutes write it: 10 十, 82 八十二, 276 二百七十六, 1010 一千零一十."""
    if not 0 <= value <= 9999:
        raise ValueError(f"not between 0 and 9999: {value}")
    if value == 0:
        return "零"
    written, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit == 0:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + "零一二三四五六七八九"[digit] + unit
        gap = False
    return written[1:] if written.startswith("一十") else written


def _chinese(text: str) -> Decimal | None:
    """Positional Chinese numerals; a digit after a unit counts a tenth of it (一百二 = 120, 三万五 = 35000)."""
    total = section = digit = 0
    last_unit, zero, seen = 1, False, False
    for sign in text:
        if sign in DIGITS:
            if seen and digit:
                return None
            digit, seen, zero = DIGITS[sign], True, DIGITS[sign] == 0
            if zero:
                last_unit = 1
        elif sign in UNITS:
            # 十五 leaves its one unsaid; 百 and 千 never do
            if not seen or (digit == 0 and UNITS[sign] == 10):
                digit = 1
            section += digit * UNITS[sign]
            last_unit, digit, seen = UNITS[sign], 0, True
        elif sign in LARGE:
            if not seen:
                return None
            total = (total + section + digit) * LARGE[sign]
            last_unit, section, digit = LARGE[sign], 0, 0
        else:
            return None
    if not seen:
        return None
    if digit and last_unit > 10:
        digit *= last_unit // 10
    return Decimal(total + section + digit)
