"""The rules of the house as functions over a text or a name: each gives what it finds, so that a seeded fault can be shown."""

import ast
import re
from collections.abc import Iterator

OURS = ("legalaid", "casebank", "toolkit", "matching")
NOTHING_SAYING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "services", "stuff"}
LONGEST = 300
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
CLOCK_OWNERS = {"datetime", "date", "time", "func"}
# what in Chinese is always full-width; the character class names the marks, so that this file passes its own test
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]")
# regular expressions and addresses keep their marks, and so do lists as JSON writes them
NOT_PROSE = re.compile(r"\(\?|\\|\||://")
JSON_LIST = re.compile(r"\[[^\[\]]*[\])]")
# written in pieces, so that this file passes its own test
INDEX_HOST = re.compile(r"https?://\S*(?:py" r"pi|npm" r"js|python" r"hosted|/sim" r"ple\b|deb" r"ian\.org)\S*")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:wo" r"rk|fa" r"rm|ro" r"ot|ho" r"me/\w+|tm" r"p/\w+)/")
PRAGMA = re.compile(r"#\s*fm" r"t:\s*(?:skip|off|on)")


def says_nothing(stem: str) -> bool:
    """Whether a file is named for nothing: `utils`, `ticket_helpers`."""
    return bool(NOTHING_SAYING & set(re.split(r"[_\-.]", stem.lower())))


def too_long(text: str) -> bool:
    """More lines than a screenful of screens."""
    return len(text.splitlines()) > LONGEST


def hidden_imports(source: str) -> Iterator[int]:
    """Lines on which our own code is imported inside a function or class."""
    for outer in ast.walk(ast.parse(source)):
        if not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        for node in ast.walk(outer):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [OURS[0] if node.level else node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] in OURS for name in names):
                yield node.lineno


def clocks(source: str) -> Iterator[int]:
    """Lines that read the clock: datetime.now(), date.today(), time.time(), func.now() …, called or handed on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and _name(node.value) in CLOCK_OWNERS:
            yield node.lineno


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def half_width(source: str) -> Iterator[tuple[int, str]]:
    """Half-width marks after a Chinese character in the strings of a Python file that people read; docstrings and patterns are none."""
    tree = ast.parse(source)
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        elif isinstance(node, ast.Call) and _name(node.func) in ("compile", "sub", "search", "match", "fullmatch", "findall", "finditer", "split"):
            silent |= {id(part) for argument in node.args[:1] for part in ast.walk(argument)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent and not NOT_PROSE.search(node.value):
            yield from ((node.lineno, found) for found in HALF_WIDTH.findall(JSON_LIST.sub("", node.value)))


def links(markdown: str) -> Iterator[str]:
    """Targets inside this repository that a Markdown text links to or shows."""
    for target in re.findall(r"\]\(([^)\s]+)\)", markdown):
        if not re.match(r"[a-z]+:|#", target):
            yield target.partition("#")[0]


def forbidden_in_template(source: str) -> Iterator[str]:
    """What the content security policy forbids in a page: styles and scripts inside it."""
    spoken = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    yield from re.findall(r"\sstyle\s*=", spoken)
    yield from re.findall(r"<[^>]*\s(on[a-z]+)\s*=", spoken)
    yield from re.findall(r"<style\b|javascript:", spoken)
    yield from (f"<script{attributes}>" for attributes in re.findall(r"<script\b([^>]*)>", spoken) if "src=" not in attributes)
