"""`python -m tests.fuzz [target …] [--seconds N]`: fuzzes each target for N seconds (ten minutes in all without it), one line each; 1 after a crash."""

import argparse
import base64
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
ALL = 600  # seconds for all targets together
MEMORY, PATIENCE = 2048, 30  # megabytes of a process, seconds for one input
_CRASHES = ("crash-", "oom-", "timeout-", "leak-")


@dataclass(frozen=True)
class Run:
    """How a target did: inputs tried, branches seen, inputs kept for what they reached, inputs that crashed, what was printed."""

    target: str
    executions: int
    coverage: int
    corpus: int
    crashes: tuple[bytes, ...]
    code: int
    output: str

    @property
    def failed(self) -> bool:
        """Whether an input crashed it, or it did not run as it should."""
        return bool(self.crashes) or self.code != 0 or not self.executions

    def __str__(self) -> str:
        line = f"{self.target:20} {self.executions:>9} executions, coverage {self.coverage}, corpus {self.corpus}, crashes {len(self.crashes)}"
        if not self.failed:
            return line
        inputs = [f"  input (base64): {base64.b64encode(data).decode()}" for data in self.crashes]
        told = self.output.partition(" === Uncaught Python exception: ===")[2].partition("\nINFO: ")[0] or self.output[-3000:]
        return "\n".join([f"{line}, exit code {self.code}", *inputs, told.strip()])


def fuzzed(name: str, seconds: int) -> Run:
    """Fuzz one target in a process, with a corpus of its seeds in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        corpus, found = Path(folder) / "corpus", Path(folder) / "found"
        corpus.mkdir()
        found.mkdir()
        seeds = TARGETS[name].seeds()
        for number, seed in enumerate(seeds):
            (corpus / f"seed-{number}").write_bytes(seed)
        longest = max(4096, 2 * max(map(len, seeds)))
        options = [f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY}", f"-timeout={PATIENCE}", f"-max_len={longest}", f"-artifact_prefix={found}/", "-print_final_stats=1", str(corpus)]
        done = subprocess.run([sys.executable, "-m", "tests.fuzz.child", name, *options], cwd=ROOT, env={**os.environ, "TMPDIR": folder, "PYTHONWARNINGS": "ignore"},
                              capture_output=True, text=True, errors="replace", check=False)
        crashes = tuple(path.read_bytes() for path in sorted(found.iterdir()) if path.name.startswith(_CRASHES))
        output = done.stdout + done.stderr
        return Run(name, _last(r"number_of_executed_units: (\d+)", output), _last(r"cov: (\d+)", output), len(list(corpus.iterdir())), crashes, done.returncode, output)


def _last(pattern: str, output: str) -> int:
    return int((re.findall(pattern, output) or [0])[-1])


def main(arguments: list[str]) -> int:
    """Every target named, all without a name."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="target", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, help="for each target")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.targets if name not in TARGETS]:
        parser.error(f"no target {', '.join(unknown)}; there are: {', '.join(TARGETS)}")
    names = asked.targets or list(TARGETS)
    failed = False
    for name in names:
        run = fuzzed(name, asked.seconds or max(1, ALL // len(names)))
        print(run, flush=True)
        failed |= run.failed
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
