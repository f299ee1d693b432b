"""What rests on an article: nothing that a calculator really cites is missing from the list."""

from typing import Any

import pytest

from tests.toolkit import examples_pay, examples_rest
from toolkit import citing
from toolkit.calculators import CALCULATORS, calculate

EXAMPLES = (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)


@pytest.mark.parametrize(("name", "inputs"), [row[1:3] for row in EXAMPLES], ids=[f"{row[1]} {row[0]}" for row in EXAMPLES])
def test_whatever_an_answer_cites_is_known_beforehand(name: str, inputs: dict[str, Any]) -> None:
    result: Any = calculate(name, inputs).to_json()["result"]
    assert [one["id"] for one in result["citations"] if name not in citing.resting_on(citing.calculators(), one["id"])] == []


def test_an_article_and_a_whole_act_lead_to_what_rests_on_them() -> None:
    assert "severance" in citing.resting_on(citing.calculators(), "劳动合同法-47")
    assert "severance" not in citing.resting_on(citing.calculators(), "劳动合同法-4")
    assert set(citing.resting_on(citing.calculators(), "劳动合同法-47")) < set(citing.resting_on(citing.calculators(), "劳动合同法"))
    assert "arbitration_application" in citing.resting_on(citing.documents(), "劳动争议调解仲裁法-28")
    assert citing.resting_on(citing.guided(), "职工带薪年休假条例-5") == ["annual_leave"]
    assert citing.resting_on(citing.of_causes(), "没有这部法-1") == []


def test_every_calculator_paper_guide_and_cause_is_there() -> None:
    assert citing.calculators().keys() == CALCULATORS.keys()
    assert all(isinstance(refs, frozenset) for what in (citing.documents(), citing.guided(), citing.of_causes()) for refs in what.values())
