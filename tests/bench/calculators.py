"""Calculators: processor time of one calculation with its JSON, each against the mean of all."""

import json
import time
from collections import defaultdict

from tests.toolkit import examples_pay, examples_rest
from toolkit.calculators import calculate

ROUNDS = 20


def run() -> str:
    """A line a calculator, the slowest first, and what a thousand mixed ones take."""
    spent: dict[str, list[float]] = defaultdict(list)
    rows = (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)
    for turn in range(ROUNDS + 1):
        for _, name, inputs, _ in rows:
            start = time.process_time()
            json.dumps(calculate(name, inputs).to_json(), ensure_ascii=False)
            if turn:  # the first round only warms up
                spent[name].append(time.process_time() - start)
    every = [one for times in spent.values() for one in times]
    mean = sum(every) / len(every)
    ratios = sorted(((sum(times) / len(times) / mean, name) for name, times in spent.items()), reverse=True)
    lines = [f"{name:24}{ratio:6.2f} × mean" for ratio, name in ratios]
    return "\n".join([*lines, f"mean of all {mean * 1000:.3f} ms, a thousand mixed {mean * 1000:.2f} s of processor time"])
