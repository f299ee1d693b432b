"""JSON schemas of 请求测算: a facts sheet or a story in, claims, ways, questions, periods, articles and papers out."""

from datetime import date
from typing import Any

from toolkit import claims_answer
from toolkit.claims_check import EXCLUDED, HIGHER, LATE, LEFT_OUT, LOWER, OPEN, UNFOUNDED, UNPRICED
from toolkit.claims_fields import FIELDS

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_YES = {"type": "boolean"}
_NULLABLE = {"type": ["string", "null"]}
_DAY = _NULLABLE | {"format": "date"}
_YUAN = _NULLABLE | {"pattern": r"^[0-9]+\.[0-9]{2}$"}
_EXAMPLE_DAY = date(2026, 11, 24)
_EXAMPLE = {"facts": {"region": "海曙区", "hire_date": "2025-03-01", "last_day": "2026-10-31", "ended": True, "monthly_wage": "6200", "contract_signed": False,
                      "arrears": {"amount": "18600"}}, "on": _EXAMPLE_DAY.isoformat()}


def _closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(item: dict[str, Any], words: str) -> dict[str, Any]:
    return {"type": "array", "items": item, "description": words}


BODY: dict[str, Any] = {
    "type": "object", "additionalProperties": False,
    "properties": {
        "facts": {"type": "object", "description": f"案情要素，字段见手册，不知道的不写；用于测算的有：{'、'.join(FIELDS)}、claims（草稿里的请求，用来核对）。与 story 给其中一个"},
        "story": {"type": "string", "maxLength": claims_answer.LONGEST_STORY, "description": "一段案情描述，先读成案情要素"},
        "on": {"type": "string", "format": "date", "description": "按哪一天测算，默认今天"},
    },
}
_BLANK = _closed(path=_TEXT, label=_TEXT, question=_TEXT)
_LIMIT = _closed(due_date=_DAY, passed=_YES, provisional=_YES, lines=_TEXTS)
_CLAIM = _closed(
    kind=_TEXT, title=_TEXT, cause=_TEXT, forum={"enum": ["ARBITRATION", "AUTHORITY"]}, monetary=_YES, amount=_YUAN | {"description": "元；还缺事实或者不涉及金额时为 null"},
    formula=_TEXT, period_from=_DAY, period_to=_DAY, calculator=_NULLABLE, articles=_TEXTS, excludes=_TEXTS | {"description": "不能一起主张的种类"}, limit=_LIMIT,
    evidence=_list(_closed(name=_TEXT, held=_YES), "需要的证据，有没有"), variants=_list(_closed(label=_TEXT, amount=_YUAN), "另一种算法"),
    missing=_list(_BLANK, "还缺的事实"), gaps=_TEXTS, warnings=_TEXTS,
)
_WAY = _closed(label=_TEXT, claims={"type": "array", "items": {"type": "integer"}}, total=_YUAN, late=_YUAN, whole=_YES, final={"type": ["boolean", "null"]})
_PERIOD = _closed(rule=_TEXT, title=_TEXT, trigger_date=_DAY, due_date=_DAY, raw_date=_DAY, rolled=_YES, provisional=_YES, lines=_TEXTS, warnings=_TEXTS, articles=_TEXTS)
_FINDING = _closed(kind={"enum": [HIGHER, LOWER, UNFOUNDED, OPEN, EXCLUDED, LATE, LEFT_OUT, UNPRICED]}, path=_TEXT, message=_TEXT)
ANSWER: dict[str, Any] = _closed(
    on=_DAY, facts={"type": "object", "description": "用到的案情要素；从描述读出的在 origins 里写明原话"}, claims=_list(_CLAIM, "可以主张的请求"),
    ways=_list(_WAY, "能一起主张的组合，claims 是序号，从 0 起；total 为元"), questions=_list(_BLANK, "先要问清楚的"), gaps=_TEXTS, periods=_list(_PERIOD, "别的法定期限"),
    notes=_TEXTS, articles=_list({"$ref": "#/components/schemas/CalculationCitation"}, "全部依据"),
    papers=_list(_closed(id=_TEXT, title=_TEXT, reason=_TEXT), "该用的文书"), findings=_list(_FINDING, "草稿里的请求与测算的不同"),
    requests=_list({"type": "object"}, "可以写进文书的请求"), next_due=_DAY, notice=_TEXT, law_as_of=_DAY,
)


def example() -> tuple[dict[str, Any], dict[str, Any]]:
    """A body that can be sent as it is, and its answer."""
    return _EXAMPLE, claims_answer.to_answer(claims_answer.work_out(*claims_answer.asked(_EXAMPLE, _EXAMPLE_DAY)))
