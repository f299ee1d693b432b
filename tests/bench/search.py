"""Search: quality on shared and own questions, speed and memory beside other engines, everything in one run, as ratios.

`BENCH_SIZES=1000,10000,100000` chooses the sizes (default 1000,10000), `BENCH_ROUNDS` how many interleaved rounds (default 9).
"""

import json
import math
import os
import random
import sys
import time
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import numpy as np

from casebank import words
from casebank.engine import Query, SearchEngine, Settings
from casebank.engines import ENGINES, maker
from legalaid.actions import search
from tests.bench import _corpus, _peers
from toolkit.classify import classify

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
OWN = ROOT / "tests" / "casebank" / "questions" / "statutes.jsonl"
TOKENS: dict[str, Callable[[str], list[str]]] = {
    "words": words.words, "bigrams": lambda text: [g for g in words.grams(text) if len(g) == 2],
    "words + bigrams": lambda text: words.words(text) + [g for g in words.grams(text) if len(g) == 2],
}
LEVELS = ("仲裁", "一审")  # the filter of every query that is timed
Questions = list[tuple[str, list[str]]]


def run() -> str:
    """Both tables."""
    return f"{quality() if SHARED.is_dir() else '(no shared data: quality not measured)'}\n\n{speed()}"


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _sets() -> dict[str, Questions]:
    found = {name: [(r["query"], [g["id"] for g in r["gold"]]) for r in _rows(SHARED / "eval" / f"statute_retrieval_{name}.jsonl")] for name in ("gold", "silver")}
    found["gold + silver"] = found["gold"] + found["silver"]
    found["own"] = [(r["query"], r["expected"]) for r in _rows(OWN)]
    return found


def gain(found: list[str], gold: list[str]) -> float:
    """nDCG@10."""
    ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(gold))))
    return sum(1 / math.log2(place + 2) for place, ident in enumerate(found[:10]) if ident in gold) / ideal


def quality() -> str:
    """nDCG@10, hit@1/5/10 and MRR of every article; ours against the best of the others by a paired bootstrap."""
    articles = [SimpleNamespace(**{"ref": r["id"], **r}) for r in _rows(SHARED / "statutes.jsonl")]
    ours = ENGINES["memory"](Path(), search.SETTINGS["statutes"])
    ours.rebuild([search.article_doc(article) for article in articles])  # type: ignore[arg-type]
    systems: dict[str, Callable[[str], list[str]]] = {"ours": lambda text: _ours(ours, text)}
    for name in ("tantivy", "bm25s", "SQLite FTS5", "PostgreSQL ts_rank"):
        for kind, cut in TOKENS.items():
            find = _peers.PEERS[name]([(a.ref, cut(f"{a.law} {a.text}"), a.level) for a in articles])
            systems[f"{name}, {kind}"] = lambda text, find=find, cut=cut: find(cut(text), (), 10)  # type: ignore[misc]
    lines, gains = [f"{'':30}" + "".join(f"{name:>34}" for name in _sets()), f"{'':30}" + f"{'nDCG@10  hit@1/5/10  MRR':>34}" * 4], {}
    for system, ask in systems.items():
        cells = []
        for name, questions in _sets().items():
            found = [(ask(text), gold) for text, gold in questions]
            gains[system, name] = [gain(each, gold) for each, gold in found]
            firsts = [next((p for p, ident in enumerate(each) if ident in gold), 99) for each, gold in found]
            hits = "/".join(f"{sum(f < k for f in firsts) / len(firsts):.2f}" for k in (1, 5, 10))
            cells.append(f"{np.mean(gains[system, name]):9.3f}  {hits}  {sum(1 / (f + 1) for f in firsts if f < 10) / len(firsts):.3f}")
        lines.append(f"{system:30}" + "".join(f"{cell:>34}" for cell in cells))
    best = max((s for s in systems if s != "ours"), key=lambda s: np.mean(gains[s, "gold + silver"]))
    low, middle = _bootstrap(gains["ours", "gold + silver"], gains[best, "gold + silver"])
    return "\n".join([*lines, f"gold + silver: ours is {middle:.2f} × {best}, lower end of the 95 % interval {low:.2f}"])


def _ours(engine: SearchEngine, text: str) -> list[str]:
    leaning = {"cause": dict(classify(text).cause_scores[:4])}
    return [hit.id for hit in engine.find(Query(text, limit=10, leaning=leaning)).hits]


def _bootstrap(ours: list[float], theirs: list[float]) -> tuple[float, float]:
    rng, size = random.Random(1), len(ours)
    ratios = []
    for _ in range(2000):
        chosen = [rng.randrange(size) for _ in range(size)]
        ratios.append(sum(ours[i] for i in chosen) / max(1e-9, sum(theirs[i] for i in chosen)))
    return float(np.percentile(ratios, 2.5)), sum(ours) / sum(theirs)


def speed() -> str:
    """p50 and p95 of short (8) and long (300 characters) queries with a filter and two facets, top 10, as multiples of tantivy's."""
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", "1000,10000").split(",")]
    told = []
    for size in sizes:
        told.append(_speed(size, int(os.environ.get("BENCH_ROUNDS", "9"))))
        print(told[-1], file=sys.stderr, flush=True)  # the largest takes most of an hour
    return "\n".join(told)


def _speed(size: int, rounds: int) -> str:
    docs = list(_corpus.docs(size))
    settings = Settings({"title": 1.0, "text": 1.0}, ("text",))
    lines = [f"{size} cases of {_corpus.LENGTH} characters"]
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        ours = ENGINES["whoosh"](Path(folder) / "index", settings)
        ours.rebuild(docs)
        lines.append(f"build {size / (time.perf_counter() - start):.0f} cases/s, index {sum(f.stat().st_size for f in Path(folder).rglob('*') if f.is_file()) / size:.0f} bytes a case")
        bare = ENGINES["whoosh"](Path(folder) / "index", Settings(settings.weights, ()))
        # One copy of each term: 100,000 cases would take 6 GB more.
        rows = [(d.id, [*map(sys.intern, words.terms(f"{d.title} {d.fields['text']}").elements())], d.facets["level"][0]) for d in docs]
        systems: dict[str, Callable[[str], Any]] = {
            "ours, with snippets": lambda text: ours.find(Query(text, filters={"level": LEVELS}, counts=("year", "cause"))),
            "ours, without": lambda text: bare.find(Query(text, filters={"level": LEVELS}, counts=("year", "cause"))),
        }
        for name, make in _peers.PEERS.items():
            if size <= 10_000 or name not in ("Whoosh as usual", "PostgreSQL ts_rank"):
                find = make(rows)
                systems[name] = lambda text, find=find: find(list(words.terms(text)), LEVELS, 10)  # type: ignore[misc]
        if size <= 10_000:
            served = maker(_peers.database("search_bench"))(Path("bench"), settings)
            served.rebuild(docs)
            served.count()
            _peers.CLOCKS["ours on PostgreSQL"] = _peers.clock_of(served._idle[False][0])  # type: ignore[attr-defined]
            systems["ours on PostgreSQL"] = lambda text: served.find(Query(text, filters={"level": LEVELS}, counts=("year", "cause")))
        for kind, length in (("short", _corpus.SHORT), ("long", _corpus.LONG)):
            once = ("Whoosh as usual",) if size <= 10_000 else ("SQLite FTS5",)  # half a minute a question at 100,000
            lines += _race(kind, systems, _corpus.queries(12, length), rounds, once)
        lines.append(_growth(Path(folder) / "index", settings))
    return "\n".join([*lines, ""])


def _growth(index: Path, settings: Settings) -> str:
    """What a process that only searches grows by, and what its first question costs it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        idle, cold, grown, cached = alone.submit(_asked_a_thousand, index, settings).result()
    return f"memory: {grown:+.0f} MB over a process idle at {idle:.0f} MB after a thousand mixed queries, posting cache {cached:.0f} MB of at most 176; first query {cold:.1f} s of processor time"


def _asked_a_thousand(index: Path, settings: Settings) -> tuple[float, float, float, float]:
    texts = _corpus.queries(100, _corpus.LONG, 9) + _corpus.queries(900, _corpus.SHORT, 8)
    first = texts[0]
    random.Random(3).shuffle(texts)
    idle, start = _memory(), time.process_time()
    engine: Any = ENGINES["whoosh"](index, settings)

    def ask(text: str) -> None:
        engine.find(Query(text, filters={"level": LEVELS}, counts=("year", "cause")))

    ask(first)
    cold = time.process_time() - start
    for text in texts:
        ask(text)
    return idle, cold, _memory() - idle, engine.cache.bytes / 2**20


def _race(kind: str, systems: dict[str, Callable[[str], Any]], texts: list[str], rounds: int, once: Collection[str]) -> list[str]:
    """Rounds in which each is asked in turn, after one that does not count; those of `once` take part in a single one."""
    spent: dict[str, list[list[float]]] = {name: [] for name in systems}
    first: dict[str, float] = {}
    for turn in range(rounds + 1):
        for name, ask in systems.items():
            clock = _peers.CLOCKS.get(name, time.process_time)
            if name in once and turn != 1:
                continue
            times = []
            for text in texts:
                start = clock()
                ask(text)
                times.append(1000 * (clock() - start))
            first.setdefault(name, times[0])
            if turn:
                spent[name].append(times)
    middle = {name: [float(np.median([np.percentile(times, share) for times in every])) for share in (50, 95)] for name, every in spent.items()}
    base = middle["tantivy"]
    return [
        f"  {kind:6}{name:22} p50 {p50:9.2f} ms  p95 {p95:9.2f} ms  ({p50 / base[0]:6.2f} × / {p95 / base[1]:6.2f} × tantivy; first {first[name]:.1f} ms)"
        for name, (p50, p95) in middle.items()
    ]


def _memory() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
