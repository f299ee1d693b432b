"""Classification of a story: cause, class, subclass, urgency flags, and how sure that is.

Two witnesses: phrases that people weighed (terms.tsv, subclass_terms.tsv) and a likelihood learned from examples and words
(examples.tsv, words.tsv). Phrases know the decisive words, examples the manner; together they were right more often than either alone
(figures in CONTRIBUTING.md, weights by cross-validation).
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from toolkit.causes import cause_phrases, causes, class_of, examples, outside_phrases, settings, subclass_phrases, subclass_words
from toolkit.likelihood import Likelihood
from toolkit.phrases import Phrase, PhraseHit, PhraseTable, plain
from toolkit.urgency import Flag, flags

UNSURE = "待人工确认"
SURE_ENOUGH = 0.5  # below this a person must decide
NO_CAUSE = "-"
_PHRASES = 1.5  # what a phrase of weight 1 counts beside the likelihood
_USUAL = 2.0  # a certain cause speaks for its usual subclass as much as a phrase of this weight
_FOREIGN = 3.0  # and a text without a word of work for a matter of others
_SOFT = 2.5  # evidence is divided by this before it becomes a probability
_LISTED = 0.04  # causes less probable than this are not named at all
_PHRASE_EXAMPLE = 0.125  # a phrase of weight 1 as an example of its label; a sentence counts 1
_OUTSIDE_EXAMPLE = 0.5
_AGAIN = 0.35  # each further phrase for a label adds this share: many words are no proof of one matter
# a long text without any of these is about something else, whatever words it shares with ours
_WORK = re.compile(
    "公司|单位|老板|工厂|厂里|进厂|雇|工资|薪|上班|下班|员工|职工|工人|工伤|劳动|辞|离职|入职|打工|干活|做工|加班|社保|养老|医保|失业|产假|生育|竞业"
    "|骑手|外卖|平台|跑单|站点|主播|快递|派遣|兼职|小时工|工会|同事|领导|岗|工地|包工头|退休|聘|公积金|福利|补贴|编制|职伤|工作|车间|企业|会员|工友|班组"
    "|保洁|保安|司机|报名|技能|培训|疗休养|驿站|职称|劳模|托管|困难|职业|年假|提成|欠条|派单|送餐|孕|哺乳|工钱|高温"
)
_SHORT = 14
_NAMED = 10.0  # a cause called by its own name outweighs every other word
_PLAIN_WORDS = 4.0  # a phrase of full weight speaks for itself
# a policy question has a cause all the same, and a dispute on a collective contract or a house rule is one
_WITH_CAUSE = frozenset({"政策咨询", "集体协商集体合同", "规章制度民主程序", "工会干部权益"})
_NEAR_A_CAUSE = _WITH_CAUSE | {"工会经费与工作监督"}
_UNION_CLASSES = frozenset({"民主政治", "精神文化", "职业发展", "其他"})
_OUTSIDE = "非工会职责转办"
_QUESTION = "政策咨询"


@dataclass(frozen=True)
class Classification:
    """What a story is about. A suggestion that a person confirms.

    `cause` is a code of the 2025 list or None; `cause_scores` (code, probability) best first; `cls` and `subclass` follow the
    text, not the cause; `confidence` is between 0 and 1; `needs_person` when unsure, tied, or somebody may be in danger;
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
    return PhraseTable((*cause_phrases(), *(Phrase(cause.name, code, _NAMED) for code, cause in causes().items())))


@cache
def _subclass_table() -> PhraseTable:
    return PhraseTable(subclass_phrases())


@cache
def _outside_table() -> PhraseTable:
    return PhraseTable(outside_phrases())


@cache
def _setting_table() -> PhraseTable:
    return PhraseTable(Phrase(word, name) for name, words in settings().words.items() for word in words)


@cache
def _learned_causes() -> Likelihood:
    told = [(each.text, each.cause or NO_CAUSE, 1.0) for each in examples()]
    told += [(word, NO_CAUSE, 1.0) for word, subclass in subclass_words() if class_of()[subclass] in _UNION_CLASSES and subclass not in _NEAR_A_CAUSE]
    return Likelihood(told + [(p.words, NO_CAUSE, _OUTSIDE_EXAMPLE) for p in outside_phrases()] + _phrases_as_examples(cause_phrases()))


@cache
def _learned_subclasses() -> Likelihood:
    told = [(each.text, each.subclass, 1.0) for each in examples()] + [(word, subclass, 1.0) for word, subclass in subclass_words()]
    return Likelihood(told + [(p.words, _OUTSIDE, _OUTSIDE_EXAMPLE) for p in outside_phrases()] + _phrases_as_examples(subclass_phrases()))


def _phrases_as_examples(phrases: Iterable[Phrase]) -> list[tuple[str, str, float]]:
    return [(phrase.words, phrase.label, _PHRASE_EXAMPLE * phrase.weight) for phrase in phrases]


def classify(text: str) -> Classification:
    """Classifies a story of any length. Text that says nothing gives no cause, confidence 0."""
    text = plain(text)
    raised = flags(text)
    hits = _cause_table().hits(text)
    cause_words = _moved(_scores(hits), {hit.phrase.label for hit in _setting_table().hits(text)})
    subclass_words = _scores(_subclass_table().hits(text))
    outside = sum(_scores(_outside_table().hits(text)).values())
    foreign = _is_foreign(text, outside, max((*cause_words.values(), *subclass_words.values()), default=0.0))
    found = _probable(_learned_causes().scores(text), {**cause_words, NO_CAUSE: outside + (_FOREIGN if foreign else 0.0)})
    subclass_words[_OUTSIDE] = outside + (_FOREIGN if foreign else 0.0)
    for each, share in found.items():
        if each != NO_CAUSE:
            subclass_words[causes()[each].usual_subclass] = subclass_words.get(causes()[each].usual_subclass, 0.0) + _USUAL * share
    subclasses = _probable(_learned_subclasses().scores(text), subclass_words)
    if not any(subclasses.values()) or not text.strip():
        return Classification(None, (), class_of()[_QUESTION], _QUESTION, raised, 0.0, True)
    subclass = max(subclasses, key=lambda name: subclasses[name])
    code: str | None = max(found, key=lambda name: found[name])
    if code == NO_CAUSE or (class_of()[subclass] in _UNION_CLASSES and subclass not in _WITH_CAUSE):
        code = None
    ranked = tuple((each, round(share, 3)) for each, share in sorted(found.items(), key=_best_first) if each != NO_CAUSE and share >= _LISTED)
    confidence = min(0.99, round(min(subclasses[subclass], found[code or NO_CAUSE] if code else 1.0), 2))
    tied = code is not None and len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 0.01
    needs_person = confidence < SURE_ENOUGH or tied or any(flag.code == "SELF_HARM" for flag in raised)
    words = tuple(dict.fromkeys(hit.said for hit in hits if hit.phrase.label == code))
    return Classification(code, ranked, class_of()[subclass], subclass, raised, confidence, needs_person, words)


def _best_first(scored: tuple[str, float]) -> tuple[float, int]:
    return -scored[1], list(causes()).index(scored[0]) if scored[0] != NO_CAUSE else -1


def _probable(learned: Mapping[str, float], words: Mapping[str, float]) -> dict[str, float]:
    """Probability of each label from both witnesses; all 0 when neither says anything."""
    evidence = {label: (learned.get(label, min(learned.values())) + _PHRASES * words.get(label, 0.0)) / _SOFT for label in {**learned, **words}}
    if not any(learned.values()) and not any(words.values()):
        return dict.fromkeys(evidence, 0.0)
    top = max(evidence.values())
    odds = {label: math.exp(value - top) for label, value in evidence.items()}
    total = sum(odds.values())
    return {label: value / total for label, value in odds.items()}


def _is_foreign(text: str, outside: float, best: float) -> bool:
    """Words of other walks of life outweigh ours, or a long text has none of ours at all."""
    anchors = len(set(_WORK.findall(text)))
    outweighed = outside > 0 and outside >= best * (1 + 0.2 * min(anchors, 4))
    return outweighed or (anchors == 0 and len(text) > _SHORT and best < _PLAIN_WORDS)


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
