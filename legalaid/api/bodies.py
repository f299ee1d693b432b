"""Reading what a caller sends: strict JSON within a limit, unknown names refused, every fault named in Chinese."""

from typing import Any, NoReturn

from flask import Request
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from legalaid import current, reading
from legalaid.errors import Invalid, Unreadable
from legalaid.schemas.base import BaseSchema, messages

LONGEST = 256 * 1024  # bytes of a body


def json_of(request: Request) -> Any:
    """The JSON value of the body."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    # Looked at before it is read, and after: not every request tells its length.
    if (request.content_length or 0) > LONGEST or len(data := request.get_data()) > LONGEST:
        raise RequestEntityTooLarge
    try:
        return reading.json_value(data.decode())
    except reading.NotJson as e:
        # the words may quote a name, and half a surrogate pair in it cannot be sent back
        raise Unreadable(f"请求正文读不懂：{e}".encode(errors="replace").decode()) from e
    except UnicodeDecodeError as e:
        raise Unreadable("请求正文应为 UTF-8 编码。") from e


class Parser(FlaskParser):
    """webargs over our reader and our words."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE, "headers": EXCLUDE}  # noqa: RUF012 - webargs reads it as class data

    def _get_schema(self, argmap: Any, req: Request) -> Schema:
        schema: Schema = super()._get_schema(argmap, req)
        if isinstance(schema, BaseSchema):
            schema.today = current.today()
        return schema

    def load_json(self, req: Request, schema: Schema) -> Any:
        return json_of(req)

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **kw: Any) -> NoReturn:
        # webargs wraps the messages by where they came from
        inner = ValidationError(next(iter(error.messages.values()))) if isinstance(error.messages, dict) else error
        raise Invalid({"body" if name == "form" else name: words for name, words in messages(inner).items()}) from error
