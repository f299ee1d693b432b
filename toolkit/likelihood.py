"""Which label a text most resembles, learned from examples: multinomial naive Bayes over runs of one to three characters.

Counts are smoothed towards the whole collection (a label with few examples must not profit from what it has not seen), and a
run counts the more, the fewer labels use it.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable

from toolkit.phrases import plain

_PRIOR = 0.02  # weight of the whole collection in each label, as a share of the mean label
_RUN = re.compile(r"[a-z]+|[\u3400-\u9fff]+")
# words of asking say nothing about the matter, and every label's examples hold them unevenly
_ASKING = re.compile(
    "律师|您好|你好|请问|谢谢|老师|咨询|一下|想问|我想|怎么办|怎么样|怎样|怎么|如何|应该|可以|需要|什么|是否|能不能|有没有|是不是|请教|麻烦|帮忙|现在"
    "|这个|那个|这种|情况|问题|知道|这样|吗|呢|啊|吧|呀|的话|谁|哪里|哪儿|多少"
)


def grams(text: str) -> set[str]:
    """The different runs of one, two and three characters of `text`, words of asking left out."""
    runs = _RUN.findall(_ASKING.sub(" ", plain(text)))
    return {run[start : start + size] for run in runs for size in (1, 2, 3) for start in range(len(run) - size + 1)}


class Likelihood:
    """Log-likelihoods by label, trained once. Without NumPy, and a run's part is worked out when it is first asked for:
    `legalaid classify` must start at once, and a text asks for some hundred of fourteen thousand."""

    def __init__(self, examples: Iterable[tuple[str, str, float]]) -> None:
        """`examples` are (text, label, weight), weight 1 for a whole sentence; at least two labels."""
        counts: dict[str, dict[str, float]] = defaultdict(dict)
        totals: dict[str, float] = defaultdict(float)
        for text, label, weight in examples:
            for gram in grams(text):
                counts[gram][label] = counts[gram].get(label, 0.0) + weight
                totals[label] += weight
        self.labels = tuple(sorted(totals))
        self._counts, self._totals, self._collection = counts, dict(totals), sum(totals.values())
        self._prior = _PRIOR * self._collection / len(totals)
        # What every label says of a run that it never saw differs only by the label's size: kept once, not by run.
        self._size = {label: math.log(total + self._prior) for label, total in totals.items()}
        self._runs: dict[str, tuple[float, tuple[tuple[str, float], ...]]] = {}

    def _run(self, gram: str) -> tuple[float, tuple[tuple[str, float], ...]]:
        """The weight of a run that the examples hold, and what it says for each label that used it."""
        if gram not in self._runs:
            by_label = self._counts[gram]
            unseen = self._prior * sum(by_label.values()) / self._collection
            weight = _decisive([count / self._totals[label] for label, count in by_label.items()], len(self._totals))
            self._runs[gram] = weight, tuple((label, weight * math.log(1 + count / unseen)) for label, count in by_label.items())
        return self._runs[gram]

    def scores(self, text: str) -> dict[str, float]:
        """Log-likelihood of each label less the best one's, divided by √weight of the known runs: long texts stay doubtful.

        All 0 when nothing in the text is known."""
        known = [self._run(gram) for gram in sorted(grams(text)) if gram in self._counts]
        weight = sum(each for each, _ in known)
        total = {label: -weight * size for label, size in self._size.items()}
        for _, spoken in known:
            for label, value in spoken:
                total[label] += value
        best = max(total.values())
        return {label: (value - best) / max(1.0, weight) ** 0.5 for label, value in total.items()}


def _decisive(shares: list[float], labels: int) -> float:
    """√(1 − entropy of the shares): 1 for a run that one label uses alone, 0 for one that all use alike."""
    whole = sum(shares)
    entropy = -sum(share / whole * math.log(share / whole) for share in shares) / math.log(labels)
    return math.sqrt(max(0.0, 1 - entropy))
