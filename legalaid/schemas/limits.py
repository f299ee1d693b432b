"""What the forms about limits, pauses, extensions and supervision slips take."""

from marshmallow import fields

from legalaid.actions import extensions, first_steps, limits
from legalaid.schemas.base import BaseSchema, Choice, Day, Text, Whole
from legalaid.tables.limits import LEVELS, MATTERS, PAUSE_GROUNDS, STEPS, UNITS

_ANSWER = {"yes": "同意", "no": "不同意"}


class ContactSchema(BaseSchema):
    """登记联系职工."""

    contact_way = Choice(first_steps.WAYS, required=True, error_messages={"required": "请选择怎么联系的。"})
    contact_note = Text(longest=200, lines=True)


class PauseSchema(BaseSchema):
    """暂停."""

    ground = Choice(PAUSE_GROUNDS, required=True)
    proof = Text(required=True, longest=200, shortest=4)
    expected_on = Day(required=True)
    owner_id = fields.UUID(required=True, error_messages={"required": "请选择责任人。", "invalid_uuid": "请选择责任人。"})


class Nothing(BaseSchema):
    """A button without fields."""


class ExtensionSchema(BaseSchema):
    """申请延期."""

    days = Whole(1, extensions.LONGEST, required=True)
    need = Text(required=True, longest=400, shortest=4, lines=True)


class ExtensionDecision(BaseSchema):
    """审批延期."""

    grant = Choice(_ANSWER, required=True, error_messages={"required": "请先选择同意还是不同意。"})
    decision_note = Text(longest=400, lines=True)


class SlipSchema(BaseSchema):
    """发督办单."""

    demand = Text(required=True, longest=400, shortest=4, lines=True)


class SlipAnswer(BaseSchema):
    """答复督办单."""

    answer = Text(required=True, longest=400, shortest=4, lines=True)


class SlipReview(BaseSchema):
    """审核督办答复."""

    accept = Choice(_ANSWER, required=True, error_messages={"required": "请先选择通过还是退回。"})
    remark = Text(longest=400, lines=True)


class LimitSchema(BaseSchema):
    """录入办理时限."""

    level = Choice(LEVELS, required=True)
    step = Choice(STEPS, load_default="WHOLE")
    matter = Choice(MATTERS, required=True)
    scope = Text(longest=40)
    days = Whole(1, limits.LONGEST, required=True)
    unit = Choice(UNITS, load_default="WORKDAY")
    valid_from = Day(required=True)
    reason = Text(required=True, longest=200, shortest=4)
