"""The same strict headers on every answer: pages, errors, redirects, files, downloads."""

from dataclasses import replace

import pytest
from flask import Flask

from legalaid.app import CSP, create_app
from tests.builders import Office
from tests.web.browsing import Person, signed_in, words
from tests.web.routes import routes

STRICT = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOGINS = ("haishu", "mediator", "lawyer1", "editor", "auditor", "admin")


def faults(answer, path: str, *, static: bool = False) -> list[str]:
    found = [f"{path}: {name} = {answer.headers.get(name)}" for name, value in STRICT.items() if answer.headers.get(name) != value]
    if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
        found.append(f"{path}: CSP = {answer.headers.get('Content-Security-Policy')}")
    if "unsafe" in answer.headers.get("Content-Security-Policy", "") or "*" in answer.headers.get("Content-Security-Policy", ""):
        found.append(f"{path}: loose CSP")
    if not static and answer.headers.get("Cache-Control") != "no-store":
        found.append(f"{path}: Cache-Control = {answer.headers.get('Cache-Control')}")
    if "geolocation=()" not in answer.headers.get("Permissions-Policy", "") or not answer.headers.get("X-Request-Id"):
        found.append(f"{path}: policy or request id")
    return found


def test_every_page_of_every_role_has_them(site: Flask, office: Office) -> None:
    asked = office.accepted()
    found = []
    for person in (Person(site), *(signed_in(site, login) for login in LOGINS)):
        for route in routes(site, no=asked.no, **{"lawyer.matter.no": f"{asked.no}-Y1"}):
            answer = person.get(route.path) if route.method == "GET" else person.client.post(route.path)
            found += faults(answer, f"{route.method} {route.path}")
    assert found == []


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nowhere", 404), ("GET", "/static/none.css", 404), ("POST", "/login", 400), ("PUT", "/login", 405), ("GET", "/desk/%00", 400), ("GET", "/tools/nothing", 404),
    ("OPTIONS", "/login", 200), ("HEAD", "/", 200), ("GET", "/static/js/app.js", 200), ("GET", "/health/live", 200), ("GET", "/static/../app.py", 404),
])
def test_errors_methods_and_files_have_them_too(site: Flask, method: str, path: str, status: int) -> None:
    answer = Person(site).client.open(path, method=method)
    assert answer.status_code == status
    assert faults(answer, path, static=path.startswith("/static")) == []
    if status == 405:
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_pages_hold_nothing_that_the_policy_would_block(site: Flask, office: Office) -> None:
    asked = office.accepted()
    person = signed_in(site, "haishu")
    for path in ("/", "/login", "/desk/inbox", f"/desk/{asked.no}", "/dashboard/", "/desk/assign/", "/cases/search", "/tools/severance"):
        text = person.get(path).text
        assert " style=" not in text, path
        assert "javascript:" not in text, path
        assert not [s for s in text.split("<script")[1:] if "src=" not in s.partition(">")[0]], path
    assert "'unsafe" not in CSP


def test_over_https_the_cookie_is_bound_to_the_host_and_transport_is_strict(office: Office) -> None:
    office.runtime.settings = replace(office.runtime.settings, https=True)
    person = create_app(office.runtime).test_client()
    answer = person.get("/login", base_url="https://localhost")
    assert answer.headers["Set-Cookie"].startswith("__Host-legalaid=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_host_that_is_not_ours_gets_nothing(office: Office) -> None:
    office.runtime.settings = replace(office.runtime.settings, trusted_hosts=("aid.example",))
    client = create_app(office.runtime).test_client()
    assert client.get("/help", base_url="http://aid.example").status_code == 200
    answer = client.get("/login", base_url="http://evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in answer.text
    assert faults(answer, "/login") == []
    assert "12351" in words(answer)
