"""Times in a story: hired, left, signed, hurt, length of service, months of pay owed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.numerals import NUMBER, number, whole
from toolkit.phrases import plain

LABELS: Mapping[str, str] = {
    "HIRED": "入职时间", "LEFT": "离职时间", "SIGNED": "签合同时间", "HURT": "受伤时间", "DATE": "日期", "SERVICE": "工作时间", "OWED": "拖欠期间",
}

_YEAR = r"(?P<year>(?:19|20)\d{2}|\d{2}|二[零〇][零〇一二三四五六七八九]{2}|今|去|前|本)"
_DATE = re.compile(
    rf"{_YEAR}年(?:的)?(?:(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月份?(?:(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号])?|(?P<edge>年初|年底|初|底)?)"
    r"|(?P<y2>20\d{2})[-./](?P<m2>\d{1,2})(?:[-./](?P<d2>\d{1,2}))?(?!\d)"
)
_EVENT = {
    "HIRED": r"入职|进厂|进公司|进单位|进的|进了|开始上班|来上班|开始在|到岗|上岗|就到|起在|开始干|开始做|参加工作|来到|应聘|进来|加入公司|开始跑",
    "LEFT": r"离职|辞职|被辞退|辞退|解除|离开|开除|走人|不干|被裁|裁员|劝退|通知我走|不让我上班|不用来|终止|到期",
    "SIGNED": r"签了|签订|签合同|签的|续签|补签",
    "HURT": r"受伤|出事|摔|砸|撞|工伤|车祸|压伤|猝死|死亡|骨折|触电|断",
}
_EVENTS = {kind: re.compile(words) for kind, words in _EVENT.items()}
_SPAN = rf"(?:(?P<years>{NUMBER}|半)年(?P<half>半)?)?(?:零|又|多)?(?:(?P<months>{NUMBER}|半)个?(?:半)?月)?"
_SERVICE = re.compile(rf"(?:干了|做了|工作了|上了|待了|呆了|跑了|工龄|工作|入职|上班|服务|打了|干|做|跑)(?:已经|将近|快|满|有|大概|差不多|整整|都|了|近|刚)*{_SPAN}")
_OWED_BEFORE = re.compile(rf"(?:拖欠|欠|压|押|差|少|克扣|没发|没给|拿不到)[^。；！？，\n\d]{{0,4}}(?:\d+[个名位][^。；！？，\n\d]{{1,4}})?(?P<months>{NUMBER}|半)个多?月")
# 8月的工资没发 is August, 8个月的工资没发 are eight months
_OWED_AFTER = re.compile(
    rf"(?P<months>{NUMBER}|半)个多?月(?:的)?(?:都|也|一直|来|以来|还)*(?:工资|工钱|薪水|薪资|钱)?(?:都|也|一直|还)*(?:没有|没|不|未)(?:发|给|结|付|拿)"
)
_MONTH = r"\d{1,2}|十[一二]?|[一二三四五六七八九]"
_OWED_RANGE = re.compile(rf"(?P<first>{_MONTH})月份?(?:到|至|-|~|—)(?P<last>{_MONTH})月份?(?:的)?(?:工资|工钱|薪水)")


@dataclass(frozen=True)
class Period:
    """A time found at [start, end): a date (day 1 of the month when only the month is said) or a length in months."""

    kind: str
    start: int
    end: int
    said: str
    day: date | None = None
    months: Decimal | None = None
    exact: bool = True

    @property
    def label(self) -> str:
        """What the time is, in Chinese."""
        return LABELS[self.kind]

    @property
    def words(self) -> str:
        """The time as screens show it: 2023年3月5日, 2023年3月, 2年6个月, 3个月."""
        if self.day is not None:
            return f"{self.day.year}年{self.day.month}月" + (f"{self.day.day}日" if self.exact else "")
        assert self.months is not None
        if self.kind == "OWED" or self.months < 12:
            return f"{self.months.normalize():f}个月"
        years, rest = divmod(self.months, 12)
        return f"{years:.0f}年" + (f"{rest.normalize():f}个月" if rest else "")


def periods(text: str, today: date | None = None) -> list[Period]:
    """Times by position. 今年, 去年 and two-digit years need `today`; dates that do not exist are left out."""
    text = plain(text)
    found = [*_dates(text, today), *_service(text), *_owed(text)]
    return sorted(found, key=lambda each: each.start)


def _dates(text: str, today: date | None) -> list[Period]:
    found = []
    for match in _DATE.finditer(text):
        year = whole(match["y2"]) if match["y2"] else _year(match["year"], today)
        month = whole(match["m2"] or match["month"] or "") or {"年初": 1, "初": 1, "年底": 12, "底": 12}.get(match["edge"] or "")
        day = whole(match["d2"] or match["day"] or "")
        # 19年 alone is a length of time, not a year
        if year is None or month is None:
            continue
        try:
            when = date(year, month, day or 1)
        except ValueError:
            continue
        found.append(Period(_kind(text, match.start(), match.end()), match.start(), match.end(), match[0], when, exact=day is not None))
    return found


def _year(said: str | None, today: date | None) -> int | None:
    if said is None:
        return None
    if said in "今本去前":
        return None if today is None else today.year - {"今": 0, "本": 0, "去": 1, "前": 2}[said]
    value = whole(said)
    if value is None or value >= 1900:
        return value
    # 23年3月: the century follows from today, and without it from the age of labour law
    limit = today.year % 100 if today else 40
    return 2000 + value if value <= limit else 1900 + value


def _kind(text: str, start: int, end: int) -> str:
    """What happened on the date: the nearest event word in its clause, those behind it first."""
    after = re.match(r"[^。；！？，\n]{0,16}", text[end:])
    tail = after[0] if after else ""
    head = re.split(r"[。；！？，\n]", text[max(0, start - 8) : start])[-1]
    best: tuple[int, str] | None = None
    for kind, pattern in _EVENTS.items():
        hit = pattern.search(tail)
        if hit and (best is None or hit.start() < best[0]):
            best = (hit.start(), kind)
    if best is None:
        for kind, pattern in _EVENTS.items():
            if pattern.search(head):
                return kind
    return best[1] if best else "DATE"


def _length(match: re.Match[str]) -> Decimal | None:
    total = Decimal(0)
    years, months = match["years"], match["months"]
    if years is None and months is None:
        return None
    if years:
        value = Decimal("0.5") if years == "半" else number(years)
        if value is None or value > 60:
            return None
        total += value * 12 + (6 if match["half"] else 0)
    if months:
        value = Decimal("0.5") if months == "半" else number(months)
        if value is None or value > 600:
            return None
        total += value + (Decimal("0.5") if "个半月" in match[0] else 0)
    return total if total > 0 else None


def _service(text: str) -> list[Period]:
    found = []
    for match in _SERVICE.finditer(text):
        months = _length(match)
        if months is not None and not re.match(r"(?:之?前|内|的?试用|的?合同)", text[match.end() :]):
            found.append(Period("SERVICE", match.start(), match.end(), match[0], months=months))
    return found


def _owed(text: str) -> list[Period]:
    found: list[Period] = []
    for pattern in (_OWED_BEFORE, _OWED_AFTER):
        for match in pattern.finditer(text):
            months = Decimal("0.5") if match["months"] == "半" else number(match["months"])
            overlaps = any(match.start() < each.end and each.start < match.end() for each in found)
            if months is None or not 0 < months <= 240 or overlaps:
                continue
            found.append(Period("OWED", match.start(), match.end(), match[0], months=months))
    for match in _OWED_RANGE.finditer(text):
        first, last = whole(match["first"]), whole(match["last"])
        if first is None or last is None or not (1 <= first <= 12 and 1 <= last <= 12):
            continue
        found.append(Period("OWED", match.start(), match.end(), match[0], months=Decimal((last - first) % 12 + 1)))
    return found
