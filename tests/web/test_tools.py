"""The calculators' pages: everything can be typed without JavaScript, and the page, the shape and the answer agree."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.toolkit import examples_pay, examples_rest
from toolkit.calculators import CALCULATORS, calculate
from toolkit.calculators.fields import Field, Kind

EXAMPLES = (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)
NAMES = sorted(CALCULATORS)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def typed(field: Field, value: Any) -> str:
    """What a person types for a value: a ticked box is 1, lists one entry a line, codes of records by their Chinese words."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if field.kind is Kind.RECORDS:
        return "\n".join(" ".join(word for c in field.columns if (word := cell(c, row.get(c.name)))) for row in value)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def cell(column: Field, value: Any) -> str:
    if column.kind is Kind.BOOL:
        return "是" if value else ""
    return dict(column.choices).get(value, "" if value is None else str(value))


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def asked(client: FlaskClient, name: str, texts: dict[str, str]) -> tuple[int, str]:
    page = client.get(f"/tools/{name}").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert token is not None
    answer = client.post(f"/tools/{name}", data={"csrf_token": token[1], **texts})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_each_calculator_takes_its_worked_examples_and_shows_the_same_answer(client: FlaskClient, name: str) -> None:
    for letter, _, inputs, _ in (row for row in EXAMPLES if row[1] == name):
        found = CALCULATORS[name]
        texts = {f.name: typed(f, inputs.get(f.name)) for f in found.fields if f.kind is not Kind.BOOL or inputs.get(f.name)}
        status, html = asked(client, name, texts)
        words = plain(html)
        assert status == 200, letter
        answer = calculate(name, inputs)
        for output in found.outputs:
            assert f"{output.label} {output.show(answer.outputs[output.name])}" in words, (letter, output.name)
        for citation in answer.citations:
            assert citation.law.split("第")[0] in words.replace(" ", ""), (letter, citation.label)
        for row in answer.params_used:
            assert f"{row['label']} {row['value']}" in words, (letter, row["key"])
        assert "测算仅供参考" in words


@pytest.mark.parametrize("name", NAMES)
def test_the_empty_form_asks_for_every_field_with_help(client: FlaskClient, name: str) -> None:
    html = client.get(f"/tools/{name}").get_data(as_text=True)
    for field in CALCULATORS[name].fields:
        assert f'name="{field.name}"' in html
        assert field.label in plain(html)
        assert field.help in plain(html)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_form_comes_back_with_the_first_missing_field(client: FlaskClient, name: str) -> None:
    first = next(f for f in CALCULATORS[name].fields if f.required)
    status, html = asked(client, name, {f.name: "" for f in CALCULATORS[name].fields})
    assert status == 422
    assert f'href="#{first.name}"' in html
    assert "请填写" in html


def test_what_was_typed_comes_back_with_the_fault(client: FlaskClient) -> None:
    status, html = asked(client, "limitation", {"trigger_date": "2024-06-10", "events": "中断 2025年1月15日\n中止 2025-02-01"})
    assert status == 422
    assert "第 2 项：请填写“结束”" in plain(html)
    assert "中断 2025年1月15日" in plain(html)


def test_amounts_in_a_list_may_not_hold_commas(client: FlaskClient) -> None:
    texts = {"gross_paid": "3,000", "excluded": "1,500", "min_wage": "2660"}
    status, html = asked(client, "min_wage_shortfall", texts)
    assert status == 422
    assert "有歧义" in html
    status, html = asked(client, "min_wage_shortfall", {**texts, "excluded": "500，150元"})
    assert status == 200
    assert f"差额 {Decimal('310.00')}" in plain(html)


def test_today_is_proposed_where_days_are_counted_down_and_known_fields_come_from_the_address(client: FlaskClient) -> None:
    for name in ("deadline", "limitation"):
        assert 'name="as_of" type="date" value="2026-11-24"' in client.get(f"/tools/{name}").get_data(as_text=True)
    assert 'name="as_of" type="date" value=""' in client.get("/tools/delay_interest").get_data(as_text=True)
    html = client.get("/tools/sick_pay_floor?paid=1900&region=330281").get_data(as_text=True)
    assert re.search(r'name="paid"[^>]*value="1900"', html)


def test_an_unknown_calculator_is_not_found(client: FlaskClient) -> None:
    assert client.get("/tools/nothing").status_code == 404
