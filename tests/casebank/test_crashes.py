"""A writer that is killed leaves a readable index and no lock; the same promises on the other package of that name."""

import os
import random
import signal
import subprocess
import sys
import time
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
