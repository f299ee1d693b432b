"""`python -m tests.bench [name …]`: runs the named measurements, all of them without a name; one that takes options: `name --option …`."""

import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main(wanted: list[str]) -> int:
    """Print each table as soon as it is measured."""
    first = next((place for place, word in enumerate(wanted) if word.startswith("--")), len(wanted))
    wanted, options = wanted[:first], wanted[first:]
    if options and wanted != ["web"]:
        print("only web takes options, and then it is alone", file=sys.stderr)
        return 2
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"no measurement {', '.join(unknown)}; there are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in wanted or NAMES:
        print(f"\n== {name}\n{import_module(f'tests.bench.{name}').run(*([options] if options else []))}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
