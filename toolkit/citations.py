"""Citations in running text: finds 《…》第…条第…款第…项, resolves them to article ids, checks them against a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from toolkit.instruments import SPELLING, Instrument, by_name, find, register
from toolkit.numerals import chinese, whole
from toolkit.statutes import Article, Standing, standing

_N = r"[零〇一二三四五六七八九十百千\d]+"
_ARTICLE = rf"第\s*{_N}\s*条(?:之[一二三四五六七八九十](?![款项]))?"
_LAY_ARTICLE = rf"第?\s*{_N}\s*条(?:之[一二三四五六七八九十](?![款项]))?"
_PARAGRAPH = rf"第\s*{_N}\s*款"
# 第（一）、（二）项: only the last item says 项
_ITEM = rf"第?\s*(?:（{_N}）|{_N})\s*项|第?\s*（{_N}）(?=\s*(?:、|和|或者|或|至)\s*第?\s*（{_N}）)"
_PARTS = re.compile(rf"(?P<paragraph>{_PARAGRAPH})|(?P<item>{_ITEM})")
_JOIN = re.compile(r"\s*(?:、|，|和|及|与|或者|或|以及|并|至|到|－|—|-|~)?\s*(?:以及)?\s*")
_RANGE = re.compile(r"至|到|－|—|-|~")
_BARE = re.compile(_ARTICLE)
# 第三十八、四十六条: all but the last leave their 条 out
_SHORTENED = re.compile(rf"第?\s*{_N}(?=\s*(?:、|和|及|至|到|-)\s*第?\s*{_N}\s*(?:、|和|及|至|到|-|条))")
_LISTED = re.compile(r"\s*(?:、|和|及|与|至|到|－|—|-|~)\s*$")
_BOUND = re.compile(_LAY_ARTICLE)
_RELATIVE = re.compile(r"(?:本|该|同|上述|前述|此)(?:法|条例|办法|规定|解释|规则|意见|通知)(?=\s*第)")
_QUOTED = re.compile(r"《([^《》]{2,70}(?:《[^《》]{2,40}》[^《》]{0,40})?)》")
_SUFFIX = re.compile(r"\s*(?:（[^（）]{1,30}）)?\s*(?:的|中|之|里)?\s*")
_STOPS = re.compile(r"[。；！？\n]")
# 合同第三条 is a clause of a contract, not of an act
_CONTRACT = re.compile(r"(?:合同|协议|协议书|手册|制度|章程|约定|规章|细则|须知|承诺书|附件|补充条款)》?\s*(?:中|的|里)?\s*$")
_OTHER_PLACE = re.compile(r"(?:省|市|自治区|州|县|特区)$")


class Trouble(StrEnum):
    """What is wrong with a citation, as words for people."""

    UNKNOWN_ACT = "不认识的法律名称"
    NO_ANTECEDENT = "前文没有可以对应的法律"
    MISSING = "没有这一条"
    MISSING_PARAGRAPH = "没有这一款"
    NOT_YET = "当日尚未施行"
    REPEALED = "当日已失效"
    EARLIER_TEXT = "当日适用的是较早文本"
    NOT_HELD = "本库未收录该条，无法核对"


@dataclass(frozen=True)
class Citation:
    """One cited article at [start, end); `name` is the act as written, `id` None when it could not be resolved.

    `paragraph` counts 款 from 1, `item` counts 项 from 1; both None when not named. `trouble` only when unresolved.
    """

    start: int
    end: int
    said: str
    name: str
    short: str | None
    article: str
    id: str | None
    paragraph: int | None = None
    item: int | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Finding:
    """A citation and its trouble on the day it was checked for; NOT_HELD is a gap of ours, not a fault of the text."""

    citation: Citation
    trouble: Trouble
    message: str

    @property
    def fault(self) -> bool:
        """Whether the text is at fault."""
        return self.trouble is not Trouble.NOT_HELD


@dataclass(frozen=True)
class _Act:
    name: str
    known: Instrument | None
    trouble: Trouble | None = None


@cache
def _bare_names() -> re.Pattern[str]:
    names = sorted(by_name(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def citations(text: str, own: str | None = None) -> list[Citation]:
    """All citations in `text`, by position; `own` is the act the text itself belongs to (本法 means it at the start)."""
    plain = text.translate(SPELLING)
    ahead = _Ahead(plain)
    antecedent = _Act(own, find(own), None if find(own) else Trouble.UNKNOWN_ACT) if own else None
    found: list[Citation] = []
    position, sentence_act = 0, None
    while position < len(plain):
        step = _next_name(ahead, position, antecedent)
        bare = ahead.next(_BARE, position)
        if bare is not None and (step is None or bare.start() < step[0]):
            stop = ahead.next(_STOPS, position)
            if stop is not None and stop.start() < bare.start():
                sentence_act = None
            # an article alone belongs to the act named before in the same sentence; elsewhere only to its own act
            act = sentence_act or (antecedent if own and antecedent and antecedent.name == own else None)
            if act is None or _CONTRACT.search(plain, max(0, bare.start() - 8), bare.start()):
                position = bare.end()
                continue
            position = _articles(text, plain, bare.start(), bare.start(), act, found)
            continue
        if step is None:
            break
        start, end, act = step
        after = _SUFFIX.match(plain, end)
        at = after.end() if after else end
        if not (_BOUND.match(plain, at) or _SHORTENED.match(plain, at)):
            # named without an article: what follows in the sentence may still lean on it
            if act.known is not None:
                antecedent = sentence_act = act
            position = end
            continue
        position = _articles(text, plain, start, at, act, found)
        if act.trouble is not Trouble.NO_ANTECEDENT:
            antecedent = act
        sentence_act = act
    return found


class _Ahead:
    """The next match of each pattern, kept until it lies behind: the whole text is searched once a pattern, not once a step."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self._kept: dict[re.Pattern[str], re.Match[str] | None] = {}

    def next(self, pattern: re.Pattern[str], position: int) -> re.Match[str] | None:
        """The first match at or after `position`; positions only grow."""
        kept = self._kept.get(pattern)
        if pattern not in self._kept or (kept is not None and kept.start() < position):
            kept = self._kept[pattern] = pattern.search(self.plain, position)
        return kept


def _next_name(ahead: _Ahead, position: int, antecedent: _Act | None) -> tuple[int, int, _Act] | None:
    """The next act named at or after `position`: start, end, act."""
    plain = ahead.plain
    steps: list[tuple[int, int, _Act]] = []
    quoted = ahead.next(_QUOTED, position)
    if quoted:
        name = quoted[1]
        known = find(name)
        steps.append((quoted.start(), quoted.end(), _Act(name, known, None if known else Trouble.UNKNOWN_ACT)))
    bare = ahead.next(_bare_names(), position)
    if bare:
        known = find(bare[0])
        start = bare.start()
        foreign = bool(_OTHER_PLACE.search(plain, max(0, start - 3), start)) and known is not None and known.region == "全国"
        # …编的解释（一） is another interpretation than the one on labour disputes
        foreign = foreign or (bare[0].startswith(("解释", "司法解释")) and plain[max(0, start - 1) : start] in ("的", "编", "》"))
        steps.append((start, bare.end(), _Act(bare[0], None if foreign else known, Trouble.UNKNOWN_ACT if foreign else None)))
    relative = ahead.next(_RELATIVE, position)
    if relative:
        steps.append((relative.start(), relative.end(), antecedent or _Act(relative[0], None, Trouble.NO_ANTECEDENT)))
    return min(steps, key=lambda step: (step[0], -step[1]), default=None)


def _articles(text: str, plain: str, start: int, at: int, act: _Act, found: list[Citation]) -> int:
    """Reads 第…条第…款第…项、第…条 from `at`; the first citation begins at `start`. Returns where reading stopped."""
    ranged_from: int | None = None
    while True:
        match = _BOUND.match(plain, at) or _SHORTENED.match(plain, at)
        if match is None:
            return at
        number, key, written = _numbers(match[0])
        if ranged_from is not None and number is not None and ranged_from < number <= ranged_from + 60:
            for between in range(ranged_from + 1, number):
                found.append(_citation(text, start, match.end(), act, str(between), f"第{chinese(between)}条"))
        at = _parts(text, plain, start, match.end(), act, key, written, found)
        join = _JOIN.match(plain, at)
        assert join is not None
        listed = _LISTED.match(join[0])
        following = _BARE.match(plain, join.end())
        if following is None and listed:
            following = _BOUND.match(plain, join.end()) or _SHORTENED.match(plain, join.end())
        if following is None or join.end() == at:
            return at
        ranged_from = number if _RANGE.search(join[0]) else None
        start = at = following.start()


def _parts(text: str, plain: str, start: int, at: int, act: _Act, key: str, written: str, found: list[Citation]) -> int:
    """Reads 第一款第（一）项、第（二）项 after an article; one citation for each part named, one for the bare article."""
    paragraph = item = None
    named = False
    while True:
        join = _JOIN.match(plain, at) if named else None
        match = _PARTS.match(plain, join.end() if join else at) or _PARTS.match(plain, at)
        if match is None:
            break
        number = whole(re.sub(r"[第款项（）\s]", "", match[0]))
        if match["paragraph"]:
            ahead = _PARTS.match(plain, match.end())
            paragraph, item = number, None
            if ahead and ahead["item"]:
                named, at = True, match.end()
                continue
        else:
            item = number
        found.append(_citation(text, start, match.end(), act, key, written, paragraph, item))
        named, start, at = True, match.end(), match.end()
    if not named:
        found.append(_citation(text, start, at, act, key, written))
    return at


def _numbers(written: str) -> tuple[int | None, str, str]:
    """第八十二条 → 82, "82", 第八十二条."""
    digits, _, suffix = re.sub(r"[第\s]", "", written).partition("条")
    number = whole(digits)
    if number is None or number > 9999:
        return None, digits, written
    return number, f"{number}{suffix}", f"第{chinese(number)}条{suffix}"


def _citation(
    text: str, start: int, end: int, act: _Act, key: str, written: str, paragraph: int | None = None, item: int | None = None
) -> Citation:
    known = act.known
    while start < end and text[start] in " 、，和及与或并至到":
        start += 1
    return Citation(
        start, end, text[start:end], act.name, known.short if known else None, written,
        f"{known.short}-{key}" if known else None, paragraph, item, None if known else act.trouble or Trouble.UNKNOWN_ACT,
    )


def check(text: str, day: date, known: Mapping[str, Sequence[Article]], own: str | None = None) -> list[Finding]:
    """Citations that cannot be resolved, do not exist, or had no force on `day`.

    `known` holds all versions of each article by id, oldest first. An article beyond what we hold is MISSING when the
    register knows the act to be shorter, else NOT_HELD.
    """
    findings: list[Finding] = []
    for citation in citations(text, own):
        trouble = citation.trouble or _trouble(citation, day, known)
        if trouble is not None:
            findings.append(Finding(citation, trouble, _message(citation, trouble, day)))
    return findings


def _trouble(citation: Citation, day: date, known: Mapping[str, Sequence[Article]]) -> Trouble | None:
    assert citation.id is not None
    versions = known.get(citation.id, ())
    if not versions:
        return _unheld(citation, day)
    standings = {article.version_date: standing(article, day) for article in versions}
    current = next((article for article in versions if standings[article.version_date] is Standing.IN_FORCE), None)
    if current is None:
        for state, trouble in (
            (Standing.REPEALED, Trouble.REPEALED),
            (Standing.EARLIER_TEXT, Trouble.EARLIER_TEXT),
            (Standing.NOT_YET, Trouble.NOT_YET),
        ):
            if state in standings.values():
                return trouble
    elif citation.paragraph is not None:
        if not 1 <= citation.paragraph <= len(current.paragraphs):
            return Trouble.MISSING_PARAGRAPH
        if any(number == citation.paragraph and on <= day for number, on in current.lapsed):
            return Trouble.REPEALED
    return None


def _unheld(citation: Citation, day: date) -> Trouble:
    """An article we hold no text of: the register still knows what cannot exist, what was repealed and when a text began."""
    act = register()[str(citation.short)]
    key = str(citation.id).rpartition("-")[2]
    if key == "0" or (key.isdigit() and act.articles is not None and int(key) > act.articles):
        return Trouble.MISSING
    if act.first_in_force is not None and day < act.first_in_force:
        return Trouble.NOT_YET
    if any(gone.article == key and gone.on <= day and gone.paragraph in (None, citation.paragraph) for gone in act.repeals):
        return Trouble.REPEALED
    spans = [act.span(key, version) for version in act.versions]
    if all(day < start for start, _ in spans):
        return Trouble.NOT_YET if key in act.added else Trouble.EARLIER_TEXT
    return Trouble.NOT_HELD


def _message(citation: Citation, trouble: Trouble, day: date) -> str:
    part = f"第{chinese(citation.paragraph)}款" if citation.paragraph else ""
    return f"《{citation.name}》{citation.article}{part}：{trouble.value}（按{day.isoformat()}核对）。"
