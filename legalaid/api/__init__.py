"""`/api/v1` for other systems: bearer tokens only; cookies are ignored here and pages never call it."""

from flask import Blueprint, Flask


def register(app: Flask) -> list[Blueprint]:
    """Register the API's blueprints and return them."""
    return []
