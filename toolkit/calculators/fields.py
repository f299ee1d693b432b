"""Fields: what a calculator asks, and how an answer is read from JSON or from a form's text area."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import cast

from toolkit.numerals import THOUSANDS, ordinary
from toolkit.refusal import Refusal
from toolkit.workdays import parse_date

_NUMBER = re.compile(r"[+-]?\d{1,13}(\.\d{1,10})?")
_TAIL = re.compile(r"0\d\d(\.\d+)?")  # what follows the comma of 8，000
_SEPARATORS = re.compile(r"[，、,；;\s]+")
_YES, _NO = ("true", "on", "1", "是"), ("false", "off", "0", "否")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
_LOOSE_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LOOSE_MONTH = re.compile(r"(\d{4})[-/.年]?(0?[1-9]|1[0-2])月?")
_UNKNOWN = ("-", "—", "－", "不详", "不知道")  # a cell of a record that is left open
_LONGEST_INT = 10**13


class Kind(StrEnum):
    """What a field holds; the value in Python stands behind it."""

    MONEY = "money"  # Decimal, yuan
    HOURS = "hours"  # Decimal
    NUMBER = "number"  # Decimal: days, percents
    INT = "int"  # int
    DATE = "date"  # date
    MONTH = "month"  # str, YYYY-MM
    CHOICE = "choice"  # str, one of choices
    BOOL = "bool"  # bool
    MONEY_LIST = "list[money]"  # tuple[Decimal, ...]
    INT_LIST = "list[int]"  # tuple[int, ...]
    RECORDS = "list[records]"  # tuple[Record, ...]


Record = Mapping[str, "Value"]
Value = Decimal | int | date | str | bool | tuple[Decimal, ...] | tuple[int, ...] | tuple[Record, ...] | None
_ELEMENT = {Kind.MONEY_LIST: Kind.MONEY, Kind.INT_LIST: Kind.INT}
_NUMERIC = (Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.INT)


@dataclass(frozen=True)
class Field:
    """One input. `choices` are (code, Chinese label); a list holds `min_items` to `max_items` (0 = no limit).

    Numbers lie between `minimum` (0 unless told; excluded when `positive`) and `maximum`. `default` is a plain JSON
    value used when the field is missing or null; without it an optional field reads as None. `parameter` names the
    dated figure that a page may propose. `columns` are the fields of a record; a column with `when` = (other column,
    code) exists only in records of that code and must be absent from others. An `open_` choice takes other codes too.
    A list that is missing and has no default reads as None.
    """

    name: str
    label: str
    kind: Kind
    unit: str = ""
    help: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    open_: bool = False
    default: object = None
    minimum: Decimal | int = 0
    maximum: Decimal | int | None = None
    positive: bool = False
    min_items: int = 0
    max_items: int = 0
    columns: tuple["Field", ...] = field(default=())
    parameter: str = ""
    when: tuple[str, str] | None = None

    def read(self, raw: object, place: str = "") -> Value:
        """Check a plain JSON value (None = missing) and give it its Python type; refused under `place` or the name."""
        place = place or self.name
        if raw is None or raw == "":
            if self.default is not None:
                raw = self.default
            elif self.required:
                raise Refusal(place, f"请填写“{self.label}”")
            else:
                return None
        return _READERS[self.kind](self, raw, place)

    def parse_text(self, text: str) -> object:
        """Turn the text of a form into the plain value that `read` takes; blank text is None (missing).

        Lists: amounts separated by ，、 spaces or newlines; records: one a line, columns separated the same way.
        """
        stripped = text.strip()
        if not stripped:
            return None
        if self.kind is Kind.BOOL:
            return True if stripped in (*_YES, self.label) else False if stripped in _NO else stripped
        if self.kind is Kind.DATE:
            loose = _LOOSE_DATE.fullmatch(ordinary(stripped))
            return f"{loose[1]}-{loose[2]:0>2}-{loose[3]:0>2}" if loose else stripped
        if self.kind is Kind.CHOICE:
            return next((code for code, label in self.choices if label == stripped), stripped)
        if self.kind in _ELEMENT:
            return self._split(stripped)
        if self.kind is Kind.RECORDS:
            lines = enumerate(stripped.splitlines(), 1)
            return [self._parse_record(line, number) for number, line in lines if line.strip()]
        return stripped

    def to_json(self) -> dict[str, object]:
        """The description from which pages and API documents are made."""
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind.value,
            "unit": self.unit,
            "help": self.help,
            "required": self.required,
            "choices": [{"code": code, "label": label} for code, label in self.choices],
            "default": self.default,
            "parameter": self.parameter or None,
            "columns": [column.to_json() for column in self.columns],
        }

    def applies(self, row: Mapping[str, object]) -> bool:
        """Whether this column exists in a record, given its earlier columns."""
        return self.when is None or row.get(self.when[0]) == self.when[1]

    def _split(self, text: str) -> list[str]:
        for word in re.split(r"[，、；;\s]+", text):
            if THOUSANDS.fullmatch(ordinary(word)) or _TAIL.fullmatch(ordinary(word)):
                # 8,000 and 8，000 may be one amount or two; guessing would change the result a thousandfold
                raise Refusal(self.name, f"“{word}”有歧义：金额内不要写逗号，各项之间用顿号、空格或者换行分开")
        return [word for word in _SEPARATORS.split(text) if word]

    def _parse_record(self, line: str, number: int) -> dict[str, object]:
        words = self._split(line.strip())
        row: dict[str, object] = {}
        for column in self.columns:
            if column.applies(row) and words:
                word = words.pop(0)
                row[column.name] = None if word in _UNKNOWN else column.parse_text(word)
        if words:
            raise Refusal(self.name, f"第 {number} 行多出“{' '.join(words)}”")
        return row


def read_inputs(fields: Iterable[Field], inputs: object) -> dict[str, Value]:
    """Read every field of a plain object; a name that no field has is refused."""
    if not isinstance(inputs, Mapping):
        raise Refusal("inputs", "输入应为一组“名称：值”")
    known = {item.name: item for item in fields}
    for name in inputs:
        if name not in known:
            raise Refusal(_said(name), f"没有名为“{_said(name)}”的项目")
    return {name: item.read(inputs.get(name)) for name, item in known.items()}


def _said(raw: object) -> str:
    """What was given, short and clean enough to be shown and written anywhere."""
    if isinstance(raw, Mapping | list | tuple):
        return "一组值"
    if isinstance(raw, int) and abs(raw) >= _LONGEST_INT:
        return "过大的数"  # Python itself refuses to write an integer of thousands of digits
    text = f"{raw:f}" if isinstance(raw, Decimal) and abs(raw.adjusted()) < len(str(_LONGEST_INT)) else str(raw)
    return text[:30].encode("utf-8", "replace").decode()


def _read_number(item: Field, raw: object, place: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Refusal(place, f"“{item.label}”应填写数字")
    text = ordinary(raw if isinstance(raw, str) else _said(raw)).removesuffix("元").removeprefix("￥").removeprefix("¥").strip()
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        raise Refusal(place, f"“{item.label}”的值“{_said(raw)}”不是可用的数字")
    number = abs(Decimal(text)) if text.startswith("-0") and not Decimal(text) else Decimal(text)
    unit = f" {item.unit}" if item.unit else ""
    if item.positive and number <= 0:
        raise Refusal(place, f"“{item.label}”应大于 0")
    if number < item.minimum:
        sign = "不能是负数" if item.minimum == 0 else f"不能小于 {item.minimum}{unit}"
        raise Refusal(place, f"“{item.label}”{sign}")
    if item.maximum is not None and number > item.maximum:
        raise Refusal(place, f"“{item.label}”不能大于 {item.maximum}{unit}")
    return number


def _read_int(item: Field, raw: object, place: str) -> int:
    number = _read_number(item, raw, place)
    if number != number.to_integral_value():
        raise Refusal(place, f"“{item.label}”应填写整数")
    return int(number)


def _read_date(item: Field, raw: object, place: str) -> date:
    when = raw if isinstance(raw, date) else parse_date(ordinary(raw) if isinstance(raw, str) else raw, place)
    if not 1949 <= when.year <= 2100:  # leaves room for the longest period on either side
        raise Refusal(place, f"“{item.label}”应在 1949 年至 2100 年之间")
    return when


def _read_month(item: Field, raw: object, place: str) -> str:
    found = _LOOSE_MONTH.fullmatch(ordinary(raw)) if isinstance(raw, str) else None
    if found is None or not 1949 <= int(found[1]) <= 2100:
        raise Refusal(place, f"“{item.label}”的“{_said(raw)}”不是月份，请写成 2026-03")
    return f"{found[1]}-{found[2]:0>2}"


def _read_choice(item: Field, raw: object, place: str) -> str:
    codes = [code for code, _ in item.choices]
    if isinstance(raw, str) and (raw in codes or (item.open_ and _CODE.fullmatch(raw))):
        return raw
    shown = "、".join(codes) if len(codes) <= 24 else "清单中的代码"
    raise Refusal(place, f"“{item.label}”没有“{_said(raw)}”这一选项，可选：{shown}")


def _read_bool(item: Field, raw: object, place: str) -> bool:
    if not isinstance(raw, bool):
        raise Refusal(place, f"“{item.label}”应填写是或者否（true 或者 false）")
    return raw


def _read_each(
    item: Field, raw: object, place: str, read: Callable[[Field, object, str], Value]
) -> tuple[Value, ...]:
    if not isinstance(raw, list | tuple):
        raise Refusal(place, f"“{item.label}”应为列表")
    if len(raw) < item.min_items:
        raise Refusal(place, f"“{item.label}”至少填写 {item.min_items} 项")
    if item.max_items and len(raw) > item.max_items:
        raise Refusal(place, f"“{item.label}”最多填写 {item.max_items} 项，现有 {len(raw)} 项")
    values = []
    for number, element in enumerate(raw, 1):
        if element is None or element == "":
            raise Refusal(place, f"“{item.label}”第 {number} 项是空的")
        try:
            values.append(read(item, element, place))
        except Refusal as refusal:
            # the field stays the one on the form; the message tells which of its entries is wrong
            raise Refusal(place, f"第 {number} 项：{refusal.message}") from refusal
    return tuple(values)


def _read_moneys(item: Field, raw: object, place: str) -> Value:
    return cast("tuple[Decimal, ...]", _read_each(item, raw, place, _read_number))


def _read_ints(item: Field, raw: object, place: str) -> Value:
    return cast("tuple[int, ...]", _read_each(item, raw, place, _read_int))


def _read_records(item: Field, raw: object, place: str) -> Value:
    return cast("tuple[Record, ...]", _read_each(item, raw, place, _read_record))


def _read_record(item: Field, row: object, place: str) -> Value:
    if not isinstance(row, Mapping):
        raise Refusal(place, f"“{item.label}”的每一项应为一组“名称：值”")
    names = {column.name for column in item.columns}
    for name in row:
        if name not in names:
            raise Refusal(place, f"没有名为“{_said(name)}”的项目")
    values: dict[str, Value] = {}
    for column in item.columns:
        if column.applies(values):
            values[column.name] = column.read(row.get(column.name), place)
        elif row.get(column.name) not in (None, ""):
            raise Refusal(place, f"这一项不应填写“{column.label}”")
    return cast("Value", values)


_READERS: dict[Kind, Callable[[Field, object, str], Value]] = {
    **dict.fromkeys(_NUMERIC, _read_number),
    Kind.INT: _read_int,
    Kind.DATE: _read_date,
    Kind.MONTH: _read_month,
    Kind.CHOICE: _read_choice,
    Kind.BOOL: _read_bool,
    Kind.MONEY_LIST: _read_moneys,
    Kind.INT_LIST: _read_ints,
    Kind.RECORDS: _read_records,
}
