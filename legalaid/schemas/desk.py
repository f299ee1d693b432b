"""What the desk's forms and the API take for confirming, dispatching and moving a ticket."""

import datetime as dt
from typing import Any

from marshmallow import fields

from legalaid.actions import disputes
from legalaid.schemas.base import BaseSchema, Choice, Day, Text, Whole, Yes
from toolkit import procedure
from toolkit.industries import INDUSTRIES


class Confirm(BaseSchema):
    """确认分类."""

    subclass = Text(required=True, longest=40)
    cause = Text(longest=12)
    industry = Choice(INDUSTRIES)
    summary = Text(required=True, longest=300, shortest=4)
    version = Whole(0, 10**9)


class Dispatch(BaseSchema):
    """派单."""

    organisation_id = fields.UUID(required=True, error_messages={"required": "请选择承办组织。", "invalid_uuid": "请选择承办组织。"})
    handler_id = fields.UUID(error_messages={"invalid_uuid": "请选择经办人。"})

    def load_form(self, form: Any) -> dict[str, Any]:
        return {k: str(v) for k, v in super().load_form(form).items()}


class Reason(BaseSchema):
    """A reason or a result in words."""

    reason = Text(required=True, longest=400, lines=True)

    def __init__(self, *, required: bool = True, **kw: Any) -> None:
        super().__init__(**kw)
        self.fields["reason"].required = required


class Agreed(BaseSchema):
    """职工同意: to mediation, unless the form says to a transfer."""

    kind = Choice(disputes.CONSENTED, load_default="MEDIATION")


class Decision(BaseSchema):
    """给予或不予援助."""

    decision = Choice(("grant", "refuse"), required=True, error_messages={"required": "请先选择给予援助还是不予援助。"})
    reason = Text(longest=400, lines=True)


class Grouping(BaseSchema):
    """并案."""

    title = Text(required=True, longest=120)
    ticket_nos = fields.List(Text(longest=30))


class CallBack(BaseSchema):
    """回访."""

    note = Text(required=True, longest=400, lines=True)


class Step(BaseSchema):
    """一步程序: the event and what is known about its conditions."""

    event = Text(required=True, longest=40)
    guards = fields.List(Text(longest=40))

    @staticmethod
    def known() -> frozenset[str]:
        """Names of conditions."""
        return frozenset(procedure.GUARDS)


class Limitation(BaseSchema):
    """时效."""

    wage_claim = Yes()
    ended_on = Day(past=True)
    knew_on = Day(past=True)
    interrupted_on = Day(past=True)

    def __init__(self, *, today: dt.date, **kw: Any) -> None:
        super().__init__(**kw)
        self.today = today
