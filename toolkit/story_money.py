"""Sums of money in a story, exact, in yuan, each with what it is for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from toolkit.numerals import NUMBER, number
from toolkit.phrases import plain

LABELS: Mapping[str, str] = {
    "WAGE": "工资标准", "OWED": "拖欠金额", "COMPENSATION": "补偿赔偿", "MEDICAL": "医疗费用", "DEDUCTED": "扣罚金额", "DEPOSIT": "押金",
    "OTHER": "金额",
}

# what a sum is for: the word nearest before it in the clause decides
_PURPOSE = re.compile(
    r"(?P<DEDUCTED>罚款|罚|扣款|扣了|扣我|被扣|扣)|(?P<DEPOSIT>押金|保证金)|(?P<MEDICAL>医药费|医疗费|住院费|手术费|治疗费|看病)"
    r"|(?P<COMPENSATION>补偿金?|赔偿金?|赔|违约金|一次性|抚恤|索赔|补助)|(?P<OWED>拖欠|欠|没发|没给|未付|没付|未发|还差|少发|少给|少了|没结|未结|克扣|尾款|总共|一共|合计|共计)"
    r"|(?P<WAGE>月薪|月工资|底薪|工资标准|每个?月|一个月|每月|基本工资|日薪|时薪|工资|薪资|薪水|到手|收入)"
)
_UNIT = r"(?P<unit>万元|万块钱?|万多?块?钱?(?![零一二两三四五六七八九千百\d人名个字件次年公里平块])|元|块钱?|圆|rmb|人民币|w(?![a-z])|k(?![a-z]))"
_SUM = re.compile(rf"(?P<number>{NUMBER})(?P<more>多|余|几)?\s*{_UNIT}")
# 工资6500, 欠8000: no unit, but the word before says that it is money
_BARE = re.compile(
    r"(?:月薪|工资|底薪|拖欠|欠我|欠了|欠|补偿|赔偿|赔我|赔|罚款|押金|医药费|医疗费)(?:是|为|只有|大概|约|了|共)?(?P<number>\d{3,8}(?:\.\d{1,2})?|[一二两三四五六七八九]千[一二三四五六七八九百]*|[一二两三四五六七八九十]+万[一二三四五六七八九千百]*)"
    r"(?![\d年月日号天个人小时名位%万千元块wk])"
)
_TEN_THOUSANDS = re.compile(r"(?P<number>\d+(?:\.\d+)?万\d?|[一二两三四五六七八九十]+万[一二三四五六七八九]?千?)(?![人名个字件次年公里平])")
# words behind a sum, when none stands before it
_BEHIND: Mapping[str, str] = {
    "一个月": "WAGE", "每月": "WAGE", "没给": "OWED", "没发": "OWED", "工资": "OWED", "医药费": "MEDICAL", "押金": "DEPOSIT", "补偿": "COMPENSATION",
}
_BY_DAY = re.compile(r"(?:一天|每天|日薪|一小时|每小时|时薪|一单|每单|一件|每件|一个工)[^。；！？，\n]{0,4}$")
_DEBT = re.compile(r"(?:拖欠|欠|没发|克扣|少发|没给)[^，]{0,8}$")
_BEFORE_COMMA = re.compile(r"[^。；！？，\n]{0,6}")
_WINDOW = 14


@dataclass(frozen=True)
class Amount:
    """`yuan` (exact) found at [start, end) as `said`; `kind` is a key of LABELS, `about` when the story says 多 or 几."""

    yuan: Decimal
    kind: str
    start: int
    end: int
    said: str
    about: bool = False

    @property
    def label(self) -> str:
        """What it is for, in Chinese."""
        return LABELS[self.kind]

    @property
    def words(self) -> str:
        """The sum as screens show it: 35,000元, 0.5元."""
        return f"{self.yuan.normalize():,f}元" + ("以上" if self.about else "")


def amounts(text: str) -> list[Amount]:
    """Sums by position; percentages, dates and counts are no sums. Numerals may be Arabic, Chinese or mixed (三万五千块, 1.2万)."""
    text = plain(text)
    found: dict[int, Amount] = {}
    for match in _SUM.finditer(text):
        value = number(match["number"])
        if value is None or value <= 0:
            continue
        unit = match["unit"]
        if unit.startswith(("万", "w")):
            value *= 10_000
        elif unit == "k":
            value *= 1000
        found[match.start("number")] = _amount(text, match, value, bool(match["more"]) or "多" in unit)
    taken = [(each.start, each.end) for each in found.values()]
    # 三万五 or 5000 with nothing behind them, and 3万 whose 万 the numeral has swallowed
    for match in (*_BARE.finditer(text), *_TEN_THOUSANDS.finditer(text)):
        start, end = match.span("number")
        value = number(match["number"])
        if value is None or value <= 0 or any(start < stop and begin < end for begin, stop in taken):
            continue
        found[start] = _amount(text, match, value, False)
        taken.append((start, end))
    return [found[start] for start in sorted(found)]


def _amount(text: str, match: re.Match[str], value: Decimal, about: bool) -> Amount:
    start = match.start("number")
    end = match.end()
    return Amount(value, _kind(text, start, end), start, end, text[start:end], about)


def _kind(text: str, start: int, end: int) -> str:
    clause = re.split(r"[。；！？\n]", text[max(0, start - _WINDOW) : start])[-1]
    purposes = [match.lastgroup for match in _PURPOSE.finditer(clause)]
    if _BY_DAY.search(clause) and purposes[-1:] != ["DEDUCTED"]:
        return "WAGE"
    kind = purposes[-1] if purposes else None
    # 拖欠工资两万 is a debt, not a rate: the debt word stands just before the wage word
    if kind == "WAGE" and _DEBT.search(clause) and "月薪" not in clause and "底薪" not in clause:
        return "OWED"
    tail = _BEFORE_COMMA.match(text, end)
    return kind or next((name for word, name in _BEHIND.items() if tail and word in tail[0]), "OTHER")
