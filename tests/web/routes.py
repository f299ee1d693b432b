"""Every route of the pages with an address to call it by: generated from `url_map`, so that a new one is tested the day it comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from legalaid import guard

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Route:
    """One method of one rule, what it needs, and an example of its address."""

    endpoint: str
    method: str
    needs: str | None
    path: str


def routes(app: Flask, **known: Any) -> Iterator[Route]:
    """All routes but static files and /api/; `known` gives values for arguments by name (or by `endpoint.name`)."""
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, r.endpoint)):
        if rule.endpoint == "static" or rule.rule.startswith("/api/"):
            continue
        values = {name: _value(rule, name, known) for name in rule.arguments}
        path = adapter.build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, method, guard.of(app.view_functions[rule.endpoint]), path)


def _value(rule: Rule, name: str, known: dict[str, Any]) -> Any:
    for key in (f"{rule.endpoint}.{name}", name):
        if key in known:
            return known[key]
    converter = type(rule._converters[name]).__name__
    return {"UUIDConverter": NOBODY, "IntegerConverter": 1, "NumberConverter": "FY2026-1124-9999"}.get(converter, "severance")


def unsafe(app: Flask, **known: Any) -> list[Route]:
    """Routes that change something."""
    return [r for r in routes(app, **known) if r.method != "GET"]
