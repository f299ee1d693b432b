"""The engine on a server: two writers, killed writers, damage, partitions that an operator made, a replica that answers."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from casebank.engine import IndexBroken, IndexBusy, Query, SearchEngine
from casebank.engines import ENGINES, maker
from casebank.postgres_engine import PostgresEngine, connector
from tests import postgres
from tests.casebank.test_promises import SETTINGS, doc, ids, many
from tests.conftest import ROOT

WRITER = (
    "import sys, itertools; from pathlib import Path; from casebank.engines import maker; from tests.casebank.test_promises import SETTINGS, doc\n"
    "engine = maker(sys.argv[1])(Path('index'), SETTINGS)\n"
    "for number in itertools.count():\n"
    "    engine.put([doc(f'k{number % 20:02d}', f'锅炉爆炸 第{number}次写入 ' + '拖欠工资，' * 200)])\n"
    "    print(number, flush=True)\n"
)


@pytest.fixture
def url(pg_cluster: str, request: pytest.FixtureRequest) -> str:
    """An empty database."""
    name = f"pg_{request.node.name.partition('[')[0][-40:]}"
    postgres.execute(pg_cluster, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    postgres.execute(pg_cluster, f'CREATE DATABASE "{name}"')
    return pg_cluster.format(name=name)


def opened(url: str) -> SearchEngine:
    return maker(url)(Path("index"), SETTINGS)


def run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def test_without_an_index_it_says_so_and_a_put_or_a_rebuild_makes_one(url: str) -> None:
    engine = opened(url)
    for ask in (lambda: engine.find(Query("工资")), engine.count, lambda: engine.scores("工资", ["a"])):
        with pytest.raises(IndexBroken):
            ask()
    engine.put([doc("a", "拖欠工资")])
    assert ids(opened(url), "工资") == ["a"]


@pytest.mark.parametrize("harm", ["DROP SCHEMA search_index CASCADE", "DROP TABLE search_index.posting", "DELETE FROM search_index.statistic", "ALTER TABLE search_index.document DROP COLUMN body"])
def test_a_damaged_index_says_so_and_a_rebuild_mends_it(url: str, harm: str) -> None:
    engine = opened(url)
    engine.rebuild(many(20))
    run(url, harm)
    with pytest.raises(IndexBroken):
        engine.find(Query("工资"))
    engine.rebuild(many(20))
    assert (engine.count(), engine.find(Query("工资")).total > 0) == (20, True)


def test_a_server_that_is_away_says_so_and_one_that_came_back_is_used_again(url: str, pg_cluster: str) -> None:
    engine = opened(url)
    engine.rebuild(many(5))
    postgres.execute(pg_cluster, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{urlsplit(url).path[1:]}'")
    assert engine.count() == 5
    for make in (lambda: opened(url.replace("host=", "host=/nowhere")), lambda: opened("postgresql://tester@127.0.0.1:1/nothing")):
        with pytest.raises(IndexBroken):
            make().count()
        with pytest.raises(IndexBroken):
            make().rebuild([])


def test_a_killed_writer_leaves_whole_documents_exact_statistics_and_no_lock(url: str) -> None:
    rng = random.Random(4)
    opened(url).rebuild(many(40))
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline(), "it wrote at least once"
        time.sleep(rng.uniform(0, 0.15))
        os.kill(writer.pid, signal.SIGKILL)
        written = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        fresh = opened(url)
        for _ in range(100):  # the server notices a dead client when it next speaks to it
            try:
                fresh.put([doc("after", "年休假")])
                break
            except IndexBusy:
                time.sleep(0.1)
        page = fresh.find(Query("锅炉爆炸", limit=100))
        assert len({hit.id for hit in page.hits}) == len(page.hits) == page.total >= min(20, len(written))
        fresh.drop(["after"])
        assert fresh.count() == 40 + page.total
    assert exact(url)


def exact(url: str) -> bool:
    """Whether the statistics say what the documents hold."""
    with psycopg.connect(url) as connection:
        wrong = connection.execute(
            "SELECT t.id FROM search_index.term t LEFT JOIN search_index.posting p ON p.term = t.id GROUP BY t.id, t.documents HAVING t.documents <> count(p.doc) "
            "UNION ALL SELECT 1 FROM search_index.statistic WHERE field = '' AND total <> (SELECT count(*) FROM search_index.document) "
            "UNION ALL SELECT doc FROM search_index.posting WHERE doc NOT IN (SELECT place FROM search_index.document)"
        ).fetchall()
    return not wrong


def test_statistics_stay_exact_through_replacing_and_removing(url: str) -> None:
    engine, rng = opened(url), random.Random(3)
    engine.rebuild([*many(60), doc("d001", "同一个编号出现两次，以后一个为准")])
    for number in range(8):
        engine.put(many(rng.randint(1, 60), seed=number))
        engine.drop([f"d{rng.randint(0, 59):03d}", "nobody"])
    assert exact(url)
    engine.drop([f"d{number:03d}" for number in range(60)])
    assert (exact(url), engine.count(), engine.find(Query("工资")).total) == (True, 0, 0)


def test_what_a_server_cannot_keep_neither_fails_nor_is_lost(url: str) -> None:
    engine = opened(url)
    strange = doc("a\x00b", "拖欠工资\x00 \ud800 " + "x" * 5000, "标题\x00", year="\x00", causes=("z" * 3000,))
    engine.rebuild([strange])
    page = engine.find(Query("工资\x00", filters={"year": ("\x00",), "cause": ("z" * 3000,)}, counts=("cause", "\x00"), sort="\ud800"))
    assert [(hit.title, hit.facets["cause"]) for hit in page.hits] == [("标题\x00", ("z" * 3000,))]
    engine.drop(["a\x00b"])
    assert engine.count() == 0


def test_tables_that_an_operator_partitioned_are_kept(url: str, tmp_path: Path) -> None:
    book = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    statements = book.split("```sql\n")[1].split("```")[0].replace("search_cases", "search_index")
    run(url, statements)
    engine, twin = opened(url), ENGINES["memory"](tmp_path, SETTINGS)
    for each in (engine, twin):
        each.rebuild(many(60))
        each.put(many(10, seed=9))
    with psycopg.connect(url) as connection:
        parts = connection.execute("SELECT tableoid::regclass::text, count(*) FROM search_index.posting GROUP BY 1").fetchall()
    assert len(parts) == 4
    assert ids(engine, "拖欠工资 加班", limit=50) == ids(twin, "拖欠工资 加班", limit=50)


def test_the_name_of_an_index_is_checked() -> None:
    with pytest.raises(ValueError, match="not the name"):
        PostgresEngine(connector("postgresql:///x"), 'x"; DROP', SETTINGS)


@pytest.mark.full
def test_a_replica_answers_and_the_primary_is_written(url: str, tmp_path: Path) -> None:
    engine = opened(url)
    engine.rebuild(many(20))
    sockets = parse_qs(urlsplit(url).query)["host"][0]
    copy = Path(sockets) / "replica"
    binaries = postgres.bin_folder()
    assert binaries is not None
    subprocess.run(postgres._as_postgres([str(binaries / "pg_basebackup"), "-h", sockets, "-U", "tester", "-D", str(copy), "-R", "-c", "fast"]), check=True, cwd=sockets)
    subprocess.run(postgres._as_postgres([str(binaries / "pg_ctl"), "-D", str(copy), "-w", "-l", f"{copy}.log", "-o", f"-p 5433 -c listen_addresses= -c unix_socket_directories={sockets}", "start"]),
                   check=True, capture_output=True, cwd=sockets)
    try:
        both = opened(f"{url},{sockets}&port=5432,5433")
        assert both.count() == 20
        with both._transaction(write=False) as connection:  # type: ignore[attr-defined]
            assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        both.put([doc("new", "锅炉爆炸")])
        for _ in range(100):
            if ids(both, "锅炉爆炸") == ["new"]:
                break
            time.sleep(0.05)
        assert ids(both, "锅炉爆炸") == ["new"] == ids(engine, "锅炉爆炸")
    finally:
        subprocess.run(postgres._as_postgres([str(binaries / "pg_ctl"), "-D", str(copy), "-m", "immediate", "stop"]), check=True, capture_output=True, cwd=sockets)
        shutil.rmtree(copy)
