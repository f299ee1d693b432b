"""Guides for everybody: each step leads to its calculator, paper and office and tells its deadline; blank papers to take along."""

import io
import re

import pytest
from docx import Document as Word
from flask import Flask

from legalaid.actions import search
from tests.builders import Office
from tests.web.browsing import Person, words
from toolkit.deadlines import rules
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES, OFFICES


@pytest.fixture
def reader(site: Flask) -> Person:
    return Person(site)


@pytest.mark.parametrize("ident", GUIDES)
def test_each_step_has_its_links_and_its_deadline(reader: Person, ident: str) -> None:
    page = reader.get(f"/guides/{ident}").text
    shown = re.findall(r"<li><h2>.*?</li>", page, re.S)
    steps = GUIDES[ident].steps
    assert len(shown) == len(steps)
    for step, html in zip(steps, shown, strict=True):
        assert step.title in html
        assert (step.calculator is None) or f'href="/tools/{step.calculator}"' in html
        assert (step.document is None) or f'href="/templates/{step.document}"' in html
        assert (step.office is None) or f'href="/guides/offices#{step.office}"' in html
        if step.deadline:
            assert rules()[step.deadline].trigger in html
            assert f"/tools/deadline?rule_id={step.deadline}" in html
        assert html.count('class="cite"') >= len(step.law)


def test_every_office_that_a_step_names_stands_on_its_page(reader: Person) -> None:
    page = reader.get("/guides/offices").text
    for name, title in OFFICES.items():
        assert f'id="{name}"' in page
        assert title in page


def test_guides_are_found_by_plain_words(site: Flask, office: Office, reader: Person) -> None:
    with office.runtime.read() as session:
        docs = search.all_docs(session, "tools", office.runtime.clock().date())
    office.runtime.engine("tools").rebuild(docs)
    found = re.findall(r'href="/guides/(\w+)"', reader.get("/guides/?q=老板跑了，工资没发").text)
    assert "boss_gone" in found[:3]
    assert "没有找到" in words(reader.get("/guides/?q=茄子"))
    assert len(re.findall(r'class="card tool" href="/guides/\w+"', reader.get("/guides/").text)) == len(GUIDES) == 32


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_paper_can_be_looked_at_and_taken_blank(reader: Person, name: str) -> None:
    page = words(reader.get(f"/templates/{name}"))
    assert DOCUMENTS[name].title in page
    assert "【待补充" in page
    file = reader.get(f"/templates/{name}.docx")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert Word(io.BytesIO(file.data)).paragraphs[0].text == DOCUMENTS[name].title


def test_what_is_not_there_is_404(reader: Person) -> None:
    for path in ("/guides/nothing", "/templates/nothing", "/templates/nothing.docx"):
        assert reader.get(path).status_code == 404
