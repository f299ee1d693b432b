"""What forms about the steps of legal aid take: papers, aid before the decision, ending, objection, file, subsidy."""

from typing import Any

from marshmallow import fields

from legalaid.schemas.base import BaseSchema, Choice, Day, Text, Yuan
from legalaid.tables.aid import FORMS
from legalaid.tables.aid_steps import ENDINGS


class PapersSchema(BaseSchema):
    """What is missing, a paper a line."""

    papers = Text(required=True, longest=800, lines=True)

    def load_form(self, form: Any) -> dict[str, Any]:
        return {"papers": [line.strip() for line in super().load_form(form)["papers"].split("\n") if line.strip()]}


class WhySchema(BaseSchema):
    """A reason that may be left out where the facts say it."""

    reason = Text(longest=400, lines=True)


class FirstSchema(BaseSchema):
    """补办审查 of aid before the decision."""

    entitled = Choice(("yes", "no"), required=True, error_messages={"required": "请选择符合还是不符合。"})
    reason = Text(longest=200, lines=True)


class EndingSchema(BaseSchema):
    """终止援助."""

    reason = Choice(ENDINGS, required=True, error_messages={"required": "请选择终止的理由。"})
    note = Text(required=True, longest=400, lines=True)


class AnswerSchema(BaseSchema):
    """答复异议."""

    upheld = Choice(("yes", "no"), required=True, error_messages={"required": "请选择成立还是不成立。"})
    answer = Text(required=True, longest=400, lines=True)


class FileSchema(BaseSchema):
    """The checklist of a file."""

    items = fields.List(Text(longest=24))


class CheckSchema(BaseSchema):
    """案卷审核."""

    accept = Choice(("yes", "no"), required=True, error_messages={"required": "请选择合格还是退回。"})
    note = Text(longest=400, lines=True)


class RateSchema(BaseSchema):
    """补贴标准."""

    code = Text(required=True, longest=32)
    form = Choice(FORMS, required=True)
    amount = Yuan(required=True)
    valid_from = Day(required=True)
    source = Text(required=True, longest=120)
