"""Whatever is sent is read or refused in words: each target over its seeds and some hundred changes of them, and the real fuzzer for a while."""

import importlib.util
import subprocess
import sys
from random import Random

import pytest

from tests.conftest import ROOT, missing
from tests.fuzz.mutating import mutated
from tests.fuzz.targets import TARGETS

SLOW = {"cases_docx": 40, "uploaded_file": 100, "roster_xlsx": 60}


@pytest.mark.filterwarnings("ignore")  # openpyxl's about what it leaves out of a damaged file
@pytest.mark.parametrize("name", TARGETS)
def test_no_reader_raises_but_what_is_declared(name: str) -> None:
    target, rng = TARGETS[name], Random(name)
    seeds = target.seeds()
    assert seeds
    for data in seeds:
        target.read(data)
    for _ in range(SLOW.get(name, 200)):
        target.read(mutated(rng.choice(seeds), rng))


@pytest.mark.full
def test_the_fuzzer_runs_and_finds_nothing() -> None:
    if importlib.util.find_spec("atheris") is None:
        missing("atheris")
    done = subprocess.run([sys.executable, "-m", "tests.fuzz", "classification", "tickets_file", "--seconds", "10"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("crashes 0") == 2
    assert " 0 executions" not in done.stdout
