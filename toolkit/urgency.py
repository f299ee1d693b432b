"""Urgency flags of a story: the seven codes, each with the words that raised it."""

import re
from dataclasses import dataclass
from functools import cache

from toolkit.causes import Urgency, urgencies
from toolkit.headcount import GROUP_SIZE, head_counts
from toolkit.numerals import NUMBER, whole
from toolkit.phrases import Phrase, PhraseTable, plain

NEAR_DAYS = 7
_SUIT_DAYS = 15  # 劳动争议调解仲裁法 arts 48 and 50; appeal: 民事诉讼法 art. 171

_REMAINING = re.compile(rf"(?:还有|还剩下?|只剩下?|只有|剩下?|就剩下?|差|不到|再过|不足)(?P<number>{NUMBER}|几)(?:个)?(?:天|日)")
_LIMIT_WORDS = re.compile(r"时效|期限|到期|起诉|上诉|仲裁|截止|过期|满一年|一年了|举证|答辩|复议|申请")
_SINCE_AWARD = re.compile(rf"(?:裁决书?|裁决|判决书?|一审判决)[^。；！？\n]{{0,12}}?(?:已经|有|都|过了|了)*(?P<number>{NUMBER})(?:多)?天(?:了|前)?")
_AWARD_SINCE = re.compile(rf"(?P<number>{NUMBER})天(?:之?前|以前)(?:收到|拿到|签收)[^。；！？\n]{{0,8}}?(?:裁决|判决)")
_OTHER_TERM = re.compile(r"(?:试用期|合同|租期|保险|会员|宿舍|护照|签证|年卡)[^。；！？，\n]{0,6}$")
# a question about the rules raises no alarm; neither does somebody else's flight while one's own pay comes
_ON_RULES = re.compile(r"规定|政策|标准|有哪些|是什么意思")
_FIRST_PERSON = re.compile(r"我|本人|俺|阿拉|咱|她")
_PAID = re.compile(r"(?:工资|薪水|钱)[^。；！？\n，]{0,4}(?:按时|正常|照常|照样)[^。；！？\n，]{0,2}发")
_HARMED = re.compile(r"辞退|开除|解除|辞职|辞掉|炒|降薪|降工资|调岗|调去|夜班|加班|不让上班|赶|不要她|逼|裁")
_AGE = re.compile(rf"(?P<number>{NUMBER})(?:周)?岁")
_NOT_THE_WORKER = re.compile(r"(?:孩子|小孩|儿子|女儿|娃|宝宝|孙子|孙女|弟弟上学|闺女)[^。；！？\n，]{0,5}$")
_AT_WORK = re.compile(r"[^。；！？\n]{0,20}(?:打工|上班|干活|进厂|做工|工作|受伤|童工|招|用工|学徒|送外卖)")


@dataclass(frozen=True)
class Flag:
    """A raised urgency code and the words that raised it, in the order of the text."""

    code: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()


@cache
def _strong() -> PhraseTable:
    return PhraseTable(
        Phrase(words, code, 1.0, urgency.events) for code, urgency in urgencies().items() for words in dict.fromkeys(urgency.strong)
    )


@cache
def _weak() -> PhraseTable:
    return PhraseTable(Phrase(words, code, 1.0, urgency.events) for code, urgency in urgencies().items() for words in urgency.weak)


def flags(text: str) -> tuple[Flag, ...]:
    """Urgency flags of `text`, in the fixed order of the seven codes; empty when there is none."""
    text = plain(text)
    spans: dict[str, set[tuple[int, int]]] = {code: set() for code in urgencies()}
    for hit in _strong().hits(text):
        urgency = urgencies()[hit.phrase.label]
        if _counts(text, hit.start, hit.end, urgency):
            spans[urgency.code].add((hit.start, hit.end))
    for hit in _weak().hits(text):
        urgency = urgencies()[hit.phrase.label]
        if any(word in text for word in urgency.weak_needs) and not (urgency.code == "INJURY_DEATH" and _funeral_leave(text)):
            spans[urgency.code].add((hit.start, hit.end))
    spans["GROUP"].update((each.start, each.end) for each in head_counts(text) if each.people >= GROUP_SIZE)
    spans["LIMIT_NEAR"].update(_near_limits(text))
    spans["MINOR"].update(_young_workers(text))
    return tuple(
        Flag(code, tuple(dict.fromkeys(text[start:end] for start, end in sorted(found))), tuple(sorted(found)))
        for code, found in spans.items()
        if found
    )


def _counts(text: str, start: int, end: int, urgency: Urgency) -> bool:
    """Whether a strong phrase at [start, end) means what it says."""
    before = text[max(0, start - 5) : start]
    if text.startswith(urgency.not_before, end):
        return False
    if urgency.code == "WAGE_FLIGHT":
        return not _PAID.search(text)
    if urgency.code == "PREGNANT":
        # a husband who asks for his own leave is in no danger, one whose wife is being dismissed is
        if any(word in before for word in urgency.not_after) and not _HARMED.search(text):
            return False
        return bool(_FIRST_PERSON.search(text)) or not _ON_RULES.search(text)
    return not any(word in before for word in urgency.not_after)


def _funeral_leave(text: str) -> bool:
    return "丧假" in text or "奔丧" in text or "葬礼" in text


def _near_limits(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _REMAINING.finditer(text):
        days = 5 if match["number"] == "几" else whole(match["number"])
        around = text[max(0, match.start() - 16) : match.end() + 12]
        if days is not None and days <= NEAR_DAYS and _LIMIT_WORDS.search(around) and not _is_other_term(text, match):
            found.append(match.span())
    for pattern in (_SINCE_AWARD, _AWARD_SINCE):
        for match in pattern.finditer(text):
            days = whole(match["number"])
            if days is not None and _SUIT_DAYS - NEAR_DAYS <= days <= _SUIT_DAYS:
                found.append(match.span())
    return found


def _is_other_term(text: str, match: re.Match[str]) -> bool:
    return "工资" in text[match.end() : match.end() + 6] or bool(_OTHER_TERM.search(text, max(0, match.start() - 10), match.start()))


def _young_workers(text: str) -> list[tuple[int, int]]:
    found = []
    for match in _AGE.finditer(text):
        age = whole(match["number"])
        if age is None or not 10 <= age <= 17:
            continue
        if _NOT_THE_WORKER.search(text, max(0, match.start() - 10), match.start()) and not _AT_WORK.match(text, match.end()):
            continue
        found.append(match.span())
    return found
