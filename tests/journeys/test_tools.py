"""Every calculator with its result, on a phone and on a desktop, for a worker without sign-in: axe, 360 px, 大字; and the whole way without JavaScript."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.journeys.browser import SIZES, Visitor
from tests.toolkit import examples_pay, examples_rest
from tests.web.test_tools import typed
from toolkit.calculators import CALCULATORS, calculate

pytestmark = pytest.mark.browser
PICTURES = ROOT / "artefacts" / "tools"
FIRST = {name: inputs for _, name, inputs, _ in reversed((*examples_pay.EXAMPLES, *examples_rest.EXAMPLES))}


def test_every_result_is_readable_at_both_sizes(site: str, browser: Browser) -> None:
    assert set(FIRST) == set(CALCULATORS)
    visitor = Visitor(browser, site, "desktop", PICTURES)
    for name, inputs in FIRST.items():
        found = CALCULATORS[name]
        texts = {f.name: text for f in found.fields if (text := typed(f, inputs.get(f.name)))}
        headline = next(o for o in found.outputs if o.name == found.headline)
        shown = headline.show(calculate(name, inputs).outputs[found.headline])
        for size in SIZES:
            visitor.resize(size)
            visitor.pictures = PICTURES / size
            assert visitor.go(f"/tools/{name}?{urlencode({'calc': 1, **texts})}").status == 200, name
            assert shown in visitor.text(), name
            visitor.look(name)
    visitor.close()
    assert visitor.faults == []


def test_a_worker_calculates_and_corrects_without_javascript(site: str, browser: Browser) -> None:
    visitor = Visitor(browser, site, "phone", PICTURES / "plain", javascript=False)
    page = visitor.page
    visitor.go("/tools/")
    page.get_by_role("link", name="推算工作日").click()
    page.fill("#start_date", "2026-02-10")
    page.fill("#n", "五")
    visitor.press("计算")
    assert "不是可用的数字" in visitor.text()
    assert page.input_value("#start_date") == "2026-02-10"
    page.fill("#n", "５")
    visitor.press("计算")
    assert "2026-02-24" in visitor.text()
    visitor.look("add_workdays")
    visitor.close()
    assert visitor.faults == []
