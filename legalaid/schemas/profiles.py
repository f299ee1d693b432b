"""What lawyers and the office change of a lawyer's profile."""

from typing import Any

from marshmallow import fields

from legalaid.actions.organisations import COUNTIES
from legalaid.reading import line
from legalaid.schemas.base import BaseSchema, Choice, Day, Text, Whole
from legalaid.tables.lawyers import LAWYER_STATES, SERVICES
from toolkit.causes import CODES


class ProfileSchema(BaseSchema):
    """资料 a lawyer changes; languages are one line."""

    counties = fields.List(Choice(COUNTIES), load_default=list)
    services = fields.List(Choice(SERVICES), load_default=list)
    specialties = fields.List(Choice(CODES), load_default=list)
    languages = Text(longest=200, load_default="")
    version = Whole(1, 10**9)

    def load_form(self, form: Any) -> dict[str, Any]:
        found = super().load_form(form)
        return {**found, "languages": line(found["languages"]).replace("，", "、").replace(",", "、").split("、")}


class LimitsSchema(BaseSchema):
    """上限 the office sets: `caps_…`, `month_caps_…` and the year's `quotas_…` by service."""

    licence_until = Day(required=True)
    state = Choice(LAWYER_STATES, required=True)
    version = Whole(1, 10**9)

    def load_form(self, form: Any) -> dict[str, Any]:
        found = super().load_form(form)
        for kind, most in (("caps", 100), ("month_caps", 100), ("quotas", 1000)):
            numbers = BaseSchema.from_dict({f"{kind}_{code}": Whole(0, most, required=True) for code in SERVICES})().load_form(form)  # type: ignore[attr-defined]
            found[kind] = {name.removeprefix(f"{kind}_"): n for name, n in numbers.items()}
        return found
