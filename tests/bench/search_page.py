"""Server time of the search page, from the request to the finished page, over the demo office's library."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from legalaid import demo
from legalaid.app import create_app
from legalaid.demo.staff import PASSWORD
from legalaid.runtime import open_runtime
from legalaid.settings import Settings
from tests.web.browsing import Person

STORY = (
    "职工2023年5月入职某服饰公司任平车工，一直未签书面劳动合同，月工资约6200元。2025年8月起公司以资金紧张为由连续三个月未发工资，11月3日厂区关停、法定代表人失联。"
    "职工要求支付拖欠工资18600元、解除劳动合同经济补偿，以及未签合同的二倍工资差额。"
)
PAGES = {
    "keywords": "/cases/search?q=没签合同 双倍工资", "keywords, filtered": "/cases/search?q=拖欠工资&outcome=调解达成&year=2025", "second page": "/cases/search?q=工资&page=2",
    "nothing found": "/cases/search?q=茄子天气", "one sign wrong": "/cases/search?q=经济补尝", "by article": "/cases/search?article=劳动合同法-82", "a case": "/cases/sc-021",
}
TIMES = 15


def run() -> str:
    """Median and worst milliseconds of each page; the median of many, because others use the machine too."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(demo.fill(Settings(home=Path(folder) / "home")))
        person = Person(create_app(runtime))
        person.sign_in("tiaojie", PASSWORD)
        story = str(person.post("/cases/search", {"text": STORY}).location)
        lines = ["| page | median ms | worst ms |", "|---|---|---|"]
        for name, path in {**PAGES, "pasted story": story}.items():
            taken = [_milliseconds(lambda path=path: person.get(path)) for _ in range(TIMES + 1)][1:]
            lines.append(f"| {name} | {statistics.median(taken):.0f} | {max(taken):.0f} |")
        runtime.close()
    return "\n".join(lines)


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return (time.process_time() - started) * 1000
