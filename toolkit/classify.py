"""Classification of a story: cause, class, subclass, urgency flags, and how sure that is."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from toolkit.causes import cause_phrases, causes, class_of, outside_phrases, settings, subclass_phrases
from toolkit.phrases import Phrase, PhraseHit, PhraseTable, plain
from toolkit.urgency import Flag, flags

LEAST_SCORE = 1.5  # below this the words are too few to name a cause
SURE_ENOUGH = 0.5  # below this a person must decide
GUESS = 0.4  # the most for a cause drawn from the subclass alone
_AGAIN = 0.35  # each further phrase for a label adds this share: many words are no proof of one matter
# a long text without any of these is about something else, whatever words it shares with ours
_WORK = re.compile(
    "公司|单位|老板|工厂|厂里|进厂|雇|工资|薪|上班|下班|员工|职工|工人|工伤|劳动|辞|离职|入职|打工|干活|做工|加班|社保|养老|医保|失业|产假|生育|竞业"
    "|骑手|外卖|平台|跑单|站点|主播|快递|派遣|兼职|小时工|工会|同事|领导|岗|工地|包工头|退休|聘|公积金|福利|补贴|编制|职伤|工作|车间|企业|会员|工友|班组"
    "|保洁|保安|司机|报名|技能|培训|疗休养|驿站|职称|劳模|托管|困难|职业|年假|提成|欠条|派单|送餐|孕|哺乳|工钱|高温"
)
_SHORT = 14
_PLAIN_WORDS = 4.0  # a phrase of full weight speaks for itself
# what a class of complaint most often comes to when no word names a cause
_LIKELY_CAUSE = {"劳动报酬": "205.5", "工时休假": "205.5", "工伤职业病": "206.2", "解除终止补偿": "205.6", "社会保险与公积金": "206.1", "福利待遇": "207"}
# a policy question has a cause all the same, and a dispute on a collective contract or a house rule is one
_WITH_CAUSE = frozenset({"政策咨询", "集体协商集体合同", "规章制度民主程序", "工会干部权益"})
_UNION_CLASSES = frozenset({"民主政治", "精神文化", "职业发展", "其他"})
_OUTSIDE = ("其他", "非工会职责转办")
_QUESTION = ("其他", "政策咨询")


@dataclass(frozen=True)
class Classification:
    """What a story is about. A suggestion that a person confirms.

    `cause` is a code of the 2025 list or None; `cause_scores` (code, score) best first; `cls` and `subclass` follow the text,
    not the cause; `confidence` is between 0 and 1; `needs_person` when unsure, tied, or somebody may be in danger;
    `words` are the phrases that spoke for the cause.
    """

    cause: str | None
    cause_scores: tuple[tuple[str, float], ...]
    cls: str
    subclass: str
    flags: tuple[Flag, ...]
    confidence: float
    needs_person: bool
    words: tuple[str, ...] = ()


@cache
def _cause_table() -> PhraseTable:
    return PhraseTable(cause_phrases())


@cache
def _subclass_table() -> PhraseTable:
    return PhraseTable(subclass_phrases())


@cache
def _outside_table() -> PhraseTable:
    return PhraseTable(outside_phrases())


@cache
def _setting_table() -> PhraseTable:
    return PhraseTable(Phrase(word, name) for name, words in settings().words.items() for word in words)


def classify(text: str) -> Classification:
    """Classifies a story of any length. Blank text gives no cause, confidence 0."""
    text = plain(text)
    raised = flags(text)
    hits = _cause_table().hits(text)
    scores = _moved(_scores(hits), {hit.phrase.label for hit in _setting_table().hits(text)})
    ranked = tuple(sorted(((code, round(score, 3)) for code, score in scores.items()), key=_best_first))
    subclasses = _scores(_subclass_table().hits(text))
    outside = sum(_scores(_outside_table().hits(text)).values())
    best = ranked[0][1] if ranked else 0.0
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    top_subclass = max(subclasses.values(), default=0.0)
    anchors = len(set(_WORK.findall(text)))
    foreign = outside > 0 and outside >= max(best, top_subclass) * (1 + 0.2 * min(anchors, 4))
    foreign = foreign or (anchors == 0 and len(text) > _SHORT and max(best, top_subclass) < _PLAIN_WORDS)
    code = None if foreign or best < LEAST_SCORE or _is_union_matter(subclasses, best) else ranked[0][0]
    cls, subclass = _subclass(subclasses, code, best, foreign)
    if code is not None:
        confidence = _confidence(best - 0.5 * outside, second)
    elif foreign:
        confidence = _confidence(outside, 0.0)
    else:
        confidence = _confidence(top_subclass, 0.0)
        code = _LIKELY_CAUSE.get(subclass) if cls == "劳动经济" else None
        if code is not None:
            confidence = min(confidence, GUESS)
    tied = code is not None and best - second < 0.01
    needs_person = confidence < SURE_ENOUGH or tied or any(flag.code == "SELF_HARM" for flag in raised)
    words = tuple(dict.fromkeys(hit.said for hit in hits if hit.phrase.label == code))
    return Classification(code, ranked, cls, subclass, raised, confidence, needs_person, words)


def _best_first(scored: tuple[str, float]) -> tuple[float, int]:
    return -scored[1], list(causes()).index(scored[0])


def _scores(hits: list[PhraseHit]) -> dict[str, float]:
    """Score by label: the heaviest phrase in full, every other different phrase in part; longer phrases weigh a little more."""
    weights: dict[str, dict[str, float]] = {}
    for hit in hits:
        weight = hit.phrase.weight * (1 + 0.04 * min(10, len(hit.phrase.words)))
        weights.setdefault(hit.phrase.label, {})[hit.phrase.words] = weight
    found = {}
    for label, by_words in weights.items():
        ordered = sorted(by_words.values(), reverse=True)
        found[label] = ordered[0] + _AGAIN * sum(ordered[1:6])
    return found


def _moved(scores: dict[str, float], shown: set[str]) -> dict[str, float]:
    """Scores with the setting taken into account: unpaid wages told by a rider are wages of a new form of work."""
    moved = dict(scores)
    for move in settings().moves:
        if move.when not in shown or move.source not in scores:
            continue
        moved[move.target] = max(moved.get(move.target, 0.0), 0.0) + move.share * scores[move.source]
        if move.when in ("platform", "appointed") or move.share >= 0.9:
            moved[move.source] = moved[move.source] - 0.5 * scores[move.source]
    return {code: score for code, score in moved.items() if score > 0}


def _is_union_matter(subclasses: Mapping[str, float], best: float) -> bool:
    """Culture, training and help from the union are no disputes, though they mention work."""
    ranked = sorted(subclasses.items(), key=lambda scored: -scored[1])
    return bool(ranked) and class_of()[ranked[0][0]] in _UNION_CLASSES and ranked[0][0] not in _WITH_CAUSE and ranked[0][1] > 1.25 * best


def _subclass(subclasses: Mapping[str, float], code: str | None, best: float, foreign: bool) -> tuple[str, str]:
    """The heaviest subclass; one that the text names gains a little when the cause usually belongs to it."""
    if foreign:
        return _OUTSIDE
    order = list(class_of())
    usual = causes()[code].usual_subclass if code else None
    weighed = {name: score + (0.3 * best if name == usual else 0.0) for name, score in subclasses.items()}
    ranked = sorted(weighed.items(), key=lambda scored: (-scored[1], order.index(scored[0])))
    if not ranked:
        if code is None:
            return _QUESTION
        chosen = causes()[code].usual_subclass
    else:
        chosen = ranked[0][0]
    return class_of()[chosen], chosen


def _confidence(best: float, second: float) -> float:
    """More words, and a clear lead over the next label, make it surer; a tie halves it."""
    if best <= 0:
        return 0.0
    lead = max(0.0, (best - second) / best)
    return round(min(0.99, (1 - math.exp(-best / 3.5)) * (0.45 + 0.55 * min(1.0, 1.6 * lead))), 2)
