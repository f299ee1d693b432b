"""What the forms for merging, splitting and transferring take."""

from legalaid.actions.tickets import TOPICS
from legalaid.schemas.base import BaseSchema, Choice, Text, Yes, Yuan
from legalaid.tables.transfers import DEPARTMENTS


class Merging(BaseSchema):
    """并入."""

    into = Text(required=True, longest=24, error_messages={"required": "请填写并入哪一件的编号。"})
    reason = Text(longest=200)


class Part(BaseSchema):
    """One matter that is split off."""

    topic = Choice(TOPICS, required=True, error_messages={"required": "请选择是什么问题。"})
    statement = Text(required=True, longest=4000, shortest=6, lines=True, error_messages={"required": "请写明说的是什么。"})
    amount = Yuan()


class Transferring(BaseSchema):
    """移送."""

    department = Choice(DEPARTMENTS, required=True, error_messages={"required": "请选择移送到哪个部门。"})
    office = Text(required=True, longest=80, shortest=2, error_messages={"required": "请写明移送到的具体单位。"})
    reason = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明为什么移送。"})
    agreed = Yes()


class Receipt(BaseSchema):
    """签收."""

    receipt_no = Text(longest=64)


class Answer(BaseSchema):
    """答复."""

    answer = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明对方怎么答复。"})


class Reasoned(BaseSchema):
    """撤销并入, 对方退回."""

    reason = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明原因。"})
