"""Every guide prints on one A4 page, whole."""

import io
import re

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from toolkit.guides import GUIDES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_every_guide_is_one_page_of_paper(site: str, browser: Browser) -> None:
    page = browser.new_page()
    wrong = []
    for guide in GUIDES.values():
        page.goto(f"{site}/guides/{guide.id}")
        printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
        text = re.sub(r"\s", "", printed[0].extract_text())
        wrong += [f"{guide.id}: {len(printed)} pages"] if len(printed) != 1 else []
        wrong += [f"{guide.id}: {step.title} is not on the page" for step in guide.steps if re.sub(r"\s", "", step.title) not in text]
    page.close()
    assert wrong == []
