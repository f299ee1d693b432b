"""The city's identity provider beside the office: who goes there, comes back, binds."""

import re
import urllib.request
from html import unescape
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from legalaid.provider import Provider
from legalaid.tables.office import AuditEntry
from tests.builders import PASSWORD, Office
from tests.identity_provider import IdentityProvider
from tests.web.browsing import Person

PAGE = "/account/sso"


def joined(office: Office, idp: IdentityProvider, timeout: float = 5.0, **settings: object) -> Provider:
    """The office signs in through this provider from now on."""
    office.runtime.provider = Provider(idp.settings(**settings), timeout=timeout)
    return office.runtime.provider


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str) -> None:
        return None


def answered(address: str) -> str:
    """Where the provider sends the browser on, as a path of ours."""
    with pytest.raises(HTTPError) as sent:  # what is not followed is an error to urllib
        urllib.request.build_opener(_Staying).open(address, timeout=10)
    sent.value.close()
    assert sent.value.code == 302
    back = urlsplit(sent.value.headers["Location"])
    return f"{back.path}?{back.query}"


def gone(person: Person, path: str = "/login/sso") -> str:
    """Go to the provider, where somebody is signed in; the address that the browser comes back to."""
    left = person.get(path)
    assert left.status_code == 303, left.text
    return answered(left.location)


def through(person: Person, path: str = "/login/sso") -> TestResponse:
    """There and back."""
    return person.get(gone(person, path))


def bound(person: Person, idp: IdentityProvider, who: str, **proof: str) -> None:
    """Bind the account to somebody of the provider."""
    idp.who = who
    assert through(person, f"{PAGE}/start").location == PAGE
    answer = person.post(PAGE, {"password": PASSWORD, **proof})
    assert (answer.status_code, answer.location) == (303, PAGE), answer.text


def door(page: str) -> str | None:
    """Where the button of the sign-in page leads."""
    found = re.search(r'href="(/login/sso[^"]*)"', page)
    return unescape(found.group(1)) if found else None


def entries(office: Office, action: str) -> list[AuditEntry]:
    """What the audit says of an action, in order."""
    with office.runtime.read() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)))


def reasons(office: Office) -> list[str]:
    """Why sign-ins through the provider were refused, in order."""
    return [entry.detail["reason"] for entry in entries(office, "account.sign_in_failed") if entry.detail.get("through") == "统一身份认证"]
