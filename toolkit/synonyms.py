"""Lay words and the legal words that mean the same (library/synonyms/synonyms.tsv, meant to be edited)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from toolkit.refusal import Refusal

LIBRARY = Path(__file__).parent / "library" / "synonyms" / "synonyms.tsv"


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Lay words → legal words, in the order of the file."""
    return read(LIBRARY.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, tuple[str, ...]]:
    """A table of two columns: lay words, tab, legal words separated by 、; # begins a comment line. Refusal names the line."""
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        lay, tab, legal = line.partition("\t")
        words = tuple(word.strip() for word in legal.split("、"))
        if not tab or not lay.strip() or not all(words):
            raise Refusal(f"第{number}行", "应是两列：口语词、制表符、法律用语（多个用顿号隔开）。")
        if lay.strip() in found:
            raise Refusal(f"第{number}行", f"“{lay.strip()}”重复。")
        found[lay.strip()] = words
    return found
