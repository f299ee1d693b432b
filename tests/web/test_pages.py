"""Pages without JavaScript: large text from the cookie, forms that post by themselves, links that keep to what they know."""

import re

import pytest
from flask import Flask

from legalaid.web import desk
from tests.builders import Office
from tests.web.browsing import Person, fill, following, signed_in, submitted, words


@pytest.mark.parametrize("path", ["/", "/apply/", "/track", "/login", "/nowhere"])
def test_large_text_is_what_the_cookie_says_and_nothing_else(site: Flask, path: str) -> None:
    person = Person(site)
    assert 'data-size="large"' not in person.get(path).text
    person.client.set_cookie("text_size", "large")
    assert 'data-size="large"' in person.get(path).text
    person.client.set_cookie("text_size", '"><script>')
    assert "<script>" not in person.get(path).text


def test_the_whole_of_a_request_goes_without_a_script(site: Flask, office: Office) -> None:
    worker = Person(site)
    fill(worker)
    asked = submitted(worker, office)
    office.confirm(asked)
    follower = following(site, asked)
    assert follower.post(f"/my/{asked.no}/aid", {"forms": "DRAFT", "migrant": "yes"}).status_code == 303
    coordinator = signed_in(site, "haishu")
    assert coordinator.post(f"/desk/{asked.no}/aid/decision", {"decision": "grant"}).status_code == 303
    page = coordinator.get(f"/desk/assign/{asked.no}").text
    lawyer = re.findall(r'name="lawyer"[^>]*value="([0-9a-f-]{36})"|value="([0-9a-f-]{36})"[^>]*name="lawyer"', page)
    assert lawyer, "the choice of a lawyer is a plain radio button"
    assert coordinator.post(f"/desk/assign/{asked.no}", {"lawyer": "".join(lawyer[0])}).status_code == 303
    advocate = signed_in(site, "lawyer1")
    offer = re.search(r"/lawyer/offer/[0-9a-f-]{36}", advocate.get("/lawyer/").text)
    assert offer is not None
    assert advocate.post(offer.group(), {"do": "accept", "conflict": "none"}).location == f"/lawyer/matter/{asked.no}-Y1"
    assert "已经接手" in words(follower.get(f"/my/{asked.no}"))


@pytest.mark.parametrize("path", ["/", "/apply/1", "/apply/3", "/track", "/login", "/tools/severance"])
def test_every_form_has_an_address_or_its_own_and_a_button(site: Flask, path: str) -> None:
    person = Person(site)
    if path == "/apply/3":
        person.post("/apply/1", {"topic": "PAY"})
        person.post("/apply/2", {"employer_name": "甲示例厂", "county": "330203"})
    text = person.get(path).text
    for form in text.split("<form")[1:]:
        body = form.partition("</form>")[0]
        ident = re.search(r'id="([^"]+)"', form.partition(">")[0])
        assert "<button" in body or (ident and f'form="{ident.group(1)}"' in text), path


@pytest.mark.parametrize("query", ["_scheme=javascript&_external=1", "_method=FOO", "endpoint=x", "name=x", "_anchor=x", "q=<script>alert(1)</script>"])
@pytest.mark.parametrize("path", ["/cases/search", "/dashboard/registered", "/tools/severance"])
def test_what_stands_in_an_address_is_taken_for_words_only(site: Flask, path: str, query: str) -> None:
    answer = signed_in(site, "haishu").get(f"{path}?{query}")
    assert answer.status_code == 200
    assert "javascript:" not in answer.text
    assert "<script>alert" not in answer.text


def test_what_people_typed_is_shown_as_text(site: Flask, office: Office) -> None:
    evil = '"><script>alert(1)</script>'
    asked = office.accepted(employer_name=f"甲{evil}厂", place=evil, name=f"周{evil}"[:30], statement=f"三个月没发工资{evil}")
    lawyer, coordinator = signed_in(site, "lawyer1"), signed_in(site, "haishu")
    pages = [lawyer.get(f"/lawyer/matter/{asked.no}-Y1"), lawyer.get("/lawyer/"), coordinator.get(f"/desk/{asked.no}"), coordinator.get("/desk/inbox?view=working"),
             coordinator.post(f"/desk/{asked.no}/reveal", {"reason": "电话核实"}), following(site, asked).get(f"/my/{asked.no}")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in pages[0].text
    named = office.taken(name="<示例>")  # of a name its mask shows the first and the last character
    page = coordinator.get(f"/desk/{named.no}").text
    assert "&lt;**&gt;" in page
    assert "<**>" not in page


def test_every_request_is_on_some_page_of_the_lists_of_a_desk(site: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PAGE", 3)
    waiting = {office.ask().no for _ in range(7)}
    held = {office.taken().no for _ in range(4)}

    def read(who: str, path: str, name: str) -> tuple[list[set[str]], list[str]]:
        person, found, label = signed_in(site, who), [], []
        for n in range(1, 5):
            page = person.get(f"{path}{'&' if '?' in path else '?'}{name}={n}").text
            found.append({no for no in waiting | held if no in page})
            label = re.findall(r'<nav class="pages" aria-label="([^"]+)"', page)
        return found, label

    inbox, _ = read("haishu", "/desk/inbox?view=new", "page")
    assert ([len(page) for page in inbox], set().union(*inbox)) == ([3, 3, 1, 0], waiting)
    own, _ = read("mediator", "/desk/", "page")
    assert ([len(page & held) for page in own], set().union(*own) & held) == ([3, 1, 0, 0], held)
    pool, labels = read("haishu", "/desk/", "pool")
    assert ([len(page) for page in pool], set().union(*pool)) == ([3, 3, 1, 0], waiting)
    assert labels == ["待认领翻页"]
    second = signed_in(site, "haishu").get("/desk/inbox?view=new&page=2").text
    assert 'href="/desk/inbox?view=new&amp;page=3"' in second, "the view is kept from page to page"
    beyond = signed_in(site, "haishu").get("/desk/inbox?view=new&page=9").text
    assert "没有第 9 页，一共 3 页" in beyond
    assert 'href="/desk/inbox?view=new&amp;page=3"' in beyond
    assert ('rel="prev"' in beyond, "没有第" in second) == (False, False), "the page before is not there either"
