"""Calculators through the API: the same fields, answers and refusals as on the command line."""

import json
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from legalaid.schemas import api_calculators
from tests.api.caller import Caller, token
from tests.builders import CITY, Office
from toolkit.calculators import CALCULATORS, calculate

SEVERANCE = {"hire_date": "2021-03-01", "last_day": "2026-03-31", "monthly_wages": ["8000"], "min_wage": "2660", "local_avg_wage": "9000", "ground": "A40_3", "enterprise_avg_wage": None}


@pytest.fixture
def reader(app: Flask, office: Office) -> Caller:
    return Caller(app, token(office, "基层治理平台", CITY, ["library.read"]))


def test_all_are_listed_with_what_they_ask(reader: Caller) -> None:
    listed = reader.get("/calculators", size=100).json
    assert [c["name"] for c in listed["items"]] == list(CALCULATORS)
    assert listed["page"]["total"] == len(CALCULATORS)
    for item in listed["items"]:
        declared = CALCULATORS[item["name"]]
        assert [f["name"] for f in item["fields"]] == list(item["inputs_schema"]["properties"]) == [f.name for f in declared.fields]
        assert [o["name"] for o in item["outputs"]] == [o.name for o in declared.outputs]
        Draft202012Validator.check_schema(item["inputs_schema"])
        assert reader.post(item["href"].removeprefix("/api/v1"), {"nonsense": 1}, "").json["error"]["fields"].keys() == {"nonsense"}


def test_every_documented_example_calculates_and_answers_as_documented(reader: Caller) -> None:
    paths = reader.specification["paths"]
    for name in CALCULATORS:
        operation = paths[f"/api/v1/calculators/{name}"]["post"]
        body = operation["requestBody"]["content"]["application/json"]
        Draft202012Validator(body["schema"]).validate(body["example"])
        response = reader.post(f"/calculators/{name}", body["example"], "")
        assert response.status_code == 200, (name, response.text)
        assert response.json == operation["responses"]["200"]["content"]["application/json"]["example"]


def test_a_calculation_is_that_of_the_toolkit_with_money_as_strings(reader: Caller) -> None:
    answer = reader.post("/calculators/severance", SEVERANCE, "").json
    assert answer == json.loads(json.dumps(calculate("severance", SEVERANCE).to_json()))
    assert answer["result"]["amount"] == "44000.00"
    assert answer["result"]["lines"][-1]["amount"] == "44000.00"
    assert answer["result"]["notice"]
    assert answer["result"]["law_as_of"]


def test_no_idempotency_key_is_needed_because_nothing_is_created(reader: Caller) -> None:
    assert reader.post("/calculators/severance", SEVERANCE, "").status_code == 200


@pytest.mark.parametrize(("name", "value"), [
    ("monthly_wages", ["-1"]), ("monthly_wages", []), ("monthly_wages", ["1"] * 13), ("monthly_wages", "8000"), ("monthly_wages", [None]), ("min_wage", 0), ("min_wage", "-2660"),
    ("min_wage", True), ("min_wage", "两千"), ("min_wage", {"x": 1}), ("min_wage", 1e300), ("ground", "A99"), ("ground", None), ("hire_date", "2026-02-30"), ("hire_date", 20210301),
    ("hire_date", "1900-01-01"), ("last_day", "2020-01-01"), ("nonsense", 1), ("min_wage", 10**400), ("ground", "\u0000"),
])
def test_impossible_input_is_refused_by_field(reader: Caller, name: str, value: Any) -> None:
    response = reader.post("/calculators/severance", {**SEVERANCE, name: value}, "")
    assert response.status_code == 422
    assert list(response.json["error"]["fields"]) == [name]
    assert response.json["error"]["message"].endswith("。")


@pytest.mark.parametrize("body", [[], "x", 1, None, True])
def test_inputs_are_an_object(reader: Caller, body: Any) -> None:
    assert reader.post("/calculators/severance", body, "").status_code == 422


def test_an_unknown_calculator_is_not_there(reader: Caller) -> None:
    assert reader.post("/calculators/none-such", {}, "").status_code == 404


def test_what_the_toolkit_takes_the_documented_schema_takes_too() -> None:
    """A caller who checks against the schema must not be stopped from sending what would calculate."""
    schema = Draft202012Validator(api_calculators.inputs(CALCULATORS["severance"]))
    taken = ({}, {"enterprise_avg_wage": ""}, {"min_wage": 2660}, {"min_wage": 2660.5}, {"local_avg_wage": None}, {"min_wage": str(Decimal("2660.00"))})
    for change in taken:
        calculate("severance", {**SEVERANCE, **change})
        schema.validate({**SEVERANCE, **change})
    for change in ({"min_wage": -1}, {"ground": "x"}, {"monthly_wages": []}, {"nonsense": 1}, {"hire_date": None}):
        assert not schema.is_valid({**SEVERANCE, **change})
