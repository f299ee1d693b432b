"""What people type is text on every page that shows it: a corpus of attacks in every field, every page that holds one opened in a real browser."""

import html
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from legalaid import guard
from legalaid.actions import search
from legalaid.app import create_app
from legalaid.roles import PERMISSIONS
from legalaid.runtime import Runtime
from tests.builders import Office
from tests.journeys import tour
from tests.journeys.browser import Visitor, served
from tests.journeys.payloads import MARK, PAYLOADS, SHORT
from tests.journeys.planting import Planted, everything, stored
from tests.web.browsing import COOKIE, Person, following, signed_in
from tests.web.routes import routes

pytestmark = pytest.mark.browser
LOGINS = {"haishu": "coordinator", "mediator": "mediator", "zone": "zone_staff", "lawyer1": "lawyer", "editor": "editor", "auditor": "auditor", "admin": "admin", "finance": "finance"}
SHOWN_MOST = ("haishu", "mediator", "lawyer1", "editor")  # whose pages show nearly all of it: who looks in the ordinary run
# Lists show names masked; whole they stand where somebody looked at one request, which is tried with one.
MASKED = {"姓名", "代联系人", "姓名（接口）", "姓名（文件）", "姓名（窗口）", "名册姓名"}
# What must not be there: elements and attributes that only an attack makes, a page that was led away, a mark.
FOUND = """() => {
  const found = window.__x === undefined ? [] : ['__x is set'];
  for (const e of document.querySelectorAll('*')) {
    if (['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'STYLE', 'MARQUEE', 'MATH', 'VIDEO', 'AUDIO'].includes(e.tagName.toUpperCase())) found.push(e.outerHTML.slice(0, 120));
    if (e.localName === 'script' && !((e.src || '').startsWith(location.origin + '/static/') && !e.textContent)) found.push(e.outerHTML.slice(0, 120));
    for (const a of e.attributes) {
      const leads = ['href', 'src', 'action', 'formaction', 'data'].includes(a.name);
      if (a.name.startsWith('on') || (a.name === 'style' && e.dataset.grow === undefined) || a.name === 'srcdoc' || (leads && /^\\s*javascript:/i.test(a.value))) found.push(e.outerHTML.slice(0, 120));
      if (leads && /^(https?:)?\\/\\//.test(a.value) && !a.value.startsWith(location.origin + '/')) found.push(e.outerHTML.slice(0, 120));
    }
  }
  return found;
}"""
# What a reader sees: texts, also in folded parts, and what stands in the fields of forms.
SHOWN = "() => [document.body.textContent, ...[...document.querySelectorAll('input, textarea')].map(e => e.value)].join('\\n')"


@pytest.fixture
def small(runtime: Runtime) -> tuple[Flask, Office]:
    """A small office of its own."""
    office = Office(runtime)
    for kind in ("cases", "statutes"):
        with runtime.read() as session:
            runtime.engine(kind).rebuild(search.all_docs(session, kind, runtime.clock().date()))
    return create_app(runtime), office


def pages(p: Planted, role: str, person: Person, numbers: list[str]) -> list[tuple[str, str]]:
    """(endpoint, path) of every page that shows a payload to this person, whatever its signs became."""
    found: dict[str, str] = {}
    for no in numbers:
        known: dict[str, Any] = {"no": no, "name": "arbitration_application", "number": 1, "step": 1, **p.known}
        for route in routes(p.site, **known, **{f"{e}.no": p.known["groups.no"] for e in ("groups.file", "groups.team")}):
            needed = guard.of(p.site.view_functions[route.endpoint])
            mine = needed == guard.OPEN if role == "visitor" else role in PERMISSIONS.get(str(needed), ())
            if mine and route.method == "GET" and route.path not in found and not route.path.endswith(tour.DOWNLOADS):
                answer = person.get(route.path)
                shows = answer.status_code == 200 and answer.mimetype == "text/html" and MARK in html.unescape(answer.text)
                found[route.path] = route.endpoint if shows else ""
    return [(endpoint, path) for path, endpoint in found.items() if endpoint]


def look(visitor: Visitor, listed: list[str]) -> str:
    """Open pages; what they show. Faults are kept with the visitor."""
    shown = []
    for path in listed:
        visitor.go(path)
        visitor.page.wait_for_load_state()
        visitor.faults += [f"{path}: {found}" for found in visitor.page.evaluate(FOUND)]
        shown.append(visitor.page.evaluate(SHOWN))
    return "\n".join(shown)


def reveal(visitor: Visitor, no: str) -> str:
    """Name, speaker and story in full, with a reason: a page that only a form leads to."""
    visitor.go(f"/desk/{no}")
    form = visitor.page.locator("form[action$='/reveal']")
    form.locator("xpath=ancestor::details/summary").click()
    form.locator("[name=reason]").fill("电话核实案情")
    form.locator("button[type=submit]").click()
    visitor.page.wait_for_load_state()
    visitor.faults += visitor.page.evaluate(FOUND)
    return str(visitor.page.evaluate(SHOWN))


def attack(site: Flask, office: Office, browser: Browser, tmp_path: Path, shorts: int, looking: Iterable[str] = LOGINS) -> None:
    p = everything(site, office, shorts)
    shown, count = "", 0
    with served(office.runtime) as base:
        for who, role in (*((who, LOGINS[who]) for who in looking), ("", "worker")):
            person = signed_in(site, who) if who else following(site, *p.asked)
            listed = [path for _, path in pages(p, role, person, [one.no for one in p.asked[:3]])]
            # the others differ from the first three in what the worker typed: one page of the desk and one of the worker's shows that
            listed += [f"/{'desk' if who else 'my'}/{one.no}" for one in p.asked[3:] if who in ("haishu", "")]
            visitor = Visitor(browser, base, "desktop", tmp_path)
            visitor.page.on("dialog", lambda d, v=visitor: (v.faults.append(f"dialog: {d.message}"), d.dismiss()))
            visitor.context.add_cookies([{"name": COOKIE, "value": str(person.cookie), "url": base}])
            shown += look(visitor, listed)
            if who == "haishu":
                shown += reveal(visitor, p.asked[0].no)
            count += len(listed)
            visitor.close()
            assert visitor.faults == [], who or role
    assert count >= 60
    text = stored(shown)
    unseen = [(name, payload) for name, payload in p.sent if stored(payload) not in text]
    assert [(name, payload) for name, payload in unseen if name not in MASKED] == [], "nowhere shown as it was typed"
    for name in ("姓名", "代联系人"):
        assert stored(next(payload for field, payload in p.sent if field == name)) in text, "whole where somebody looked with a reason"


def test_the_corpus_is_large_and_each_payload_carries_its_mark() -> None:
    assert len(PAYLOADS) >= 40
    assert len(set(PAYLOADS)) == len(PAYLOADS)
    assert all(MARK in re.sub(r"\s", "", payload) for payload in PAYLOADS)


def test_the_browser_tells_when_a_payload_runs(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p>&lt;script&gt;window.__x=1&lt;/script&gt;</p><input value='&lt;img onerror=__x=1&gt;'>")
    assert page.evaluate(FOUND) == []
    for bad in (
        "<img src=x onerror=__x=1>", "<script>window.__x=1</script>", "<svg><script>window.__x=1</script></svg>", "<a href=' javascript:__x=1'>x</a>", "<iframe></iframe>",
        "<p style='color:red'>", "<base href=//x.invalid/>",
    ):
        page.set_content(bad)
        assert page.evaluate(FOUND), bad
    page.close()


def test_what_people_type_is_text_on_every_page(small: tuple[Flask, Office], browser: Browser, tmp_path: Path) -> None:
    attack(*small, browser, tmp_path, SHORT, SHOWN_MOST)


@pytest.mark.full
def test_every_payload_in_every_field_on_every_page(small: tuple[Flask, Office], browser: Browser, tmp_path: Path) -> None:
    attack(*small, browser, tmp_path, len(PAYLOADS))
