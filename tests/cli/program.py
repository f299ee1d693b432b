"""The program as tests call it: its path, its environment, its lines, its refusals."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from click.testing import Result

PROGRAM = Path(sys.executable).with_name("legalaid")


def environment(home: Path, **env: str) -> dict[str, str]:
    """The environment of a process: this one's without settings of ours."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LEGALAID_")}
    return {**kept, "LEGALAID_HOME": str(home), **env}


def lines(text: str) -> list[Any]:
    """JSON lines as values."""
    return [json.loads(line) for line in text.splitlines()]


def jsonl(path: Path, *rows: Any) -> str:
    """Write JSON lines; rows that are texts are written as they are."""
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def refused(result: Result, *words: str) -> None:
    """Exit 2, every word on standard error and nothing on standard output."""
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    for word in words:
        assert word in result.stderr
