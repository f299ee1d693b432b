"""What the forms for merging, splitting and transferring take."""

from legalaid.actions.tickets import TOPICS
from legalaid.schemas.base import BaseSchema, Choice, Text, Yes, Yuan
from legalaid.tables.transfers import DEPARTMENTS


class Merging(BaseSchema):
    """并入."""

    into = Text(required=True, longest=24, error_messages={"required": "请填写并入哪一件的编号。"},
                metadata={"description": "并入哪一件，登记在先的", "example": "FY2026-1124-0003"})
    reason = Text(longest=200, metadata={"description": "为什么并入，不含个人信息", "example": "同一个月的工资，登记了两次"})


class Part(BaseSchema):
    """One matter that is split off."""

    topic = Choice(TOPICS, required=True, error_messages={"required": "请选择是什么问题。"}, metadata={"description": "是什么问题", "example": "INJURY"})
    statement = Text(required=True, longest=4000, shortest=6, lines=True, error_messages={"required": "请写明说的是什么。"},
                     metadata={"description": "说的是什么", "example": "上班路上受伤，单位没有申报工伤"})
    amount = Yuan(metadata={"description": "涉及金额（元）", "example": "3000.00"})


class Transferring(BaseSchema):
    """移送."""

    department = Choice(DEPARTMENTS, required=True, error_messages={"required": "请选择移送到哪个部门。"}, metadata={"description": "哪类部门", "example": "INSPECTION"})
    office = Text(required=True, longest=80, shortest=2, error_messages={"required": "请写明移送到的具体单位。"},
                  metadata={"description": "具体单位", "example": "海曙区劳动保障监察大队"})
    reason = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明为什么移送。"},
                  metadata={"description": "为什么移送，不含个人信息", "example": "多名职工反映，由监察机构统一查处"})
    agreed = Yes(metadata={"description": "职工已经同意移送", "example": True})


class Receipt(BaseSchema):
    """签收."""

    receipt_no = Text(longest=64, metadata={"description": "对方的编号", "example": "海劳监〔2026〕123号"})


class Answer(BaseSchema):
    """答复."""

    answer = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明对方怎么答复。"},
                  metadata={"description": "怎么处理的，职工看得到，不含个人信息", "example": "已责令单位三日内支付"})


class Reasoned(BaseSchema):
    """撤销并入, 对方退回."""

    reason = Text(required=True, longest=400, lines=True, error_messages={"required": "请写明原因。"}, metadata={"description": "原因，不含个人信息", "example": "核对后不是同一个月的工资"})
