"""Frozen records to and from JSON, refusing by field."""

import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from toolkit.numerals import THOUSANDS, ordinary
from toolkit.refusal import Refusal

# lone surrogates and control characters cannot be written into a Word file
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

MOST = 10**12


def _text(value: Any, path: str) -> str | None:
    if not isinstance(value, str):
        raise Refusal(path, "应为文字")
    cleaned = value.replace("\r\n", "\n").strip()
    if UNPRINTABLE.search(cleaned):
        raise Refusal(path, "含有不可见的控制字符，请重新输入")
    return cleaned or None


def _date(value: Any, path: str) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", ordinary(value)):
        raise Refusal(path, "日期应写成2026-01-31这样的格式")
    try:
        found = date.fromisoformat(ordinary(value))
    except ValueError:
        raise Refusal(path, f"没有{value}这一天") from None
    if not 1900 <= found.year <= 2100:  # leaves room for the longest period on either side
        raise Refusal(path, "日期应在1900年至2100年之间")
    return found


def _money(value: Any, path: str) -> Decimal:
    # a float has lost its cents before it gets here, so only strings and whole numbers count
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refusal(path, "金额应为文字或者整数，例如“6000.00”")
    if isinstance(value, int) and abs(value) >= MOST:  # Python itself refuses to write an integer of thousands of digits
        raise Refusal(path, "金额过大，请核对")
    text = ordinary(str(value))
    text = text.replace(",", "") if THOUSANDS.fullmatch(text) else text
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise Refusal(path, "金额不是数字")
    amount = Decimal(text)
    if amount < 0:
        raise Refusal(path, "金额不能是负数")
    if amount >= MOST:
        raise Refusal(path, "金额过大，请核对")
    return amount


def _whole(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refusal(path, "应为不小于0的整数")
    return value


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise Refusal(path, "应为是（true）或者否（false）")
    return value


_SCALARS = {str: _text, date: _date, Decimal: _money, int: _whole, bool: _flag}


def _read(kind: Any, value: Any, path: str) -> Any:
    """`value` as `kind`, which is a scalar, a record, a tuple of one of them, or one of them with None."""
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        inner = next(a for a in get_args(kind) if a is not type(None))
        return None if value is None else _read(inner, value, path)
    if origin is tuple:
        if not isinstance(value, list):
            raise Refusal(path, "应为列表")
        inner = get_args(kind)[0]
        items = [_read(inner, item, f"{path}[{i}]") for i, item in enumerate(value)]
        if None in items:
            raise Refusal(f"{path}[{items.index(None)}]", "不能是空白")
        return tuple(items)
    if is_dataclass(kind):
        return read(kind, value, path)
    if kind in _SCALARS:
        return _SCALARS[kind](value, path)
    if not isinstance(value, dict):
        raise Refusal(path, "应为对象")
    return {str(k): _text(v, f"{path}.{k}") or "" for k, v in value.items()}


@cache
def _shape(kind: Any) -> dict[str, tuple[Any, bool]]:
    """By field: its type, and whether null is a value of it. Working out the types takes ten times as long as reading a record."""
    hints = get_type_hints(kind)
    return {f.name: (hints[f.name], f.default is None) for f in fields(kind)}


def read(kind: Any, value: Any, path: str = "") -> Any:
    """A frozen record of class `kind` out of a JSON object.

    Every field is optional: missing and null mean unknown (or the field's default). Raises Refusal with the path of the
    field (`claims[0].amount`) for an unknown name or a wrong type.
    """
    if not isinstance(value, dict):
        raise Refusal(path or "input", "应为对象")
    shape = _shape(kind)
    given: dict[str, Any] = {}
    for key, item in value.items():
        place = f"{path}.{key}" if path else str(key)
        if key not in shape:
            raise Refusal(place, "没有这个字段")
        hint, nullable = shape[key]
        if item is None and not nullable:
            continue
        given[key] = _read(hint, item, place)
    return kind(**given)


def write(value: Any) -> Any:
    """JSON that `read` turns back into an equal record; what is unknown is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        out = {}
        for f in fields(value):
            item = getattr(value, f.name)
            default = f.default_factory() if f.default_factory is not MISSING else f.default
            if item != default:
                out[f.name] = write(item)
        return out
    if isinstance(value, tuple):
        return [write(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
