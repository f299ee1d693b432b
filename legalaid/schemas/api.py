"""What every answer of the API is made of: fields that never show a sealed value, pages, the one shape of errors, the idempotency key."""

from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from legalaid.schemas.base import SHANGHAI, BaseSchema, Choice, Whole
from legalaid.tables.sealed import Secret

KEY = "Idempotency-Key"


class Moment(fields.Field[datetime]):
    """An aware time, written in Shanghai time."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else value.astimezone(SHANGHAI).isoformat(timespec="seconds")


class Masked(fields.Field[Any]):
    """A sealed attribute, shown as its mask. Anything else is a mistake: plain text must not get out this way."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        if value is not None and not isinstance(value, Secret):
            raise TypeError(f"{attr}: not a sealed attribute")
        return None if value is None else str(value)


def out(kind: type[fields.Field[Any]], words: str, example: Any = None, *, null: bool = False, **kw: Any) -> fields.Field[Any]:
    """A field of an answer: always there, null only where said."""
    facts = {"description": words} | ({"example": example} if example is not None else {})
    return kind(required=True, allow_none=null, metadata=facts | kw.pop("metadata", {}), **kw)


def many(item: type[BaseSchema], words: str) -> fields.Field[Any]:
    """A list of records in an answer."""
    return fields.List(fields.Nested(item), required=True, metadata={"description": words})


def one(item: type[BaseSchema], words: str) -> fields.Field[Any]:
    """A record in an answer."""
    return fields.Nested(item, required=True, metadata={"description": words})


class Problem(BaseSchema):
    """What is wrong."""

    status = out(fields.Integer, "HTTP 状态码", 422)
    message = out(fields.String, "原因，可以直接给人看", "请填写手机号码。")
    request_id = out(fields.String, "请求编号，报障时请提供", "5f0c2b7a91de")
    fields_ = fields.Dict(keys=fields.String(), values=fields.String(), data_key="fields",
                          metadata={"description": "有错的字段和各自的原因，没有字段可指时不出现", "example": {"phone": "请填写手机号码。"}})


class Error(BaseSchema):
    """The one shape of every refusal."""

    error = one(Problem, "错误")


class Paging(BaseSchema):
    """Where this page stands."""

    number = out(fields.Integer, "第几页，从 1 起", 1)
    size = out(fields.Integer, "每页条数", 20)
    total = out(fields.Integer, "总条数", 1)
    pages = out(fields.Integer, "总页数", 1)


class PageQuery(BaseSchema):
    """Which page."""

    page = Whole(1, 1000, load_default=1, metadata={"description": "第几页"})
    size = Whole(1, 100, load_default=20, metadata={"description": "每页条数"})


class IdempotencyKey(BaseSchema):
    """The header that makes a repeated creating call recognisable."""

    key = fields.String(
        required=True, data_key=KEY, validate=validate.Regexp(r"^[!-~]{8,100}$", error="应为 8 至 100 个英文字母、数字或者符号，不含空格。"),
        error_messages={"required": f"登记类请求要带请求头 {KEY}。", "invalid": "内容格式不对。"},
        metadata={"description": "调用方为每件要登记的事自定的唯一编号；同一编号重发不会重复登记，7 天内得到同样的答复", "example": "12345-20261124-000017"},
    )


def paging(query: dict[str, Any], total: int) -> dict[str, int]:
    """The `page` of an answer."""
    return {"number": query["page"], "size": query["size"], "total": total, "pages": -(-total // query["size"])}


def example_of(schema: BaseSchema) -> dict[str, Any]:
    """An example put together from the examples of the fields; a field of a request without one is left out."""
    found: dict[str, Any] = {}
    for name, field in schema.fields.items():
        value = _example(field)
        if value is not None or field.allow_none:
            found[field.data_key or name] = value
    return found


def _example(field: fields.Field[Any]) -> Any:
    if "example" in field.metadata:
        return field.metadata["example"]
    if isinstance(field, fields.List):
        return [_example(field.inner)]
    if isinstance(field, fields.Nested) and isinstance(field.schema, BaseSchema):
        return example_of(field.schema)
    return None


def labelled(choice: Choice) -> str:
    """The codes of a choice with their words, for the documentation."""
    return "；".join(f"{code} {words}" for code, words in choice.labels.items())
