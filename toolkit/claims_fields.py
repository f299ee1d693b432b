"""What a facts sheet asks before claims are computed: fields out of the facts' own types and names; texts to facts and back."""

import re
import types
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from toolkit.calculators.fields import Field, Kind
from toolkit.calculators.limitation import LIMITATION
from toolkit.calculators.typed import text_of
from toolkit.facts import Facts, from_json, to_json
from toolkit.labels import LABELS
from toolkit.parameters import DISTRICTS
from toolkit.refusal import Refusal

EVIDENCE = "evidence"
_YES, _NO = "yes", "no"
_KINDS = {date: Kind.DATE, Decimal: Kind.MONEY, int: Kind.INT, bool: Kind.CHOICE, str: Kind.CHOICE}
_MOST_ROWS = 60
# what moved the limitation is typed as on the page of the limitation: 中断 a day, 中止 from and to
_EVENTS = next(field for field in LIMITATION.fields if field.name == "events")


@dataclass(frozen=True)
class Section:
    """A part of the sheet; `open_` ones are asked for every dispute, the others only where they apply."""

    title: str
    fields: tuple[Field, ...]
    open_: bool = False


def _type_of(path: str) -> Any:
    """The type of a fact, without `| None`; of a list (`wages[]`) that of its items."""
    at: Any = Facts
    for part in path.split("."):
        at = get_type_hints(at)[part.removesuffix("[]")]
        if get_origin(at) in (types.UnionType, Union):
            at = next(a for a in get_args(at) if a is not type(None))
        if get_origin(at) is tuple:
            at = get_args(at)[0]
    return at


def _field(path: str, *columns: str, kind: Kind | None = None, unit: str = "", maximum: int | None = None) -> Field:
    """The field of a fact; with `columns` a list with a record a line."""
    label, name = LABELS.get(path + "[]" if columns else path) or LABELS[path], path
    if columns:
        made = tuple(_column(f"{path}[].{column}", column) for column in columns)
        shape = " ".join(f"{c.label}（{'、'.join(words for _, words in c.choices)}）" if c.choices else c.label for c in made)
        return Field(name, label.label, Kind.RECORDS, help=f"一行一项：{shape}。不知道的写“-”。", required=False, max_items=_MOST_ROWS, columns=made)
    found = _type_of(path)
    choices: tuple[tuple[str, str], ...] = ()
    if path == "region":
        choices = tuple((place, place) for place in DISTRICTS)
    elif found is bool:
        choices = ((_YES, label.words.get("true", "是")), (_NO, label.words.get("false", "否")))
    elif found is str and kind is None:
        choices = tuple(label.words.items())
    kind = kind or _KINDS[found]
    return Field(name, label.label, kind, unit or ("元" if kind is Kind.MONEY else ""), label.question, required=False, choices=choices, maximum=maximum)


def _column(path: str, name: str) -> Field:
    found, label = _type_of(path), LABELS[path]
    kind = Kind.MONTH if name == "month" else Kind.NUMBER if name == "taken_days" else _KINDS[found]
    if path == "demands[].kind":
        return _EVENTS.columns[0]
    words = tuple(label.words.items()) if found is str and name != "month" else ((_YES, "是"), (_NO, "否")) if found is bool else ()
    return Field(name, label.label, kind, required=name in ("month", "year", "kind", "on"), choices=words)


def _hours(*names: str) -> tuple[Field, ...]:
    return tuple(_field(f"overtime.{name}", kind=Kind.HOURS, unit="小时") for name in names)


SECTIONS: tuple[Section, ...] = (
    Section("用工", tuple(map(_field, ("region", "hire_date", "monthly_wage", "contract_signed", "contract_signed_on", "social_insurance"))), open_=True),
    Section("离职", tuple(map(_field, (
        "ended", "last_day", "ending.by", "ending.ground", "ending.accepted", "ending.notice_days", "ending.last_month_wage", "ending.paid",
        "ending.union_notified", "ending.wants_back", "ending.certificate_given"))), open_=True),
    Section("工资", (_field("wages", "month", "due", "paid", "overtime"), *map(_field, ("arrears.amount", "arrears.period_from", "arrears.period_to"))), open_=True),
    Section("时效", (replace(_field("demands", "kind", "on", "until"), help=_EVENTS.help),), open_=True),
    Section("加班", (_field("overtime.base"), *_hours("weekday_hours", "restday_hours", "restday_compensated", "holiday_hours"),
                   *map(_field, ("overtime.system", "overtime.paid", "overtime.period_from", "overtime.period_to")))),
    Section("年休假、病假、高温", (
        _field("leave", "year", "cumulative_years", "taken_days", "sick_months", "declined_in_writing"), _field("sickness", "month", "paid"),
        *map(_field, ("heat.year", "heat.mode")), _field("heat.months", maximum=4), _field("heat.paid"))),
    Section("试用期", tuple(map(_field, (
        "probation.contract_kind", "probation.contract_months", "probation.agreed_months", "probation.served_months", "probation.wage", "probation.post_wage",
        "probation.contract_wage", "probation.second")))),
    Section("工伤", (
        *map(_field, ("injury.on", "injury.recognised_on", "injury.appraised_on")), _field("injury.grade", maximum=10), *map(_field, (
            "injury.insured", "injury.contribution_wage", "injury.medical_costs", "injury.leave_paid", "injury.retirement_date", "injury.death")),
        _field("injury.leave_months", kind=Kind.NUMBER, unit="个月"))),
    Section("竞业限制", (_field("noncompete.months", maximum=24), *map(_field, (
        "noncompete.average_wage", "noncompete.agreed_monthly", "noncompete.paid", "noncompete.employer_release")))),
)
FIELDS = {field.name: field for section in SECTIONS for field in section.fields}


def texts(facts: Facts) -> dict[str, str]:
    """What the form shows of the facts: a text for each field, evidence one a line."""
    data = to_json(facts)
    found = {name: _shown(field, _at(data, name)) for name, field in FIELDS.items()}
    return found | {EVIDENCE: "\n".join(one["name"] for one in data.get(EVIDENCE, []) if one.get("name"))}


def read(typed: Mapping[str, str], kept: Facts) -> Facts:
    """The kept facts with what was typed; a field that is not in `typed` stays as it was, an empty one is forgotten.

    Raises Refusal under the name of the field.
    """
    data = deepcopy(to_json(kept))
    for name, field in FIELDS.items():
        if name in typed:
            before = _at(data, name)
            value = _plain(field, field.read(field.parse_text(typed[name])))
            _put(data, name, _kept_rows(field, value, before) if field.kind is Kind.RECORDS else value)
            if value != before:
                data.get("origins", {}).pop(name, None)
    if EVIDENCE in typed:
        names = [name for name in re.split(r"[、，；\n]", typed[EVIDENCE].replace(",", "，")) if name.strip()]
        known = {one.get("name"): one for one in data.get(EVIDENCE, [])}
        _put(data, EVIDENCE, [known.get(name.strip(), {"name": name.strip()[:60]}) for name in dict.fromkeys(names)] or None)
    try:
        return from_json(data)
    except Refusal as refusal:
        raise Refusal(refusal.field.partition("[")[0], refusal.message) from refusal


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        data = (data or {}).get(part)
    return data


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *folders, last = path.split(".")
    for part in folders:
        data = data.setdefault(part, {})
    if value in (None, "", []):
        data.pop(last, None)
    else:
        data[last] = value


def _shown(field: Field, value: Any) -> str:
    if field.kind is Kind.RECORDS:
        rows = [{c.name: _code(c, row.get(c.name)) for c in field.columns} for row in value or ()]
        return text_of(field, rows)
    return text_of(field, _code(field, value))


def _code(field: Field, value: Any) -> Any:
    """yes and no for true and false where the form lets one choose."""
    return {True: _YES, False: _NO}[value] if isinstance(value, bool) and field.kind is Kind.CHOICE else value


def _plain(field: Field, value: Any) -> Any:
    """The JSON form of a value that the field has read."""
    if field.kind is Kind.RECORDS:
        return [{c.name: one for c in field.columns if (one := _plain(c, row.get(c.name))) is not None} for row in value or ()]
    if field.kind is Kind.CHOICE and value in (_YES, _NO):
        return value == _YES
    return value.isoformat() if isinstance(value, date) else f"{value:f}" if isinstance(value, Decimal) else value


def _kept_rows(field: Field, rows: list[dict[str, Any]], before: Any) -> list[dict[str, Any]]:
    """A row that was not changed keeps what the form does not show of it."""
    names = [column.name for column in field.columns]
    known = {tuple(row.get(name) for name in names): row for row in before or ()}
    return [known.get(tuple(row.get(name) for name in names), row) for row in rows]
