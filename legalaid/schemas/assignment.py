"""What an offer to a lawyer must say; the assignment page and the API check by the same fields."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from legalaid.actions.assignment import OVERRIDES
from legalaid.schemas.base import BaseSchema, Choice, Text, Yes
from legalaid.tables.assignment import VERDICTS

_LAWYER = "请选择一位律师。"


class OfferSchema(BaseSchema):
    """指派: `override_code` says why not the first of the list."""

    lawyer = fields.UUID(required=True, error_messages={"required": _LAWYER, "null": _LAWYER, "invalid_uuid": _LAWYER},
                         metadata={"description": "律师的 id，取自推荐名单", "example": "7b0e9c1e-6a0a-4d0e-9c39-2f4f6f0d8a11"})
    message = Text(longest=400, lines=True, metadata={"description": "给律师的话，不写个人信息", "example": "证据较齐，盼尽快联系职工。"})
    next_when_lapsed = Yes(load_default=True, metadata={"description": "律师逾期未答复时是否自动转下一位", "example": True})
    override_code = Choice(OVERRIDES, metadata={"description": "没有选推荐的第一名时必填：原因"})
    override_note = Text(longest=200, metadata={"description": "原因的说明，不写个人信息"})


class ConflictAnswer(BaseSchema):
    """核查: what somebody found out about a possible conflict."""

    lawyer = fields.UUID(required=True, error_messages={"required": _LAWYER, "null": _LAWYER, "invalid_uuid": _LAWYER},
                         metadata={"description": "律师的 id", "example": "7b0e9c1e-6a0a-4d0e-9c39-2f4f6f0d8a11"})
    verdict = Choice(VERDICTS, required=True, metadata={"description": "结论", "example": "CLEARED"})
    reason = Text(required=True, longest=200, metadata={"description": "依据，不写个人信息", "example": "已向律所书面核实，两家公司没有关联。"})


def as_offer(checked: Mapping[str, Any]) -> dict[str, Any]:
    """What `OfferSchema` has checked, as the arguments of `assignment.offer`."""
    return {"lawyer_id" if name == "lawyer" else name: value for name, value in checked.items() if value != ""}
