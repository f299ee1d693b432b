"""The scorer: equal to Whoosh's own ranking, by both ways of reading postings, bounded, exact with the frequent terms put off."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import columns, fields, formats, index, query, scoring

from casebank import ranking, whoosh_engine, words
from casebank.engine import Doc, Query, Settings
from casebank.engines import ENGINES
from casebank.facets import facet, joined
from casebank.postings import Cache, Postings, pack, postings_of
from casebank.whoosh_engine import WhooshEngine
from tests.casebank.test_promises import doc, many

TEXT_ONLY = Settings({"text": 1.0}, ("text",))


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """Several segments, some of them with deletions."""
    made = WhooshEngine(tmp_path / "index", TEXT_ONLY)
    made.rebuild(many(300, seed=3))
    made.put([doc(f"e{number}", f"骑手工伤 第{number}件 拖欠工资") for number in range(9)])
    made.drop(["d010", "d020", "e3"])
    return made


def own_ranking(engine: WhooshEngine, text: str, limit: int) -> list[str]:
    """Whoosh's searcher over the same index, term by term, with the exact lengths that Whoosh keeps in one byte only."""
    class Exact(scoring.BM25F):  # type: ignore[misc]
        def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
            return Scorer(searcher, fieldname, text)

    current = engine._current()
    lengths = current.lengths("text")
    average, count = float(lengths[current.alive].mean(dtype=np.float64)), int(current.alive.sum())

    class Scorer(scoring.BaseScorer):  # type: ignore[misc]
        def __init__(self, searcher: Any, fieldname: str, term: bytes) -> None:
            parent = searcher.get_parent()
            living = sum(not parent.reader().is_deleted(n) for n in parent.reader().postings(fieldname, term).all_ids())
            self.rarity = float(np.log(1 + (count - living + 0.5) / (living + 0.5)))
            self.start = next((start for leaf, start in parent.leaf_searchers() if leaf is searcher), 0)

        def supports_block_quality(self) -> bool:
            return False

        def score(self, matcher: Any) -> float:
            times = matcher.weight()
            norm = ranking.K1 * (1 - ranking.B + ranking.B * float(lengths[self.start + matcher.id()]) / average)
            return float(self.rarity * times / (times + norm))

    opened = index.open_dir(str(engine._folder / (engine._folder / "current").read_text()))
    with opened.searcher(weighting=Exact()) as searcher:
        parsed = words.parse(text, {})
        found: dict[int, float] = {}
        for term, weight in parsed.terms.items():
            for hit in searcher.search(query.Term("t_text", term), limit=None):
                found[hit.docnum] = found.get(hit.docnum, 0.0) + weight * float(hit.score)
    ordered = sorted(found, key=lambda n: (-round(found[n], 4), current.ids[n]))
    return [current.ids[n] for n in ordered][:limit]


@pytest.mark.parametrize("text", ["拖欠工资 加班", "骑手工伤认定", "经济补偿 年休假 退休", "调解"])
def test_the_top_ten_equal_those_of_whooshs_own_searcher(engine: WhooshEngine, text: str) -> None:
    assert [hit.id for hit in engine.find(Query(text)).hits] == own_ranking(engine, text, 10)


def test_whole_blocks_and_single_steps_read_the_same_postings(engine: WhooshEngine) -> None:
    compared = 0
    for part in engine._current().parts:
        for field, term in list(part._reader.all_terms()):
            if field == "t_text":
                fast, slow = (postings_of(part._reader.postings(field, term), way) for way in (True, False))
                assert [each.tolist() for each in fast] == [each.tolist() for each in slow]
                compared += 1
    assert compared > 50


def test_putting_off_frequent_terms_changes_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def pages(dense: bool) -> list[tuple[list[tuple[str, float]], int]]:
        with monkeypatch.context() as patch:
            if not dense:
                patch.setattr("casebank.memory_engine.pack", lambda places, times, size: Postings(places, times.astype(np.uint8), len(places)))
            made = ENGINES["memory"](Path("unused"), Settings({"title": 1.0, "text": 1.0}, (), authority=0.4, leaning=0.3))
            made.rebuild([Doc(d.id, d.title, d.fields, d.facets, authority=n % 5 / 4) for n, d in enumerate(many(400, seed=11))])
            rng = random.Random(2)
            asked = [Query("，".join(rng.choices("工资 拖欠 加班 解除 工伤 仲裁 骑手 退休 调解 平台".split(), k=rng.randint(1, 30))), limit=rng.choice([1, 7, 20]),  # noqa: SIM905
                           offset=rng.choice([0, 3]), leaning={"cause": {"205.6": 0.9, "206.2": 0.4}}, filters={"year": ("2021", "2022")}) for _ in range(40)]
            return [([(hit.id, hit.score) for hit in page.hits], page.total) for page in map(made.find, asked)]

    assert pages(dense=True) == pages(dense=False)


def test_authority_decides_between_equals_and_leaning_moves_a_kind_up() -> None:
    made = ENGINES["memory"](Path("unused"), Settings({"text": 1.0}, (), authority=0.2, leaning=0.5))
    texts = {"a": 0.0, "b": 1.0, "c": 0.0}
    made.rebuild([Doc(ident, "", {"text": "拖欠工资"}, {"cause": (ident,)}, authority=share) for ident, share in texts.items()])
    assert [h.id for h in made.find(Query("拖欠工资")).hits] == ["b", "a", "c"]
    assert [h.id for h in made.find(Query("拖欠工资", leaning={"cause": {"c": 1.0}})).hits] == ["c", "b", "a"]
    assert made.find(Query("年休假", leaning={"cause": {"c": 1.0}})).total == 0, "leaning alone finds nothing"


def test_the_cache_keeps_to_its_bytes_and_gives_the_right_postings() -> None:
    cache, read = Cache(limit=22_000), list[str]()

    def of(term: str) -> Postings:
        found = cache.table("s", "f").get(term)
        if found is None:
            read.append(term)
            return cache.keep("s", "f", term, pack(np.arange(int(term), dtype=np.int32), np.ones(int(term)), 10_000))
        found.used = True
        return found

    for term in ("100", "900", "1500", "100", "1999", "1998", "100"):
        assert of(term).count == int(term)
        assert cache.bytes <= 22_000
    assert read.count("100") == 1, "what is used stays"
    cache.forget({"s"})
    assert cache.bytes == 0


def test_a_segment_that_stays_is_read_once(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.find(Query("骑手"))
    before = set(engine._current().segments)
    opened = list[str]()
    original = whoosh_engine.Segment.__init__
    monkeypatch.setattr(whoosh_engine.Segment, "__init__", lambda self, reader, settings: (original(self, reader, settings), opened.append(self.name))[0])
    engine.drop(["d030"])
    assert "d030" not in [h.id for h in engine.find(Query("工资", limit=400)).hits]
    assert before & set(engine._current().segments)
    assert not before & set(opened)


def test_an_index_of_the_former_format_opens_takes_documents_and_merges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs, now = many(80, seed=5), whoosh_engine.TermField.__init__

    def former(self: whoosh_engine.TermField) -> None:
        now(self)
        self.format = formats.Frequency()

    old, new = (WhooshEngine(tmp_path / name, TEXT_ONLY) for name in ("old", "new"))
    monkeypatch.setattr(whoosh_engine.TermField, "__init__", former)
    old.rebuild(docs[:40])
    monkeypatch.undo()
    new.rebuild(docs[:40])
    for engine in (old, new):
        for each in docs[40:]:
            engine.put([each])
        engine.drop([docs[0].id, docs[50].id])
        assert len(engine._current().parts) < 40, "segments were merged"
    for text in ("拖欠工资", "骑手工伤认定", docs[45].fields["text"]):
        assert old.find(Query(text, limit=80)) == new.find(Query(text, limit=80))


def test_facets_of_segments_join_to_one() -> None:
    rows = [("a", "b"), (), ("b",), ("c", "a")]
    whole, two = facet(rows), joined([(facet(rows[:1]), 1), (None, 1), (facet(rows[2:]), 2)])
    for place, values in enumerate(rows):
        assert whole.of(place) == two.of(place) == values
    live = np.array([True, True, True, False])
    assert whole.counts(live) == two.counts(live) == {"b": 2, "a": 1}
    assert two.mask(["a"]).tolist() == [True, False, False, True]
    assert two.shares({"b": 0.5, "c": 0.2}).tolist() == [0.5, 0.0, 0.5, 0.2]
    assert [int(rank) for rank in whole.order()] == [0, -1, 1, 2]


def test_the_column_type_is_one_that_all_packages_have() -> None:
    assert isinstance(fields.COLUMN(columns.VarBytesColumn()).column_type, columns.VarBytesColumn)
