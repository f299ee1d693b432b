"""JSON schemas of the calculators, made from their declared fields and outputs: the form, the API and the command line ask the same."""

from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from legalaid.schemas.api import Paging, many, one, out
from legalaid.schemas.base import BaseSchema
from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.shape import Calculator, Output
from toolkit.parameters import shipped_parameters
from toolkit.refusal import Refusal
from toolkit.workdays import shipped_calendar

_NUMBERS = (Kind.MONEY, Kind.HOURS, Kind.NUMBER)
_EXAMPLE_DAY = "2026-03-31"
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_NULLABLE = {"type": ["string", "null"]}

# What every result has beside the outputs of its own; referred to, so that the specification says it once.
COMPONENTS: dict[str, dict[str, Any]] = {
    "CalculationLine": {
        "type": "object", "required": ["label", "formula", "amount"], "additionalProperties": False, "description": "计算的一步",
        "properties": {"label": _TEXT, "formula": _TEXT, "amount": _NULLABLE | {"description": "元，两位小数；这一步不得出金额时为 null"}},
    },
    "CalculationCitation": {
        "type": "object", "required": ["id", "part", "label", "mark"], "additionalProperties": False, "description": "法律依据",
        "properties": {"id": _TEXT | {"description": "法条编号"}, "part": _TEXT | {"description": "款、项"}, "label": _TEXT, "mark": _TEXT | {"description": "核对程度"}},
    },
    "CalculationParameter": {
        "type": "object", "required": ["key", "label", "value", "source", "mark"], "additionalProperties": _NULLABLE, "description": "用到的参数",
        "properties": {"key": _TEXT, "label": _TEXT, "value": _TEXT, "source": _TEXT, "mark": _NULLABLE},
    },
}


class CalculatorOut(BaseSchema):
    """What a calculator asks and returns."""

    name = out(fields.String, "名称", "add_workdays")
    title = out(fields.String, "标题", "推算工作日")
    summary = out(fields.String, "用途", "从某天起数若干个工作日。")
    href = out(fields.String, "计算的地址（POST）", "/api/v1/calculators/add_workdays")
    fields_ = fields.List(fields.Dict(), required=True, data_key="fields", attribute="fields",
                          metadata={"description": "要填的各项：名称、说法、种类、单位、选项、是否必填、默认值", "example": [{"name": "n", "label": "工作日数", "kind": "int", "required": True}]})
    outputs = fields.List(fields.Dict(), required=True, metadata={"description": "结果的各项", "example": [{"name": "date", "label": "日期", "kind": "date", "unit": ""}]})
    inputs_schema = fields.Dict(required=True, metadata={"description": "POST 正文的 JSON Schema", "example": {"type": "object"}})


class CalculatorPage(BaseSchema):
    """计算器."""

    items = many(CalculatorOut, "计算器")
    page = one(Paging, "分页")


def inputs(calculator: Calculator) -> dict[str, Any]:
    """The JSON schema of a calculator's inputs."""
    return _record(calculator.fields)


def _record(asked: tuple[Field, ...]) -> dict[str, Any]:
    needed = [f.name for f in asked if f.required and f.default is None and f.when is None]
    return {"type": "object", "properties": {f.name: _field(f) for f in asked}, "additionalProperties": False} | ({"required": needed} if needed else {})


def _field(field: Field) -> dict[str, Any]:
    words = "。".join(w for w in (field.unit and f"单位：{field.unit}", field.help.rstrip("。"), "、".join(f"{code} {label}" for code, label in field.choices)) if w)
    found = {"title": field.label} | ({"description": words} if words else {})
    if field.required and field.default is None:
        return found | _kind(field)
    empty = found | {"anyOf": [_kind(field), {"enum": [None, ""]}]}
    return empty | ({"default": field.default} if field.default is not None else {})


def _kind(field: Field) -> dict[str, Any]:
    if field.kind in _NUMBERS or field.kind is Kind.INT:
        sign = "[+-]?" if field.minimum < 0 else ""
        limits = {"exclusiveMinimum" if field.positive else "minimum": _plain(field.minimum)} | ({} if field.maximum is None else {"maximum": _plain(field.maximum)})
        if field.kind is Kind.INT:
            return {"type": ["integer", "string"], "pattern": rf"^{sign}[0-9]{{1,13}}(\.0{{1,10}})?$"} | limits
        return {"type": ["string", "number"], "pattern": rf"^{sign}[0-9]{{1,13}}(\.[0-9]{{1,10}})?$"} | limits
    if field.kind is Kind.MONTH:
        return {"type": "string", "pattern": r"^[0-9]{4}[-/.年]?(0?[1-9]|1[0-2])月?$"}
    if field.kind is Kind.DATE:
        return {"type": "string", "format": "date"}
    if field.kind is Kind.BOOL:
        return {"type": "boolean"}
    if field.kind is Kind.CHOICE:
        return {"type": "string"} if field.open_ else {"type": "string", "enum": [code for code, _ in field.choices]}
    return {"type": "array", "items": _items(field), "minItems": field.min_items} | ({"maxItems": field.max_items} if field.max_items else {})


def _items(field: Field) -> dict[str, Any]:
    if field.kind is Kind.RECORDS:
        return _record(field.columns)
    element = {Kind.MONEY_LIST: Kind.MONEY, Kind.INT_LIST: Kind.INT}[field.kind]
    return _kind(Field(field.name, field.label, element, minimum=field.minimum, maximum=field.maximum, positive=field.positive))


def _plain(limit: Any) -> int | float:
    return int(limit) if limit == int(limit) else float(limit)


@dataclass(frozen=True)
class Example:
    """Inputs that can be sent as they are, and the answer to them."""

    inputs: dict[str, Any]
    answer: dict[str, Any]


def example(calculator: Calculator) -> Example:
    """A plausible value for each field that has to be given; a field that the calculator asks for besides is added."""
    values = {f.name: _value(f) for f in calculator.fields if f.required and f.default is None}
    for _ in calculator.fields:
        try:
            return Example(values, calculator.calculate(values, shipped_calendar(), shipped_parameters()).to_json())
        except Refusal as refusal:
            values[refusal.field] = next(_value(f) for f in calculator.fields if f.name == refusal.field)
    raise AssertionError(f"no example for {calculator.name}: {values}")


def _value(field: Field) -> Any:
    if field.kind is Kind.CHOICE:
        return field.choices[0][0]
    if field.kind is Kind.INT:
        return max(_plain(field.minimum), 1)
    if field.kind is Kind.RECORDS:
        record: dict[str, Any] = {}
        for column in field.columns:
            if column.applies(record):
                record[column.name] = _value(column)
        return [record]
    number = str(max(_plain(field.minimum), 8))
    return {Kind.MONEY: "8000.00", Kind.HOURS: number, Kind.NUMBER: number, Kind.DATE: _EXAMPLE_DAY, Kind.MONTH: _EXAMPLE_DAY[:7], Kind.BOOL: False,
            Kind.MONEY_LIST: ["8000.00"], Kind.INT_LIST: [1]}[field.kind]


def result(calculator: Calculator) -> dict[str, Any]:
    """The JSON schema of a calculator's answer."""
    shared = {
        "lines": {"type": "array", "items": _ref("CalculationLine")}, "warnings": _TEXTS, "citations": {"type": "array", "items": _ref("CalculationCitation")},
        "params_used": {"type": "array", "items": _ref("CalculationParameter")}, "law_as_of": {"type": "string", "format": "date"}, "notice": _TEXT,
    }
    outputs = {o.name: _output(o) for o in calculator.outputs}
    return _closed({"calculator": {"type": "string", "const": calculator.name}, "result": _closed({**outputs, **shared})})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _output(output: Output) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "money": _NULLABLE | {"pattern": r"^-?[0-9]+\.[0-9]{2}$"}, "percent": _NULLABLE | {"pattern": r"^-?[0-9]+\.[0-9]{2}$"},
        "number": _NULLABLE | {"pattern": r"^-?[0-9]+(\.[0-9]+)?$"}, "date": _NULLABLE | {"format": "date"}, "bool": {"type": ["boolean", "null"]}, "text": _NULLABLE,
        "list[text]": {"type": ["array", "null"], "items": _TEXT},
    }
    return {"title": output.label + (f"（{output.unit}）" if output.unit else "")} | kinds[output.kind]
