"""What a matter's facts already answer on the form of a calculator: texts by field, nothing guessed."""

from datetime import date
from typing import Any

from toolkit.calculators import CALCULATORS
from toolkit.calculators.fields import Field
from toolkit.calculators.typed import text_of
from toolkit.claims import follow
from toolkit.claims_shape import value_at
from toolkit.facts import Facts, to_json
from toolkit.parameters import CITY, Parameters
from toolkit.workdays import Calendar

# input of a calculator → the fact that answers it
_FACTS = {
    "hire_date": "hire_date", "last_day": "last_day", "monthly_wage": "monthly_wage", "signed_date": "contract_signed_on", "ground": "ending.ground",
    "last_month_wage": "ending.last_month_wage", "written_notice_days": "ending.notice_days", "grade": "injury.grade", "termination_date": "last_day",
    "own_avg_contribution_wage": "injury.contribution_wage", "retirement_date": "injury.retirement_date", "trigger_date": "last_day",
    "monthly_base": "overtime.base", "principal": "enforcement.unpaid", "due_date": "enforcement.due_on",
}
_WAGES = ("monthly_wages", "monthly_wages_ex_ot")
_ON = ("claim_date", "as_of")
_DEADLINE = "deadline"  # its trigger depends on the rule that is chosen


def texts(name: str, facts: Facts, on: date, calendar: Calendar, parameters: Parameters) -> dict[str, str]:
    """The texts of the fields of calculator `name` that the facts answer on the day `on`; others are left out.

    What a claim was computed from comes first, then single facts, then the dated figures of the place.
    """
    fields = {field.name: field for field in CALCULATORS[name].fields}
    worked = [(c.kind.calculator, c.inputs) for c in follow(facts, on, calendar, parameters, finality=False).claims if c.inputs is not None]
    # the wages of the last months are the same for whichever claim they were put together
    inputs = {wages: given[wages] for _, given in reversed(worked) for wages in _WAGES if given.get(wages)}
    inputs |= next((given for calculator, given in worked if calculator == name), {})
    day = facts.last_day or on
    found = {}
    for field in fields.values():
        # an unknown fact stands in the inputs of an unfinished claim as the word None
        given = inputs.get(field.name)
        value = given if given not in (None, "None", []) else _fact(name, field, facts, on)
        if value is None and field.parameter:
            row = parameters.find(field.parameter, facts.region or CITY, day)
            value = row.value if row else None
        text = text_of(field, value)
        if text:
            found[field.name] = text
    return found


def _fact(name: str, field: Field, facts: Facts, on: date) -> Any:
    if field.name in _ON:
        return on.isoformat()
    if field.name in _WAGES:
        return [str(facts.monthly_wage)] if facts.monthly_wage is not None else None
    if field.name == "events":
        return [_event(row) for row in to_json(facts).get("demands", []) if row.get("on")]
    path = _FACTS.get(field.name)
    if path is None or (name == _DEADLINE and field.name == "trigger_date"):
        return None
    value = value_at(facts, path)
    return value.isoformat() if isinstance(value, date) else str(value) if value is not None else None


def _event(row: dict[str, Any]) -> dict[str, Any]:
    if row.get("kind") == "SUSPEND" and row.get("until"):
        return {"kind": "SUSPEND", "from": row["on"], "to": row["until"]}
    return {"kind": "INTERRUPT", "date": row["on"]}
