"""A noun of the API: `operation` is the only way to add a route, so guard, errors and documentation cannot be forgotten."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask_smorest
from flask import request
from werkzeug.routing import BaseConverter

from legalaid import guard
from legalaid.api.bodies import Parser, json_of
from legalaid.schemas.api import IdempotencyKey, example_of
from legalaid.schemas.base import BaseSchema

View = Callable[..., Any]
Shape = type[BaseSchema] | dict[str, Any]  # a marshmallow schema, or a JSON schema made elsewhere

# status → (name among the components, what it means)
ERRORS = {
    400: ("Unreadable", "内容无法读取，例如不是完整的 JSON"), 401: ("NotSignedIn", "没有访问令牌，或者令牌不对、已经撤销"), 403: ("Forbidden", "令牌没有这项权限"),
    404: ("NotFound", "没有，或者不归本令牌所在的组织"), 409: ("Conflict", "情况不允许，例如已经登记、已经派给别人"), 413: ("TooLarge", "请求正文太大"),
    415: ("NotJson", "请求正文不是 application/json"), 422: ("Invalid", "内容有错，fields 指出字段和原因"), 429: ("TooMany", "调用太频繁，请按 Retry-After 再试"),
    500: ("Failed", "系统出错"), 503: ("NotReady", "暂时不能使用，例如索引正在重建"),
}
_LOCATION = {"Location": {"description": "登记所得的地址", "schema": {"type": "string"}}}


class RefConverter(BaseConverter):
    """`<ref:…>`: the id of a case or an article, or the short name of a law."""

    regex = r"[^/\x00-\x1f]{1,80}"


class Blueprint(flask_smorest.Blueprint):
    """Views are plain functions: (key of a creating call, checked query or body, path values) → what the answer's schema dumps."""

    ARGUMENTS_PARSER = Parser()

    def operation(self, method: str, rule: str, permission: str | None, answer: Shape, *, query: type[BaseSchema] | None = None, body: Shape | None = None,
                  creates: bool = False, conflicts: bool = False, examples: tuple[Any, Any] = (None, None), endpoint: str | None = None,
                  content_type: str | None = None) -> Callable[[View], View]:
        """Add a route. `permission` None: open to all. `creates`: 201 with Location, once for each idempotency key.

        `conflicts`: the state of what the path names may forbid the call. `examples`: of body and answer that are JSON schemas.
        """
        status = 201 if creates else 200
        errors = [400, *([401, 403] if permission else []), *([404] if "<" in rule else []), *([409] if creates or conflicts else []),
                  *([413, 415] if body else []), *([422] if body or query else []), 429, 500, 503]

        def decorate(view: View) -> View:
            shown = examples[1] if isinstance(answer, dict) else example_of(answer())
            made = self.response(status, answer, example=shown, content_type=content_type, headers=_LOCATION if creates else None)(view)
            if isinstance(body, dict):
                made = self._plain_body(body, examples[0])(made)
            elif body is not None:
                made = self.arguments(body, example=example_of(body()))(made)
            if query is not None:
                made = self.arguments(query, location="query")(made)
            if creates:
                made = self.arguments(IdempotencyKey, location="headers")(made)
            for code in errors:
                made = self.alt_response(code, ERRORS[code][0])(made)
            name = endpoint or view.__name__
            made = self.doc(operationId=f"{self.name}_{name}", security=[{"bearer": [permission]}] if permission else [])(made)
            made = guard.needs(permission)(made) if permission else guard.open_to_all(made)
            made.provide_automatic_options = False  # nothing here is for another site's browser code
            return self.route(rule, methods=[method], endpoint=name)(made)

        return decorate

    def _plain_body(self, shape: dict[str, Any], example: Any) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @wraps(view)
            def reading(**path: Any) -> Any:
                return view(json_of(request), **path)

            return self.doc(requestBody={"required": True, "content": {"application/json": {"schema": shape, "example": example}}})(reading)

        return decorate
