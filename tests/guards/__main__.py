"""`python -m tests.guards [number …] [--jobs N] [--why]`: takes out every guard of these demands (all without numbers), one line a test; 1 if one does not fail as it must."""

import argparse
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.guards.shape import Removal
from tests.guards.table import REMOVALS
from tests.guards.trial import ERROR, FAILED, PASSED, Outcome, outcomes, sources, stop

# with nothing taken out: what fails there would seem to fail as it must everywhere
CONTROL = "as it is"


def chosen(numbers: list[int], words: str) -> list[Removal]:
    """The removals of these demands that have these words; drills last, because they take minutes."""
    found = [r for r in REMOVALS if (not numbers or set(numbers) & set(r.numbers)) and words in r.words]
    return sorted(found, key=lambda r: any(test.startswith("drills/") for test in r.tests))


def tried(source: Path, removal: Removal) -> Iterator[tuple[bool, str, str]]:
    """For each test: whether it failed as it must, its line, what it said."""
    for test, outcome in outcomes(source, removal.edits, removal.tests).items():
        verdict = {FAILED: "failed as it must", PASSED: "STILL PASSES"}.get(outcome.state, outcome.state.upper())
        place = ", ".join(dict.fromkeys(edit.file for edit in removal.edits))
        yield outcome.state == FAILED, f"{'·'.join(map(str, removal.numbers))} | {removal.words} | {place} | {test} | {verdict}", outcome.said


def control(source: Path, tests: tuple[str, ...]) -> Iterator[tuple[bool, str, str]]:
    """The same tests in an untouched copy, of which only those are named that do not pass."""
    found = outcomes(source, (), tests)
    wrong = {test: outcome for test, outcome in found.items() if outcome.state != PASSED}
    for test, outcome in (wrong or {f"{len(found)} tests": Outcome(PASSED)}).items():
        yield outcome.state == PASSED, f"– | {CONTROL} | – | {test} | {'passed as it must' if outcome.state == PASSED else outcome.state.upper()}", outcome.said


def main() -> int:
    """Whether every guard is seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards")
    parser.add_argument("numbers", nargs="*", type=int, metavar="number", help="demands of the checklist; all without any")
    parser.add_argument("--words", default="", help="only guards with this in their words")
    parser.add_argument("--jobs", type=int, default=1, help="copies side by side")
    parser.add_argument("--why", action="store_true", help="also what each test said")
    options = parser.parse_args()
    removals = chosen(options.numbers, options.words)
    tests = tuple(dict.fromkeys(test for removal in removals for test in removal.tests))
    if not tests or options.jobs < 1:
        parser.error("no guard is like that" if not tests else "--jobs: one copy at least")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    good = True
    with sources(tests) as source, ThreadPoolExecutor(options.jobs) as pool:
        try:
            for results in pool.map(lambda one: [*(tried(source, one) if isinstance(one, Removal) else control(source, one))], [*removals, tests]):
                for as_it_must, line, said in results:
                    good &= as_it_must
                    print(line, flush=True)
                    if said and (options.why or ERROR.upper() in line):
                        print(f"    {said}", flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            stop()
            return 130
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
