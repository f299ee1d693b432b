"""计算器: what each asks, as JSON schema, and calculating; one operation a calculator, made from its declared fields."""

from typing import Any

from flask import Response, jsonify, url_for

from legalaid import current
from legalaid.actions import calendar
from legalaid.api.blueprint import Blueprint
from legalaid.errors import Invalid
from legalaid.schemas import api_calculators
from legalaid.schemas.api import PageQuery, paging
from toolkit.calculators import CALCULATORS
from toolkit.calculators.shape import Calculator
from toolkit.refusal import Refusal

bp = Blueprint("calculators", __name__, url_prefix="/api/v1/calculators", description="计算器")


@bp.operation("GET", "", "library.read", api_calculators.CalculatorPage, query=PageQuery)
def listing(query: dict[str, Any]) -> dict[str, Any]:
    """列出计算器

    连同要填的各项、结果的各项、正文的 JSON Schema 和计算的地址。
    """
    start, found = (query["page"] - 1) * query["size"], list(CALCULATORS.values())
    items = [{**c.to_json(), "inputs_schema": api_calculators.inputs(c), "href": url_for(f"calculators.{c.name}")} for c in found[start : start + query["size"]]]
    return {"items": items, "page": paging(query, len(found))}


def _add(calculator: Calculator) -> None:
    asked, example = api_calculators.inputs(calculator), api_calculators.example(calculator)

    def calculate(values: Any) -> Response:
        session = current.reading()
        try:
            answer = calculator.calculate(values, calendar.office_calendar(session), calendar.office_parameters(session))
        except Refusal as e:
            raise Invalid({e.field: e.message if e.message.endswith("。") else e.message + "。"}) from e
        return jsonify(answer.to_json())

    calculate.__doc__ = f"{calculator.title}\n\n{calculator.summary}测算仅供参考，以仲裁或者法院认定为准。"
    bp.operation("POST", f"/{calculator.name}", "library.read", api_calculators.result(calculator), body=asked, examples=(example.inputs, example.answer),
                 endpoint=calculator.name)(calculate)


for _calculator in CALCULATORS.values():
    _add(_calculator)
