"""Every worked example of the specification, by its number and letter."""

from decimal import Decimal
from typing import Any

import pytest

from tests.toolkit import examples_pay, examples_rest
from toolkit.calculators import CALCULATORS, calculate
from toolkit.refusal import Refusal

EXAMPLES = (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)


@pytest.mark.parametrize(("name", "inputs", "expected"), [row[1:] for row in EXAMPLES], ids=[f"{row[1]} {row[0]}" for row in EXAMPLES])
def test_the_calculator_gives_the_worked_example(name: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    found = calculate(name, inputs).to_json()["result"]
    assert isinstance(found, dict)
    assert {field: found[field] for field in expected} == expected


@pytest.mark.parametrize(("name", "inputs", "field"), [row[1:] for row in examples_pay.REFUSED], ids=[f"{row[1]} {row[0]}" for row in examples_pay.REFUSED])
def test_the_calculator_refuses_what_the_specification_refuses(name: str, inputs: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        calculate(name, inputs)
    assert caught.value.field == field


def test_every_calculator_has_worked_examples() -> None:
    assert {row[1] for row in EXAMPLES} == set(CALCULATORS)
    assert len({row[0] for row in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize(("name", "inputs"), [row[1:3] for row in EXAMPLES], ids=[f"{row[1]} {row[0]}" for row in EXAMPLES])
def test_numbers_may_be_typed_as_numbers_and_null_means_missing(name: str, inputs: dict[str, Any]) -> None:
    """The same answer whether sums come as strings or as JSON numbers, and whether optional fields are null or absent."""
    def loose(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: loose(v) for k, v in value.items() if v is not None}
        if isinstance(value, list):
            return [loose(v) for v in value]
        try:
            return float(Decimal(value)) if isinstance(value, str) else value
        except ArithmeticError:
            return value

    optional = {f.name: None for f in CALCULATORS[name].fields if not f.required}
    assert calculate(name, loose(inputs)).outputs == calculate(name, {**optional, **inputs}).outputs
