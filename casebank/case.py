"""典型案例: the frozen record, and what makes it complete."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

OUTCOME_TYPES = ("全部支持", "部分支持", "调解达成", "未支持")
LISTS = ("causes", "dispute_points", "articles", "evidence")
MONEY = ("amount_claimed", "amount_awarded")
REQUIRED = {"title": "标题", "facts": "案情"}
LONGEST = 20_000


class BadCase(ValueError):
    """A case that cannot be kept: `field` and `message` in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}：{message}")
        self.field, self.message = field, message


@dataclass(frozen=True)
class Case:
    """One typical case. Money in yuan as text with two decimals; `articles` are statute ids or citations as written;
    `official` marks a re-told or quoted official publication with its `source` and `url`."""

    id: str
    title: str
    causes: tuple[str, ...] = ()
    facts: str = ""
    dispute_points: tuple[str, ...] = ()
    outcome: str = ""
    reasoning: str = ""
    articles: tuple[str, ...] = ()
    lesson: str = ""
    source: str = ""
    url: str | None = None
    place: str | None = None
    date: str | None = None
    level: str | None = None
    outcome_type: str | None = None
    amount_claimed: str | None = None
    amount_awarded: str | None = None
    head_count: int = 1
    employment_form: str | None = None
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    def digest(self) -> str:
        """SHA-256 of the content: the same content imports as unchanged."""
        text = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def whole_text(self) -> str:
        """Everything a reader sees, for the residue check."""
        return "\n".join([self.title, self.facts, *self.dispute_points, self.outcome, self.reasoning, self.lesson])


def from_json(row: Mapping[str, Any]) -> Case:
    """A case out of plain values; raises BadCase naming the first field at fault."""
    names = {f.name for f in fields(Case)}
    unknown = sorted(set(row) - names)
    if unknown:
        raise BadCase(unknown[0], "不认识的字段")
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name in LISTS:
            values[name] = _texts(name, value)
        elif name in MONEY:
            values[name] = _money(name, value)
        elif name == "head_count":
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise BadCase(name, "人数应为不小于 1 的整数")
            values[name] = value
        elif value is None or isinstance(value, str):
            if value is not None and len(value) > LONGEST:
                raise BadCase(name, f"超过 {LONGEST} 字")
            values[name] = value
        else:
            raise BadCase(name, "应为文字")
    for name, words in REQUIRED.items():
        if not (values.get(name) or "").strip():
            raise BadCase(name, f"缺少{words}")
    if not any((values.get(name) or "").strip() for name in ("outcome", "reasoning", "lesson")):
        raise BadCase("outcome", "处理结果、说理、启示至少要有一项")
    if not (values.get("id") or "").strip() or len(values["id"]) > 64:
        raise BadCase("id", "缺少编号，或者超过 64 个字符")
    if values.get("date"):
        try:
            date.fromisoformat(values["date"])
        except ValueError:
            raise BadCase("date", "日期应写成 2026-03-01 的样子") from None
    if values.get("outcome_type") is not None and values["outcome_type"] not in OUTCOME_TYPES:
        raise BadCase("outcome_type", f"应为：{'、'.join(OUTCOME_TYPES)}")
    for name in ("lesson", "source", "outcome", "reasoning"):
        values[name] = values.get(name) or ""
    return Case(**values)


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value] if value.strip() else []
    if value is None:
        value = []
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v.strip() for v in value):
        raise BadCase(name, "应为文字列表")
    return tuple(v.strip() for v in value)


def _money(name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool | float):
        raise BadCase(name, "金额应为文字，例如 18000.00")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise BadCase(name, "金额不是数字") from None
    if not amount.is_finite() or amount < 0:
        raise BadCase(name, "金额不能是负数")
    return f"{amount:.2f}"
