"""OpenAPI 3.1 of the API: what our own fields mean, the token, the errors."""

from functools import cache
from typing import Any

import flask_smorest
from flask import Flask
from marshmallow import fields
from werkzeug.routing import BaseConverter

from legalaid.api.blueprint import ERRORS, Blueprint, RefConverter
from legalaid.schemas.api import Error, Masked, Moment, labelled
from legalaid.schemas.api_calculators import COMPONENTS
from legalaid.schemas.base import Choice, Day, Text, Whole, Yuan

VERSION = "1.0.0"
_ABOUT = """供 12345 热线、基层治理平台等外部系统使用。

- 每次调用带请求头 Authorization: Bearer 令牌。令牌由管理员发放，只看得到所在组织及其下级的诉求，只能做令牌列明的事。
- 不认 Cookie，不支持浏览器跨站调用。
- 正文一律是 UTF-8 的 JSON；不认识的字段会被拒绝并指明。金额是两位小数的字符串，日期是 2026-11-24，时间带时区。
- 登记类请求必须带请求头 Idempotency-Key，同一编号重发不会重复登记。
- 每个令牌每分钟最多调用 600 次，超过的答 429，答复头 Retry-After 写明几秒后再试。
- 列表分页：page 从 1 起，size 最多 100，答复的 page 里有总数。
- 出错时答复都是同一形状，error.request_id 供报障。不支持的方法答 405，并用 Allow 列出支持的方法。
- 姓名、电话等个人信息一律脱敏。"""


class Api(flask_smorest.Api):
    """flask-smorest without its error handler: refusals.py answers for pages and API alike."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = Error

    def _register_error_handlers(self) -> None:
        pass

    def _register_pagination_header(self) -> None:
        pass  # the page is in the body


@cache
def document(blueprints: tuple[Blueprint, ...], number: type[BaseConverter]) -> dict[str, Any]:
    """The specification of these blueprints; `number` is the URL converter of 编号. Made once a process, when first asked for."""
    app = Flask(__name__)
    app.url_map.converters.update({"no": number, "ref": RefConverter})
    made = _empty(app)
    for blueprint in blueprints:
        made.register_blueprint(blueprint)
    found: dict[str, Any] = made.spec.to_dict()
    return found


def _empty(app: Flask) -> Api:
    made = Api(app, spec_kwargs={
        "title": "职工法援接口", "version": VERSION, "openapi_version": "3.1.0", "info": {"description": _ABOUT}, "servers": [{"url": "/"}],
    })
    made.ma_plugin.converter.add_attribute_function(describe)
    made.register_converter(BaseConverter, lambda converter: {"type": "string", "pattern": f"^{converter.regex}$"})
    made.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "description": "管理员发放的访问令牌"})
    for name, schema in COMPONENTS.items():
        made.spec.components.schema(name, schema)
    for status, (name, words) in ERRORS.items():
        headers = {"WWW-Authenticate": _text("固定为 Bearer")} if status == 401 else {"Retry-After": _text("几秒后再试")} if status == 429 else {}
        example = {"error": {"status": status, "message": f"{words}。", "request_id": "5f0c2b7a91de"}}
        made.spec.components.response(name, {
            "description": words, "headers": headers, "content": {"application/json": {"schema": Error, "example": example}},
        })
    return made


def _text(words: str) -> dict[str, Any]:
    return {"description": words, "schema": {"type": "string"}}


def describe(_converter: Any, field: fields.Field[Any], *, ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The JSON schema of the fields that are ours; apispec knows the others."""
    found: dict[str, Any] = {}
    if isinstance(field, Text):
        found = {"type": "string", "maxLength": field.longest}
        if field.required:
            found["minLength"] = max(1, field.shortest)
    elif isinstance(field, Yuan):
        found = {"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,2})?$"}
    elif isinstance(field, Day):
        found = {"type": "string", "format": "date"}
    elif isinstance(field, Choice):
        words = "。".join(w for w in (ret.get("description", ""), labelled(field)) if w)
        found = {"type": "string", "enum": list(field.codes)} | ({"description": words} if words else {})
    elif isinstance(field, Whole):
        found = {"minimum": field.low, "maximum": field.high}
    elif isinstance(field, Moment):
        found = {"type": "string", "format": "date-time"}
    elif isinstance(field, Masked):
        found = {"type": "string"}
    if field.allow_none and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    return found
