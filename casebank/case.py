"""典型案例: the frozen record, and what makes it complete."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

OUTCOME_TYPES = ("全部支持", "部分支持", "调解达成", "未支持")
TEXTS = ("title", "facts", "outcome", "reasoning", "lesson")  # with the dispute points, what a reader sees
LISTS = ("causes", "dispute_points", "articles", "evidence")
MONEY = ("amount_claimed", "amount_awarded")
REQUIRED = {"id": "编号", "title": "标题", "facts": "案情"}
TOLD = ("outcome", "reasoning", "lesson")  # at least one of them
LONGEST = 20_000
MOST_PEOPLE, MOST_MONEY = 10_000_000, Decimal(10) ** 13


class BadCase(ValueError):
    """A case that cannot be kept: `faults` are all (field, message) in Chinese; `field` and `message` are the first."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__("；".join(f"{field}：{message}" for field, message in faults))
        self.faults = faults
        self.field, self.message = faults[0]


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
        return "\n".join([*(getattr(self, name) for name in TEXTS), *self.dispute_points])


def from_json(row: Mapping[str, Any]) -> Case:
    """A case out of plain values; raises BadCase naming every field at fault."""
    names = {f.name for f in fields(Case)}
    faults = [(name, "不认识的字段") for name in row if name not in names]
    values: dict[str, Any] = {}
    for name in names & set(row):
        try:
            values[name] = _reader(name)(name, row[name])
        except BadCase as e:
            faults += e.faults
    wrong = {field for field, _ in faults}
    for name, words in REQUIRED.items():
        if name not in wrong and not (values.get(name) or "").strip():
            faults.append((name, f"缺少{words}"))
    told = [name for name in TOLD if (values.get(name) or "").strip()]
    if not told and not wrong & set(TOLD):
        faults.append(("outcome", "处理结果、说理、启示至少要有一项"))
    if faults:
        order = [f.name for f in fields(Case)]
        raise BadCase(*sorted(faults, key=lambda fault: order.index(fault[0]) if fault[0] in order else -1))
    for name in ("lesson", "source", "outcome", "reasoning"):
        values[name] = values.get(name) or ""
    return Case(**values)


def _text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadCase((name, "应为文字"))
    if value is not None and len(value) > LONGEST:
        raise BadCase((name, f"超过 {LONGEST} 字"))
    return value


def _ident(name: str, value: Any) -> str | None:
    text = _text(name, value)
    if text and (len(text) > 64 or not text.isprintable() or "/" in text or text != text.strip()):
        raise BadCase((name, "编号不超过 64 个字符，不能有斜线、换行和首尾空格"))
    return text


def _day(name: str, value: Any) -> str | None:
    text = _text(name, value)
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadCase((name, "日期应写成 2026-03-01 的样子")) from None


def _outcome_type(name: str, value: Any) -> str | None:
    text = _text(name, value)
    if text is not None and text not in OUTCOME_TYPES:
        raise BadCase((name, f"应为：{'、'.join(OUTCOME_TYPES)}"))
    return text


def _people(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_PEOPLE:
        raise BadCase((name, "人数应为不小于 1 的整数"))
    return value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value] if value.strip() else []
    if value is None:
        value = []
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v.strip() for v in value):
        raise BadCase((name, "应为文字列表"))
    if sum(len(v) for v in value) > LONGEST:
        raise BadCase((name, f"超过 {LONGEST} 字"))
    return tuple(v.strip() for v in value)


def _money(name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise BadCase((name, "金额应为文字，例如 18000.00"))
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise BadCase((name, "金额不是数字")) from None
    if not amount.is_finite() or amount < 0:
        raise BadCase((name, "金额不能是负数"))
    if amount >= MOST_MONEY:
        raise BadCase((name, "金额太大，请检查"))
    return f"{amount:.2f}"


def _reader(name: str) -> Callable[[str, Any], Any]:
    by_name: dict[str, Callable[[str, Any], Any]] = {"id": _ident, "date": _day, "outcome_type": _outcome_type, "head_count": _people}
    return _texts if name in LISTS else _money if name in MONEY else by_name.get(name, _text)
