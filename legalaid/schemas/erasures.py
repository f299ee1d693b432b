"""What the forms about erasing personal data take."""

from legalaid.schemas.base import BaseSchema, Choice, Text, Whole


class Decided(BaseSchema):
    """答复 to a worker's wish."""

    decision = Choice(("erase", "refuse"), required=True, error_messages={"required": "请选择删除还是不同意。"})
    reason = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明理由。"})


class Why(BaseSchema):
    """暂不删除."""

    reason = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明理由。"})


class Releasing(Why):
    """放行: the number that was read makes sure that it is this list."""

    count = Whole(0, 10**9, required=True)
