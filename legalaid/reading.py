"""The one edge where text comes in: NFKC digits and letters, Chinese punctuation, tidy blanks, strict JSON."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NoReturn

_AFTER_HAN = re.compile(r"(?<=[\u4e00-\u9fff\u3000-\u303f\uff01-\uff60])([,;:?!])")
_FULL = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_CONTROL = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_PUNCTUATION = {ord(c): c for c in "，。：；？！（）【】《》“”‘’、…—～"}


def tidy(text: str) -> str:
    """Normalised text: NFKC without touching Chinese punctuation, no control characters, full-width marks after Han."""
    kept = "".join(c if ord(c) in _PUNCTUATION else unicodedata.normalize("NFKC", c) for c in text)
    kept = _CONTROL.sub("", kept.replace("\r\n", "\n").replace("\r", "\n"))
    kept = _AFTER_HAN.sub(lambda m: m.group(1).translate(_FULL), kept)
    return re.sub(r"[ \t\u00a0]+", " ", kept).strip()


def line(text: str) -> str:
    """Like `tidy`, on one line."""
    return re.sub(r"\s+", " ", tidy(text))


class NotJson(ValueError):
    """A text that is not exactly one JSON value; the message is Chinese and ends with a full stop."""


def json_value(text: str) -> Any:
    """One JSON value. Refused besides broken syntax: NaN and Infinity, a name given twice, nesting without end, half a
    surrogate pair (it can neither be stored nor sent back)."""
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_once)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except NotJson:
        raise
    except UnicodeEncodeError as e:
        raise NotJson("文字里有半个字符（不成对的代理项）。") from e
    except RecursionError as e:
        raise NotJson("JSON 嵌套的层数太多。") from e
    except ValueError as e:
        raise NotJson("不是完整的 JSON。") from e


def json_rows(lines: Iterable[str]) -> tuple[list[tuple[int, dict[str, Any]]], list[tuple[int, str, str]]]:
    """The objects of JSON lines with their line numbers, and the faults (line, field, message). Blank lines are passed over."""
    rows: list[tuple[int, dict[str, Any]]] = []
    faults: list[tuple[int, str, str]] = []
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            row = json_value(text)
        except NotJson as e:
            faults.append((number, "内容", str(e)))
            continue
        if isinstance(row, dict):
            rows.append((number, row))
        else:
            faults.append((number, "内容", "应为一个 JSON 对象。"))
    return rows, faults


def _no_number(name: str) -> NoReturn:
    raise NotJson(f"{name} 不是可用的数字。")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NotJson(f"数字 {digits[:20]} 太大。")
    return number


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NotJson(f"“{name[:40]}”出现了不止一次。")
        found[name] = value
    return found
