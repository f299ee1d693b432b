"""Changes that lead past the first check: a value inside JSON, a part inside a Word or Excel file, a word inside a text, else bytes.

Flipped bytes alone mostly break the syntax or a checksum, and what is behind it is never reached.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, 1e308, 0.5, "", " ", "0", "-1", "1e5", "99999999999999", "0.001", "１２３", "２０２６-03-01", "2026-03-01", "0001-01-01", "9999-12-31",
    "2024-02-29", "2026-02-30", "NaN", "Infinity", "\u0000", "\u202e", "\u2028", "🙂", "长" * 3000, "x" * 300, "=1+1", "/", "..", "205.5", "第一千零一条", [], {}, [None], {"": ""}, [[[]]],
)
PIECES: tuple[bytes, ...] = (
    b"\0", b"\xff", b"\r", b"\n", b"\t", b'"', b"'", b"(", b"[" * 3000, b"{" * 50, b"\\ud800", b"\xed\xa0\x80", "\u2028".encode(), "\ufeff".encode(), "，".encode(), "。".encode(), "年月日".encode(),
    "１万２千".encode(), "《劳动合同法》第八十二条".encode(), "二〇二六年三月".encode(), "2026年13月45日".encode(), b"NaN", b"1e999", b"-0", b"<!DOCTYPE a>", b"&a;", b"\xc2\x85", b"9" * 20,
    "没有".encode(), "三个月".encode(), "万元".encode(), "十五人".encode(), b" OR ", b"*", b"~", b"^9",
)
_VALUE = re.compile(rb'="([^"]*)"|>([^<>]+)<')
_MARKUP = (b"", b"0", b"-1", b"1", b"99999999999", b"A1:XFD1048576", b"A0", b"x", b"1e400", b"NaN", b"2026-03-01", b"s", b"e", b"d", b"#REF!", "\u2028".encode(), "长".encode() * 400)


def mutated(data: bytes, rng: Random) -> bytes:
    """The input with one to three changes."""
    for _ in range(rng.randint(1, 3)):
        data = _changed(data, rng)
    return data


def _changed(data: bytes, rng: Random) -> bytes:
    ways: list[Callable[[bytes, Random], bytes]] = [_bytes]
    if data[:2] == b"PK":
        ways += [_part] * 4
    elif data.lstrip()[:1] in (b"{", b"["):
        ways += [_json] * 4
    elif data[:1] == b"<":
        ways += [_markup] * 4
    return rng.choice(ways)(data, rng)


def _bytes(data: bytes, rng: Random) -> bytes:
    at, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    end = min(end, at + rng.choice((1, 8, 200, len(data))))
    what = rng.randrange(6)
    if what == 0:
        return data[:at] + data[end:]
    if what == 1:
        return data[:at] + data[at:end] * 2 + data[end:]
    if what == 2:
        return data[:at] + rng.randbytes(min(8, end - at)) + data[at + min(8, end - at) :]
    if what == 3:
        return data[:at]
    return data[:at] + rng.choice(PIECES) + data[at if what == 4 else end :]


def _json(data: bytes, rng: Random) -> bytes:
    """One line's value with something in it replaced, taken away, added or put in its neighbour's place."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    try:
        whole = json.loads(lines[at])
    except (ValueError, RecursionError):
        return _bytes(data, rng)
    top: dict[Any, Any] = {"": whole}
    holder: Any = top
    key: Any = ""
    while isinstance(inner := holder[key], dict | list) and inner and rng.random() < 0.8:
        holder, key = inner, rng.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
    what = rng.randrange(5)
    inner = holder[key]
    if what == 0 and holder is not top:
        del holder[key]
    elif what == 1 and isinstance(inner, list) and inner:
        inner.append(rng.choice(inner))
    elif what == 1 and isinstance(inner, str):
        cut = rng.randint(0, len(inner))
        holder[key] = inner[:cut] + rng.choice(PIECES).decode("utf-8", "replace") + inner[cut:]
    elif what == 2 and isinstance(inner, dict):
        inner[rng.choice([*inner, "id", "x", ""])] = rng.choice(VALUES)
    else:
        holder[key] = rng.choice(VALUES)
    lines[at] = json.dumps(top[""], ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
    return b"\n".join(lines)


def _part(data: bytes, rng: Random) -> bytes:
    """A package with one of its parts changed, left out or given twice; checksums are right again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [(info.filename, package.read(info)) for info in package.infolist()]
        at = rng.randrange(len(parts))
        name, body = parts[at]
        what = rng.randrange(8)
        parts[at : at + 1] = [] if what == 0 else [(name, _changed(body, rng))]
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for name, body in parts:
                package.writestr(name, body)
        return made.getvalue()
    except Exception:  # what was changed before is no package any more, for whichever reason
        return _bytes(data, rng)


def _markup(data: bytes, rng: Random) -> bytes:
    """XML with one value of an attribute or one text replaced: it stays well formed."""
    found = list(_VALUE.finditer(data))
    if not found:
        return _bytes(data, rng)
    one = rng.choice(found)
    group = 1 if one.group(1) is not None else 2
    return data[: one.start(group)] + rng.choice((*_MARKUP, rng.choice(found).group(0).strip(b'=">< '))) + data[one.end(group) :]
