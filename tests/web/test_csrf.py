"""Every route that changes something refuses a form without this session's token; nothing is changed."""

import pytest
from flask import Flask

from tests import counting
from tests.builders import Office
from tests.web.browsing import Person, following, signed_in, words
from tests.web.routes import unsafe

WHO = ("nobody", "worker", "haishu", "mediator", "zone", "lawyer1", "editor", "finance", "auditor", "admin")


@pytest.mark.parametrize("who", WHO)
def test_no_unsafe_route_takes_a_form_without_the_token_or_with_anothers(site: Flask, office: Office, who: str) -> None:
    asked = office.closed()
    person = Person(site) if who == "nobody" else following(site, asked) if who == "worker" else signed_in(site, who)
    tokens: list[dict[str, str]] = [{}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": Person(site).token()}]
    before = counting.rows(office.runtime), counting.audited(office)
    found = unsafe(site, no=asked.no)
    assert len(found) > 30
    # each route gets one of them from everybody, and all of them from somebody
    for number, route in enumerate(found, WHO.index(who)):
        token = tokens[number % len(tokens)]
        answer = person.client.post(route.path, data=token)
        assert answer.status_code == 400, f"{route.path} {token}"
        assert "页面已过期" in words(answer)
        assert answer.headers["X-Request-Id"] in answer.text
    assert (counting.rows(office.runtime), counting.audited(office)) == before


def test_every_form_of_a_page_carries_the_token_and_a_form_id_or_does_no_harm_twice(site: Flask, office: Office) -> None:
    asked = office.taken()
    repeatable = ("/logout", "/my/leave", "/login", "/track", "/tools/", "/apply/", "/cases/search")
    pages = {
        "haishu": ["/desk/inbox", f"/desk/{asked.no}", f"/desk/{asked.no}/aid", "/desk/assign/", "/cases/search?tab=story"], "lawyer1": ["/lawyer/", "/lawyer/availability"],
        "mediator": ["/desk/", f"/desk/{asked.no}"], "admin": ["/admin/accounts"],
    }
    forms = 0
    for who, paths in pages.items():
        person = signed_in(site, who)
        for path in paths:
            for form in _forms(person.get(path).text):
                forms += 1
                assert 'name="csrf_token"' in form, f"{path}: {form[:120]}"
                action = form.partition('action="')[2].partition('"')[0]
                assert 'name="form_id"' in form or action.startswith(repeatable) or action.endswith("/reveal"), f"{path}: {action}"
    assert forms > 20


def _forms(text: str) -> list[str]:
    parts = text.split("<form")[1:]
    return [p.partition("</form>")[0] for p in parts if 'method="post"' in p.partition(">")[0].lower()]


def test_a_token_of_before_the_sign_in_is_worth_nothing_after(site: Flask, office: Office) -> None:
    person = Person(site)
    old = person.token()
    person.sign_in("zone")
    assert person.client.post("/logout", data={"csrf_token": old}).status_code == 400
