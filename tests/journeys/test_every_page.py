"""Every page of every role at both sizes: axe, width, 大字, CSP, forms, links that lead somewhere."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser

from legalaid.app import create_app
from legalaid.demo.staff import PASSWORD
from legalaid.roles import By
from legalaid.runtime import Runtime
from tests.conftest import ROOT
from tests.journeys import tour
from tests.journeys.accessibility import Examiner
from tests.journeys.browser import SIZES, STICKS_OUT, Visitor

pytestmark = pytest.mark.browser
PICTURES = ROOT / "artefacts" / "pages"


def test_the_test_of_width_finds_what_sticks_out(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 600})
    page.set_content("<body style='margin:0'><div style='overflow:auto'><p style='width:900px'>in a scrolling box</p></div>")
    assert page.evaluate(STICKS_OUT) == []
    page.set_content("<body style='margin:0'><div class=bar style='position:fixed;bottom:0;width:400px'>bar</div>")
    assert page.evaluate(STICKS_OUT) == ["DIV.bar 0–400"]
    page.close()


def test_the_memory_for_contrast_lets_nothing_through(browser: Browser) -> None:
    """The same words in the same colours on another ground, in another size or laid over something are looked at anew, and what failed fails again."""
    page, examiner = browser.new_page(), Examiner()
    good = "<p style='color:#666;background:#fff'>words</p>"
    over = "<div style='background:#333;height:60px'></div><p style='color:#666;background:none;margin:0;position:absolute;top:90px;left:20px'>words</p>"

    def contrast(body: str) -> list[str]:
        page.set_content(f"<!doctype html><html lang=zh><title>t</title><body style='background:#fff'><main><h1>t</h1>{body}</main></body></html>")
        return [found for found in examiner.violations(page) if found.startswith("color-contrast")]

    assert contrast(good) == []
    assert contrast(good) == [], "remembered"
    assert contrast(good + "<p style='color:#999;background:#fff'>words</p>")
    for other in ("color:#666;background:#333", "color:#666;opacity:.5", "color:#666;background:#777;font-size:9px"):
        assert contrast(f"{good}<p style='{other}'>words</p>"), other
        assert contrast(f"{good}<p style='{other}'>words</p>"), f"{other}: once more"
    assert contrast(f"{good}<div style='background:#333'><p style='color:#666'>words</p></div>"), "the ground is the parent's"
    assert contrast(over), "it lies over something"
    assert contrast("<h2 style='color:#888'>words</h2>") == [], "large"
    assert contrast("<h2 style='color:#888'>words</h2><p style='color:#888'>words</p>"), "small"
    page.close()


def faults_of(html: str) -> list[str]:
    """What the policy forbids, in the page as sent."""
    found = [f"attribute {m}" for m in re.findall(r"<[^>]*\s((?:style|on[a-z]+)=\"[^\"]*\")", html)]
    return found + ["inline script" for attributes in re.findall(r"<script\b([^>]*)>", html) if "src=" not in attributes]


def visit(visitor: Visitor, stops: list[tour.Stop], folder: Path) -> dict[str, str]:
    """Open every stop, look at it at both sizes; the links found, each with the page it stands on."""
    links: dict[str, str] = {}
    for stop in stops:
        answer = visitor.go(stop.path)
        if answer.status != 200:
            visitor.faults.append(f"{stop.path}: {answer.status}")
            continue
        visitor.faults += [f"{stop.path}: {fault}" for fault in faults_of(answer.text())]
        for href in visitor.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
            links.setdefault(href, stop.path)
        for size in sorted(SIZES, key=visitor.size.__ne__):  # first the one the page was opened at
            visitor.pictures = folder / size
            if size != visitor.size:
                visitor.resize(size)
                if stop.examined and visitor.page.query_selector("details.filters"):  # folded by a script for whom it loads on a phone
                    visitor.go(stop.path)
            if stop.examined:
                visitor.look(stop.name)
            else:
                visitor.measure(stop.name)
    return links


def follow(app: Flask, visitor: Visitor, links: dict[str, str], each: int = 2) -> None:
    """Links lead to pages this person may open; a few of each kind are tried."""
    adapter, tried = app.url_map.bind("127.0.0.1"), dict[str, int]()
    for href, page in links.items():
        if href.startswith(("tel:", "mailto:", "#")):
            continue
        target = urlsplit(href if not href.startswith("?") else urlsplit(page).path + href)
        if target.scheme or target.netloc:
            visitor.faults.append(f"{page}: leads away from the site: {href}")
            continue
        endpoint, _ = adapter.match(target.path, method="GET")
        tried[endpoint] = tried.get(endpoint, 0) + 1
        if tried[endpoint] <= each:
            answer = visitor.context.request.get(visitor.base + target.geturl())
            if answer.status >= 400:
                visitor.faults.append(f"{page}: {href} answers {answer.status}")


@pytest.mark.parametrize("who", ["visitor", "worker", *tour.LOGINS])
def test_every_page_of(who: str, office: Runtime, site: str, browser: Browser) -> None:
    app = create_app(office)
    visitor = Visitor(browser, site, "desktop", PICTURES / who)
    codes = tour.receipts(office) if who == "worker" else {}
    for no, code in codes.items():
        visitor.go("/track")
        visitor.page.fill("#no", no)
        visitor.page.fill("#code", code)
        visitor.press("查进度")
    if who in tour.LOGINS:
        visitor.sign_in(who, PASSWORD)
    with office.read() as session:
        by = tour.acting(office, session, who) if who in tour.LOGINS else tour.holder(office, session, list(codes)) if codes else By(office.clock(), "WEB", "tour")
        stops = list(tour.stops(app, session, by, who))
    assert stops, f"{who} has no page at all"
    follow(app, visitor, visit(visitor, stops, PICTURES / who))
    visitor.close()
    assert visitor.faults == []
