"""How a guard is taken out: a file, a text that stands in it once, and what a careless hand leaves in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """`old`, which stands once in `file`, becomes `new`."""

    file: str
    old: str
    new: str

    def apply(self, tree: Path) -> None:
        """Do it in a copy of the sources."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file}: stands there {text.count(self.old)} times: {self.old}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True)
class Removal:
    """A guard of these demands, in a few words; how it is taken out (where another stands behind it, both); which of their tests must fail then, in the checklist's short form."""

    numbers: tuple[int, ...]
    words: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def removal(numbers: int | Iterable[int], words: str, edits: Edit | Iterable[Edit], *tests: str) -> Removal:
    """One line of the table; what is alone needs no brackets."""
    return Removal(
        (numbers,) if isinstance(numbers, int) else tuple(numbers),
        words,
        (edits,) if isinstance(edits, Edit) else tuple(edits),
        tests,
    )
