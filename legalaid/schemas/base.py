"""What all schemas share: Chinese messages, tidy text, money without floats, forms and JSON by one rule."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load

from legalaid import reading
from legalaid.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")

_MESSAGES = {
    "required": "请填写这一项。", "null": "请填写这一项。", "validator_failed": "内容不对，请检查。", "type": "内容格式不对。",
    "invalid": "内容格式不对。", "unknown": "不认识的字段。",
}


_NUMBER = re.compile(r"[+-]?([0-9]{1,17}(\.[0-9]{0,8})?|\.[0-9]{1,8})")
_TYPED_YUAN = re.compile(r"[0-9]{1,11}(\.[0-9]{1,2})?")
_TYPED_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _typed(field: fields.Field[Any]) -> bool:
    return bool(getattr(field.root, "typed", False))


class Text(fields.Field[str]):
    """Tidied text. `longest` in characters; `lines` keeps line breaks."""

    default_error_messages = {**_MESSAGES, "long": "最多 {longest} 个字。", "short": "请至少写 {shortest} 个字。"}  # noqa: RUF012

    def __init__(self, *, longest: int = 200, shortest: int = 0, lines: bool = False, **kw: Any) -> None:
        super().__init__(**kw)
        self.longest, self.shortest, self.lines = longest, shortest, lines

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        text = reading.tidy(value) if self.lines else reading.line(value)
        if self.required and not text:
            raise self.make_error("required")
        # what the API documents is the length of what was sent, not of what is left of it
        if len(text) > self.longest or (_typed(self) and len(value) > self.longest):
            raise self.make_error("long", longest=self.longest)
        if text and len(text) < self.shortest:
            raise self.make_error("short", shortest=self.shortest)
        return text


class Yuan(fields.Field[Decimal]):
    """金额: a string with at most two decimals, never a float, never negative."""

    default_error_messages = {  # noqa: RUF012
        **_MESSAGES, "invalid": "请填写数字，例如 18000 或 18000.50。", "negative": "金额不能是负数。", "large": "金额太大，请检查。",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> Decimal:
        if isinstance(value, (float, bool)) or (_typed(self) and not isinstance(value, str)):
            raise self.make_error("invalid")
        plain = reading.line(str(value)).replace(",", "").replace("，", "").removesuffix("元").strip()
        factor = 1
        if plain.endswith("万"):
            plain, factor = plain[:-1].strip(), 10000
        if not _NUMBER.fullmatch(plain):
            raise self.make_error("invalid")
        amount = Decimal(plain) * factor
        if amount < 0:
            raise self.make_error("negative")
        if amount != amount.quantize(Decimal("0.01")) or (_typed(self) and not _TYPED_YUAN.fullmatch(value)):
            raise self.make_error("invalid")
        if amount >= Decimal(10) ** 11:
            raise self.make_error("large")
        return amount.quantize(Decimal("0.01"))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else f"{value:.2f}"


class Day(fields.Field[dt.date]):
    """日期, ISO or 2026年3月1日 / 2026/3/1; `past` refuses days after today in Shanghai (context `today`)."""

    default_error_messages = {**_MESSAGES, "invalid": "请填写日期，例如 2026-03-01。", "future": "日期不能晚于今天。", "span": "日期应在 1900 年至 2100 年之间。"}  # noqa: RUF012

    def __init__(self, *, past: bool = False, **kw: Any) -> None:
        super().__init__(**kw)
        self.past = past

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> dt.date:
        plain = reading.line(str(value)).replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
        if _typed(self) and not (isinstance(value, str) and _TYPED_DAY.fullmatch(value)):
            raise self.make_error("invalid")
        try:
            year, month, day_ = (int(p) for p in plain.split("-"))
            found = dt.date(year, month, day_)
        except (ValueError, OverflowError) as e:
            raise self.make_error("invalid") from e
        if not 1900 <= found.year <= 2100:
            raise self.make_error("span")
        today = getattr(self.root, "today", None)
        if self.past and today is not None and found > today:
            raise self.make_error("future")
        return found

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else value.isoformat()


class Choice(fields.Field[str]):
    """One of the codes of a table; `labels` are its words, when it has any."""

    default_error_messages = {**_MESSAGES, "required": "请选择一项。", "choice": "请从列出的选项中选择。"}  # noqa: RUF012

    def __init__(self, codes: Iterable[str], **kw: Any) -> None:
        super().__init__(**kw)
        self.codes = tuple(codes)
        self.labels = dict(codes) if isinstance(codes, Mapping) else {}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        if not isinstance(value, str) or value not in self.codes:
            raise self.make_error("choice")
        return value


class Whole(fields.Integer):
    """A whole number between bounds."""

    default_error_messages = {**_MESSAGES, "invalid": "请填写整数。", "too_large": "数字太大。", "range": "请填写 {low} 到 {high} 之间的整数。"}  # noqa: RUF012

    def __init__(self, low: int, high: int, **kw: Any) -> None:
        super().__init__(strict=False, **kw)
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> int:
        if isinstance(value, (bool, float)) or (_typed(self) and not isinstance(value, int)):
            raise self.make_error("invalid")
        found = super()._deserialize(value, attr, data, **kw)
        if found is None or not self.low <= found <= self.high:
            raise self.make_error("range", low=self.low, high=self.high)
        return found


class Yes(fields.Boolean):
    """是/否: an absent checkbox is false in a form."""

    default_error_messages = {**_MESSAGES, "invalid": "请选择是或否。"}  # noqa: RUF012
    truthy = {"on", "yes", "true", "1", "y", True}  # noqa: RUF012
    falsy = {"off", "no", "false", "0", "n", "", False}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> bool:
        if _typed(self) and not isinstance(value, bool):
            raise self.make_error("invalid")
        return bool(super()._deserialize(value, attr, data, **kw))


class BaseSchema(Schema):
    """Strict for JSON; `load_form` is the same rules after what forms need."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "不认识的字段。", "type": "应为一个对象。"}  # noqa: RUF012
    today: dt.date | None = None
    typed = False  # JSON bodies set it: sums and days are strings of one shape, numbers and yes/no have their JSON type

    @pre_load
    def _plain(self, data: Any, **_: Any) -> Any:
        return dict(data) if isinstance(data, Mapping) else data

    def load_form(self, form: Any) -> dict[str, Any]:
        """Values of an HTML form (a MultiDict): guard fields dropped, blank → missing, absent checkbox → false."""
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            if isinstance(field, fields.List):
                got = [v for v in form.getlist(name) if v != ""]
                if got:
                    values[name] = got
                continue
            value = form.get(name)
            if isinstance(field, Yes) and not isinstance(field, fields.List):
                values[name] = value if value not in (None, "") else (False if not field.required else None)
                if values[name] is None:
                    del values[name]
                continue
            if value is not None and str(value).strip() != "":
                values[name] = value
        try:
            return dict(self.load(values, unknown=EXCLUDE))
        except ValidationError as e:
            raise Invalid(messages(e)) from e


def messages(error: ValidationError) -> dict[str, str]:
    """marshmallow's nested messages as one sentence a field."""
    found: dict[str, str] = {}

    def walk(path: str, node: Any) -> None:
        if isinstance(node, dict):
            for k, v in node.items():
                walk(f"{path}.{k}" if path and k != "_schema" else str(k if k != "_schema" else path or "form"), v)
        elif isinstance(node, list):
            if node:
                walk(path, node[0])
        else:
            found[path] = str(node)

    walk("", error.messages)
    return found
