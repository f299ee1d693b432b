"""The group dispute of ninety-four workers: claims, workbook and one set of papers a worker; and the claims of one sheet."""

import time
from datetime import date
from decimal import Decimal

from tests.toolkit.invented_all import EVERYTHING
from toolkit.claims import follow
from toolkit.facts import from_json
from toolkit.group import compute, papers
from toolkit.group_book import write
from toolkit.group_rows import Row
from toolkit.group_sheet import read

ON = date(2026, 11, 24)
WORKERS = 94
ROUNDS = 20


def run() -> str:
    """Wall time of each step, and the share of the ten seconds that all of them may take."""
    common = from_json({key: EVERYTHING[key] for key in ("employer", "region", "cause", "tribunal", "evidence", "agents", "last_day", "ended", "ending", "signed_on")})
    rows = [Row(n + 2, f"工友{n}", Decimal(9000 + n), team=f"第{n % 6}组", hire_date=date(2025, 3, 1), monthly_wage=Decimal(6000), contract=False) for n in range(WORKERS)]
    one = from_json(EVERYTHING)
    follow(one, ON)
    steps = []
    start = time.perf_counter()
    for _ in range(ROUNDS):
        follow(one, ON)
    alone = (time.perf_counter() - start) / ROUNDS
    start = time.perf_counter()
    group = compute(rows, common, ON)
    steps.append(("claims", time.perf_counter() - start))
    start = time.perf_counter()
    data = write(rows, group)
    steps.append(("workbook out", time.perf_counter() - start))
    start = time.perf_counter()
    read(data, ON)
    steps.append(("workbook in", time.perf_counter() - start))
    start = time.perf_counter()
    papers(group, common, ON)
    steps.append(("papers", time.perf_counter() - start))
    whole = sum(spent for _, spent in steps)
    lines = [f"{name:14}{spent:6.2f} s {spent / whole:5.0%}" for name, spent in steps]
    return "\n".join([*lines, f"{WORKERS} workers {whole:.2f} s, {whole / 10:.0%} of ten seconds", f"claims of one full sheet {alone * 1000:.1f} ms"])
