"""The command line: what starting costs, and a thousand lines in one batch; processor time of real processes."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from legalaid.cli.commands import TABLE
from tests.cli.program import PROGRAM, environment

ROUNDS = 5
STARTS = ("--help", "classify --help", "calc --help", "search --help", "jobs --help", "match --help", "serve --help")
EVERYTHING = "".join(f"import legalaid.cli.{name}\n" for name in TABLE)  # what starting cost before files were loaded by name
SEVERANCE = {"hire_date": "2021-03-01", "last_day": "2026-03-31", "monthly_wages": ["8000"], "min_wage": "2660", "local_avg_wage": "9000", "ground": "A40_3"}
QUESTIONS = ("没签劳动合同能要双倍工资吗", "老板拖欠工资三个月", "加班费怎么算", "工伤谁来赔", "怀孕被辞退怎么办")


def run() -> str:
    """Each start as a multiple of the interpreter with click alone; each batch also by the line."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder) / "home")
        bare = _cost([sys.executable, "-c", "import click"], env)
        rows = [_row("python, click", bare, bare), _row("all command files", _cost([sys.executable, "-c", EVERYTHING], env), bare)]
        rows += [_row(f"legalaid {args}", _cost([str(PROGRAM), *args.split()], env), bare) for args in STARTS]
        for args in ("keys new", "db upgrade", "statutes import --national"):
            subprocess.run([str(PROGRAM), *args.split()], env=env, check=True, capture_output=True)
        calc = "".join(json.dumps({"calculator": "severance", "inputs": SEVERANCE}) + "\n" for _ in range(1000))
        asked = "".join(json.dumps({"id": n, "query": QUESTIONS[n % len(QUESTIONS)]}, ensure_ascii=False) + "\n" for n in range(1000))
        for args, lines in (("calc --batch", calc), ("classify --batch", asked), ("search statutes --batch", asked)):
            command = [str(PROGRAM), *args.split()]
            whole, start = _cost(command, env, lines), _cost(command, env)
            rows.append(_row(f"legalaid {args}, 1000 lines", whole, bare) + f"  {whole - start:7.2f} ms a line")
    return "\n".join(rows)


def _row(name: str, seconds: float, bare: float) -> str:
    return f"{name:42}{seconds:7.2f} s {seconds / bare:7.1f} ×"


def _cost(command: list[str], env: dict[str, str], lines: str = "") -> float:
    """Least processor time of a few runs, in seconds: elapsed time would measure the neighbours too."""
    costs = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=env, input=lines.encode(), stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(costs)
