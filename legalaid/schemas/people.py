"""What the forms for posts and covers take."""

from marshmallow import fields

from legalaid.roles import HELD
from legalaid.schemas.base import BaseSchema, Choice, Day, Text


class Giving(BaseSchema):
    """任职."""

    role = Choice(HELD, required=True, error_messages={"required": "请选择岗位。"})
    organisation = Text(required=True, longest=32, error_messages={"required": "请填写组织代码。"})
    starts = Day(required=True, error_messages={"required": "请填写任职日期。"})
    ends = Day()


class Ending(BaseSchema):
    """免职."""

    ends = Day(required=True, error_messages={"required": "请填写最后一天。"})


class Resetting(BaseSchema):
    """重置两步验证."""

    reason = Text(required=True, longest=200, error_messages={"required": "请写明为什么重置，以及怎样核实了本人。"})


class Unbinding(BaseSchema):
    """解除统一身份认证."""

    issuer = Text(required=True, longest=255)
    unbind = Text(required=True, longest=200, error_messages={"required": "请写明为什么解除，以及怎样核实了本人。"})


class Inviting(BaseSchema):
    """发邀请码."""

    why = Text(required=True, longest=200, error_messages={"required": "请写明为什么发，以及怎样核实了本人。"})


class Covering(BaseSchema):
    """代班."""

    cover_id = fields.UUID(required=True, error_messages={"required": "请选择代班的同事。", "invalid_uuid": "请选择代班的同事。"})
    away_from = Day(required=True, error_messages={"required": "请填写开始日期。"})
    away_to = Day(required=True, error_messages={"required": "请填写结束日期。"})
