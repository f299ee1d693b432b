"""What comes in and goes out: UTF-8 files, JSON lines, one answer line for each line asked, files written whole or not at all."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from legalaid.errors import Refused
from legalaid.reading import NotJson, json_value
from toolkit.refusal import Refusal


def bytes_of(path: str) -> bytes:
    """A file's content, `-` for standard input; one that cannot be read is refused by name."""
    if path == "-":
        return sys.stdin.buffer.read()
    name = Path(path).name
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as e:
        raise Refused(f"没有这个文件：{name}。", field="file") from e
    except IsADirectoryError as e:
        raise Refused(f"这是一个目录，不是文件：{name}。", field="file") from e
    except (OSError, ValueError) as e:
        raise Refused(f"文件读不了：{name}。", field="file") from e


def text_of(path: str) -> str:
    """A UTF-8 text, with or without byte order mark."""
    content = bytes_of(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise Refused(f"第 {line} 行不是 UTF-8 编码，请另存为 UTF-8 再试。", field="file") from e


def lines_of(path: str) -> list[str]:
    """The lines of a file to import, which must not be empty. Only line feeds end a line: JSON texts may hold U+2028."""
    text = text_of(path)
    if not text.strip():
        raise Refused(f"文件是空的：{Path(path).name}。", field="file")
    return text.split("\n")


def json_of(path: str, field: str) -> Any:
    """The one JSON value in a file."""
    try:
        return json_value(text_of(path))
    except NotJson as e:
        raise Refused(str(e), field=field) from e


def said(text: str | None, field: str) -> str:
    """What was given on the command line, else what comes on standard input."""
    if text is None:
        text = "" if sys.stdin.isatty() else text_of("-")
    if not text.strip():
        raise Refused("请给出文字，写在命令后面或者从标准输入送入。", field=field)
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise Refused("不是 UTF-8 编码的文字。", field=field)  # how Python passes bytes of the command line that it cannot read
    return text


def show(value: Any) -> None:
    """Print one JSON value on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def batch(one: Callable[[dict[str, Any]], dict[str, Any]], label: str) -> None:
    """JSONL in, JSONL out: one line for each, blank ones too, in order; a bad line gives its `label` and the error, and the rest goes on."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        name: Any = None
        try:
            try:
                row = json_value(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            except UnicodeDecodeError as e:
                raise Refused(f"第 {number} 行不是 UTF-8 编码。", field="line") from e
            except NotJson as e:
                raise Refused(f"第 {number} 行：{e}", field="line") from e
            if not isinstance(row, dict):
                raise Refused(f"第 {number} 行应为一个 JSON 对象。", field="line")
            name = row.get(label)
            show({label: name, **one(row)})
        except (Refused, Refusal) as e:
            show({label: name, "error": {"field": e.field, "message": e.message}})


def keep(path: str, content: bytes, field: str) -> None:
    """Write a file whole or not at all; a pipe or a device is written to directly."""
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
            return
        target = target.resolve()
        handle, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).chmod(0o666 & ~_umask())
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink()
            raise
    except OSError as e:
        raise Refused(f"文件写不了：{Path(path).name}。", field=field) from e


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
