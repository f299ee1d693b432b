"""What a person would have typed for a plain value: the way back from inputs to the texts of a form."""

from collections.abc import Mapping
from typing import Any

from toolkit.calculators.fields import Field, Kind


def text_of(field: Field, value: Any) -> str:
    """The text that `field.parse_text` reads back to this plain JSON value; empty for a missing one."""
    if value is None or value is False or value in ("", [], ()):
        return ""
    if value is True:
        return "1"
    if field.kind is Kind.RECORDS:
        return "\n".join(_line(field, row) for row in value)
    if field.kind in (Kind.MONEY_LIST, Kind.INT_LIST):
        return "、".join(str(one) for one in value)
    return str(value)


def _line(field: Field, row: Mapping[str, Any]) -> str:
    """One record: words in the order of the columns, a dash for one left open in the middle."""
    words = []
    for column in field.columns:
        if column.applies(row):
            value = row.get(column.name)
            shown = dict(column.choices).get(value, value) if isinstance(value, str) else "是" if value is True else None if value is False else value
            words.append("-" if shown is None or shown == "" else str(shown))
    while words and words[-1] == "-":
        words.pop()
    return " ".join(words)
