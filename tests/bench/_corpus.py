"""A seeded corpus of invented cases made of the library's own sentences, and queries of the same kind."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from casebank.engine import Doc
from toolkit.asks import asked

CASES = Path(__file__).resolve().parents[2] / "casebank" / "library"
LEVELS = ("调解", "仲裁", "一审", "二审")
LENGTH, LONG, SHORT = 600, 300, 8


def _sentences() -> list[str]:
    rows = [json.loads(line) for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    told = [f"{part}。" for row in rows for field in ("facts", "outcome", "reasoning") for part in row[field].split("。") if part]
    return told + [f"{question}。" for each in asked().values() for question in each.asks]


def docs(count: int, seed: int = 5) -> Iterator[Doc]:
    """Cases of 600 characters with three facets."""
    rng, sentences = random.Random(seed), _sentences()
    for number in range(count):
        text = _told(rng, sentences, LENGTH)
        facets = {"year": (str(2010 + number % 15),), "cause": (f"c{number % 23}",), "level": (LEVELS[number % 4],)}
        yield Doc(f"c{number:06d}", text[:18], {"title": text[:18], "text": text}, facets)


def queries(count: int, size: int, seed: int = 6) -> list[str]:
    """Texts of `size` characters."""
    rng, sentences = random.Random(seed), _sentences()
    return [_told(rng, sentences, size) for _ in range(count)]


def _told(rng: random.Random, sentences: list[str], size: int) -> str:
    text = ""
    while len(text) < size:
        text += rng.choice(sentences)
    return text[:size]
