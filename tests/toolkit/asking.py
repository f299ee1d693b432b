"""Asking a calculator: its result as plain values, and whether it warned of something."""

from typing import Any

from toolkit.calculators import calculate


def result(name: str, **inputs: Any) -> dict[str, Any]:
    """The JSON of the result."""
    found = calculate(name, inputs).to_json()["result"]
    assert isinstance(found, dict)
    return found


def told(found: dict[str, Any], *words: str) -> bool:
    """Whether one warning has all these words."""
    return any(all(word in warning for word in words) for warning in found["warnings"])
