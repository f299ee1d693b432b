"""What every engine promises, checked on each of them."""

import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index

from casebank.engine import Doc, IndexBroken, IndexBusy, Maker, Query, SearchEngine, Settings
from casebank.engines import ENGINES, maker
from tests import postgres
from tests.conftest import ROOT

SETTINGS = Settings({"title": 1.0, "text": 1.0}, ("text",), {"炒鱿鱼": ("解除劳动合同",), "双倍工资": ("二倍工资",)})
WORDS = tuple("工资 拖欠 加班 解除 劳动合同 赔偿 工伤 认定 社会保险 仲裁 时效 调解 职工 单位 骑手 平台 经济补偿 年休假 竞业限制 退休".split())  # noqa: SIM905 - reads better than thirty quotes


def doc(ident: str, text: str, title: str = "", year: str = "2025", causes: tuple[str, ...] = ("205.5",)) -> Doc:
    return Doc(ident, title or ident, {"title": title, "text": text}, {"year": (year,), "cause": causes}, {"note": f"n-{ident}"})


def many(count: int, seed: int = 1) -> list[Doc]:
    rng = random.Random(seed)
    return [
        doc(f"d{i:03d}", "，".join(rng.choice(WORDS) for _ in range(rng.randint(3, 60))), rng.choice(WORDS), str(2020 + i % 6), tuple(rng.sample(["205.5", "205.6", "206.2"], 2)))
        for i in range(count)
    ]


NAMES = (*sorted(ENGINES), "postgresql")
_databases = count()


@pytest.fixture
def make(request: pytest.FixtureRequest) -> Callable[[str], Maker]:
    """The maker of an engine; that on a server gets an empty database of its own."""
    def maker_of(name: str) -> Maker:
        if name in ENGINES:
            return ENGINES[name]
        cluster = request.getfixturevalue("pg_cluster")
        database = f"search_{next(_databases)}"
        postgres.execute(cluster, f"CREATE DATABASE {database}")
        request.addfinalizer(lambda: postgres.execute(cluster, f"DROP DATABASE {database} WITH (FORCE)"))
        return maker(cluster.format(name=database))

    return maker_of


@pytest.fixture(params=NAMES)
def engine(request: pytest.FixtureRequest, make: Callable[[str], Maker], tmp_path: Path) -> Iterator[SearchEngine]:
    made = make(request.param)(tmp_path / "index", SETTINGS)
    made.rebuild([])
    yield made
    made.close()


def ids(engine: SearchEngine, text: str, **more: object) -> list[str]:
    return [h.id for h in engine.find(Query(text, **more)).hits]  # type: ignore[arg-type]


def test_an_empty_index_answers_with_nothing(engine: SearchEngine) -> None:
    assert engine.count() == 0
    assert engine.find(Query("拖欠工资")).total == 0
    assert engine.find(Query("")).hits == ()


def test_put_replaces_by_id_and_drop_removes(engine: SearchEngine) -> None:
    engine.put([doc("a", "拖欠工资三个月"), doc("b", "工伤认定")])
    engine.put([doc("a", "竞业限制协议")])
    assert (ids(engine, "拖欠"), ids(engine, "竞业限制"), engine.count()) == ([], ["a"], 2)
    engine.drop(["a", "not there"])
    assert (ids(engine, "竞业限制"), engine.count()) == ([], 1)


def test_deleted_documents_stay_away_through_many_small_commits_and_merges(engine: SearchEngine) -> None:
    for number in range(12):
        engine.put([doc(f"k{number}", f"骑手工资 第{number}号")])
        assert len(ids(engine, "骑手", limit=50)) == (number + 1) - (number + 1) // 3 + (1 if (number + 1) % 3 == 0 else 0)
        if number % 3 == 2:
            engine.drop([f"k{number}"])
            assert f"k{number}" not in ids(engine, "骑手", limit=50)
    engine.put([doc("k2", "换成别的内容")])
    assert "k2" not in ids(engine, "骑手", limit=50)
    assert ids(engine, "别的内容")[0] == "k2"


def test_a_rebuild_replaces_everything(engine: SearchEngine) -> None:
    engine.put(many(10))
    engine.rebuild([doc("only", "年休假")])
    assert (engine.count(), ids(engine, "年休假")) == (1, ["only"])


def test_filters_counts_pages_and_sorting(engine: SearchEngine) -> None:
    engine.rebuild(many(60))
    whole = engine.find(Query("工资", limit=100, counts=("year", "cause")))
    assert whole.total == len(whole.hits) > 10
    by_year = {y: sum(h.facets["year"] == (y,) for h in whole.hits) for y in whole.counts["year"]}
    assert whole.counts["year"] == by_year
    only = engine.find(Query("工资", filters={"year": ("2021", "2022")}, limit=100, counts=("year",)))
    assert {h.facets["year"][0] for h in only.hits} == {"2021", "2022"}
    assert only.counts["year"] == by_year, "a chosen value must not hide its neighbours"
    both = engine.find(Query("工资", filters={"year": ("2021",), "cause": ("206.2",)}, limit=100))
    assert {h.id for h in both.hits} == {h.id for h in whole.hits if h.facets["year"] == ("2021",) and "206.2" in h.facets["cause"]}
    paged = [h.id for start in range(0, whole.total, 7) for h in engine.find(Query("工资", limit=7, offset=start)).hits]
    assert paged == [h.id for h in whole.hits]
    dated = [h.facets["year"][0] for h in engine.find(Query("工资", sort="year", limit=100)).hits]
    assert dated == sorted(dated, reverse=True)
    assert {h.id for h in engine.find(Query("工资", within="工伤", limit=100)).hits} < {h.id for h in whole.hits}


def test_an_empty_text_lists_all_and_text_without_words_finds_none(engine: SearchEngine) -> None:
    engine.rebuild(many(5))
    assert engine.find(Query("", limit=10)).total == 5
    assert engine.find(Query("！？……", limit=10)).total == 0


def test_a_lay_word_finds_the_legal_one_and_the_page_can_say_so(engine: SearchEngine) -> None:
    engine.rebuild([doc("x", "用人单位违法解除劳动合同"), doc("y", "年休假安排")])
    page = engine.find(Query("我被老板炒鱿鱼了"))
    assert page.hits[0].id == "x"
    assert page.applied == (("炒鱿鱼", "解除劳动合同"),)
    assert [page.hits[0].snippet.text[a:b] for a, b in page.hits[0].snippet.marks] == ["解除劳动合同"]  # type: ignore[union-attr]


def test_a_closed_engine_opens_again(engine: SearchEngine) -> None:
    engine.put([doc("a", "拖欠工资")])
    engine.close()
    engine.close()
    assert (ids(engine, "工资"), engine.count()) == (["a"], 1)


def test_stored_values_and_facets_come_back_as_they_were(engine: SearchEngine) -> None:
    engine.put([doc("a", "拖欠工资", "标题里也有工资")])
    hit = engine.find(Query("工资")).hits[0]
    assert (hit.stored, hit.facets, hit.title) == ({"note": "n-a"}, {"year": ("2025",), "cause": ("205.5",)}, "标题里也有工资")
    assert [hit.title[a:b] for a, b in hit.title_marks] == ["工资"]


ANY = st.text(max_size=60) | st.lists(st.sampled_from((*WORDS, "炒鱿鱼", "*", '"', "(", ")", " OR ", "~", "\x00", "Ａ", "🙂", "2026.5")), max_size=12).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY, within=ANY, value=ANY, sort=st.sampled_from(["score", "year", "cause", "none", "\x00"]), limit=st.integers(0, 12), offset=st.integers(0, 12))
def test_no_query_makes_the_search_fail(engine: SearchEngine, text: str, within: str, value: str, sort: str, limit: int, offset: int) -> None:
    if not engine.count():
        engine.rebuild(many(8))
    query = Query(text, {"year": (value, "2021", "2022"), value: ()}, ("year", "cause", value), limit, offset, sort, within, {"cause": {value: 0.5}})
    for page in (engine.find(query), engine.find(Query(text, filters={value: (text,)})), engine.find(Query(text))):
        assert len(page.hits) <= page.total <= 8
        for hit in page.hits:
            assert hit.snippet is None or all(0 <= a < b <= len(hit.snippet.text) for a, b in hit.snippet.marks)
    assert set(engine.scores(text, [value, "d001"])) <= {"d001"}


@pytest.mark.parametrize("query", ["*", "a OR", "(((", "title:", "^~?\\", "\x00\ud7ff", "NOT NOT", "[a TO b]", "工资" * 3000, "'; DROP TABLE x"])
def test_search_syntax_of_other_systems_is_just_text(engine: SearchEngine, query: str) -> None:
    engine.rebuild(many(8))
    assert engine.find(Query(query)).total <= 8


def test_every_engine_gives_the_same_pages(tmp_path: Path, make: Callable[[str], Maker]) -> None:
    docs = [Doc(d.id, d.title, d.fields, d.facets, d.stored, authority=n % 5 / 4) for n, d in enumerate(many(300, seed=7))]
    ranked = Settings({"title": 0.5, "text": 1.0}, ("text", "title"), SETTINGS.synonyms, authority=0.3, leaning=0.4)
    engines = [make(name)(tmp_path / name, ranked) for name in NAMES]
    for one in engines:
        one.rebuild(docs)
        one.put(many(40, seed=8))
        one.drop(["d100", "d200"])
    asked = [Query(text, counts=("year", "cause")) for text in ("拖欠工资 加班", "工伤认定 时效", "骑手", "双倍工资", "", "工", "没有这个词", "，，")]
    asked += [
        Query("拖欠工资 加班", filters={"year": ("2021", "2022"), "cause": ("206.2",)}, counts=("year", "cause", "none"), limit=5, offset=3),
        Query("工伤认定", within="仲裁 时效", counts=("cause",)), Query("", within="工资", limit=500), Query("工资", within="没有这个词"),
        Query("调解 退休", leaning={"cause": {"205.6": 0.9, "206.2": 0.4}, "year": {"2023": 0.2}}, limit=30), Query("工资", sort="year", limit=300),
        Query("", sort="cause", filters={"year": ("2020",)}), Query("骑手", filters={"none": ("x",)}, counts=("none", "year")), Query("工资", limit=0),
    ]
    for query in asked:
        pages = [each.find(query) for each in engines]
        for page in pages[1:]:
            assert [h.id for h in page.hits] == [h.id for h in pages[0].hits], query
            if query.sort == "score":
                assert [h.score for h in page.hits] == pytest.approx([h.score for h in pages[0].hits], rel=1e-4)
            assert [(h.title, h.title_marks, h.snippet, h.facets, h.stored) for h in page.hits] == [(h.title, h.title_marks, h.snippet, h.facets, h.stored) for h in pages[0].hits]
            assert (page.total, page.counts, page.applied) == (pages[0].total, pages[0].counts, pages[0].applied), query
    wanted = ["d001", "d002", "d100", "nobody"]
    likely = [each.scores("拖欠工资 加班 工伤", wanted) for each in engines]
    assert "d100" not in likely[0]
    assert all(each == pytest.approx(likely[0], rel=1e-4) for each in likely)


def test_another_process_sees_a_commit_at_once_and_a_second_writer_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    reader, writer = ENGINES["whoosh"](folder, SETTINGS), ENGINES["whoosh"](folder, SETTINGS)
    writer.rebuild([doc("a", "拖欠工资")])
    assert reader.count() == 1
    code = (
        "import sys; from pathlib import Path; from casebank.engines import ENGINES; from tests.casebank.test_promises import SETTINGS, doc; "
        "ENGINES['whoosh'](Path(sys.argv[1]), SETTINGS).put([doc('b', '骑手受伤')])"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=True)
    assert ids(reader, "骑手") == ["b"]
    held = index.open_dir(str(folder / (folder / "current").read_text())).writer()
    with pytest.raises(IndexBusy):
        writer.put([doc("c", "年休假")])
    held.cancel()
    writer.put([doc("c", "年休假")])
    assert ids(reader, "年休假") == ["c"]


@pytest.mark.parametrize("name", ["whoosh", "postgresql"])
def test_while_one_rebuilds_others_read_the_old_and_may_not_write(tmp_path: Path, make: Callable[[str], Maker], name: str) -> None:
    maker_of = make(name)
    engine, other = maker_of(tmp_path / "index", SETTINGS), maker_of(tmp_path / "index", SETTINGS)
    engine.rebuild([doc("old", "拖欠工资")])
    seen = list[object]()

    def docs() -> Iterator[Doc]:
        yield from many(600, seed=2)
        for write in (lambda: other.put([doc("c", "年休假")]), lambda: other.drop(["old"])):
            with pytest.raises(IndexBusy):
                write()
        # a thread of its own: a lock that this one holds would let it pass
        reader = threading.Thread(target=lambda: seen.extend([ids(each, "工资") for each in (engine, other)]), daemon=True)
        reader.start()
        reader.join(60)
        yield doc("newer", "锅炉爆炸")

    engine.rebuild(docs())
    assert seen == [["old"], ["old"]]
    assert ("old" in ids(other, "工资", limit=700), ids(other, "锅炉爆炸"), other.count()) == (False, ["newer"], 601)
    other.put([doc("c", "油漆中毒")])
    assert ids(engine, "油漆中毒") == ["c"]


@pytest.mark.parametrize("harm", ["gone", "pointer", "truncated", "empty"])
def test_a_missing_or_damaged_index_says_so_and_a_rebuild_mends_it(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "index"
    ENGINES["whoosh"](folder, SETTINGS).rebuild(many(20))
    current = folder / (folder / "current").read_text()
    if harm == "gone":
        (folder / "current").unlink()
    elif harm == "pointer":
        (folder / "current").write_text("../../etc")
    else:
        for file in current.iterdir():
            file.write_bytes(b"" if harm == "empty" else file.read_bytes()[: file.stat().st_size // 3])
    fresh = ENGINES["whoosh"](folder, SETTINGS)
    with pytest.raises(IndexBroken):
        fresh.find(Query("工资"))
    fresh.rebuild(many(20))
    assert fresh.find(Query("工资")).total > 0
