"""Inputs: the values that a calculator reads, by name and type."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from toolkit.calculators.fields import Record, Value
from toolkit.refusal import Refusal


class Inputs:
    """The values that were read, by name and type."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def number(self, name: str) -> Decimal:
        """A money, hours or number field that is required or has a default."""
        return cast("Decimal", self._values[name])

    def number_or_none(self, name: str) -> Decimal | None:
        """An optional money, hours or number field."""
        return cast("Decimal | None", self._values[name])

    def count(self, name: str) -> int:
        """A whole number."""
        return cast("int", self._values[name])

    def count_or_none(self, name: str) -> int | None:
        """An optional whole number."""
        return cast("int | None", self._values[name])

    def day(self, name: str) -> date:
        """A date."""
        return cast("date", self._values[name])

    def day_or_none(self, name: str) -> date | None:
        """An optional date."""
        return cast("date | None", self._values[name])

    def code(self, name: str) -> str:
        """The code of a choice."""
        return cast("str", self._values[name])

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return cast("bool", self._values[name])

    def amounts(self, name: str) -> tuple[Decimal, ...]:
        """A list of amounts, empty when missing."""
        return cast("tuple[Decimal, ...]", self._values[name] or ())

    def records(self, name: str) -> tuple["Inputs", ...]:
        """A list of records, empty when missing."""
        return tuple(Inputs(row) for row in cast("tuple[Record, ...]", self._values[name] or ()))

    def counts_or_none(self, name: str) -> tuple[int, ...] | None:
        """A list of whole numbers; None when missing, which is not the same as an empty one."""
        return cast("tuple[int, ...] | None", self._values[name])

    def needed(self, name: str, label: str) -> Decimal:
        """An amount that only this case needs; refused when it is missing."""
        value = self.number_or_none(name)
        if value is None:
            raise Refusal(name, f"请填写“{label}”")
        return value
