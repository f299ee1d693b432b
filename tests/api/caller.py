"""Another system that calls the API; every answer is held against the specification."""

import itertools
import json
import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from openapi_schema_validator import OAS31Validator
from werkzeug.test import TestResponse

from legalaid.actions import api_clients
from legalaid.api.reference import specification_of
from legalaid.roles import SCOPES
from tests.builders import CITY, STORY, Office

BODY: dict[str, Any] = {
    "topic": "PAY", "employer_name": "宁波青禾示例服饰有限公司", "county": "330203", "place": "古林镇", "statement": "八月起三个月没有发工资，没有签过劳动合同。",
    "amount": "18600.00", "name": "钱示例", "phone": "13900000017", "worker_type": "MIGRANT", "wants_lawyer": True, "consent": True, "sensitive": True,
}
# of whoever registers in these tests: no answer may show any of it
PERSONAL = (BODY["name"], BODY["phone"], BODY["statement"], "周示例", STORY)
_KEYS = itertools.count(1)


def key() -> str:
    """A fresh idempotency key."""
    return f"test-key-{next(_KEYS):06d}"


def token(office: Office, name: str, organisation: str = CITY, scopes: Iterable[str] = tuple(SCOPES)) -> str:
    """A token issued by the office."""
    return office.act(None, lambda s, by: api_clients.issue(s, by, name=name, organisation=organisation, scopes=scopes).token)


class Caller:
    """`get` and `post` under /api/v1 with a token; `answers` are all bodies received, for the search for personal data."""

    def __init__(self, app: Flask, bearer: str | None = None) -> None:
        self.app, self.client = app, app.test_client()
        self.headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        self.answers: list[str] = []
        self.specification: dict[str, Any] = specification_of(app)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> TestResponse:
        return self.send("GET", path, headers=headers, query_string=query)

    def post(self, path: str, body: Any, idempotency: str | None = None, headers: dict[str, str] | None = None) -> TestResponse:
        """A JSON body; a fresh idempotency key unless one is given ("" for none)."""
        wanted = {} if idempotency == "" else {"Idempotency-Key": idempotency or key()}
        return self.send("POST", path, headers={**wanted, **(headers or {})}, data=json.dumps(body), content_type="application/json")

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **kw: Any) -> TestResponse:
        response = self.client.open(f"/api/v1{path}", method=method, headers={**self.headers, **(headers or {})}, **kw)
        self.answers.append(response.get_data(as_text=True))
        self.hold_against_specification(method, response)
        return response

    def hold_against_specification(self, method: str, response: TestResponse) -> None:
        """Status documented, body as its schema says, headers of every answer there."""
        assert response.headers["X-Request-Id"]
        assert "Set-Cookie" not in response.headers
        path = self._path(response.request.path)
        if path not in ("/api/v1/", "/api/v1/openapi.json"):  # whose examples are invented
            assert [secret for secret in PERSONAL if secret in response.text] == []
        operation = self.specification["paths"].get(path, {}).get(method.lower())
        if operation is None:  # unknown address or method: still the one shape
            assert response.status_code in (404, 405)
            self._check({"$ref": "#/components/schemas/Error"}, response.json)
            return
        documented = operation["responses"].get(str(response.status_code))
        assert documented is not None, f"{method} {path} answers {response.status_code}, which is not documented: {response.text[:300]}"
        if "$ref" in documented:
            documented = self.specification["components"]["responses"][documented["$ref"].rpartition("/")[2]]
        for header in documented.get("headers", {}):
            assert header in response.headers or response.status_code == 429
        media = documented["content"][response.mimetype]
        if response.mimetype == "application/json":
            self._check(media["schema"], response.json)
        if response.status_code >= 400:
            assert response.json is not None
            assert response.json["error"]["status"] == response.status_code
            assert response.json["error"]["request_id"] == response.headers["X-Request-Id"]

    def _path(self, path: str) -> str:
        templates = sorted(self.specification["paths"], key=lambda template: "{" in template)
        return next((t for t in templates if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(t)), path)), path)

    def _check(self, schema: dict[str, Any], value: Any) -> None:
        faults = list(OAS31Validator({**schema, "components": self.specification["components"]}).iter_errors(value))
        assert not faults, [f"{'/'.join(map(str, f.absolute_path))}: {f.message}" for f in faults][:5]
