"""The specification as JSON and as a page to read: our own template under our own CSP."""

from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template

from legalaid.api import specification
from legalaid.api.blueprint import ERRORS, Blueprint
from legalaid.roles import SCOPES

bp = Blueprint("reference", __name__, url_prefix="/api/v1", description="接口说明")
_KINDS = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "true 或 false", "array": "列表", "object": "对象", "null": "null"}
_FORMATS = {"date": "日期", "date-time": "时间", "uuid": "UUID"}


def specification_of(app: Flask) -> dict[str, Any]:
    """What this application serves under /api/v1."""
    number: Any = app.url_map.converters["no"]
    return specification.document(tuple(b for b in app.blueprints.values() if isinstance(b, Blueprint)), number)


@bp.operation("GET", "/openapi.json", None, {"type": "object"}, examples=(None, {"openapi": "3.1.0"}))
def openapi() -> Response:
    """接口说明（OpenAPI 3.1）"""
    return jsonify(specification_of(current_app))


@bp.operation("GET", "/", None, {"type": "string"}, content_type="text/html")
def read() -> Response:
    """接口说明（网页）"""
    spec = specification_of(current_app)
    found = [_operation(spec, path, method, operation) for path, item in spec["paths"].items() for method, operation in item.items() if method != "parameters"]
    sections = [(tag["description"], [o for o in found if tag["name"] in o["tags"]]) for tag in spec["tags"]]
    errors = [(status, words) for status, (_, words) in ERRORS.items()]
    problem = _fields(spec, {"$ref": "#/components/schemas/Problem"})
    page = render_template("api/reference.html", info=spec["info"], sections=sections, scopes=SCOPES, errors=errors, problem=problem)
    return Response(page, mimetype="text/html")


def _operation(spec: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    status, answer = next((status, answer) for status, answer in operation["responses"].items() if status in ("200", "201"))
    content = answer["content"].get("application/json", {})
    return {
        **operation, "method": method.upper(), "path": path, "scope": next((s["bearer"][0] for s in operation["security"]), None),
        "query": [(p["name"], _kind(spec, p["schema"]), p["required"], p.get("description", "")) for p in operation.get("parameters", ()) if p["in"] != "path"],
        "fields": _fields(spec, body["schema"]) if body else [], "example": body.get("example"), "status": status, "answer": _fields(spec, content.get("schema", {})),
        "answer_example": content.get("example"), "refusals": sorted(s for s in operation["responses"] if s >= "400"),
    }


def _resolved(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _fields(spec: dict[str, Any], schema: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    """(name, kind, always there, words) of an object's fields."""
    whole = _resolved(spec, schema)
    return [
        (name, _kind(spec, part), name in whole.get("required", ()), "。".join(w for w in (part.get("title", ""), part.get("description", "")) if w))
        for name, part in whole.get("properties", {}).items()
    ]


def _kind(spec: dict[str, Any], schema: dict[str, Any]) -> str:
    parts = [part for part in schema.get("anyOf", ()) if "enum" not in part]
    if parts:
        return "、".join(dict.fromkeys(_kind(spec, part) for part in parts))
    schema = _resolved(spec, schema)
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    kinds = schema.get("type", "object")
    return "或".join(_KINDS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
