"""A real Chromium over a real server: every page visited is checked by axe, for width and for CSP messages, and pictured."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from legalaid.app import create_app
from legalaid.runtime import Runtime

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}


def chromium() -> str | None:
    """Debian's chromium; a browser is never downloaded."""
    return shutil.which("chromium")


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
    """One person with a browser of their own, at one size; collects what is wrong with the pages they see."""

    def __init__(self, browser: Browser, base: str, size: str, pictures: Path, *, javascript: bool = True) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", java_script_enabled=javascript, accept_downloads=True)
        self.page: Page = self.context.new_page()
        self.base, self.pictures, self.faults, self.size, self.javascript = base, pictures, list[str](), size, javascript
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda e: self.faults.append(f"script error: {e}"))

    def _console(self, message: Any) -> None:
        if "Content Security Policy" in message.text or (message.type == "error" and "favicon" not in message.text and "422" not in message.text):
            self.faults.append(f"console: {message.text[:200]}")

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def sign_in(self, login: str, password: str) -> None:
        self.go("/login")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.press("登录")

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def look(self, name: str) -> None:
        """Picture of the page, axe, width."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)
        if not self.javascript:
            return
        for violation in Axe().run(self.page).response["violations"]:
            targets = "; ".join(str(node["target"][0]) for node in violation["nodes"][:3])
            self.faults.append(f"{name}: axe {violation['id']}: {targets}")
        wide = self.page.evaluate(
            "() => { const w = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= w) return [];"
            " return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.xscroll, .st-nav, .vh'))"
            ".slice(0, 3).map(e => e.tagName + '.' + e.className) }"
        )
        if wide:
            self.faults.append(f"{name}: wider than the screen: {wide}")

    def text(self) -> str:
        return self.page.inner_text("body")

    def number(self) -> str:
        found = re.search(r"FY\d{4}-\d{4}-\d{4,}", self.text())
        assert found, self.text()[:500]
        return found.group()

    def close(self) -> None:
        self.context.close()
