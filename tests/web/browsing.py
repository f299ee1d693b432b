"""One person with a browser of their own: keeps cookies, sends the form token and a form id, as the pages do."""

import re
from html import unescape
from secrets import token_urlsafe
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from legalaid.tables.tickets import Ticket
from tests.builders import PASSWORD, Asked, Office

COOKIE = "legalaid"


class Person:
    """A visitor until they sign in or open a request with its receipt code."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()
        self._tokens: dict[str | None, str] = {}

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def token(self) -> str:
        """The token that this session's forms carry."""
        if self.cookie not in self._tokens or self.cookie is None:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/track").text)
            assert found is not None
            self._tokens[self.cookie] = found.group(1)
        return self._tokens[self.cookie]

    def post(self, path: str, data: dict[str, Any] | None = None, *, form_id: str | None = None, **more: Any) -> TestResponse:
        """Send a form with its token; `form_id` None is a form opened anew."""
        sent = {"csrf_token": self.token(), "form_id": form_id or token_urlsafe(12), **(data or {})}
        return self.client.post(path, data=sent, **more)

    def sign_in(self, login: str, password: str = PASSWORD, **data: str) -> TestResponse:
        return self.post("/login", {"login": login, "password": password, **data})

    def follow(self, asked: Asked) -> TestResponse:
        """Open a request by number and receipt code."""
        return self.post("/track", {"no": asked.no, "code": asked.code})

    @property
    def cookie(self) -> str | None:
        found = self.client.get_cookie(COOKIE)
        return found.value if found else None

    def twin(self) -> "Person":
        """The same browser in another tab: same cookie, requests of its own."""
        other = Person(self.app)
        if self.cookie:
            other.client.set_cookie(COOKIE, self.cookie)
        return other


def signed_in(app: Flask, login: str) -> Person:
    """Somebody of the office, signed in."""
    person = Person(app)
    answer = person.sign_in(login)
    assert answer.status_code == 303, answer.text
    return person


def following(app: Flask, *asked: Asked) -> Person:
    """A worker who follows these requests."""
    person = Person(app)
    for one in asked:
        assert person.follow(one).status_code == 303
    return person


def words(answer: TestResponse) -> str:
    """What a reader sees of a page: tags out, entities read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


ANSWERS = {  # the five pages of /apply/, as a worker fills them
    1: {"topic": "PAY"}, 2: {"employer_name": "宁波青禾示例服饰有限公司", "county": "330203", "place": "古林镇"},
    3: {"statement": "从八月起三个月没发工资，一共一万八千六百元，没有签过劳动合同。", "amount": "18600", "together": "one"},
    4: {"name": "周示例", "phone": "13912345670", "id_no": "330203199001011236", "worker_type": "MIGRANT"}, 5: {"wants_lawyer": "yes", "consent": "on", "sensitive": "on"},
}


def fill(person: Person, **changes: str) -> None:
    """Answer the five pages; `changes` by field."""
    for step, values in ANSWERS.items():
        answer = person.post(f"/apply/{step}", {**values, **{k: v for k, v in changes.items() if k in values}})
        assert answer.status_code == 303, words(answer)


def submitted(person: Person, office: Office) -> Asked:
    """Press 提交申请; number and code from the receipt."""
    answer = person.post("/apply/check")
    assert answer.status_code == 303, words(answer)
    page = person.get(answer.location)
    no, code = (re.search(rf'id="{name}">([^<]+)<', page.text) for name in ("no", "code"))
    assert no is not None
    assert code is not None
    return Asked(no.group(1), office.look(None, lambda s, _by: s.scalars(select(Ticket.id).where(Ticket.no == no.group(1))).one()), code.group(1))
