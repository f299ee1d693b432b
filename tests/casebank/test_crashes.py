"""A writer that is killed leaves a readable index and no lock; the same promises on the other package of that name."""

import os
import random
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from casebank.engine import Query
from casebank.engines import ENGINES
from tests.casebank.test_promises import SETTINGS, doc, many
from tests.conftest import ROOT, missing

WRITER = (
    "import sys, itertools; from pathlib import Path; from casebank.engines import ENGINES; from tests.casebank.test_promises import SETTINGS, doc\n"
    "engine = ENGINES['whoosh'](Path(sys.argv[1]), SETTINGS)\n"
    "for number in itertools.count():\n"
    "    engine.put([doc(f'k{number % 20:02d}', f'锅炉爆炸 第{number}次写入 ' + '拖欠工资，' * 200)])\n"
    "    print(number, flush=True)\n"
)
REBUILDER = (
    "import sys; from pathlib import Path; from casebank.engines import ENGINES; from tests.casebank.test_promises import SETTINGS, doc\n"
    "def docs():\n"
    "    for number in range(10**6):\n"
    "        if number == 300: print('half', flush=True)\n"
    "        yield doc(f'n{number}', '锅炉爆炸 ' * 20)\n"
    "ENGINES['whoosh'](Path(sys.argv[1]), SETTINGS).rebuild(docs())\n"
)


def test_a_killed_rebuild_leaves_the_old_index_in_use_and_no_rubbish(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    old = ENGINES["whoosh"](folder, SETTINGS)
    old.rebuild(many(40))
    writer = subprocess.Popen([sys.executable, "-c", REBUILDER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "half\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    for engine in (old, ENGINES["whoosh"](folder, SETTINGS)):
        assert (engine.count(), engine.find(Query("锅炉爆炸")).total) == (40, 0)
    old.put([doc("after", "年休假")])
    old.rebuild([doc("new", "锅炉爆炸")])
    assert (old.count(), len(list(folder.glob("index-*")))) == (1, 1)


def test_documents_that_a_merge_carries_over_stay_deleted(tmp_path: Path) -> None:
    """Whoosh merges small segments by itself when it commits: what was deleted before, and what is deleted by another engine
    beside an open one, comes back neither to a fresh reader nor to one that was open all the time."""
    folder = tmp_path / "index"
    engine, watching = ENGINES["whoosh"](folder, SETTINGS), ENGINES["whoosh"](folder, SETTINGS)
    engine.rebuild([])
    segments = list[int]()
    for number in range(30):
        engine.put([doc(f"k{number:02d}", f"锅炉爆炸 第{number}件")])
        if number % 2:
            watching.find(Query("锅炉爆炸"))
            engine.drop([f"k{number:02d}"])
        segments.append(len(watching._current().parts))  # type: ignore[attr-defined]
        alive = sorted(f"k{each:02d}" for each in range(0, number + 1, 2))
        for each in (engine, watching, ENGINES["whoosh"](folder, SETTINGS)):
            assert (sorted(hit.id for hit in each.find(Query("锅炉爆炸", limit=100)).hits), each.count()) == (alive, len(alive))
    assert any(later < earlier for earlier, later in pairwise(segments)), "a merge happened"


def test_kill_in_the_middle_of_commits_tears_nothing_and_keeps_no_lock(tmp_path: Path) -> None:
    folder, rng = tmp_path / "index", random.Random(4)
    ENGINES["whoosh"](folder, SETTINGS).rebuild(many(40))
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline(), "it wrote at least once"
        time.sleep(rng.uniform(0, 0.15))
        os.kill(writer.pid, signal.SIGKILL)
        written = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        fresh = ENGINES["whoosh"](folder, SETTINGS)
        page = fresh.find(Query("锅炉爆炸", limit=100))
        assert len({hit.id for hit in page.hits}) == len(page.hits) == page.total, "no document twice"
        # what was reported as written stands there, in that wording or a later one
        assert page.total >= min(20, len(written))
        assert fresh.count() == 40 + page.total
        fresh.put([doc("after", "年休假")])
        assert [hit.id for hit in fresh.find(Query("年休假", limit=100)).hits].count("after") == 1
        fresh.drop(["after"])


@pytest.mark.full
def test_the_promises_hold_on_whoosh3_too(tmp_path: Path) -> None:
    """Same import name, so it is laid before the other on the path; moving stays one line."""
    install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--target", str(tmp_path / "other"), "whoosh3"]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        missing("whoosh3 from the package index")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "other")}
    which = subprocess.run([sys.executable, "-c", "import whoosh; print(whoosh.__file__)"], env=environment, capture_output=True, text=True, check=True)
    assert which.stdout.startswith(str(tmp_path))
    tests = [f"tests/casebank/{name}.py" for name in ("test_promises", "test_scorer", "test_crashes")]
    done = subprocess.run([sys.executable, "-m", "pytest", "-m", "not full", *tests], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
