"""Articles of acts: their versions, their paragraphs, and whether they had force on a given day."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from toolkit.instruments import SPELLING, Instrument, find, short_name
from toolkit.numerals import chinese, whole
from toolkit.refusal import Refusal


class Standing(StrEnum):
    """What an article is on a given day."""

    IN_FORCE = "现行有效"
    NOT_YET = "尚未施行"
    EARLIER_TEXT = "当日适用较早文本"
    REPEALED = "已失效"


@dataclass(frozen=True)
class Article:
    """One article in one version; its key is (id, version_date).

    `id` is short name and number (劳动合同法-82, 刑法-276之一); `no` the number without 之一; `paragraphs` are 款 (an enumerated
    item stays with its 款); `effective_from`/`effective_to` bound the force of this wording, both days inclusive, None =
    not known / open; `act_in_force` is when the act itself first took effect; `lapsed` holds (paragraph, first day without force);
    `mark` V, S or K as in the register, "" for an act that is not in it.
    """

    id: str
    law: str
    short: str
    level: str
    region: str
    article: str
    no: int
    chapter: str | None
    section: str | None
    paragraphs: tuple[str, ...]
    text: str
    version_date: date
    effective_from: date | None
    effective_to: date | None
    status: str
    source: str
    mark: str
    act_in_force: date | None = None
    lapsed: tuple[tuple[int, date], ...] = ()

    @property
    def key(self) -> tuple[str, date]:
        """What imports are keyed by."""
        return self.id, self.version_date


def standing(article: Article, day: date) -> Standing:
    """The article's standing on `day`: EARLIER_TEXT when the act had force but this wording not yet."""
    if article.effective_to is not None and day > article.effective_to:
        return Standing.REPEALED
    if article.lapsed and len({number for number, on in article.lapsed if on <= day}) >= len(article.paragraphs):
        return Standing.REPEALED
    start = article.effective_from or article.version_date
    if day >= start:
        return Standing.IN_FORCE
    if article.act_in_force is not None and day >= article.act_in_force:
        return Standing.EARLIER_TEXT
    return Standing.NOT_YET


def in_force(article: Article, day: date) -> bool:
    """Whether this wording of the article, or what is left of it, had force on `day`."""
    return standing(article, day) is Standing.IN_FORCE


def paragraph_in_force(article: Article, paragraph: int, day: date) -> bool:
    """Whether paragraph `paragraph` (from 1) had force on `day`; Refusal when the article has no such paragraph."""
    if not 1 <= paragraph <= len(article.paragraphs):
        raise Refusal("paragraph", f"{article.short}{article.article}只有{len(article.paragraphs)}款，没有第{paragraph}款。")
    return in_force(article, day) and not any(number == paragraph and on <= day for number, on in article.lapsed)


class StatuteBook:
    """Articles by id, every version of each, oldest first."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._versions: dict[str, list[Article]] = {}
        for article in sorted(articles, key=lambda article: article.version_date):
            self._versions.setdefault(article.id, []).append(article)

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._versions

    def __len__(self) -> int:
        return len(self._versions)

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """All versions held, oldest first; empty when there is none."""
        return tuple(self._versions.get(article_id, ()))

    def on(self, article_id: str, day: date) -> Article | None:
        """The version that had force on `day`, or None."""
        return next((article for article in reversed(self.versions(article_id)) if in_force(article, day)), None)


_NUMBER = re.compile(r"第?([零〇一二两三四五六七八九十百千\d]+)条?(?:之([一二三四五六七八九十]))?条?")
_ITEM = re.compile(r"(?:（[一二三四五六七八九十百]+）|\d+[.．、])")
_HEADING = re.compile(r"第[零一二三四五六七八九十百]+(?:编|分编|章|节)(?:[\s\u3000]|$)")
_WIDE = str.maketrans(
    {"(": "（", ")": "）", "\u3000": " ", "％": "%", "﹝": "〔", "﹞": "〕", "．": "."}
    | {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
)
_POINTS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HAN = "\u4e00-\u9fff》”）〕"
_HALF_POINT = re.compile(rf"(?<=[{_HAN}])[,;:?!]|[,;:?!](?=[{_HAN}《“（])")
_QUOTED = re.compile(r'"([^"\n]*)"')


def tidy(text: str) -> str:
    """Statute text as the product keeps it: full-width punctuation, plain digits, no padding, no stray heading at the end."""
    text = text.translate(_WIDE)
    text = _HALF_POINT.sub(lambda match: _POINTS[match.group()], text)
    text = _QUOTED.sub(r"“\1”", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # the package leaves the title of the next part (第二编 …) behind the last article of the one before
    while len(lines) > 1 and _HEADING.match(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The 款 of an article: its lines, enumerated items kept with the 款 that introduces them."""
    found: list[str] = []
    for line in text.split("\n"):
        if found and _ITEM.match(line):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return tuple(found)


def article_key(written: str) -> tuple[int, str]:
    """Number and key of "第八十二条", "82", "第二百七十六条之一" → (276, "276之一"); Refusal when it is none."""
    match = _NUMBER.fullmatch(written.strip())
    number = whole(match[1]) if match else None
    if match is None or number is None or number < 1:
        raise Refusal("article", f"“{written}”不是条文序号，应写成“第八十二条”。")
    return number, f"{number}之{match[2]}" if match[2] else str(number)


def build_article(row: Mapping[str, str | None], *, version_date: date, effective: date | None, known: Instrument | None) -> Article:
    """An Article out of raw columns (law, short, level, region, article, chapter, section, text, status, source).

    What the register knows of the act (dates, repeals, mark) goes before what the source says of it.
    """
    law = str(row["law"])
    no, key = article_key(str(row["article"]))
    text = tidy(str(row["text"]))
    start, end, status, act_in_force = effective or version_date, None, row.get("status") or "", effective
    lapsed: list[tuple[int, date]] = []
    paragraphs = paragraphs_of(text)
    if known is not None:
        version = next((each for each in known.versions if each.version_date == version_date), None)
        if version is not None:
            start, end = known.span(key, version)
            status = version.status
        act_in_force = known.first_in_force
        for repeal in known.repeals:
            if repeal.article != key:
                continue
            if repeal.paragraph is None:
                end = repeal.on - timedelta(days=1)
                status = f"自{repeal.on.isoformat()}起失效（{repeal.by}）"
            else:
                lapsed.append((repeal.paragraph, repeal.on))
                status = f"第{chinese(repeal.paragraph)}款自{repeal.on.isoformat()}起失效（{repeal.by}）"
    short = known.short if known else str(row.get("short") or short_name(law))
    return Article(
        id=f"{short}-{key}", law=law, short=short,
        level=str(row.get("level") or (known.level if known else "")), region=str(row.get("region") or (known.region if known else "全国")),
        article=_written(no, key), no=no, chapter=row.get("chapter") or None, section=row.get("section") or None,
        paragraphs=paragraphs, text=text, version_date=version_date, effective_from=start, effective_to=end,
        status=status, source=str(row.get("source") or ""), mark=known.mark if known else "",
        act_in_force=act_in_force, lapsed=tuple(lapsed),
    )


def known_act(law: str) -> Instrument | None:
    """The register's entry for an act, whatever brackets its title is written with."""
    return find(law.translate(SPELLING))


def _written(no: int, key: str) -> str:
    return f"第{chinese(no)}条" + (key[key.index("之") :] if "之" in key else "")
