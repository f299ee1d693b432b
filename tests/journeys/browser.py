"""A real Chromium over a real server: every page visited is checked by axe, for width and for CSP messages, and pictured for who asks (LEGALAID_PICTURES=1)."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright
from waitress.server import create_server

from legalaid.app import create_app
from legalaid.runtime import Runtime
from tests.journeys.accessibility import EXAMINER

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
NARROW = 360
TALLEST = 9000

# Whatever sticks out of the screen, fixed bars too; what a scrolling or clipping box keeps inside is meant to.
STICKS_OUT = """() => {
  const found = [];
  for (const e of document.body.querySelectorAll('*')) {
    const r = e.getBoundingClientRect();
    if (!r.width || !r.height || (r.right <= innerWidth + 1 && r.left >= -1) || e.closest('.skip, .vh')) continue;
    let box = e.parentElement;
    while (box && getComputedStyle(box).overflowX === 'visible') box = box.parentElement;
    if (!box || box === document.documentElement || box === document.body) found.push(`${e.tagName}.${e.getAttribute('class') || ''} ${Math.round(r.left)}–${Math.round(r.right)}`);
  }
  return found.slice(0, 3);
}"""
# A form must be sendable by a button of its own, with the token when it posts.
CRIPPLED_FORMS = """() => [...document.forms].filter(f =>
  ![...f.elements].some(e => e.type === 'submit') || (f.method === 'post' && !f.elements.csrf_token)).map(f => f.action)"""


def chromium() -> str | None:
    """Debian's chromium; a browser is never downloaded."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def served(runtime: Runtime) -> Iterator[str]:
    """The application on a free loopback port."""
    server = create_server(create_app(runtime), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=10)


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person with a browser of their own; collects what is wrong with the pages they see."""

    def __init__(self, browser: Browser, base: str, size: str, pictures: Path, *, javascript: bool = True) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", java_script_enabled=javascript, accept_downloads=True)
        self.page: Page = self.context.new_page()
        self.base, self.pictures, self.faults, self.size, self.javascript = base, pictures, list[str](), size, javascript
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda e: self.faults.append(f"script error: {e}"))

    def _console(self, message: Any) -> None:
        if "Content Security Policy" in message.text or (message.type == "error" and "422" not in message.text):
            self.faults.append(f"console: {message.text[:200]}")

    def go(self, path: str) -> Response:
        response = self.page.goto(self.base + path)
        assert response is not None, path
        return response

    def resize(self, size: str) -> None:
        width, height = SIZES[size]
        self.size = size
        self.page.set_viewport_size({"width": width, "height": height})

    def sign_in(self, login: str, password: str) -> None:
        self.go("/login")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.press("登录")

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def look(self, name: str) -> None:
        """Picture of the page when wanted, axe, width, forms; waits first, since a followed link may still be loading."""
        self.page.wait_for_load_state()
        if os.environ.get("LEGALAID_PICTURES"):
            self.picture(self.pictures / f"{name}.jpg")
        if self.javascript:
            self.examine(name)
            self.measure(name)

    def measure(self, name: str) -> None:
        """Width, at 360 pixels and with 大字 too, and forms."""
        self.faults += [f"{name}: wider than the screen: {e}" for e in self.page.evaluate(STICKS_OUT)]
        self.faults += [f"{name}: a form that cannot be sent without JavaScript: {a}" for a in self.page.evaluate(CRIPPLED_FORMS)]
        if self.size == "phone":
            self.large(name)

    def examine(self, name: str) -> None:
        """axe."""
        self.faults += [f"{name}: axe {violation}" for violation in EXAMINER.violations(self.page)]

    def large(self, name: str) -> None:
        """Nothing sticks out of 360 pixels, with 大字 neither."""
        width, height = SIZES[self.size]
        self.page.set_viewport_size({"width": NARROW, "height": height})
        for mode in ("", "large"):
            self.page.evaluate("mode => { document.documentElement.dataset.size = mode }", mode)
            self.faults += [f"{name}: wider than {NARROW} pixels{' in 大字' if mode else ''}: {e}" for e in self.page.evaluate(STICKS_OUT)]
        self.page.evaluate("() => { delete document.documentElement.dataset.size }")
        self.page.set_viewport_size({"width": width, "height": height})

    def picture(self, path: Path) -> None:
        """The whole page. The window takes the page's height, so that bars at its foot stand at the foot. JPEG takes three fifths of PNG's time."""
        path.parent.mkdir(parents=True, exist_ok=True)
        width, height = SIZES[self.size]
        tall = min(TALLEST, max(height, self.page.evaluate("() => document.documentElement.scrollHeight")))
        self.page.set_viewport_size({"width": width, "height": tall})
        self.page.screenshot(path=path)
        self.page.set_viewport_size({"width": width, "height": height})

    def text(self) -> str:
        return self.page.inner_text("body")

    def number(self) -> str:
        found = re.search(r"FY\d{4}-\d{4}-\d{4,}", self.text())
        assert found, self.text()[:500]
        return found.group()

    def close(self) -> None:
        self.context.close()
