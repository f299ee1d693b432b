"""`python -m tests.fuzz.child TARGET options of libFuzzer …`: one target under atheris, in a process of its own because that never returns."""

import sys
from importlib import import_module
from random import Random

import atheris

from tests.fuzz.mutating import mutated

# Ours, and the parsers behind which the interesting branches lie; compiled readers (Pillow, lxml) cannot be followed.
FOLLOWED = ["legalaid", "casebank", "toolkit", "openpyxl", "docx", "pypdf"]


def _mutator(data: bytes, most: int, seed: int) -> bytes:
    """Half of the inputs by libFuzzer's own changes, half by ours, which know JSON, packages and markup."""
    rng = Random(seed)
    if rng.random() < 0.5:
        return bytes(atheris.Mutate(data, most))
    changed = mutated(data, rng)
    return changed if len(changed) <= most else data


def main(name: str, options: list[str]) -> None:
    """Run until libFuzzer has enough or something crashes; what was loaded before is not followed, so all is loaded here."""
    with atheris.instrument_imports(include=FOLLOWED):
        target = import_module("tests.fuzz.targets").TARGETS[name]
    atheris.Setup([sys.argv[0], *options], target.read, custom_mutator=_mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
