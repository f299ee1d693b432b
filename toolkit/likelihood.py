"""Which label a text most resembles, learned from examples: multinomial naive Bayes over runs of one to three characters.

Counts are smoothed towards the whole collection (a label with few examples must not profit from what it has not seen), and a
run counts the more, the fewer labels use it.
"""

import re
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

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
    """Log-likelihoods by label; trained once, then read only."""

    def __init__(self, examples: Iterable[tuple[str, str, float]]) -> None:
        """`examples` are (text, label, weight), weight 1 for a whole sentence; at least two labels."""
        rows = [(grams(text), label, weight) for text, label, weight in examples]
        self.labels = tuple(sorted({label for _, label, _ in rows}))
        column = {label: place for place, label in enumerate(self.labels)}
        self._place: Mapping[str, int] = {gram: place for place, gram in enumerate(sorted(set().union(*(found for found, _, _ in rows))))}
        counts = np.zeros((len(self._place), len(self.labels)))
        for found, label, weight in rows:
            counts[[self._place[gram] for gram in found], column[label]] += weight
        totals = counts.sum(axis=0)
        prior = _PRIOR * totals.mean()
        log = np.log((counts + prior * (counts.sum(axis=1) / counts.sum())[:, None]) / (totals + prior))
        shares = counts / totals
        shares /= shares.sum(axis=1, keepdims=True)
        spread = -(shares * np.log(np.maximum(shares, 1e-12))).sum(axis=1) / np.log(len(self.labels))
        self._weight: NDArray[np.float64] = np.sqrt(np.maximum(0.0, 1 - spread))
        self._log: NDArray[np.float32] = ((log - log.mean(axis=1, keepdims=True)) * self._weight[:, None]).astype(np.float32)

    def scores(self, text: str) -> dict[str, float]:
        """Log-likelihood of each label less the best one's, divided by √weight of the known runs: long texts stay doubtful.

        All 0 when nothing in the text is known."""
        places = [self._place[gram] for gram in grams(text) if gram in self._place]
        if not places:
            return dict.fromkeys(self.labels, 0.0)
        total = self._log[places].sum(axis=0, dtype=np.float64) / max(1.0, float(self._weight[places].sum())) ** 0.5
        return dict(zip(self.labels, (total - total.max()).tolist(), strict=True))
