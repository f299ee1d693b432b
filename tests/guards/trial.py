"""One run of tests in a copy of the sources that is thrown away, with some guards taken out."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.guards.shape import Edit
from tests.house.checklist import node

ROOT = Path(__file__).resolve().parents[2]
OURS = ("legalaid", "casebank", "toolkit", "matching", "tests")
LEFT = shutil.ignore_patterns(".git", ".venv", "var", "artefacts", "dist", "build", ".*_cache", ".hypothesis")
PATIENCE = 3600  # seconds for one run; a drill takes minutes
PASSED, FAILED, ERROR, SKIPPED = "passed", "failed", "error", "skipped"
_under_way: set["subprocess.Popen[str]"] = set()


@dataclass(frozen=True)
class Outcome:
    """What became of a test, over all its parameters, and the first line of what it said."""

    state: str
    said: str = ""


@contextmanager
def sources(tests: Iterable[str]) -> Iterator[Path]:
    """A copy of the sources from which each trial's is made, compiled with these tests: to compile them each time would take half of the time."""
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT)
        _run([sys.executable, "-m", "pytest", "--collect-only", *_nodes(tests)], tree, _environment(tree))
        yield tree


def outcomes(source: Path, edits: Iterable[Edit], tests: tuple[str, ...]) -> dict[str, Outcome]:
    """What each test does where the edits are made, in a copy that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        tree, report = Path(folder) / "tree", Path(folder) / "report.xml"
        shutil.copytree(source, tree)  # with the times of the files, by which Python knows what it has compiled
        if (ROOT.parent / "shared").is_dir():
            (Path(folder) / "shared").symlink_to((ROOT.parent / "shared").resolve())  # where tests look for the public data
        for edit in edits:
            edit.apply(tree)
        environment = _environment(tree)
        _check_imports(tree, environment)
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "-p", "no:xdist", "-p", "tests.guards.enough", "--tb=short", *_nodes(tests)]
        said = _run(command, tree, environment)
        found = _read(report) if report.is_file() else {}
        return {short: _outcome(found.get(node(short), []), said) for short in tests}


def _nodes(tests: Iterable[str]) -> list[str]:
    return ["::".join(node(short)) for short in tests]


def _environment(tree: Path) -> dict[str, str]:
    """This one's, with the copy's modules first; a part that this machine lacks skips, because a failure would look like the one that is wanted."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LEGALAID_", "PYTEST_")) and k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(tree)}


def _check_imports(tree: Path, environment: dict[str, str]) -> None:
    """The copy is what is imported, from wherever a process starts, although the environment has the sources installed."""
    code = f"import {', '.join(OURS)}; print(*({', '.join(f'{name}.__file__' for name in OURS)}), sep='\\n')"
    found = subprocess.run([sys.executable, "-c", code], cwd=tree.parent, env=environment, capture_output=True, text=True, check=True).stdout.split()
    if found != [str(tree / name / "__init__.py") for name in OURS]:
        raise RuntimeError(f"not the copy is imported: {found}")


def _run(command: list[str], tree: Path, environment: dict[str, str]) -> str:
    """What pytest printed; with all that it started it is ended when it takes too long."""
    process = subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)
    _under_way.add(process)
    try:
        return process.communicate(timeout=PATIENCE)[0]
    except subprocess.TimeoutExpired:
        _end(process)
        return f"{process.communicate()[0]}\nstill running after {PATIENCE} s"
    finally:
        _under_way.discard(process)


def _end(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def stop() -> None:
    """End what is under way: nobody waits for it any more."""
    for process in [*_under_way]:
        _end(process)


def _read(report: Path) -> dict[tuple[str, str], list[Outcome]]:
    """Outcomes by file and function."""
    found: dict[tuple[str, str], list[Outcome]] = {}
    for case in ET.parse(report).getroot().iter("testcase"):
        name = case.get("name", "").partition("[")[0]
        file = case.get("classname", "").replace(".", "/") + ".py"
        found.setdefault((file, name), []).append(_one(case))
    return found


def _one(case: ET.Element) -> Outcome:
    for tag, state in (("error", ERROR), ("failure", FAILED), ("skipped", SKIPPED)):
        part = case.find(tag)
        if part is not None:
            return Outcome(state, part.get("message", "").strip().partition("\n")[0])
    return Outcome(PASSED)


def _outcome(cases: list[Outcome], said: str) -> Outcome:
    """The worst of its parameters: an error before a failure, and what did not run at all is one."""
    if not cases:
        return Outcome(ERROR, said.strip()[-2000:])
    return next(case for state in (ERROR, FAILED, SKIPPED, PASSED) for case in cases if case.state == state)
