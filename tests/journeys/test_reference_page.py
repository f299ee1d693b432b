"""The readable page in a real browser: sound at both sizes, opened out too, and without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from legalaid.runtime import Runtime
from tests.journeys.browser import SIZES, Visitor, served

pytestmark = pytest.mark.browser
OPEN = "() => document.querySelectorAll('details').forEach(one => { one.open = ['tickets_register', 'tickets_listing', 'calculators_severance'].includes(one.id) })"


def test_the_page_is_sound_closed_and_opened_out(runtime: Runtime, browser: Browser, tmp_path: Path) -> None:
    with served(runtime) as base:
        for size in SIZES:
            visitor = Visitor(browser, base, size, tmp_path / size)
            visitor.go("/api/v1/")
            visitor.look("closed")
            visitor.page.evaluate(OPEN)
            visitor.look("opened")
            assert "请求示例" in visitor.text()
            assert visitor.faults == []
            visitor.close()
        plain = Visitor(browser, base, "desktop", tmp_path / "plain", javascript=False)
        plain.go("/api/v1/")
        plain.page.locator("#tickets_register > summary").click()
        assert "Idempotency-Key" in plain.page.locator("#tickets_register").inner_text()
        assert plain.faults == []
        plain.close()
