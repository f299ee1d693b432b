"""Facts of a dispute: everything optional, refused by field, round trips without loss."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.toolkit.invented import FULL
from toolkit.facts import Facts, from_json, to_json
from toolkit.refusal import Refusal


def test_full_facts_survive_json_there_and_back() -> None:
    facts = from_json(FULL)
    assert from_json(to_json(facts)) == facts
    assert facts.worker.birth == date(1990, 3, 7)
    assert facts.claims[1].amount == Decimal("66000.5")
    assert facts.claims[2].monetary is False
    assert facts.other_respondents[0].name == "宁波虚构劳务有限公司"
    assert facts.evidence[0].pages == 6


def test_nothing_known_is_valid_and_stays_nothing() -> None:
    assert from_json({}) == Facts()
    assert to_json(Facts()) == {}
    assert from_json({"worker": None, "claims": None, "hire_date": None, "post": "  "}) == Facts()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], "input"),
        ({"wrok": 1}, "wrok"),
        ({"worker": {"nmae": "x"}}, "worker.nmae"),
        ({"worker": "x"}, "worker"),
        ({"worker": {"name": 5}}, "worker.name"),
        ({"worker": {"name": "周\x00禾"}}, "worker.name"),
        ({"worker": {"name": "周\ud800禾"}}, "worker.name"),
        ({"hire_date": "2026-02-30"}, "hire_date"),
        ({"hire_date": "2026/02/03"}, "hire_date"),
        ({"hire_date": 20260203}, "hire_date"),
        ({"hire_date": "1899-12-31"}, "hire_date"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"monthly_wage": "-1"}, "monthly_wage"),
        ({"monthly_wage": 6000.5}, "monthly_wage"),
        ({"monthly_wage": "NaN"}, "monthly_wage"),
        ({"monthly_wage": "1e5"}, "monthly_wage"),
        ({"monthly_wage": True}, "monthly_wage"),
        ({"monthly_wage": "9" * 13}, "monthly_wage"),
        ({"ended": "yes"}, "ended"),
        ({"claims": {}}, "claims"),
        ({"claims": [{"amount": "12"}, {"amount": "十二"}]}, "claims[1].amount"),
        ({"claims": [{"monetary": False, "amount": "1"}]}, "claims[0].amount"),
        ({"claims": [{"period_from": "2026-02-01", "period_to": "2026-01-01"}]}, "claims[0].period_to"),
        ({"reasons": ["好", " "]}, "reasons[1]"),
        ({"evidence": [{"pages": -1}]}, "evidence[0].pages"),
        ({"wages": [{"month": "2026-13"}]}, "wages[0].month"),
        ({"origins": {"worker": 3}}, "origins.worker"),
        ({"hire_date": "2026-02-01", "last_day": "2026-01-31"}, "last_day"),
        ({"worker": {"birth": "2026-02-01"}, "hire_date": "2026-01-31"}, "hire_date"),
        ({"contract_from": "2026-02-01", "contract_to": "2026-01-31"}, "contract_to"),
    ],
)
def test_bad_facts_are_refused_naming_the_field_in_chinese(data: Any, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        from_json(data)
    assert caught.value.field == field
    assert not caught.value.message.isascii()
