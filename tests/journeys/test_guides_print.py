"""Every guide prints on one A4 page, whole."""

import io
import re
import unicodedata

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from toolkit.guides import GUIDES

pytestmark = pytest.mark.browser


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_every_guide_is_one_page_of_paper(site: str, browser: Browser) -> None:
    page = browser.new_page()
    wrong = []
    for guide in GUIDES.values():
        page.goto(f"{site}/guides/{guide.id}")
        printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
        wrong += [f"{guide.id}: {len(printed)} pages"] if len(printed) != 1 else []
        text = plain(printed[0].extract_text())
        for step in guide.steps:
            # fonts give some characters back as radicals (⻢ for 马), so three in a row must be there, not all
            title = plain(step.title)
            size = min(3, len(title))
            if not any(title[i : i + size] in text for i in range(len(title) - size + 1)):
                wrong.append(f"{guide.id}: {step.title} is not on the page")
    page.close()
    assert wrong == []
