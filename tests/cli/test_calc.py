"""`legalaid calc` answers as the toolkit does: every worked example, every refusal, without a home and with one."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.toolkit import examples_pay, examples_rest
from toolkit.calculators import calculate

EXAMPLES = [(name, inputs) for _, name, inputs, _ in (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)]


@pytest.mark.parametrize("founded", [False, True])
def test_a_batch_of_every_worked_example_gives_the_answers_of_the_toolkit(run: Run, founded: bool, request: pytest.FixtureRequest) -> None:
    if founded:
        assert isinstance(request.getfixturevalue("home"), Path)
    asked = "\n".join(json.dumps({"calculator": name, "inputs": inputs}) for name, inputs in EXAMPLES)
    answers = [json.loads(line) for line in run("calc", "--batch", input=asked).stdout.splitlines()]
    assert answers == [calculate(name, inputs).to_json() for name, inputs in EXAMPLES]


def test_a_batch_of_what_is_refused_gives_field_and_message(run: Run) -> None:
    asked = "\n".join(json.dumps({"calculator": name, "inputs": inputs}) for _, name, inputs, _ in examples_pay.REFUSED)
    answers = [json.loads(line) for line in run("calc", "--batch", input=asked).stdout.splitlines()]
    assert [(a["calculator"], a["error"]["field"]) for a in answers] == [(name, field) for _, name, _, field in examples_pay.REFUSED]
    assert all(set(a) == {"calculator", "error"} and a["error"]["message"] for a in answers)


def test_one_calculation_is_the_same_as_in_a_batch(run: Run) -> None:
    name, inputs = EXAMPLES[0]
    assert json.loads(run("calc", name, input=json.dumps(inputs)).stdout) == calculate(name, inputs).to_json()
