"""The specification says what is there, all of it; what is unreadable, unknown or too large is refused in one shape."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from werkzeug.exceptions import TooManyRequests

from legalaid import guard
from legalaid.api.blueprint import ERRORS
from legalaid.app import CSP, create_app
from legalaid.runtime import Runtime
from tests.api.caller import BODY, Caller, key, token
from tests.builders import Office


@pytest.fixture
def specification(app: Flask) -> dict[str, Any]:
    return Caller(app).get("/openapi.json").json


def operations(specification: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method.upper(), o) for path, item in specification["paths"].items() for method, o in item.items() if method != "parameters"]


def test_the_specification_is_valid_openapi_3_1(specification: dict[str, Any]) -> None:
    assert specification["openapi"].startswith("3.1")
    validate(specification)


def test_every_route_is_documented_and_nothing_else_is(app: Flask, specification: dict[str, Any]) -> None:
    served = {(rule.rule, method) for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/") for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    flask_style = {(path.replace("{no}", "<no:no>").replace("{ref}", "<ref:ref>").replace("{short}", "<ref:short>").replace("{ident}", "<uuid:ident>")
                    .replace("{external_no}", "<ref:external_no>").replace("{year}-{week}", "<int:year>-<int:week>"), method)
                   for path, method, _ in operations(specification)}
    assert served == flask_style
    assert len(served) > 30


def test_the_documented_scope_is_the_one_that_is_checked(app: Flask, specification: dict[str, Any]) -> None:
    for path, method, operation in operations(specification):
        tag, _, name = operation["operationId"].partition("_")
        checked = guard.of(app.view_functions[f"{tag}.{name}"])
        assert operation["security"] == ([] if checked == guard.OPEN else [{"bearer": [checked]}]), (method, path)
    assert {path for path, _, o in operations(specification) if not o["security"]} == {"/api/v1/", "/api/v1/openapi.json"}


def test_every_operation_documents_its_errors_with_an_example(specification: dict[str, Any]) -> None:
    responses = specification["components"]["responses"]
    assert set(responses) == {name for name, _ in ERRORS.values()}
    for path, method, operation in operations(specification):
        codes = set(operation["responses"])
        assert {"400", "429", "500", "503"} <= codes, (method, path)
        assert not operation["security"] or {"401", "403"} <= codes
        assert "{" not in path or "404" in codes
        assert "requestBody" not in operation or {"413", "415", "422"} <= codes
        if "201" in codes:
            assert "409" in codes
            assert any(p["name"] == "Idempotency-Key" and p["required"] for p in operation["parameters"])
        assert operation["summary"]
        assert all(ord(c) > 127 or not c.isalpha() for c in operation["summary"].replace("OpenAPI", "").replace("N", "").replace("JSON", "")), operation["summary"]


def test_every_example_is_as_its_schema_says(specification: dict[str, Any]) -> None:
    def hold(media: dict[str, Any]) -> None:
        assert media.get("example") is not None
        faults = list(OAS31Validator({**media["schema"], "components": specification["components"]}).iter_errors(media["example"]))
        assert not faults, [f.message for f in faults][:3]

    for _, _, operation in operations(specification):
        if "requestBody" in operation:
            hold(operation["requestBody"]["content"]["application/json"])
        for status in ("200", "201"):
            for kind, media in operation["responses"].get(status, {}).get("content", {}).items():
                if kind == "application/json":
                    hold(media)
    for response in specification["components"]["responses"].values():
        hold(response["content"]["application/json"])


def test_the_documented_request_is_accepted(hotline: Caller) -> None:
    example = hotline.specification["paths"]["/api/v1/tickets"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert hotline.post("/tickets", example).status_code == 201


def test_the_readable_page_shows_every_operation_under_our_own_rules(app: Flask, specification: dict[str, Any]) -> None:
    response = app.test_client().get("/api/v1/")
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert response.headers["Content-Security-Policy"] == CSP
    assert "Set-Cookie" not in response.headers
    for path, method, operation in operations(specification):
        assert operation["summary"] in response.text
        assert path in response.text, (method, path)
    for words in ("Idempotency-Key", "Authorization", "tickets.register", "http-equiv", "style=", "<script>", "https://", "http://"):
        assert (words in response.text) == (words in ("Idempotency-Key", "Authorization", "tickets.register"))


@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("DELETE", "/tickets", "GET, HEAD, POST"), ("PUT", "/tickets/FY2026-1124-0001", "GET, HEAD"), ("GET", "/calculators/severance", "POST"), ("POST", "/openapi.json", "GET, HEAD"),
    ("PATCH", "/assignments/waiting", "GET, HEAD"), ("OPTIONS", "/tickets", "GET, HEAD, POST"), ("TRACE", "/laws", "GET, HEAD"),
])
def test_a_method_that_is_not_there_is_refused_with_those_that_are(app: Flask, method: str, path: str, allowed: str) -> None:
    response = Caller(app).send(method, path)
    assert response.status_code == 405
    assert response.headers["Allow"] == allowed
    assert response.json["error"]["status"] == 405


@pytest.mark.parametrize("path", ["/nothing", "/tickets/", "/tickets/FY1", "/tickets/FY2026-1124-0001/", "/cases/a/b", "/v2", "/assignments/offers/1", "/cases/%00", "/statutes/a%0ab"])
def test_an_address_that_is_not_there_is_refused_in_the_same_shape(hotline: Caller, path: str) -> None:
    response = hotline.client.get(f"/api/v1{path}", headers=hotline.headers)
    assert response.status_code in (404, 400)
    assert response.json["error"]["status"] == response.status_code
    assert response.json["error"]["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "", "application/jsonp"])
def test_a_body_that_is_not_said_to_be_json_is_not_read(hotline: Caller, kind: str) -> None:
    response = hotline.send("POST", "/tickets", headers={"Idempotency-Key": key()}, data=json.dumps(BODY), content_type=kind)
    assert response.status_code == 415


@pytest.mark.parametrize("body", [
    b"", b"{", b"{'topic': 1}", b'{"topic": }', b"\xff\xfe", "{\"name\": \"\u5468\"}".encode("gbk"), b'{"amount": NaN}', b'{"amount": Infinity}', b'{"a": 1, "a": 2}', b"[" * 100_000,
    b'{"head_count": ' + b"9" * 5000 + b"}", b'{"name": "\\ud800"}', b'{"\\udfff": 1}', b'{"\\ud800": 1, "\\ud800": 2}', b'{"a": 1e999}', b'{} {}', b'\xef\xbb\xbf{}',
])
def test_a_body_that_cannot_be_read_is_refused(hotline: Caller, body: bytes) -> None:
    for path in ("/tickets", "/calculators/severance"):
        response = hotline.send("POST", path, headers={"Idempotency-Key": key()}, data=body, content_type="application/json")
        assert response.status_code == 400, response.text
        assert "fields" not in response.json["error"]


@pytest.mark.parametrize("body", [[], "x", 1, None, True, [BODY]])
def test_a_body_that_is_no_object_is_refused(hotline: Caller, body: Any) -> None:
    response = hotline.post("/tickets", body)
    assert response.status_code == 422
    assert response.json["error"]["fields"] == {"body": "应为一个对象。"}


def test_a_huge_body_is_refused(hotline: Caller) -> None:
    for path in ("/tickets", "/calculators/severance"):
        assert hotline.post(path, {**BODY, "statement": "长" * 200_000}).status_code == 413
    assert hotline.post("/tickets", {**BODY, "statement": "长" * 20_000}).status_code == 422


def test_a_call_addressed_to_another_host_has_the_same_shape(runtime: Runtime) -> None:
    runtime.settings = replace(runtime.settings, trusted_hosts=("union.example",))
    response = create_app(runtime).test_client().get("/api/v1/tickets", base_url="http://evil.example")
    assert (response.status_code, response.json["error"]["status"]) == (400, 400)
    assert response.json["error"]["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png;q=0", "*/*", "nonsense", ""])
def test_the_answer_is_json_whatever_is_asked_for(hotline: Caller, accept: str) -> None:
    for path in ("/tickets", "/nothing", "/tickets/FY2020-0101-0001"):
        response = hotline.client.get(f"/api/v1{path}", headers={**hotline.headers, "Accept": accept})
        assert response.mimetype == "application/json"


@pytest.mark.parametrize("query", ["q=%00", "q=%ff%fe", "q=\u202e", "page=%F0%9F%92%A9", "size=1&size=2", "size=", "&&&=", "q=" + "a" * 5000, "%00=1", "external_no=%00", "external_no=x%00y"])
@pytest.mark.both
def test_odd_query_strings_never_break_anything(hotline: Caller, query: str) -> None:
    for path in ("/tickets", "/laws", "/calculators", "/assignments/waiting"):
        response = hotline.client.get(f"/api/v1{path}?{query}", headers=hotline.headers)
        assert response.status_code in (200, 400, 422)
        assert response.json


def test_too_many_calls_and_failures_have_the_same_shape(app: Flask, office: Office) -> None:
    """Rate limits come later; whatever raises 429 answers as documented, and a failure shows nothing of its cause."""

    def too_many() -> Response:
        raise TooManyRequests(retry_after=7)

    def broken() -> Response:
        raise RuntimeError("欧阳暗号 13987654321")

    app.testing = False
    app.view_functions["tickets.listing"], app.view_functions["statutes.laws"] = guard.needs("tickets.see")(too_many), guard.needs("library.read")(broken)
    caller = Caller(app, token(office, "系统一"))
    limited, failed = caller.get("/tickets"), caller.get("/laws")
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    assert failed.status_code == 500
    assert "欧阳" not in failed.text
    assert failed.json["error"]["request_id"]
