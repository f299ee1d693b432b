"""What the forms about erasing personal data take."""

from legalaid.schemas.base import BaseSchema, Choice, Text


class Decided(BaseSchema):
    """答复 to a worker's wish."""

    decision = Choice(("erase", "refuse"), required=True, error_messages={"required": "请选择删除还是不同意。"})
    reason = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明理由。"})
