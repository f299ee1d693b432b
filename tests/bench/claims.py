"""The facts sheet: processor time of the page, the API's answer and the plain function for the demo's pasted story."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from legalaid.app import create_app
from legalaid.crypto import new_keys, write_keys
from legalaid.database import migrate
from legalaid.runtime import open_runtime
from legalaid.senders import MemorySender
from legalaid.settings import Settings
from tests.builders import Office
from tests.conftest import Clock
from tests.journeys.worker import STORY
from tests.web.browsing import signed_in
from toolkit import claims_answer

ROUNDS = 15
FACTS = {"do": "", "hire_date": "2025-03-01", "monthly_wage": "6200", "region": "海曙区", "contract_signed": "no", "social_insurance": "no", "ended": "yes", "last_day": "2026-10-31",
         "ending.by": "EMPLOYER", "arrears.amount": "18600", "evidence": "工资条"}


def _median(work: Callable[[], object]) -> str:
    work()  # the first one loads the classifier
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return f"median {statistics.median(spent) * 1000:6.1f} ms, most {max(spent) * 1000:6.1f} ms"


def run() -> str:
    """A line each: story to answer, the page read from the story, the page with the whole sheet (two ways, six claims)."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), https=False, sender="memory")
        migrate(settings.url)
        write_keys(settings.keys_path, new_keys())
        clock = Clock()
        runtime = open_runtime(settings, clock=clock, sender=MemorySender())
        office = Office(runtime)
        person, today = signed_in(create_app(office.runtime), "mediator"), clock.now.date()
        lines = [
            "story to answer        " + _median(lambda: claims_answer.to_answer(claims_answer.work_out(claims_answer.told(STORY, today), today))),
            "page, story read       " + _median(lambda: person.post("/tools/claims", {"story": STORY, "do": "read"})),
            "page, the whole sheet  " + _median(lambda: person.post("/tools/claims", {"story": STORY, **FACTS})),
        ]
        runtime.close()
    return "\n".join(lines)
